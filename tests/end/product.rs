//! The whole product of mode, start method, channel and method: what makes no sense is refused
//! with a way out, and everything else works.

use crate::process::{run, with_each};
use serde_json::Value;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

const STARTS: [&str; 3] = ["fork", "spawn", "forkserver"];
const CHANNELS: [&str; 4] = ["pipe", "queue", "shared-memory", "manager"];
const METHODS: [&str; 8] = [
    "map",
    "map-async",
    "imap",
    "imap-unordered",
    "starmap",
    "starmap-async",
    "apply",
    "apply-async",
];
/// Modes, the pool's two kinds apart.
const MODES: [&[&str]; 5] = [
    &["--mode", "serial"],
    &["--mode", "threaded"],
    &["--mode", "process"],
    &["--mode", "pool", "--pool", "processes"],
    &["--mode", "pool", "--pool", "rayon"],
];

/// Whether it makes sense, as a teacher would say it.
fn makes_sense(mode: &[&str], start: &str, channel: &str, method: &str) -> bool {
    let plain = |name, default| name == default;
    match mode {
        // Workers that are processes come to be in some way and talk through something; only a
        // pool can be called.
        ["--mode", "process"] => plain(method, "map"),
        [.., "processes"] => true,
        _ => plain(start, "fork") && plain(channel, "pipe") && plain(method, "map"),
    }
}

/// A mode, a start method, a channel and a method.
type Way = (
    &'static [&'static str],
    &'static str,
    &'static str,
    &'static str,
);

/// All of them with all of them.
fn product() -> Vec<Way> {
    let modes = MODES.into_iter();
    let started = modes.flat_map(|mode| STARTS.map(|start| (mode, start)));
    let joined = started.flat_map(|(mode, start)| CHANNELS.map(|channel| (mode, start, channel)));
    let called = joined
        .flat_map(|(mode, start, channel)| METHODS.map(|method| (mode, start, channel, method)));
    called.collect()
}

#[test]
fn every_combination_works_or_is_refused_with_what_to_choose_instead() {
    let tasks = [
        "run",
        "--workload",
        "hypotenuse",
        "--size",
        "20",
        "--tasks",
        "5",
        "--workers",
        "2",
        "--json",
    ];
    let worked = AtomicU32::new(0);
    with_each(&product(), |&(mode, start, channel, method)| {
        let rest = ["--start", start, "--channel", channel, "--method", method];
        let way = [mode, &rest].concat();
        let output = run(&[&tasks[..], &way].concat());
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        if makes_sense(mode, start, channel, method) {
            assert_eq!(output.status.code(), Some(0), "{way:?}: {errors}");
            let object: Value = serde_json::from_slice(&output.stdout).expect("JSON");
            let run = &object["runs"][0];
            assert_eq!(run["verified"], true, "{way:?}");
            assert_eq!(run["tasks_done"], 5, "{way:?}");
            assert_closes(&run["ledger"], &way);
            worked.fetch_add(1, Relaxed);
        } else {
            assert_eq!(output.status.code(), Some(2), "{way:?}: {errors}");
            assert!(errors.contains("choose"), "{way:?}: {errors}");
            assert_eq!(errors.lines().count(), 1, "{way:?}: {errors}");
        }
    });
    assert_eq!(worked.into_inner(), 3 + 3 * 4 + 3 * 4 * 8);
}

/// The rows of a ledger are all of the lane time, to a thousandth.
fn assert_closes(ledger: &Value, way: &[&str]) {
    let rows = ledger.as_object().expect("a ledger");
    let all = rows["lane_s"].as_f64().expect("seconds");
    let sum: f64 = rows
        .iter()
        .filter(|(name, _)| name.ends_with("_s") && *name != "lane_s")
        .filter_map(|(_, row)| row.as_f64())
        .sum();
    assert!((sum - all).abs() <= all * 0.001, "{way:?}: {rows:?}");
    assert!(rows["work_s"].as_f64() > Some(0.0), "{way:?}: {rows:?}");
}

#[test]
fn a_method_that_unpacks_arguments_needs_tasks_that_have_some() {
    let output = run(&["run", "--workload", "count", "--method", "starmap"]);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{errors}");
    assert!(errors.contains("choose method map"), "{errors}");
}
