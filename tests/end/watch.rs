//! Programs of the user's that are watched: real interpreters, real pools. The program does what it
//! does without parscope, and what is said of it is what it said itself.

use crate::{
    need::{need, need_for_all},
    process::{Mark, kill, parscope},
};
use rustix::process::Signal;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{BufRead, BufReader, Read},
    os::unix::process::ExitStatusExt,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

/// Four maps of 24 tasks, at three chunksizes and the default; each task says which process did it.
const CHUNKS: &str = r#"
import multiprocessing, os, sys, time

def square(x):
    time.sleep(0.002)
    return x, os.getpid()

if __name__ == "__main__":
    with multiprocessing.get_context(sys.argv[1]).Pool(4) as pool:
        for chunksize in 1, 2, 3, None:
            for x, pid in pool.map(square, range(24), chunksize):
                print(chunksize or 0, x, pid)
        for x, pid in pool.map(square, range(14), 3):
            print(14, x, pid)
"#;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Watches a command without a dashboard: what it left, and what was seen.
fn watch(folder: &Path, command: &[&str]) -> (Output, Value) {
    let seen = folder.join("seen.json");
    let json = seen.display().to_string();
    let arguments = [&["watch", "--json", &json, "--"], command].concat();
    let output = parscope(&Mark::new(), folder, &arguments)
        .output()
        .expect("the program");
    let text = fs::read(&seen).unwrap_or_else(|error| {
        panic!(
            "{command:?}: {error}: {}",
            String::from_utf8_lossy(&output.stderr)
        )
    });
    (output, serde_json::from_slice(&text).expect("JSON"))
}

/// A command without parscope.
fn bare(folder: &Path, command: &[&str]) -> Output {
    let mut bare = Command::new(command[0]);
    bare.args(&command[1..])
        .env_clear()
        .envs(Mark::new().environment(folder))
        .current_dir(folder);
    bare.stdin(std::process::Stdio::null())
        .output()
        .expect("the command")
}

/// A script with that text.
fn script(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, text).expect("a script");
    path.display().to_string()
}

/// The interpreters on this machine that are looked into, one of each version, by version.
fn interpreters() -> BTreeMap<String, String> {
    let mut places: Vec<PathBuf> = vec!["/usr/bin/python3".into()];
    let home = std::env::var("HOME").unwrap_or_default();
    let installed = fs::read_dir(Path::new(&home).join(".pyenv/versions"));
    places.extend(
        installed
            .into_iter()
            .flatten()
            .flatten()
            .map(|one| one.path().join("bin/python")),
    );
    let names =
        (8..=15).flat_map(|minor| [format!("python3.{minor}"), format!("python3.{minor}t")]);
    places.extend(names.map(PathBuf::from));
    places.push("python3".into());
    let version = "import sys; print('%d.%d%s' % (sys.version_info[:2] + (sys.abiflags,)))\n\
                   sys.exit(sys.version_info < (3, 8) or sys.implementation.name != 'cpython')";
    let answers = places.into_iter().filter_map(|place| {
        let output = Command::new(&place).args(["-c", version]).output().ok()?;
        let version = String::from_utf8(output.stdout).ok()?.trim().to_owned();
        output
            .status
            .success()
            .then(|| (version, place.display().to_string()))
    });
    answers.collect()
}

/// The interpreters that a test is run with; where they are too few or too much alike, it says so.
pub(crate) fn varied_interpreters() -> BTreeMap<String, String> {
    let found = interpreters();
    let is_varied = found.len() >= 3 && found.keys().any(|version| version.ends_with('t'));
    need_for_all(
        "/usr/bin/python3, another CPython from 3.8 on, and one without a GIL",
        is_varied,
    );
    found
}

fn list<'a>(seen: &'a Value, name: &str) -> &'a [Value] {
    seen[name].as_array().map_or(&[], |list| list)
}

fn number(value: &Value) -> u64 {
    value
        .as_u64()
        .unwrap_or_else(|| panic!("a number, not {value}"))
}

/// Every task of a call once, with the process that did it, and the chunk that it was in.
fn tasks_of(seen: &Value, call: u64) -> BTreeMap<u64, (u64, u64)> {
    let lanes = list(seen, "lanes").iter();
    let lanes: BTreeMap<_, _> = lanes
        .map(|lane| (number(&lane["lane"]), &lane["process"]))
        .collect();
    let mut tasks = BTreeMap::new();
    for task in list(seen, "tasks")
        .iter()
        .filter(|task| number(&task["call"]) == call)
    {
        let process = number(lanes[&number(&task["lane"])]);
        let pid = number(&list(seen, "processes")[usize::try_from(process).unwrap()]["pid"]);
        let before = tasks.insert(number(&task["task"]), (pid, number(&task["chunk"])));
        assert_eq!(before, None, "a task is done once: {task}");
    }
    tasks
}

#[test]
fn every_task_is_seen_once_in_its_chunk_by_the_process_that_says_it_did_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = script(folder.path(), "chunks.py", CHUNKS);
    let interpreters = varied_interpreters();
    for (version, python) in &interpreters {
        for start in ["fork", "spawn", "forkserver"] {
            let (output, seen) = watch(folder.path(), &[python, &path, start]);
            let what = format!("{version} {start}");
            assert!(output.status.success(), "{what}: {output:?}");
            assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{what}");
            let calls = list(&seen, "calls");
            let said = |name: &str| {
                calls
                    .iter()
                    .map(|call| call[name].clone())
                    .collect::<Vec<_>>()
            };
            assert_eq!(said("chunks"), [24, 12, 8, 12, 5], "{what}: {seen}");
            assert_eq!(said("done"), [24, 24, 24, 24, 14], "{what}");
            assert_eq!(said("chunksize"), [1, 2, 3, 2, 3], "{what}");
            assert!(said("kind").iter().all(|kind| kind == "Pool.map"), "{what}");
            assert!(
                said("function").iter().all(|name| name == "square"),
                "{what}"
            );
            assert!(said("start").iter().all(|said| said == start), "{what}");
            let printed = String::from_utf8(output.stdout).unwrap();
            let mut printed: Vec<Vec<u64>> = printed
                .lines()
                .map(|line| line.split(' ').map(|word| word.parse().unwrap()).collect())
                .collect();
            for (call, (mark, size)) in (0..).zip([(1, 1), (2, 2), (3, 3), (0, 2), (14, 3)]) {
                let own: Vec<_> = printed.extract_if(.., |line| line[0] == mark).collect();
                let tasks = tasks_of(&seen, call);
                assert_eq!(tasks.len(), own.len(), "{what}, call {call}");
                for line in own {
                    let (pid, chunk) = tasks[&line[1]];
                    assert_eq!(
                        (pid, chunk),
                        (line[2], line[1] / size),
                        "{what}, call {call}"
                    );
                }
            }
        }
    }
}

/// Kind, function, tasks and chunks of a call.
type ListedCall = (&'static str, &'static str, u64, u64);

/// Each listing with its calls, where loops and tables are short.
const LISTINGS: [(&str, &[ListedCall]); 18] = [
    (
        "apply",
        &[
            ("Pool.apply", "square", 8, 8),
            ("Pool.apply_async", "square", 8, 8),
        ],
    ),
    ("blur", &[("Pool.imap", "blur", 12, 12)]),
    ("callback", &[("Pool.apply_async", "cube", 8, 8)]),
    ("chunks", &[("Pool.map", "work", 24, 12)]),
    (
        "count_in_range",
        &[
            ("Pool.map", "count_in_range", 200, 20),
            ("Pool.map", "count_in_range", 200, 1),
        ],
    ),
    (
        "executors",
        &[
            ("ThreadPoolExecutor.map", "square", 8, 8),
            ("ProcessPoolExecutor.map", "square", 8, 8),
        ],
    ),
    ("four_processes", &[("Process", "square", 4, 4)]),
    (
        "join",
        &[("Process", "work", 1, 1), ("Process", "work", 1, 1)],
    ),
    (
        "memory",
        &[("Process", "search", 1, 1), ("Thread", "search", 1, 1)],
    ),
    ("pipe", &[("Process", "answer", 1, 1)]),
    (
        "producer_consumer",
        &[("Process", "produce", 1, 1), ("Process", "consume", 1, 1)],
    ),
    ("ready", &[("Pool.map_async", "square", 8, 8)]),
    ("results_queue", &[("Process", "count_primes", 3, 3)]),
    ("return_code", &[]),
    (
        "rows_and_columns",
        &[
            ("Pool.imap", "longest", 30, 3),
            ("Pool.imap", "longest", 30, 3),
        ],
    ),
    ("square", &[("Pool.map", "square", 14, 5)]),
    ("starmap", &[("Pool.starmap", "power", 8, 8)]),
    (
        "threads",
        &[
            ("Thread", "count_down", 4, 4),
            ("Process", "count_down", 4, 4),
        ],
    ),
];

/// Sets the start method of a listing, then runs it as if it were the command.
const STARTED: &str = "import multiprocessing, runpy, sys\n\
    multiprocessing.set_start_method(sys.argv[1])\n\
    sys.argv = sys.argv[2:]\n\
    runpy.run_path(sys.argv[0], run_name='__main__')\n";

#[test]
fn the_calls_of_each_listing_are_all_seen_with_each_interpreter_and_start_method() {
    let interpreters = varied_interpreters();
    let names = fs::read_dir(root().join("demo/python")).expect("the listings");
    let scripts = names.filter(|name| {
        let path = name.as_ref().expect("a listing").path();
        path.extension().is_some_and(|extension| extension == "py")
    });
    assert_eq!(scripts.count(), LISTINGS.len(), "all listings are run");
    let mut cases = Vec::new();
    for (version, python) in &interpreters {
        // The other start methods cost more time: with the system's own and with that without a GIL.
        let is_first = python == "/usr/bin/python3" || version.ends_with('t');
        let starts = ["fork", "spawn", "forkserver"];
        for start in &starts[..if is_first { 3 } else { 1 }] {
            cases.extend(LISTINGS.map(|(name, calls)| (version, python, *start, name, calls)));
        }
    }
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some((version, python, start, name, calls)) =
                    cases.get(next.fetch_add(1, Ordering::Relaxed))
                {
                    check_listing(
                        python,
                        start,
                        name,
                        calls,
                        &format!("{name} {version} {start}"),
                    );
                }
            });
        }
    });
}

fn check_listing(
    python: &str,
    start: &str,
    name: &str,
    calls: &[(&str, &str, u64, u64)],
    what: &str,
) {
    let folder = tempfile::tempdir().unwrap();
    let file = format!("{name}.py");
    let text = fs::read_to_string(root().join("demo/python").join(&file)).expect("a listing");
    // So that all of them take seconds and no minutes.
    let text = text
        .replace("00_000", "00")
        .replace("SIZE = 300", "SIZE = 30");
    let path = script(folder.path(), &file, &text);
    let (output, seen) = watch(folder.path(), &[python, "-c", STARTED, start, &path]);
    assert!(output.status.success(), "{what}: {output:?}");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{what}");
    let found: Vec<_> = list(&seen, "calls")
        .iter()
        .map(|call| {
            let text = |key: &str| call[key].as_str().unwrap_or_default();
            (
                text("kind"),
                text("function"),
                number(&call["done"]),
                number(&call["chunks"]),
            )
        })
        .collect();
    assert_eq!(found, calls, "{what}");
    for (call, (_, _, tasks, _)) in (0..).zip(calls) {
        assert_eq!(
            tasks_of(&seen, call).len() as u64,
            *tasks,
            "{what}, call {call}"
        );
    }
    assert_eq!(seen["not_seen"], Value::Array(Vec::new()), "{what}");
}

#[test]
fn whether_there_is_a_gil_is_what_the_interpreter_says() {
    let folder = tempfile::tempdir().unwrap();
    let interpreters = varied_interpreters();
    let ask = "import sys; print(getattr(sys, '_is_gil_enabled', lambda: True)())";
    let by_hand = [("-Xgil=0", "False\n"), ("-Xgil=1", "True\n")];
    let cases = interpreters
        .iter()
        .filter(|(version, _)| version.ends_with('t'))
        .flat_map(|(_, python)| by_hand.map(|(option, said)| (python, option, said)));
    for (python, option, said) in cases.chain([(&"/usr/bin/python3".to_owned(), "-B", "True\n")]) {
        let (output, seen) = watch(folder.path(), &[python, option, "-c", ask]);
        assert_eq!(
            String::from_utf8_lossy(&output.stdout),
            said,
            "{python} {option}"
        );
        assert_eq!(
            seen["processes"][0]["gil"],
            said == "True\n",
            "{python} {option}"
        );
    }
}

/// Two threads that compute, or that sleep, for half a second from when both are there.
const THREADS: &str = r"
import sys, threading, time

def compute():
    sum(range(1000))

def sleep():
    time.sleep(0.02)

def work(step):
    both.wait()
    end = time.perf_counter() + 0.5
    while time.perf_counter() < end:
        step()

both = threading.Barrier(2)
threads = [threading.Thread(target=work, args=(globals()[sys.argv[1]],)) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
";

/// A user who is told that the GIL is the reason, and it is not, changes the wrong thing.
#[test]
fn threads_that_compute_wait_for_the_gil_and_those_that_sleep_or_have_none_do_not() {
    let folder = tempfile::tempdir().unwrap();
    let script = script(folder.path(), "threads.py", THREADS);
    for (version, python) in varied_interpreters() {
        let minor: u32 = version[2..]
            .trim_end_matches('t')
            .parse()
            .expect("a version");
        if minor > 13 {
            continue;
        }
        let shares = |what: &str| {
            let (_, seen) = watch(folder.path(), &[&python, &script, what]);
            let parts = ["running_s", "core_wait_s", "gil_s", "blocked_s"];
            let lanes = list(&seen, "lanes")
                .iter()
                .filter(|lane| lane["kind"] == "thread");
            let shares = lanes.map(|lane| {
                let seconds = |key: &str| {
                    let value = &lane[key];
                    value
                        .as_f64()
                        .unwrap_or_else(|| panic!("{version} {what}: {key} is {value}: {lane}"))
                };
                let (sum, wall) = (parts.map(seconds).iter().sum::<f64>(), seconds("wall_s"));
                assert!(
                    (sum - wall).abs() <= wall / 100.0,
                    "{version} {what}: {lane}"
                );
                seconds("gil_s") / wall
            });
            let shares: Vec<f64> = shares.collect();
            assert_eq!(shares.len(), 2, "{version} {what}: {seen}");
            shares
        };
        let (compute, sleep) = (shares("compute"), shares("sleep"));
        if version.ends_with('t') {
            assert!(
                [compute, sleep].concat().iter().all(|&share| share == 0.0),
                "{version}"
            );
        } else {
            let most = sleep.iter().copied().fold(0.0, f64::max);
            assert!(
                compute.iter().all(|&share| share > most),
                "{version}: {compute:?} {sleep:?}"
            );
        }
    }
}

/// Runs a script of `tests/python` with the interpreter on the path; fails where that fails.
fn python(arguments: &[&str]) {
    let output = Command::new("python3")
        .args(arguments)
        .current_dir(root())
        .output();
    let output = output.expect("python3");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(
        output.status.success(),
        "{arguments:?}: {}{}",
        text(&output.stdout),
        text(&output.stderr)
    );
}

#[test]
fn sixty_programs_that_look_for_a_tracer_find_none() {
    let folder = tempfile::tempdir().unwrap();
    let seen = folder.path().join("seen.json");
    let prefix = format!(
        "{} watch --json {} --",
        env!("CARGO_BIN_EXE_parscope"),
        seen.display()
    );
    let arguments = [
        "tests/python/same.py",
        "--jobs",
        "2",
        "--start",
        "fork",
        "--watch",
        &prefix,
    ];
    python(&arguments);
}

#[test]
fn the_probe_passes_its_own_tests_on_the_oldest_and_the_newest_interpreter() {
    let interpreters = interpreters();
    // By version, not by name: 3.8 is before 3.13.
    let minor = |version: &String| {
        let minor = version.trim_start_matches("3.");
        let digits: String = minor.chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<u32>().unwrap_or(0)
    };
    let oldest = interpreters
        .iter()
        .min_by_key(|(version, _)| minor(version));
    let newest = interpreters
        .iter()
        .max_by_key(|(version, _)| minor(version));
    let (Some((_, oldest)), Some((_, newest))) = (oldest, newest) else {
        need("CPython from 3.8 on", false);
        return;
    };
    python(&["tests/python/run.py", oldest, newest]);
}

#[test]
fn a_program_that_fails_fails_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let programs = [
        (
            "raises.py",
            "def f():\n    raise ValueError('no')\nprint('before', flush=True)\nf()\n",
        ),
        ("syntax.py", "print('never'\n"),
        ("exits.py", "import sys\nsys.exit(7)\n"),
        (
            "leaves.py",
            "import os\nprint('x', flush=True)\nos._exit(9)\n",
        ),
        ("killed.py", "import os\nos.kill(os.getpid(), 9)\n"),
        (
            "interrupted.py",
            "import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n",
        ),
        (
            "task.py",
            "from multiprocessing import Pool\ndef f(x):\n    return 1 / x\n\
             if __name__ == '__main__':\n    with Pool(2) as pool:\n        pool.map(f, [1, 0, 2], 1)\n",
        ),
    ];
    for (name, text) in programs {
        let path = script(at, name, text);
        let alone = bare(at, &["python3", &path]);
        let (watched, seen) = watch(at, &["python3", &path]);
        assert_eq!(watched.stdout, alone.stdout, "{name}");
        assert_eq!(
            String::from_utf8_lossy(&watched.stderr),
            String::from_utf8_lossy(&alone.stderr),
            "{name}"
        );
        let shell = |output: &Output| {
            let signal = output.status.signal().map(|signal| 128 + signal);
            output.status.code().or(signal)
        };
        assert_eq!(shell(&watched), shell(&alone), "{name}");
        assert_eq!(
            seen["watched"]["exit"],
            Value::from(alone.status.code()),
            "{name}"
        );
        assert_eq!(
            seen["watched"]["signal"],
            Value::from(alone.status.signal()),
            "{name}"
        );
    }
}

#[test]
fn a_worker_that_is_killed_at_any_moment_leaves_a_log_up_to_its_last_span() {
    let folder = tempfile::tempdir().unwrap();
    let path = script(
        folder.path(),
        "killed.py",
        r#"
import multiprocessing, os, random, signal, time

def work(n):
    end = time.monotonic() + 0.05
    while time.monotonic() < end:
        multiprocessing.reduction.ForkingPickler.dumps(n)

if __name__ == "__main__":
    random.seed(7)
    context = multiprocessing.get_context("fork")
    for n in range(100):
        process = context.Process(target=work, args=(n,))
        process.start()
        time.sleep(random.random() * 0.03)
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        print(process.pid, process.exitcode)
"#,
    );
    let (output, seen) = watch(folder.path(), &["python3", &path]);
    assert!(output.status.success(), "{output:?}");
    let printed = String::from_utf8(output.stdout).unwrap();
    let killed: BTreeSet<_> = printed
        .lines()
        .map(|line| line.split_once(' ').unwrap())
        .filter(|(_, code)| *code == "-9")
        .map(|(pid, _)| pid.parse::<u64>().unwrap())
        .collect();
    assert!(killed.len() > 90, "{printed}");
    let processes = list(&seen, "processes");
    for process in processes
        .iter()
        .filter(|one| killed.contains(&number(&one["pid"])))
    {
        assert_eq!(process["signal"], 9, "{process}");
        assert!(process["end_s"].is_f64(), "{process}");
    }
    // One that was killed before it could register was not seen, and nothing was made up for it.
    assert!(processes.len() > 20, "{} processes", processes.len());
    let [call] = list(&seen, "calls") else {
        panic!("{seen}")
    };
    let sum = |key: &str| number(&call[key]);
    assert_eq!(
        (sum("done"), sum("failed")),
        (0, 0),
        "none of them came to its end: {call}"
    );
    assert!(sum("lost") > 0, "{call}");
    assert_eq!(list(&seen, "tasks"), [] as [Value; 0]);
    let damage = list(&seen, "not_seen")
        .iter()
        .find(|one| one["why"].as_str().unwrap().contains("damaged"));
    assert_eq!(damage, None);
}

#[test]
fn a_pool_that_lost_a_worker_says_which_chunk_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let path = script(
        folder.path(),
        "lost.py",
        r#"
import multiprocessing, os, signal

def work(x):
    if x == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    return x

if __name__ == "__main__":
    with multiprocessing.get_context("fork").Pool(2) as pool:
        try:
            pool.map_async(work, range(8), chunksize=2).get(timeout=1.5)
        except multiprocessing.TimeoutError:
            print("timeout")
"#,
    );
    let (output, seen) = watch(folder.path(), &["python3", &path]);
    assert_eq!(output.stdout, b"timeout\n", "{output:?}");
    let [call] = list(&seen, "calls") else {
        panic!("{seen}")
    };
    // Task 4 was done, but its chunk never came back.
    assert_eq!(
        (&call["done"], &call["lost"]),
        (&Value::from(6), &Value::from(2)),
        "{call}"
    );
    let signals: Vec<_> = list(&seen, "processes")
        .iter()
        .map(|one| &one["signal"])
        .collect();
    assert!(signals.contains(&&Value::from(9)), "{signals:?}");
}

#[test]
fn a_pool_that_hangs_is_told_once_while_it_hangs() {
    let folder = tempfile::tempdir().unwrap();
    let path = script(
        folder.path(),
        "hang.py",
        r#"
import multiprocessing, os, signal

def work(x):
    if x == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return x

if __name__ == "__main__":
    with multiprocessing.get_context("fork").Pool(2) as pool:
        pool.map(work, range(8), chunksize=1)
"#,
    );
    let mark = Mark::new();
    let arguments = ["watch", "--report", "--", "python3", &path];
    let mut hanging = parscope(&mark, folder.path(), &arguments)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = BufReader::new(hanging.stderr.take().unwrap());
    let mut line = String::new();
    told.read_line(&mut line).unwrap();
    for words in [
        "Pool.map of work (hang.py:11) waits for ever",
        "was killed by signal 9 (SIGKILL) in task 3",
    ] {
        assert!(line.contains(words), "{line}");
    }
    kill(hanging.id().cast_signed(), Signal::TERM);
    let mut rest = String::new();
    told.read_to_string(&mut rest).unwrap();
    hanging.wait().unwrap();
    assert_eq!(rest.matches("waits for ever").count(), 0, "{rest}");
    mark.assert_gone();
}

#[test]
fn what_cannot_be_looked_into_runs_on_and_is_named_with_its_reason() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let why = |command: &[&str], output: &str| {
        let (watched, seen) = watch(at, command);
        assert_eq!(
            String::from_utf8_lossy(&watched.stdout),
            output,
            "{command:?}"
        );
        assert!(watched.status.success(), "{watched:?}");
        let [only] = list(&seen, "not_seen") else {
            panic!("{command:?}: {seen}")
        };
        only["why"].as_str().unwrap().to_owned()
    };
    assert!(why(&["python3", "-I", "-c", "print(1)"], "1\n").starts_with("-I keeps Python"));
    assert!(why(&["python3", "-E", "-c", "print(1)"], "1\n").starts_with("-E keeps Python"));
    assert!(why(&["sh", "-c", "echo 2"], "2\n").starts_with("it is no Python program"));
    // A shell that starts Python is not looked into, but Python is.
    let (watched, seen) = watch(at, &["sh", "-c", "python3 -c 'print(3)'; echo 4"]);
    assert_eq!(watched.stdout, b"3\n4\n");
    let processes = list(&seen, "processes");
    assert_eq!(processes.len(), 2, "{seen}");
    assert_eq!(processes[1]["parent"], 0, "{seen}");
    assert!(processes[1]["python"].is_string());
}

#[test]
fn a_process_that_ends_by_itself_is_done_or_failed_by_its_exit_status() {
    let folder = tempfile::tempdir().unwrap();
    let text = "import multiprocessing, os, sys\n\
        if __name__ == '__main__':\n\
        \x20   for status in 0, 4:\n\
        \x20       for end in os._exit, sys.exit:\n\
        \x20           p = multiprocessing.get_context('fork').Process(target=end, args=(status,))\n\
        \x20           p.start()\n\
        \x20           p.join()\n";
    let path = script(folder.path(), "ends.py", text);
    let (output, seen) = watch(folder.path(), &["python3", &path]);
    assert!(output.status.success(), "{output:?}");
    let calls = list(&seen, "calls").iter();
    let counts: Vec<_> = calls
        .map(|call| ["tasks", "done", "failed", "lost"].map(|name| number(&call[name])))
        .collect();
    assert_eq!(counts, [[2, 1, 1, 0], [2, 1, 1, 0]]);
    let findings = list(&seen, "findings").iter();
    assert!(
        findings
            .map(|one| &one["kind"])
            .all(|kind| kind != "lost-chunk")
    );
}

#[test]
fn what_goes_on_after_the_program_s_end_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let text = "import os, time\n\
        if not os.fork():\n\
        \x20   os.setsid()\n\
        \x20   if not os.fork():\n\
        \x20       for descriptor in range(3):\n\
        \x20           os.close(descriptor)\n\
        \x20       time.sleep(3)\n";
    let path = script(folder.path(), "daemon.py", text);
    let (output, seen) = watch(folder.path(), &["python3", &path]);
    assert!(output.status.success(), "{output:?}");
    let goes_on = |one: &&Value| one["why"] == "it goes on after the program's end";
    assert!(
        list(&seen, "not_seen").iter().any(|one| goes_on(&one)),
        "{seen}"
    );
}

#[test]
fn more_processes_than_there_may_be_open_files_run_on_and_that_is_said_once() {
    let folder = tempfile::tempdir().unwrap();
    let text = "import os, time\n\
        for _ in range(100):\n\
        \x20   if not os.fork():\n\
        \x20       time.sleep(1)\n\
        \x20       os._exit(0)\n\
        for _ in range(100):\n\
        \x20   os.wait()\n\
        print('all')\n";
    let path = script(folder.path(), "many.py", text);
    let seen = folder.path().join("seen.json");
    for (limit, told) in [("-n 64", 1), ("-S -n 64", 0)] {
        let arguments = [
            "watch",
            "--json",
            &seen.display().to_string(),
            "--",
            "python3",
            &path,
        ];
        let watched = parscope(&Mark::new(), folder.path(), &arguments);
        let mut limited = Command::new("sh");
        limited.args(["-c", &format!("ulimit {limit} && exec \"$@\""), "sh"]);
        limited.arg(watched.get_program()).args(watched.get_args());
        limited.current_dir(folder.path()).env_clear();
        limited.envs(
            watched
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        );
        let output = limited.output().unwrap();
        assert_eq!(output.stdout, b"all\n", "{output:?}");
        let seen: Value = serde_json::from_slice(&fs::read(&seen).unwrap()).unwrap();
        let not_seen = list(&seen, "not_seen").iter();
        let why: Vec<_> = not_seen.map(|one| one["why"].as_str().unwrap()).collect();
        assert_eq!(why.len(), told, "{limit}: {why:?}");
        assert!(why.iter().all(|why| why.contains("ulimit -n")), "{why:?}");
    }
}

#[test]
fn a_command_that_cannot_be_started_is_told_with_a_remedy_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let plain = script(at, "plain.txt", "hello\n");
    for (command, told) in [
        (&["no-such-command"][..], "no such command"),
        (&["./no-such-file"], "no such file"),
        (&["/tmp"], "is a folder"),
        (&[&plain], "may not be executed"),
        (&[], "no command to watch"),
    ] {
        let seen = at.join("none.json").display().to_string();
        let arguments = [&["watch", "--json", &seen, "--"][..], command].concat();
        let output = parscope(&Mark::new(), at, &arguments).output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{command:?}: {error}");
        let is_told = error.contains(told) || error.contains("no command after the two hyphens");
        assert!(is_told, "{command:?}: {error}");
        assert!(!Path::new(&seen).exists(), "{command:?}");
    }
}

#[test]
fn the_name_of_a_script_alone_is_enough() {
    let folder = tempfile::tempdir().unwrap();
    let path = script(
        folder.path(),
        "sim.py",
        "import sys\nprint(sys.argv[1:])\nsys.exit(3)\n",
    );
    let mut command = parscope(
        &Mark::new(),
        folder.path(),
        &[&path, "4", "--json", "--", "-x"],
    );
    let output = command.output().unwrap();
    assert_eq!(
        output.stdout, b"['4', '--json', '--', '-x']\n",
        "{output:?}"
    );
    assert_eq!(output.status.code(), Some(3));
}

#[test]
fn what_comes_over_the_socket_is_checked_from_any_sender() {
    let folder = tempfile::tempdir().unwrap();
    // It is isolated, so the only messages are its own.
    let path = script(
        folder.path(),
        "forged.py",
        include_str!("../fixture/forged.py"),
    );
    let (output, seen) = watch(folder.path(), &["python3", "-I", &path]);
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "sent\n",
        "{output:?}"
    );
    assert!(output.status.success());
    let why: Vec<_> = list(&seen, "not_seen")
        .iter()
        .map(|one| one["why"].as_str().unwrap())
        .collect();
    for wanted in [
        "its registration cannot be read",
        "it came without a log",
        "its size is not sealed",
        "no parscope log",
        "its log is damaged",
    ] {
        assert!(
            why.iter().any(|why| why.contains(wanted)),
            "{wanted}: {why:?}"
        );
    }
    assert_eq!(list(&seen, "tasks"), [] as [Value; 0]);
}
