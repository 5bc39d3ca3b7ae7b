//! What a saved run takes: bytes a span, and the time until it can be drawn.

use crate::{
    frame::Scene,
    table::{Bar, Table},
};
use parscope::{
    base::{ChunkId, CoreId, LaneId, Moment, Nanos, Pid, TaskId, now},
    log::{Description, Kind, Lane, LaneInfo, LaneKind, Outcome, Span},
    model::Run,
    plan::{Experiment, Resolved},
    store::{self, KeptRun},
};
use std::{fs, hint::black_box, path::Path, process::Command};

const SPANS: u32 = 10_000_000;

const LANES: u16 = 4;

const ROUNDS: usize = 5;

pub(crate) fn bars(table: &mut Table) {
    real(table);
    let names = [
        "file: first frame of 10 000 000 spans | reading the file",
        "file: opening all of them | reading its spans",
    ];
    if !names.iter().any(|name| table.wants(name)) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("run.parscope");
    save(&path);
    let opened = || {
        let begun = now();
        let recording = store::open(&path).expect("a saved run");
        let run = Run::new(experiment(), recording.description);
        black_box(run.with_lanes(recording.lanes).tasks_done());
        now().since(begun)
    };
    let read = || {
        let begun = now();
        black_box(fs::read(&path).expect("a file"));
        now().since(begun)
    };
    let first = || {
        let begun = now();
        let glimpse = store::preview(&path).expect("a digest");
        let run = Run::preview(experiment(), glimpse).expect("a digest");
        Scene::around(run).draw();
        now().since(begun)
    };
    table.pair(names[0], &Bar::AtMost(3.0), ROUNDS, first, read);
    let spans = || {
        let begun = now();
        black_box(store::open(&path).expect("a saved run"));
        now().since(begun)
    };
    table.pair(names[1], &Bar::AtMost(3.0), ROUNDS, opened, spans);
}

fn experiment() -> Resolved {
    crate::run::resolved(&Experiment {
        tasks: Some(SPANS),
        ..crate::run::experiment("workload=count size=1 mode=threaded workers=4")
    })
}

/// The size of a run that was really made: half a million tasks, each timed by itself.
#[expect(clippy::cast_precision_loss, reason = "the figures have three digits")]
fn real(table: &mut Table) {
    let name = "file: bytes a span";
    if !table.wants(name) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("run.parscope");
    for mode in ["threaded", "pool"] {
        let words = format!(
            "run --json --workload count --size 3000 --tasks 500000 --workers 2 --mode {mode} --save"
        );
        let status = Command::new(env!("CARGO_BIN_EXE_parscope"))
            .args(words.split_whitespace())
            .arg(&path)
            .output()
            .expect("parscope")
            .status;
        assert!(status.success(), "a run failed");
        let lanes = store::open(&path).expect("a saved run").lanes;
        let spans: usize = lanes.iter().map(|lane| lane.spans.len()).sum();
        let bytes = fs::metadata(&path).expect("a saved run").len();
        let each = bytes as f64 / spans as f64;
        let text = format!("{each:.1} bytes ({spans} spans, {mode})");
        table.line(name, &text, "≤ 12 bytes", each <= 12.0);
    }
}

/// Ten million tasks on four lanes, of lengths that nobody could foretell.
fn save(path: &Path) {
    let lane = |number: u16| {
        let mut start = Moment::from_nanos(1_000_000_000);
        let spans = (0..SPANS / u32::from(LANES)).map(|index| {
            let odd = u64::from(index.wrapping_mul(2_654_435_769) >> 20);
            let span = Span {
                task: TaskId::new(index * u32::from(LANES) + u32::from(number)),
                count: 1,
                chunk: ChunkId::new(index),
                core: CoreId::new(number % 2),
                ..Span::new(Kind::Task, start, start + Nanos::new(1000 + odd))
            };
            start = span.end();
            span
        });
        Lane {
            info: LaneInfo {
                lane: LaneId::new(number),
                kind: LaneKind::Thread,
                number: number.into(),
                pid: Some(Pid::new(1)),
                published: (SPANS / u32::from(LANES)).into(),
                dropped: 0,
                merged: 0,
            },
            spans: spans.collect(),
            now: None,
        }
    };
    let begun = Moment::from_nanos(1_000_000_000);
    let description = Description {
        outcome: Some(Outcome {
            started: begun,
            ended: begun + Nanos::from_secs_f64(8.0),
            verified: true,
            tasks_done: SPANS,
            ..Outcome::default()
        }),
        ..Description::default()
    };
    let run = Run::new(experiment(), description).with_lanes((0..LANES).map(lane).collect());
    let recorded = KeptRun {
        description: &run.description,
        lanes: &run.lanes,
        snapshots: &[],
        digest: &run.digest(),
    };
    store::save(recorded, path).expect("a folder to write to");
}
