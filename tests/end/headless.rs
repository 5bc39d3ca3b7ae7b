//! Runs without a terminal: every mode, its JSON, its report, its saved log.

use crate::process::run;
use serde_json::Value;

/// Every way to run the same tasks.
const WAYS: &[&[&str]] = &[
    &["--mode", "serial"],
    &["--mode", "threaded"],
    &["--mode", "process", "--start", "fork"],
    &["--mode", "process", "--start", "spawn"],
    &["--mode", "pool", "--pool", "processes", "--start", "fork"],
    &["--mode", "pool", "--pool", "processes", "--start", "spawn"],
    &["--mode", "pool", "--pool", "rayon"],
];

fn json(arguments: &[&str]) -> Value {
    let output = run(arguments);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {errors}");
    assert_eq!(errors, "", "a pipe gets no progress");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn every_mode_gives_the_answers_that_can_be_looked_up() {
    let mut results = Vec::new();
    for way in WAYS {
        let fixed = [
            "run",
            "--workload",
            "primes",
            "--size",
            "1000000",
            "--tasks",
            "24",
            "--workers",
            "2",
            "--json",
        ];
        let object = json(&[&fixed[..], way].concat());
        let run = &object["runs"][0];
        assert_eq!(run["verified"], true, "{way:?}");
        assert_eq!(run["dropped"], 0, "{way:?}");
        assert_eq!(run["tasks_done"], 24, "{way:?}");
        assert_eq!(run["results"], Value::from(vec![78_498; 24]), "{way:?}");
        let mut order: Vec<_> = run["completion"].as_array().expect("completion").clone();
        order.sort_by_key(Value::as_u64);
        assert_eq!(
            order,
            (0..24).map(Value::from).collect::<Vec<_>>(),
            "{way:?}"
        );
        results.push(run["result"].clone());
    }
    assert!(
        results.windows(2).all(|pair| pair[0] == pair[1]),
        "{results:?}"
    );
}

#[test]
fn a_hundred_thousand_tiny_tasks_are_all_counted_though_they_are_merged() {
    for way in WAYS.iter().filter(|way| !way.contains(&"process")) {
        let fixed = [
            "run",
            "--workload",
            "range-count",
            "--tasks",
            "100000",
            "--workers",
            "2",
            "--json",
        ];
        let run = &json(&[&fixed[..], way].concat())["runs"][0];
        assert_eq!(run["verified"], true, "{way:?}");
        assert_eq!(run["tasks_done"], 100_000, "{way:?}");
        assert_eq!(run["dropped"], 0, "{way:?}");
        let tasks: u64 = run["lanes"]
            .as_array()
            .expect("lanes")
            .iter()
            .map(|lane| lane["tasks"].as_u64().unwrap())
            .sum();
        assert_eq!(tasks, 100_000, "{way:?}");
    }
}

#[test]
fn every_chunk_rule_computes_every_task_once() {
    for rule in [
        "1",
        "7",
        "default",
        "static",
        "guided",
        "dynamic",
        "worksteal",
    ] {
        for pool in ["processes", "rayon"] {
            if rule == "worksteal" && pool == "processes" {
                continue;
            }
            let run = &json(&[
                "run",
                "--workload",
                "primes",
                "--size",
                "1000",
                "--tasks",
                "100",
                "--workers",
                "3",
                "--chunksize",
                rule,
                "--pool",
                pool,
                "--json",
            ])["runs"][0];
            assert_eq!(run["verified"], true, "{rule} on {pool}");
            assert_eq!(
                run["completion"].as_array().map(Vec::len),
                Some(100),
                "{rule} on {pool}"
            );
        }
    }
}

#[test]
fn repeats_are_summed_up_by_their_median() {
    let object = json(&[
        "run",
        "--workload",
        "count",
        "--size",
        "100000",
        "--tasks",
        "8",
        "--workers",
        "2",
        "--warmups",
        "1",
        "--repeats",
        "3",
        "--json",
    ]);
    let runs = object["runs"].as_array().expect("runs");
    assert_eq!(runs.len(), 3, "warm-ups are not among the runs");
    let mut walls: Vec<_> = runs
        .iter()
        .map(|run| run["wall_s"].as_f64().expect("seconds"))
        .collect();
    walls.sort_by(f64::total_cmp);
    let median = object["summary"]["wall_median_s"]
        .as_f64()
        .expect("seconds");
    assert!((median - walls[1]).abs() < 1e-9);
}

#[test]
fn a_list_of_numbers_comes_back_squared_and_in_order() {
    let object = json(&[
        "run",
        "--workload",
        "square",
        "--items",
        "3,-1,4,1,-5",
        "--workers",
        "2",
        "--json",
    ]);
    assert_eq!(
        object["runs"][0]["results"],
        serde_json::json!([9, 1, 16, 1, 25])
    );
}

#[test]
fn a_time_for_a_task_becomes_a_size_that_is_shown() {
    let object = json(&[
        "run",
        "--workload",
        "count",
        "--task-time",
        "2ms",
        "--tasks",
        "8",
        "--workers",
        "2",
        "--json",
    ]);
    let size = object["experiment"]["size"].as_u64().expect("a size");
    assert!(
        size > 1000,
        "two milliseconds of counting are more than {size} steps"
    );
    assert_eq!(object["runs"][0]["verified"], true);
}

#[test]
fn a_saved_run_opens_with_the_figures_it_was_saved_with() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("run.parscope");
    let path = path.to_str().expect("a path");
    let object = json(&[
        "run",
        "--workload",
        "primes",
        "--size",
        "10000",
        "--tasks",
        "10",
        "--workers",
        "2",
        "--json",
        "--save",
        path,
    ]);
    let opened = json(&["open", path, "--json"]);
    assert_eq!(opened["runs"][0]["result"], object["runs"][0]["result"]);
    assert_eq!(
        opened["runs"][0]["completion"],
        object["runs"][0]["completion"]
    );
    assert_eq!(opened["experiment"], object["experiment"]);
}

#[test]
fn a_pipe_never_gets_an_escape_sequence() {
    for arguments in [
        &[
            "run",
            "--workload",
            "primes",
            "--size",
            "1000",
            "--tasks",
            "8",
            "--workers",
            "2",
        ][..],
        &[
            "run",
            "--workload",
            "primes",
            "--size",
            "1000",
            "--tasks",
            "8",
            "--report",
        ],
        &["list"],
        &["--help"],
        &["plan"],
    ] {
        let output = run(arguments);
        assert!(output.status.success(), "{arguments:?}");
        assert!(!output.stdout.is_empty(), "{arguments:?}");
        assert!(!output.stdout.contains(&0x1b), "{arguments:?}");
        assert!(!output.stderr.contains(&0x1b), "{arguments:?}");
    }
}

#[test]
fn the_first_command_works_without_a_terminal_too() {
    let output = run(&["--task-time", "1ms"]);
    let text = String::from_utf8(output.stdout).expect("text");
    assert!(output.status.success());
    for mode in ["serial", "threaded", "process", "pool"] {
        assert!(text.contains(mode), "{mode} is missing in:\n{text}");
    }
}

#[test]
fn an_experiment_that_is_printed_can_be_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("experiment.toml");
    let printed = run(&[
        "plan",
        "--workload",
        "primes",
        "--size",
        "5000",
        "--tasks",
        "6",
        "--chunksize",
        "2",
    ]);
    std::fs::write(&path, &printed.stdout).expect("a file");
    let object = json(&[
        "run",
        path.to_str().expect("a path"),
        "--workers",
        "2",
        "--json",
    ]);
    assert_eq!(object["experiment"]["workload"], "primes");
    assert_eq!(object["experiment"]["chunksize"], 2);
    assert_eq!(object["runs"][0]["verified"], true);
}
