//! The record of a sweep that anybody may have sent, gone on with and written in every format: as it
//! is, and behind a first line that is right.

#![no_main]

use libfuzzer_sys::fuzz_target;
use parscope::{
    export::{ExportOptions, FORMATS, Style, SweepResults},
    model::{Curve, missing, remembered, restored, title},
    plan::{SweepAxis, Experiment, Sweep},
    session::machine,
    store::Journal,
};
use std::{path::Path, sync::LazyLock};

/// The first line of a real one.
static TITLE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let axes = ["chunksize=1..8", "workers=1,2"].map(|text| SweepAxis::parse(text).expect("an axis"));
    let base = Experiment {
        repeats: 2,
        ..Experiment::default()
    };
    let sweep = Sweep::new(base, axes.into(), 2).expect("a sweep");
    let mut line = serde_json::to_vec(&title(&sweep, &machine())).expect("JSON");
    line.push(b'\n');
    line
});

fuzz_target!(|bytes: &[u8]| {
    look(bytes);
    look(&[&TITLE, bytes, b"\n"].concat());
});

fn look(bytes: &[u8]) {
    let path = Path::new("sweep.jsonl");
    let Ok((title, entries)) = Journal::parse(bytes, path) else {
        return;
    };
    let Ok(sweep) = restored(&title) else {
        return;
    };
    let beyond = |entry: &parscope::log::Entry| {
        entry.point as usize >= sweep.points().len() || entry.round >= sweep.repeats()
    };
    if entries.iter().any(beyond) {
        return;
    }
    let _ = missing(&sweep, &entries).len() + remembered(&sweep, &entries).count();
    let results = SweepResults {
        sweep: &sweep,
        curve: &Curve::of(&sweep, &entries),
        machine: &title.machine,
        journal: path,
    };
    let style = Style {
        color: false,
        unicode: true,
    };
    for write in FORMATS.iter().filter_map(|format| format.sweep) {
        write(&results, ExportOptions::of(style), &mut Vec::new()).expect("memory to write to");
    }
}
