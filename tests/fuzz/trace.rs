//! A Chrome trace that another program wrote.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = parscope::engine::import::import_bytes(bytes, "trace.json");
});
