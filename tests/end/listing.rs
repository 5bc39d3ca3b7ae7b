//! The program that `parscope plan --as python` prints: run by plain Python, it gives the answers of the
//! native engine, whatever the form says.

use crate::{
    need::need,
    process::{run, with_each},
    watch::varied_interpreters,
};
use parscope::{
    base::TaskId,
    engine::python::Listing,
    plan::{Experiment, parameter},
    workload::Answer,
};
use std::{fs, path::Path, process::Command};

const STARTS: [&str; 3] = ["fork", "spawn", "forkserver"];
const WORKERS: u32 = 2;
const SIZE: u64 = 30;

/// Workloads that are written in Python, and need nothing of the user's.
const WORKLOADS: [&str; 9] = [
    "count",
    "sum-squares",
    "square",
    "primes",
    "mandelbrot",
    "sha256",
    "range-count",
    "hypotenuse",
    "column-sums",
];

/// An experiment for Python, as flags say it.
fn experiment(flags: &str) -> Experiment {
    let mut experiment = Experiment::default();
    let words: Vec<_> = flags.split_whitespace().collect();
    let settings = words.chunks(2).map(|pair| (pair[0], pair[1]));
    for (name, text) in std::iter::once(("engine", "python")).chain(settings) {
        let row = parameter(name).expect(name);
        row.set(&mut experiment, text).expect(text);
    }
    experiment
}

/// The program of an experiment.
fn listing(experiment: &Experiment) -> String {
    let resolved = experiment.resolve(2).expect("Python can do that");
    Listing::of(&resolved, WORKERS, SIZE).text()
}

/// The lines that a program prints, and nothing on standard error.
fn printed(python: &str, folder: &Path, program: &str) -> Vec<String> {
    let path = folder.join("program.py");
    fs::write(&path, program).expect("a program");
    let output = Command::new(python)
        .arg(&path)
        .output()
        .expect("an interpreter");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && errors.is_empty(),
        "{python}: {errors}\n{program}"
    );
    let text = String::from_utf8(output.stdout).expect("text");
    text.lines().map(str::to_owned).collect()
}

/// Runs the program of an experiment: it prints what the kernel answers.
fn check(python: &str, flags: &str) {
    let folder = tempfile::tempdir().unwrap();
    let experiment = experiment(flags);
    let program = listing(&experiment);
    let kernel = (experiment.workload.prepare)(experiment.items(SIZE));
    let lines = printed(python, folder.path(), &program);
    assert_eq!(
        lines.len(),
        experiment.task_count() as usize,
        "{flags}\n{program}"
    );
    for (task, line) in (0..).zip(&lines) {
        let answer = kernel.run(TaskId::new(task));
        let is_same = match &answer {
            Answer::Real(real) => line.parse() == Ok(*real),
            other => *line == other.to_string(),
        };
        assert!(
            is_same,
            "{flags}: task {task} is {answer}, not {line}\n{program}"
        );
    }
    assert!(program.lines().all(|line| line.len() <= 88), "{program}");
    let lines = program.lines().filter(|line| !line.is_empty()).count();
    assert!((6..=45).contains(&lines), "{lines} lines\n{program}");
}

/// Every way of Python, at small size.
fn ways() -> Vec<String> {
    let mut ways: Vec<String> = [
        "serial",
        "threaded",
        "threaded chunksize 2",
        "threaded io 50%",
    ]
    .map(|way| format!("mode {way}"))
    .into();
    for pool in [
        "threads",
        "executor",
        "executor chunksize 2",
        "executor payload 100",
    ] {
        ways.push(format!("mode pool pool {pool} start spawn"));
    }
    for start in STARTS {
        ways.push(format!("mode pool pool executor start {start}"));
        for method in [
            "map",
            "map-async",
            "starmap",
            "starmap-async",
            "imap",
            "imap-unordered",
            "apply",
            "apply-async",
        ] {
            let way = format!("mode pool start {start} method {method}");
            if !method.starts_with("apply") {
                ways.push(way.clone() + " chunksize 2 payload 10 io 20%");
            }
            ways.push(way);
        }
        for channel in ["pipe", "queue", "manager", "shared-memory"] {
            ways.push(format!("mode process start {start} channel {channel}"));
        }
    }
    for channel in ["pipe", "queue", "manager", "shared-memory"] {
        let way = format!("mode process channel {channel}");
        for rest in [
            "join early",
            "main works",
            "join early main works extra-startup 1ms",
        ] {
            ways.push(format!("{way} {rest}"));
        }
        if channel != "shared-memory" {
            ways.push(format!("{way} payload 100KiB io 20%"));
        }
    }
    ways
}

#[test]
fn the_printed_program_gives_the_answers_of_the_native_engine_in_every_way_of_python() {
    if !need("/usr/bin/python3", Path::new("/usr/bin/python3").exists()) {
        return;
    }
    with_each(&ways(), |way| {
        check(
            "/usr/bin/python3",
            &format!("workload range-count tasks 4 {way}"),
        );
    });
}

#[test]
fn every_workload_of_every_shape_has_the_items_and_answers_of_the_native_engine() {
    let python = "/usr/bin/python3";
    if !need(python, Path::new(python).exists()) {
        return;
    }
    for workload in WORKLOADS {
        let shapes: &[&str] = match workload {
            "square" => &["uniform"],
            _ => &["uniform", "random", "straggler"],
        };
        for shape in shapes {
            check(
                python,
                &format!("workload {workload} shape {shape} tasks 25 mode serial"),
            );
        }
    }
    check(
        python,
        "workload square items 3,-4,0,9223372036854775807 mode threaded",
    );
}

#[test]
fn every_interpreter_runs_the_printed_program_of_each_mode() {
    for python in varied_interpreters().values() {
        for way in [
            "serial",
            "threaded",
            "process start spawn",
            "pool start forkserver",
        ] {
            check(
                python,
                &format!("workload primes tasks 5 shape ramp mode {way}"),
            );
        }
    }
}

#[test]
fn a_function_of_the_users_is_called_by_its_name_even_where_the_program_has_that_name() {
    let python = "/usr/bin/python3";
    if !need(python, Path::new(python).exists()) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let source = "def step(x):\n    return x * x\n\n\ndef main(x):\n    return f'{x}\\n{x}'\n\n\n\
                  class Model:\n    @staticmethod\n    def step(x):\n        return -x\n";
    fs::create_dir(folder.path().join("deep")).unwrap();
    fs::write(folder.path().join("deep/sim.py"), source).unwrap();
    let file = folder.path().join("deep/sim.py");
    let cases = [
        (":step", ["1", "4", "9"]),
        (":main", ["1 1", "2 2", "3 3"]),
        (":Model.step", ["-1", "-2", "-3"]),
    ];
    for (name, lines) in cases {
        for way in [
            "serial",
            "pool start spawn",
            "pool method imap-unordered",
            "threaded",
        ] {
            let function = file.display().to_string() + name;
            let experiment =
                experiment(&format!("function {function} items range(1,4) mode {way}"));
            assert_eq!(printed(python, folder.path(), &listing(&experiment)), lines);
        }
    }
}

#[test]
fn two_threads_are_in_their_tasks_at_once_with_and_without_a_gil() {
    // Each waits for the other without letting go of what it holds. A list that is assigned to holds
    // its lock while it goes through the right side, so that nothing may be computed there.
    let source = "import time\n\ninside = []\n\n\ndef meet(x):\n    inside.append(x)\n    \
                  end = time.monotonic() + 20\n    \
                  while len(inside) < 2 and time.monotonic() < end:\n        pass\n    \
                  return len(inside) == 2\n";
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("meeting.py");
    fs::write(&file, source).unwrap();
    for way in ["threaded chunksize 1", "pool pool threads"] {
        let flags = format!("function {}:meet items 1,2 mode {way}", file.display());
        for python in varied_interpreters().values() {
            let program = listing(&experiment(&flags));
            assert_eq!(
                printed(python, folder.path(), &program),
                ["True", "True"],
                "{python}"
            );
        }
    }
}

#[test]
fn the_program_is_printed_where_python_can_do_it_and_refused_with_a_way_out_elsewhere() {
    let plan = |rest: &str| {
        let words: Vec<_> = "plan --as python"
            .split(' ')
            .chain(rest.split_whitespace())
            .collect();
        run(&words)
    };
    let output =
        plan("--workload primes --size 100000 --tasks 24 --workers 4 --chunksize 2 --start spawn");
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(text, PRIMES, "{}", String::from_utf8_lossy(&output.stderr));
    for (flags, way_out) in [
        ("--pool rayon", "pool processes"),
        ("--workload memory", "another workload"),
        ("--chunksize guided", "chunksize default"),
        ("--shape random --tasks 1001", "shape uniform"),
        (
            "--workload sha256 --mode process --channel shared-memory",
            "channel pipe",
        ),
        (
            "--workload range-count --size 1000000 --tasks 100",
            "give at most",
        ),
        ("--function my-sim.py:step", "sim.py"),
    ] {
        let output = plan(flags);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{flags}: {errors}");
        assert!(
            output.stdout.is_empty() && errors.contains(way_out),
            "{flags}: {errors}"
        );
    }
}

const PRIMES: &str = r#"from multiprocessing import Pool, set_start_method


def count_primes(limit):
    composite = bytearray(limit)
    count = 0
    for number in range(2, limit):
        if not composite[number]:
            count += 1
            for multiple in range(number * number, limit, number):
                composite[multiple] = True
    return count


limits = [100_000] * 24


def main():
    with Pool(4) as pool:
        return pool.map(count_primes, limits, chunksize=2)


if __name__ == "__main__":
    set_start_method("spawn")
    for result in main():
        print(result)
"#;
