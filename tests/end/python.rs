//! Experiments in CPython: every way of running them, and what becomes of what fails.

use crate::{
    process::{Mark, kill, parscope, run, wait_until, with_each},
    watch::varied_interpreters,
};
use serde_json::Value;
use std::{fs, path::Path};

const SYSTEM: &str = "/usr/bin/python3";

/// A run of small tasks, with what is said besides; the JSON.
fn done(more: &[&str]) -> Value {
    let common = ["run", "--engine", "python", "--json"];
    let output = run(&[&common, more].concat());
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{more:?}: {errors}");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// Checks that all is there: answers, tasks, lanes and the ledger.
fn check(seen: &Value, tasks: u64, what: &str) {
    let run = &seen["runs"][0];
    assert_eq!(run["verified"], true, "{what}");
    assert_eq!(run["tasks_done"], tasks, "{what}");
    let lanes = run["lanes"].as_array().expect("lanes");
    let counts = lanes.iter().filter_map(|lane| lane["tasks"].as_u64());
    assert_eq!(counts.sum::<u64>(), tasks, "{what}: {lanes:?}");
    let Some(ledger) = run["ledger"].as_object() else {
        panic!("{what}: there is no ledger")
    };
    let all = ledger["lane_s"].as_f64().expect("seconds");
    let rows = ledger
        .iter()
        .filter(|(name, _)| name.ends_with("_s") && *name != "lane_s");
    let sum: f64 = rows.filter_map(|(_, row)| row.as_f64()).sum();
    assert!((sum - all).abs() <= all * 0.001, "{what}: {ledger:?}");
}

/// All modes, pools and start methods that every CPython has.
const WAYS: &[&[&str]] = &[
    &["--mode", "serial"],
    &["--mode", "threaded"],
    &["--mode", "process", "--start", "fork"],
    &["--mode", "process", "--start", "spawn"],
    &["--mode", "process", "--start", "forkserver"],
    &["--mode", "pool", "--pool", "threads"],
    &["--mode", "pool", "--pool", "processes", "--start", "fork"],
    &["--mode", "pool", "--pool", "processes", "--start", "spawn"],
    &[
        "--mode",
        "pool",
        "--pool",
        "processes",
        "--start",
        "forkserver",
    ],
    &["--mode", "pool", "--pool", "executor", "--start", "fork"],
    &["--mode", "pool", "--pool", "executor", "--start", "spawn"],
    &[
        "--mode",
        "pool",
        "--pool",
        "executor",
        "--start",
        "forkserver",
    ],
];

/// Someone who teaches with it: a task that is not counted, or a wrong answer, in a mode that was not tried.
#[test]
fn each_mode_pool_and_start_method_does_every_task_once_on_each_interpreter() {
    let found = varied_interpreters();
    let all: Vec<_> = found
        .values()
        .flat_map(|python| WAYS.iter().map(move |&way| (python.as_str(), way)))
        // On all but the system's, each start method in one kind of pool is enough.
        .filter(|(python, way)| *python == SYSTEM || !way.contains(&"executor"))
        .collect();
    let work = ["--workload", "primes", "--size", "2000", "--tasks", "6"];
    with_each(&all, |&(python, way)| {
        let is_serial = way.contains(&"serial");
        let workers: &[&str] = if is_serial { &[] } else { &["--workers", "2"] };
        let of = ["--python", python];
        let seen = done(&[&work, way, workers, &of].concat());
        let what = format!("{python} {way:?}");
        assert_eq!(seen["engine"], "python", "{what}");
        if !is_serial {
            check(&seen, 6, &what);
        }
        let results = seen["runs"][0]["results"].as_array().expect("results");
        assert!(
            results.iter().all(|result| *result == 303),
            "{what}: {results:?}"
        );
    });
}

/// The user's own function is the workload that people care about.
#[test]
fn a_function_of_one_s_own_is_called_for_each_item_in_chunks() {
    let function = concat!(env!("CARGO_MANIFEST_DIR"), "/demo/python/square.py:square");
    let way = ["--mode", "pool", "--workers", "5", "--chunksize", "3"];
    let seen = done(
        &[
            &["--function", function, "--items", "range(1,15)"][..],
            &way,
        ]
        .concat(),
    );
    check(&seen, 14, "square");
    let squares: Vec<_> = (1..15).map(|n| Value::from(n * n)).collect();
    assert_eq!(seen["runs"][0]["results"], Value::from(squares));
    assert_eq!(seen["experiment"]["chunks"], 5, "{}", seen["experiment"]);
}

/// What goes wrong in Python is told in its words, with what to do.
#[test]
fn what_fails_in_python_is_told_and_what_it_cannot_do_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let fails = folder.path().join("fails.py");
    fs::write(
        &fails,
        "def step(n):\n    raise ValueError('no such step')\n",
    )
    .expect("a script");
    let step = format!("{}:step", fails.display());
    let absent = format!("{}:absent", fails.display());
    for (arguments, code, words) in [
        (
            &["--function", &step, "--items", "1,2"][..],
            1,
            "no such step",
        ),
        (&["--function", &absent, "--items", "1,2"], 1, "absent"),
        (&["--python", "python3.99"], 1, "python3.99"),
        (&["--pool", "rayon"], 2, "rayon"),
        (&["--workload", "memory"], 2, "memory"),
        (&["--chunksize", "guided"], 2, "guided"),
        (&["--fault", "crash"], 2, "fault"),
    ] {
        let output = run(&[&["run", "--engine", "python"][..], arguments].concat());
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {errors}");
        assert!(errors.contains(words), "{arguments:?}: {errors}");
    }
    let output = run(&["run", "--pool", "executor"]);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{errors}");
    assert!(errors.contains("engine python"), "{errors}");
}

/// A run that is stopped leaves no interpreter behind that goes on to compute.
#[test]
fn no_interpreter_outlives_the_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let script = folder.path().join("long.py");
    let text =
        "import time\ndef step(n):\n    open(f'begun-{n}', 'w').close()\n    time.sleep(600)\n";
    fs::write(&script, text).expect("a script");
    let mark = Mark::new();
    let function = format!("{}:step", script.display());
    let arguments = [
        "run",
        "--engine",
        "python",
        "--function",
        &function,
        "--items",
        "1,2,3,4",
        "--mode",
        "serial",
    ];
    let mut child = parscope(&mark, folder.path(), &arguments)
        .spawn()
        .expect("parscope");
    let begun = |folder: &Path| folder.join("begun-1").exists();
    wait_until("a task", || begun(folder.path()));
    kill(child.id().cast_signed(), rustix::process::Signal::KILL);
    child.wait().expect("its end");
    mark.assert_gone();
}
