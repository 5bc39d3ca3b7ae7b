//! Sweeps from outside: what they print, and that whatever stops one, nothing is lost.

use crate::process::{Mark, kill, parscope, run, wait_until};
use rustix::process::Signal;
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Output, Stdio},
};

/// Tiny tasks: sixteen runs in a second or two.
const SWEEP: &[&str] = &[
    "sweep",
    "chunksize=1..8",
    "--repeats",
    "4",
    "--workload",
    "count",
    "--tasks",
    "8",
    "--task-time",
    "4ms",
    "--workers",
    "2",
    "--json",
];

fn sweep(folder: &Path, arguments: &[&str]) -> Output {
    let mark = Mark::new();
    let output = parscope(&mark, folder, arguments).output();
    output.expect("the program")
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn object(output: &Output) -> Value {
    assert!(output.status.success(), "{}", errors(output));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// The rounds that each point has.
fn rounds(object: &Value) -> BTreeMap<String, Vec<u64>> {
    let points = object["points"].as_array().expect("points").iter();
    let rounds = |point: &Value| {
        let runs = point["runs"].as_array().expect("runs").iter();
        runs.map(|run| run["round"].as_u64().expect("a round"))
            .collect()
    };
    points
        .map(|point| (point["at"].to_string(), rounds(point)))
        .collect()
}

fn lines(path: &Path) -> usize {
    fs::read_to_string(path).map_or(0, |text| text.lines().count())
}

#[test]
fn a_sweep_gives_a_curve_with_its_intervals_and_says_where_the_runs_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = sweep(folder.path(), SWEEP);
    let object = object(&output);
    assert_eq!(errors(&output), "", "a pipe gets no progress");
    assert_eq!(object["sweep"]["chunksize"], Value::from(vec![1, 2, 4, 8]));
    for point in object["points"].as_array().expect("points") {
        let figure = |name: &str| point[name].as_f64().expect(name);
        assert!(figure("wall_low_s") <= figure("wall_median_s"));
        assert!(figure("wall_median_s") <= figure("wall_high_s"));
        assert!(figure("speedup") > 0.0);
    }
    assert!(object["best"]["sentence"].is_string());
    let points = object["points"].as_array().expect("points").iter();
    let sizes: Vec<_> = points.map(|point| &point["runs"][0]["size"]).collect();
    assert!(sizes.windows(2).all(|pair| pair[0] == pair[1]), "{sizes:?}");
    let journal = PathBuf::from(object["journal"].as_str().expect("a file"));
    assert!(journal.starts_with(folder.path()));
    assert_eq!(lines(&journal), 1 + 16);
}

#[test]
fn whatever_stops_a_sweep_it_goes_on_to_the_same_points_as_if_nothing_had() {
    let folder = tempfile::tempdir().expect("a folder");
    let whole = rounds(&object(&sweep(folder.path(), SWEEP)));
    for signal in [Signal::INT, Signal::KILL] {
        let mark = Mark::new();
        let file = folder.path().join(format!("{}.jsonl", signal.as_raw()));
        let path = file.to_str().expect("a path");
        let child = parscope(&mark, folder.path(), &[SWEEP, &["--out", path]].concat())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program");
        wait_until("some runs", || lines(&file) > 4);
        kill(i32::try_from(child.id()).expect("a process"), signal);
        let output = child.wait_with_output().expect("an end");
        assert!(!output.status.success());
        mark.assert_gone();
        assert!(lines(&file) < 17, "it was stopped");
        if signal == Signal::INT {
            let told = errors(&output);
            assert!(told.contains("sweep --resume"), "{told}");
            assert!(told.contains(path), "{told}");
        } else {
            // As if it had been killed while it wrote.
            let text = fs::read_to_string(&file).expect("text");
            fs::write(&file, text + "{\"point\":0,\"rou").expect("a file");
        }
        let before = fs::read_to_string(&file).expect("text");
        let resumed = object(&sweep(
            folder.path(),
            &["sweep", "--resume", path, "--json"],
        ));
        assert_eq!(rounds(&resumed), whole);
        let after = fs::read_to_string(&file).expect("text");
        let kept = before.rfind('\n').expect("a line");
        assert!(
            after.starts_with(&before[..kept]),
            "nothing is written over"
        );
        // Once more there is nothing to do, and all is told again.
        let again = object(&sweep(
            folder.path(),
            &["sweep", "--resume", path, "--json"],
        ));
        assert_eq!(again["points"], resumed["points"]);
    }
}

#[test]
fn a_file_of_another_sweep_is_refused_with_what_differs_and_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("sweep.jsonl");
    let path = file.to_str().expect("a path");
    let tiny = [
        "sweep",
        "chunksize=1,2",
        "--repeats",
        "1",
        "--workload",
        "count",
        "--tasks",
        "4",
        "--out",
        path,
    ];
    object(&sweep(folder.path(), &[&tiny[..], &["--json"]].concat()));
    let before = fs::read(&file).expect("a file");
    let resume = |more: &[&str]| {
        sweep(
            folder.path(),
            &[&["sweep", "--resume", path], more].concat(),
        )
    };
    for (output, hint) in [
        (sweep(folder.path(), &tiny), "is there already"),
        (
            resume(&["chunksize=1,2", "--workload", "count", "--tasks", "8"]),
            "tasks was 4 and is 8",
        ),
        (
            resume(&["workers=1,2", "--workload", "count", "--tasks", "4"]),
            "the sweep was chunksize=1,2 and is workers=1,2",
        ),
    ] {
        assert_eq!(output.status.code(), Some(2));
        assert!(errors(&output).contains(hint), "{}", errors(&output));
        assert_eq!(fs::read(&file).expect("a file"), before);
    }
}

#[test]
fn a_run_that_fails_is_a_point_of_the_sweep_and_not_its_end() {
    let arguments = [
        "sweep",
        "fault=none,crash",
        "--retries",
        "0",
        "--repeats",
        "2",
        "--workload",
        "count",
        "--tasks",
        "4",
        "--json",
    ];
    let folder = tempfile::tempdir().expect("a folder");
    let output = sweep(folder.path(), &arguments);
    assert_eq!(output.status.code(), Some(1), "{}", errors(&output));
    assert!(errors(&output).contains("2 of the 4 runs failed"));
    let object: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(object["points"][0]["runs"][0]["failure"], Value::Null);
    assert!(object["points"][1]["runs"][1]["failure"].is_string());
    assert_eq!(object["points"][1]["wall_median_s"], Value::Null);
}

#[test]
fn what_makes_no_sense_is_refused_before_anything_runs() {
    for (arguments, hint) in [
        (&["sweep", "tasks=1,0"][..], "tasks"),
        (&["sweep"], "sweep chunksize=1..64"),
        (&["sweep", "chunksize"], "such as chunksize=1..64"),
        (
            &["sweep", "chunksize=1..4", "--json", "--csv"],
            "cannot be used with",
        ),
        (
            &["sweep", "--resume", "none.jsonl"],
            "cannot open none.jsonl",
        ),
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(errors(&output).contains(hint), "{}", errors(&output));
    }
}
