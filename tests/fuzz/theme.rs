//! A theme that anybody may have written, and the colours that it comes to.
//! Seeds: `assets/theme`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use parscope::theme::Theme;

fuzz_target!(|text: &str| {
    if let Ok(theme) = Theme::read(text, "name", "theme.toml") {
        let _ = theme.terminal_ground(None);
    }
});
