//! A config or experiment file.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = parscope::cli::experiment(text);
});
