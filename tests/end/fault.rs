//! What is left when somebody is killed: nothing but a clear message.

use crate::process::{Mark, kill, parscope, wait_until, with_each};
use rustix::process::Signal;
use std::{
    fs,
    os::unix::process::ExitStatusExt,
    path::Path,
    process::{Child, Command, Output, Stdio},
};

/// Every way that has worker processes.
const WAYS: &[&[&str]] = &[
    &["--mode", "process", "--start", "fork"],
    &["--mode", "process", "--start", "spawn"],
    &["--mode", "pool", "--start", "fork"],
    &["--mode", "pool", "--start", "spawn"],
    &["--mode", "pool", "--start", "forkserver"],
    &["--mode", "pool", "--channel", "queue"],
    &["--mode", "pool", "--channel", "shared-memory"],
    &["--mode", "pool", "--channel", "manager"],
];

/// A run that goes on for a second or two, nearly all of it a delay: its serial run is short, and
/// the machine is not kept busy.
const LONG: &[&str] = &[
    "run",
    "--workload",
    "count",
    "--task-time",
    "10ms",
    "--tasks",
    "8",
    "--workers",
    "2",
    "--extra-transfer",
    "1s",
    "--json",
];

fn begin(mark: &Mark, folder: &Path, way: &[&str]) -> Child {
    parscope(mark, folder, &[LONG, way].concat())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program")
}

/// CPU time of a process in nanoseconds.
fn cpu_time(pid: i32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{pid}/schedstat")).unwrap_or_default();
    text.split_whitespace()
        .next()
        .and_then(|time| time.parse().ok())
        .unwrap_or(0)
}

fn end(child: Child) -> (Output, String) {
    let output = child.wait_with_output().expect("an end");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    (output, errors)
}

/// What a line comes to in that shell.
fn in_a_shell(shell: &str, line: &str, mark: &Mark, folder: &Path) -> (Output, String) {
    let child = Command::new(shell)
        .args(["-c", line])
        .env_clear()
        .envs(mark.environment(folder))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a shell");
    end(child)
}

#[test]
fn a_worker_that_is_killed_is_replaced_and_nothing_is_lost_or_doubled() {
    with_each(WAYS, |way| {
        let (mark, folder) = (Mark::new(), tempfile::tempdir().expect("a folder"));
        let child = begin(&mark, folder.path(), way);
        let workers = mark.workers(2);
        kill(workers[1], Signal::KILL);
        let (output, errors) = end(child);
        assert_eq!(output.status.code(), Some(0), "{way:?}: {errors}");
        let object: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let run = &object["runs"][0];
        assert_eq!(run["verified"], true, "{way:?}");
        assert_eq!(run["tasks_done"], 8, "{way:?}");
        assert_eq!(run["restarts"], 1, "{way:?}");
        mark.assert_gone();
    });
}

#[test]
fn a_worker_that_cannot_be_replaced_fails_the_run_by_name() {
    with_each(WAYS, |way| {
        let (mark, folder) = (Mark::new(), tempfile::tempdir().expect("a folder"));
        let way = [way, &["--retries", "0"][..]].concat();
        let child = begin(&mark, folder.path(), &way);
        let workers = mark.workers(2);
        kill(workers[1], Signal::KILL);
        let (output, errors) = end(child);
        assert_eq!(output.status.code(), Some(1), "{way:?}: {errors}");
        assert!(errors.contains("killed by signal 9"), "{way:?}: {errors}");
        assert!(
            errors.contains(&format!("pid {}", workers[1])),
            "{way:?}: {errors}"
        );
        let object: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!(object["runs"][0]["verified"], false, "{way:?}");
        mark.assert_gone();
    });
}

#[test]
fn a_runner_that_is_killed_takes_its_workers_with_it() {
    with_each(WAYS, |way| {
        let (mark, folder) = (Mark::new(), tempfile::tempdir().expect("a folder"));
        let child = begin(&mark, folder.path(), way);
        let (runner, _) = mark.runner_with_workers(2);
        kill(runner, Signal::KILL);
        let (output, errors) = end(child);
        assert_eq!(output.status.code(), Some(1), "{way:?}: {errors}");
        assert!(
            errors.contains("the runner was killed by signal 9"),
            "{way:?}: {errors}"
        );
        mark.assert_gone();
    });
}

#[test]
fn nobody_outlives_the_program_however_it_ends() {
    for (signal, code) in [
        (Signal::KILL, None),
        (Signal::TERM, Some(143)),
        (Signal::INT, Some(130)),
        (Signal::HUP, None),
        (Signal::QUIT, None),
    ] {
        // Who starts the tests under `nohup`, or a script that does so in the background, has asked
        // for some of them to be ignored.
        if is_ignored(signal) {
            continue;
        }
        let (mark, folder) = (Mark::new(), tempfile::tempdir().expect("a folder"));
        let child = begin(&mark, folder.path(), WAYS[2]);
        mark.workers(2);
        kill(i32::try_from(child.id()).expect("a process"), signal);
        let (output, errors) = end(child);
        assert_eq!(output.status.code(), code, "{signal:?}: {errors}");
        if code.is_none() {
            assert_eq!(output.status.signal(), Some(signal.as_raw()), "{errors}");
        }
        mark.assert_gone();
    }
}

/// Whether this process, and so whoever it starts, ignores a signal.
fn is_ignored(signal: Signal) -> bool {
    let status = fs::read_to_string("/proc/self/status").expect("this process");
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.map(|mask| u64::from_str_radix(mask.trim(), 16).expect("a mask"));
    ignored.is_some_and(|mask| mask >> (signal.as_raw() - 1) & 1 == 1)
}

#[test]
fn a_worker_that_is_stopped_does_not_survive_either() {
    let (mark, folder) = (Mark::new(), tempfile::tempdir().expect("a folder"));
    let mut child = begin(&mark, folder.path(), WAYS[2]);
    let workers = mark.workers(2);
    // At work, not still on its way there: what is stopped before its first instruction has not
    // yet told the kernel with whom it wants to end.
    wait_until("a worker at work", || cpu_time(workers[0]) > 5_000_000);
    kill(workers[0], Signal::STOP);
    child.kill().expect("a kill");
    child.wait().expect("an end");
    mark.assert_gone();
}

#[test]
fn more_workers_than_the_system_has_room_for_fail_by_name() {
    let (mark, folder) = (Mark::new(), tempfile::tempdir().expect("a folder"));
    let program = env!("CARGO_BIN_EXE_parscope");
    let line = format!(
        "ulimit -n 40; exec {program} run --workload count --size 10 --tasks 100 --workers 60 --json"
    );
    let (output, errors) = in_a_shell("sh", &line, &mark, folder.path());
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert!(errors.contains("use fewer workers"), "{errors}");
    mark.assert_gone();
}

#[test]
fn workers_are_waited_for_also_where_the_signal_of_their_end_is_ignored() {
    with_each(WAYS, |way| {
        let (mark, folder) = (Mark::new(), tempfile::tempdir().expect("a folder"));
        let program = env!("CARGO_BIN_EXE_parscope");
        let line = format!(
            "trap '' CHLD; exec {program} run --workload count --size 10 --tasks 4 --workers 2 {}",
            way.join(" ")
        );
        // dash resets this signal.
        let (output, errors) = in_a_shell("bash", &line, &mark, folder.path());
        assert_eq!(output.status.code(), Some(0), "{way:?}: {errors}");
        mark.assert_gone();
    });
}

#[test]
fn a_limit_on_the_size_of_files_is_an_error_with_advice_not_a_silent_death() {
    let (mark, folder) = (Mark::new(), tempfile::tempdir().expect("a folder"));
    let program = env!("CARGO_BIN_EXE_parscope");
    let line = format!("ulimit -f 1; exec {program} run --workload count --size 10 --json");
    let (output, errors) = in_a_shell("sh", &line, &mark, folder.path());
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert!(errors.contains("use fewer tasks"), "{errors}");
    mark.assert_gone();
}

#[test]
fn a_full_disk_says_so_and_leaves_the_old_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().display();
    let program = env!("CARGO_BIN_EXE_parscope");
    let small = format!(
        "{program} run --workload count --size 10 --tasks 2 --workers 1 --json --save {place}/run"
    );
    let large = format!(
        "{program} run --workload count --size 10 --tasks 9000 --workers 1 --mode pool \
         --chunksize 1 --json --save {place}/run"
    );
    // A disk of its own for this one test; only root, or a user who may play root, can make one.
    let script = format!(
        "mount -t tmpfs -o size=16k disk {place} || exit 77; {small} >/dev/null && cp {place}/run {place}/old; \
         {large} >/dev/null; code=$?; cmp {place}/run {place}/old && ls {place} && exit $code"
    );
    let output = Command::new("unshare")
        .args(["--mount", "--map-root-user", "sh", "-c", &script])
        .output()
        .expect("unshare");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.code() == Some(77) || errors.contains("Operation not permitted") {
        eprintln!("skipped: this user cannot mount a small disk");
        return;
    }
    assert!(
        errors.contains("cannot save the run") && errors.contains("No space left"),
        "{errors}"
    );
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "old\nrun\n",
        "{errors}"
    );
    assert_eq!(output.status.code(), Some(1), "{errors}");
}

#[test]
fn a_reader_that_leaves_early_is_no_failure() {
    let folder = tempfile::tempdir().expect("a folder");
    let mark = Mark::new();
    let mut child = parscope(&mark, folder.path(), &["list"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    drop(child.stdout.take());
    let (output, errors) = end(child);
    assert_eq!(errors, "");
    assert!(output.status.code() == Some(0) || output.status.signal() == Some(13));
}

#[test]
fn a_run_leaves_no_file_behind() {
    let folder = tempfile::tempdir().expect("a folder");
    let mark = Mark::new();
    let arguments = [
        "run",
        "--workload",
        "count",
        "--size",
        "10",
        "--tasks",
        "3",
        "--workers",
        "2",
        "--json",
    ];
    let output = parscope(&mark, folder.path(), &arguments)
        .output()
        .expect("the program");
    assert!(output.status.success());
    wait_until("an empty folder", || {
        fs::read_dir(folder.path())
            .expect("a folder")
            .next()
            .is_none()
    });
}
