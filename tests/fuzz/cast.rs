//! A recording of a terminal, and the screen that it leaves.

#![no_main]

use libfuzzer_sys::fuzz_target;
use parscope::record::cast::{self, PictureFormat};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(cast) = cast::read(bytes) {
        let _ = cast::render(&cast, PictureFormat::Text, None, &mut |_, _| ());
    }
});
