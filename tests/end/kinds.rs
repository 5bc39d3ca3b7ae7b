//! A log of another writer, with kinds of its own: opened, drawn, exported and saved.

use crate::{process::run, terminal::Terminal};
use parscope::{
    base::{ChunkId, CoreId, LaneId, Moment, Nanos, Ratio, TaskId},
    log::{Class, Description, Flags, Kind, LaneKind, LaneSpec, OtherKind, Outcome, Span, SpanLog},
    store,
};
use serde_json::Value;
use std::{
    fs,
    os::fd::{AsRawFd, BorrowedFd},
    path::Path,
};

const START: Moment = Moment::from_nanos(1_000_000_000);

fn other(class: Class, index: u8) -> Kind {
    Kind::Other(OtherKind::new(class, index).expect("a kind"))
}

/// Tasks, pickling and garbage collection in a worker, and something that was not declared, 10 ms each.
fn spans() -> Vec<Span> {
    let kinds = [
        Kind::StartUp,
        other(Class::Transfer, 0),
        Kind::Task,
        other(Class::Service, 0),
        Kind::Task,
        other(Class::Other, 15),
    ];
    let spans = (0_u32..).zip(kinds).map(|(number, kind)| {
        let start = START + Nanos::from_millis(10) * u64::from(number);
        Span {
            task: TaskId::new(number / 4),
            chunk: ChunkId::new(number / 4),
            count: u32::from(kind == Kind::Task),
            cpu: Ratio::ONE,
            core: CoreId::new(0),
            flags: Flags::CPU,
            ..Span::new(kind, start, start + Nanos::from_millis(10))
        }
    });
    spans.collect()
}

/// The log as a file, as a writer leaves it.
fn written(path: &Path) {
    let spec = |kind, number| LaneSpec {
        kind,
        number,
        capacity: 16,
    };
    let lanes = [spec(LaneKind::Main, 0), spec(LaneKind::Process, 1)];
    let log = SpanLog::create(&lanes, 1 << 14).expect("a log");
    let outcome = Outcome {
        started: START,
        ended: START + Nanos::from_millis(60),
        tasks_done: 2,
        ..Outcome::default()
    };
    let description = Description {
        kinds: serde_json::from_str(r#"{"128":"pickle","160":"gc"}"#).expect("names"),
        outcome: Some(outcome),
        ..Description::default()
    };
    let text = serde_json::to_string(&description).expect("JSON");
    assert!(text.contains(r#""kinds":{"128":"pickle","160":"gc"}"#));
    assert!(log.set_meta(&text));
    let mut writer = log.writer(LaneId::new(1));
    for span in spans() {
        writer.push(&span);
    }
    drop(writer);
    let file: BorrowedFd<'_> = log.as_fd();
    let memory = format!("/proc/self/fd/{}", file.as_raw_fd());
    fs::write(path, fs::read(memory).expect("the log")).expect("a file");
}

fn exported(path: &str, format: &str) -> String {
    let output = run(&["export", path, "--format", format]);
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn kinds_that_a_log_has_of_its_own_are_kept_and_shown_by_their_names() {
    let folder = tempfile::tempdir().expect("a folder");
    let [plain, packed] = ["plain.log", "packed.parscope"].map(|name| folder.path().join(name));
    written(&plain);
    let recording = store::open(&plain).expect("a log");
    assert_eq!(recording.lanes[1].spans, spans());
    store::save(recording.recorded(), &packed).expect("a saved run");
    assert_eq!(store::open(&packed).expect("a saved run"), recording);
    for path in [&plain, &packed].map(|path| path.display().to_string()) {
        let csv = exported(&path, "csv");
        for kind in ["\"pickle\"", "\"gc\"", "kind 47", "start-up"] {
            assert!(csv.contains(&format!(",{kind},")), "{csv}");
        }
        let chrome: Value = serde_json::from_str(&exported(&path, "chrome")).expect("JSON");
        let events = chrome["traceEvents"].as_array().expect("events");
        let named = |name: &str| events.iter().find(|event| event["name"] == name);
        let category = |name: &str| named(name).map(|event| event["cat"].clone());
        assert_eq!(category("pickle"), Some("transfer".into()));
        assert_eq!(category("gc"), Some("service".into()));
        assert_eq!(category("kind 47"), Some("other".into()));
        let html = exported(&path, "html");
        assert!(html.contains(r#""pickle","gc"]"#), "its words");
        let svg = exported(&path, "svg");
        assert!(svg.contains(">transfer, pickle<") && svg.contains(">other<"));
    }
    let path = packed.display().to_string();
    let mut terminal = Terminal::start(120, 36, &["open", &path]);
    terminal.wait_for("transfer, pickle");
    terminal.wait_for("serve, gc");
    terminal.close();
}
