//! Traces of other programs, opened as files of any kind that tracers write.

use crate::{
    process::{Mark, parscope},
    terminal::Terminal,
};
use serde_json::Value;
use std::{fs, path::Path};

const OVERLAP: &str = r#"[{"name":"a","ph":"X","pid":1,"tid":1,"ts":0,"dur":100},
    {"name":"b","ph":"X","pid":1,"tid":1,"ts":50,"dur":950},{"ph":"i","ts":3,"name":"now"}]"#;

/// The exit code, what was printed, and what was told.
fn open(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let words: Vec<_> = std::iter::once("open")
        .chain(arguments.iter().copied())
        .collect();
    let output = parscope(&Mark::new(), folder, &words).output();
    let output = output.expect("the program");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

#[test]
fn a_trace_is_told_as_it_is_and_nothing_of_an_experiment_with_it() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("t.json"), OVERLAP).expect("a trace");
    let (code, json, _) = open(folder.path(), &["t.json", "--json"]);
    assert_eq!(code, Some(0));
    let told: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(told["experiment"], Value::Null);
    assert_eq!(told["imported"]["left_out_by_kind"]["instants"], 1);
    let lanes = told["runs"][0]["lanes"].as_array().expect("lanes");
    let lanes: Vec<_> = lanes
        .iter()
        .map(|lane| (lane["name"].as_str(), lane["busy_s"].as_f64()))
        .collect();
    let wanted = [
        (Some("process 1"), Some(100e-6)),
        (Some("process 1, row 2"), Some(950e-6)),
    ];
    assert_eq!(lanes, wanted, "overlapping slices keep their time");
    let (_, report, _) = open(folder.path(), &["t.json", "--report"]);
    assert!(report.contains("left out: 1 instant"), "{report}");
    for claim in ["mandelbrot", "task", "worker", "verified", "core", "T₁  "] {
        assert!(!report.contains(claim), "{claim} in {report}");
    }
}

#[test]
fn what_cannot_be_shown_is_refused_by_name_with_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes, hint) in [
        (
            "p.pftrace",
            &b"\x0a\x1eP\x01\xc2>\x18\x0a\x10"[..],
            "traceconv json",
        ),
        ("empty.json", b"", "it is empty"),
        ("wide.json", b"\xff\xfe[\0]\0", "iconv"),
        (
            "keys.json",
            b"{\"nodes\":[],\"timeDeltas\":[]}",
            "CPU profile of V8",
        ),
        (
            "none.json",
            b"[{\"ph\":\"i\",\"ts\":1}]",
            "nothing to show: it has 1 instant",
        ),
        ("notes.txt", b"some notes of mine", "Chrome's JSON"),
    ] {
        fs::write(folder.path().join(name), bytes).expect("a file");
        let (code, _, told) = open(folder.path(), &[name]);
        assert_eq!(code, Some(2), "{name}: {told}");
        assert!(told.contains(name) && told.contains(hint), "{told}");
    }
}

#[test]
fn an_imported_trace_that_is_saved_is_as_truthful_when_it_is_opened_again() {
    let mut terminal = Terminal::start(120, 36, &[]);
    terminal.wait_for("Enter");
    let path = terminal.path("t.json");
    fs::write(&path, OVERLAP).expect("a trace");
    terminal.press("q");
    assert!(terminal.wait().success());
    let mut terminal = Terminal::start(120, 36, &["open", &path.display().to_string()]);
    terminal.wait_for("imported, 1 event left out");
    terminal.press("\r");
    terminal.wait_for("a trace cannot be run");
    terminal.press("s");
    terminal.wait_for("imported.parscope");
    let saved = terminal.path("imported.parscope");
    let folder = saved.parent().expect("a folder");
    let (_, report, _) = open(folder, &["imported.parscope", "--report"]);
    assert!(report.contains("process 1, row 2"), "{report}");
    assert!(report.contains("left out: 1 instant"), "{report}");
    terminal.press("q");
    assert!(terminal.wait().success());
    terminal.assert_whole();
    terminal.mark.assert_gone();
}
