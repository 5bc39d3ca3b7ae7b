//! A tape, which anybody may have written.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // A tape that plays itself is refused, and so is one that plays another without end.
    let _ = parscope::record::tape::read(bytes, &mut |_| Ok(bytes.to_vec()));
});
