//! What a saved run says of itself, changed by anybody: opened, and written in every format.
//!
//! The input is JSON that is laid over the description of a real run, so that `{}` is a run already.

#![no_main]

use libfuzzer_sys::fuzz_target;
use parscope::{
    base::is_hidden,
    export::{ExportOptions, FORMATS, Results, Style},
    store::{self, Recording},
    ui::Opened,
};
use serde_json::Value;
use std::sync::LazyLock;

/// A run with all that a description can say.
static RUN: LazyLock<Recording> = LazyLock::new(|| {
    store::read(include_bytes!("../../demo/run/start-spawn.parscope")).expect("a run")
});

fuzz_target!(|bytes: &[u8]| {
    let Ok(over) = serde_json::from_slice::<Value>(bytes) else {
        return;
    };
    let mut description = serde_json::to_value(&RUN.description).expect("JSON");
    lay(&over, &mut description);
    let Ok(description) = serde_json::from_value(description) else {
        return;
    };
    let recording = Recording {
        description,
        ..RUN.clone()
    };
    let Ok(opened) = Opened::of(recording) else {
        return;
    };
    let results = Results::of(vec![opened.run]);
    let style = Style {
        color: false,
        unicode: true,
    };
    let options = ExportOptions::of(style);
    for format in FORMATS {
        let Some(write) = format.run else { continue };
        let mut out = Vec::new();
        write(&results, options, &mut out).expect("memory to write to");
        let text = String::from_utf8(out).expect("text");
        let is_json = text.starts_with(['{', '[']);
        let hidden = text
            .chars()
            .any(|c| is_hidden(c) && !matches!(c, '\n' | '\t'));
        assert!(
            is_json || !hidden,
            "something hidden reaches a report: {text:?}"
        );
    }
    let all = [results];
    for write in FORMATS.iter().filter_map(|format| format.modes) {
        write(&all, options, &mut Vec::new()).expect("memory to write to");
    }
});

/// Lays some fields over others.
fn lay(over: &Value, under: &mut Value) {
    match (over, under) {
        (Value::Object(over), Value::Object(under)) => {
            for (name, value) in over {
                lay(value, under.entry(name.clone()).or_insert(Value::Null));
            }
        }
        (over, under) => under.clone_from(over),
    }
}
