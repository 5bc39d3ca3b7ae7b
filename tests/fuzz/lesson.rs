//! A lesson that any teacher may have written.

#![no_main]

use libfuzzer_sys::fuzz_target;
use parscope::lesson::Lesson;

fuzz_target!(|text: &str| {
    let _ = Lesson::read("lesson.toml", text, |_| {
        Err("there is no such run".to_owned())
    });
});
