//! Presets: each of them runs, gives right answers, and shows what its text says.

use crate::process::{Mark, parscope, run, with_each};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    fs,
    sync::{Mutex, OnceLock},
};

/// The object that a preset prints. Each is run once, whichever tests look at what came of it.
fn preset(name: &str) -> &'static Value {
    static RUN: Mutex<BTreeMap<String, &OnceLock<Value>>> = Mutex::new(BTreeMap::new());
    let cell = *RUN
        .lock()
        .expect("no test fails in here")
        .entry(name.to_owned())
        .or_insert_with(|| Box::leak(Box::default()));
    cell.get_or_init(|| {
        let output = run(&["run", "--preset", name, "--json"]);
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{name}: {errors}");
        assert_eq!(errors, "", "{name}");
        serde_json::from_slice(&output.stdout).expect("JSON")
    })
}

/// The experiments of that object, also where there is only one.
fn experiments(object: &Value) -> Vec<&Value> {
    let all = object["experiments"].as_array();
    all.map_or_else(|| vec![object], |all| all.iter().collect())
}

/// The names that `parscope list presets` prints.
fn names() -> Vec<String> {
    let output = run(&["list", "presets"]);
    let text = String::from_utf8(output.stdout).expect("text");
    let names = text
        .lines()
        .filter_map(|line| line.split_whitespace().next());
    names.map(ToOwned::to_owned).collect()
}

#[test]
fn every_preset_runs_and_its_answers_are_right() {
    let names = names();
    assert!(names.len() >= 36, "{names:?}");
    with_each(&names, |name| {
        let object = preset(name);
        assert_eq!(object["preset"], name.as_str());
        for experiment in experiments(object) {
            let runs = experiment["runs"].as_array().expect("runs");
            assert!(!runs.is_empty(), "{name}");
            for run in runs {
                let label = &experiment["label"];
                // Of commands nothing is known to be right; they exited with 0.
                let is_command = experiment["experiment"]["workload"] == "command";
                let verified = if is_command { Value::Null } else { true.into() };
                assert_eq!(run["verified"], verified, "{name} {label}: {run}");
                assert_eq!(run["failed_tasks"], 0, "{name} {label}");
                assert_eq!(run["failure"], Value::Null, "{name} {label}");
                assert_eq!(
                    run["tasks_done"], experiment["experiment"]["tasks"],
                    "{name} {label}"
                );
            }
        }
    });
}

#[test]
fn square_and_queue_give_each_square_once() {
    let squares: Vec<u64> = (1..=14).map(|n| n * n).collect();
    assert_eq!(preset("square")["runs"][0]["results"], json!(squares));
    let queue = preset("queue");
    let items = [43_u64, 1, 780, 256, 142, 68, 183, 334, 325, 3];
    assert_eq!(queue["runs"][0]["results"], json!(items.map(|n| n * n)));
    assert_eq!(queue["runs"][0]["quits"], 4);
}

#[test]
fn parent_and_child_see_their_own_memory_unless_it_is_shared() {
    let object = preset("separate-memory");
    let experiments = experiments(object);
    let seen = |experiment: &Value| {
        let run = &experiment["runs"][0];
        let (child, main) = (run["results"][0].clone(), run["main_views"][1].clone());
        (child, main)
    };
    let (child, main) = seen(experiments[0]);
    assert_ne!(child["pid"], main["pid"], "fork");
    assert_eq!(child["address"], main["address"], "fork");
    assert_eq!(
        (&child["contents"], &main["contents"]),
        (&json!([0, 1]), &json!([0, 2]))
    );
    let (child, main) = seen(experiments[1]);
    assert_ne!(child["pid"], main["pid"], "spawn");
    assert_eq!(
        (&child["contents"], &main["contents"]),
        (&json!([0, 1]), &json!([0, 2]))
    );
    let (child, main) = seen(experiments[2]);
    assert_eq!(child["pid"], main["pid"], "threads");
    assert_eq!(child["address"], main["address"], "threads");
    assert_eq!(
        main["contents"].as_array().map(Vec::len),
        Some(3),
        "threads"
    );

    let (child, main) = seen(preset("shared-memory"));
    assert_ne!(child["pid"], main["pid"], "shared memory");
    assert_eq!(
        main["contents"].as_array().map(Vec::len),
        Some(3),
        "shared memory"
    );
}

#[test]
fn under_imap_the_slow_first_task_is_waited_for_and_otherwise_overtaken() {
    let orders = |name: &str| {
        let object = preset(name);
        let run = object["runs"][0].clone();
        (run["completion"].clone(), run["delivery"].clone())
    };
    let in_order = json!([0, 1, 2, 3, 4, 5, 6, 7]);
    let (completion, delivery) = orders("imap");
    assert_ne!(completion, in_order, "the slow one is overtaken");
    assert_eq!(delivery, in_order);
    let (completion, delivery) = orders("imap-unordered");
    assert_ne!(completion, in_order, "the slow one is overtaken");
    assert_eq!(delivery, completion);
}

#[test]
fn the_worker_that_dies_is_counted_and_nothing_is_lost() {
    let run = &preset("crash")["runs"][0];
    assert!(
        run["restarts"]
            .as_u64()
            .is_some_and(|restarts| restarts > 0),
        "{run}"
    );
    assert_eq!(run["verified"], true);
}

#[test]
fn a_report_on_a_preset_says_what_to_look_at_and_compares() {
    let output = run(&["run", "--preset", "external", "--report"]);
    let text = String::from_utf8(output.stdout).expect("text");
    for part in [
        "Commands as tasks\n",
        "The tasks are commands",
        "one after another",
        "four at once: command",
        "8 × exit 0",
    ] {
        assert!(text.contains(part), "{part} is missing in:\n{text}");
    }
    let text = String::from_utf8(run(&["run", "--preset", "square"]).stdout).expect("text");
    let squares = "[1, 4, 9, 16, 25, 36, 49, 64, 81, 100, 121, 144, 169, 196]";
    assert!(text.contains(squares), "{text}");
}

#[test]
fn flags_change_a_preset_and_config_and_environment_only_what_it_leaves_open() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = folder.path().join("config.toml");
    fs::write(
        &config,
        "start = \"spawn\"\nworkers = 7\ntask-time = \"9s\"\n",
    )
    .expect("a file");
    let config = config.to_str().expect("a path");
    let mark = Mark::new();
    let arguments = [
        "run",
        "--preset",
        "square",
        "--chunksize",
        "2",
        "--json",
        "--config",
        config,
    ];
    let output = parscope(&mark, folder.path(), &arguments)
        .env("PARSCOPE_REPEATS", "2")
        .output()
        .expect("the program");
    let object: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(object["experiment"]["workers"], 5);
    assert_eq!(object["experiment"]["chunksize"], 2);
    assert_eq!(object["experiment"]["start"], "spawn");
    assert_eq!(object["runs"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_default_for_processes_does_not_keep_threads_from_running() {
    let folder = tempfile::tempdir().expect("a folder");
    let mark = Mark::new();
    let threaded = [
        "run",
        "--workload",
        "count",
        "--size",
        "9",
        "--mode",
        "threaded",
        "--json",
    ];
    let run = |arguments: &[&str]| {
        parscope(&mark, folder.path(), arguments)
            .env("PARSCOPE_START", "spawn")
            .output()
            .expect("the program")
    };
    assert!(run(&threaded).status.success());
    let asked = run(&[&threaded[..], &["--start", "spawn"]].concat());
    assert_eq!(asked.status.code(), Some(2));
}

#[test]
fn a_preset_is_printed_as_a_file_that_can_be_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("queue.toml");
    fs::write(&path, run(&["plan", "--preset", "queue"]).stdout).expect("a file");
    let output = run(&["run", path.to_str().expect("a path"), "--json"]);
    let object: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(object["experiment"], preset("queue")["experiment"]);
}

#[test]
fn a_preset_that_there_is_not_is_answered_with_the_nearest_one() {
    for arguments in [
        &["run", "--preset", "squares"][..],
        &["--preset", "squares"],
        &["plan", "--preset", "squares"],
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(errors.contains("did you mean `square`?"), "{errors}");
    }
}
