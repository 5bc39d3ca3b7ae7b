//! The processes that commands are: what reaches them, what ends with the run, and what stays.

use crate::{
    process::{Mark, kill, parscope, run, wait_until, with_each},
    terminal::Terminal,
};
use rustix::process::Signal;
use serde_json::Value;
use std::{
    fs,
    path::Path,
    process::{Child, Command, Output, Stdio},
};

/// Every way to run commands.
const WAYS: &[&[&str]] = &[
    &["--mode", "serial"],
    &["--mode", "threaded"],
    &["--mode", "pool", "--pool", "rayon"],
    &["--mode", "process", "--start", "fork"],
    &["--mode", "process", "--start", "spawn"],
    &["--mode", "process", "--start", "forkserver"],
    &["--mode", "process", "--channel", "queue"],
    &["--mode", "pool", "--start", "fork"],
    &["--mode", "pool", "--start", "spawn"],
    &["--mode", "pool", "--start", "forkserver"],
    &["--mode", "pool", "--channel", "queue"],
    &["--mode", "pool", "--channel", "manager"],
];

/// Those that have worker processes.
fn with_workers() -> &'static [&'static [&'static str]] {
    &WAYS[3..]
}

fn begin(mark: &Mark, folder: &Path, way: &[&str], command: &[&str]) -> Child {
    let line = [&["run", "--json"][..], way, &["--"], command].concat();
    parscope(mark, folder, &line)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program")
}

fn end(child: Child) -> (Output, String) {
    let output = child.wait_with_output().expect("an end");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    (output, errors)
}

fn first_run(output: &Output) -> Value {
    let mut object: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    object["runs"][0].take()
}

fn pid(child: &Child) -> i32 {
    i32::try_from(child.id()).expect("a number")
}

/// How many processes of a run are a `sleep`.
fn sleepers(mark: &Mark) -> usize {
    let processes = mark.processes();
    let is_sleep = |line: &&(i32, String)| line.1.starts_with("sleep ");
    processes.iter().filter(is_sleep).count()
}

/// A command that has a child, a child of its own process group, and one of its own session.
const FAMILY: &str = "sleep 1001 & set -m; sleep 1002 & set +m; setsid sleep 1003 & wait";

fn wait_for_family(mark: &Mark) {
    wait_until("the command's children", || sleepers(mark) == 3);
}

/// Fails unless all is gone but for what made a session of its own; that is ended then.
fn assert_only_the_session_stays(mark: &Mark, way: &str) {
    wait_until(&format!("{way}: all but one to be gone"), || {
        mark.processes().len() <= 1
    });
    let left = mark.processes();
    assert!(
        matches!(&left[..], [(_, line)] if line.starts_with("sleep 1003")),
        "{way}: {left:?}"
    );
    kill(left[0].0, Signal::KILL);
    mark.assert_gone();
}

#[test]
fn no_descriptor_of_ours_reaches_a_command() {
    with_each(WAYS, |way| {
        let line = [
            &["run", "--json", "--save", "kept", "--workers", "2"][..],
            way,
            &["--", "ls", "{}", ":::", "/proc/self/fd", "/proc/self/fd"],
        ];
        let folder = tempfile::tempdir().expect("a folder");
        let output = parscope(&Mark::new(), folder.path(), &line.concat())
            .output()
            .expect("the program");
        assert!(output.status.success(), "{way:?}: {output:?}");
        let run = first_run(&output);
        for result in run["results"].as_array().expect("results") {
            let text = result["stdout"].as_str().expect("a text");
            let numbers = text.lines().filter(|line| !line.is_empty());
            // The last one is the folder that lists them.
            assert_eq!(numbers.collect::<Vec<_>>(), ["0", "1", "2", "3"], "{way:?}");
        }
    });
}

#[test]
fn what_a_shell_makes_of_a_process_substitution_can_be_read_by_a_command() {
    let (mark, folder) = (Mark::new(), tempfile::tempdir().expect("a folder"));
    let program = env!("CARGO_BIN_EXE_parscope");
    let line = format!("{program} run --json -- cat {{}} ::: <(echo a) <(echo b) | cat");
    let output = Command::new("bash")
        .args(["-c", &line])
        .env_clear()
        .envs(mark.environment(folder.path()))
        .output()
        .expect("a shell");
    let run = first_run(&output);
    let written = [0, 1].map(|task| run["results"][task]["stdout"].clone());
    assert_eq!(written, ["a\n", "b\n"], "{output:?}");
    mark.assert_gone();
}

/// Writes into the log as any program of the same user can: by the descriptors of the process that
/// started it.
const DAMAGE: &str = "for fd in /proc/$PPID/fd/*; do case $(readlink $fd) in *parscope-log*) \
     tr '\\0' '\\377' </dev/zero | head -c 400000 1<>$fd >&1;; esac; done";

#[test]
fn a_log_that_a_command_writes_into_is_not_reported() {
    let folder = tempfile::tempdir().expect("a folder");
    for format in ["--json", "--report"] {
        let mark = Mark::new();
        let output = parscope(
            &mark,
            folder.path(),
            &[
                "run",
                format,
                "--workers",
                "2",
                "--tasks",
                "3",
                "--",
                "sh",
                "-c",
                DAMAGE,
            ],
        )
        .output()
        .expect("the program");
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert!(
            errors.contains("wrote into the record of the run"),
            "{errors}"
        );
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        if format == "--json" {
            let run = first_run(&output);
            assert_eq!(run["lanes"], serde_json::json!([]), "{text}");
            assert_eq!(run["verified"], false);
        } else {
            assert!(!text.contains("at once on average"), "{text}");
        }
        mark.assert_gone();
    }
}

#[test]
fn the_dashboard_outlives_a_log_that_a_command_writes_into() {
    let script = format!("sleep 0.3; {DAMAGE}; sleep 0.5");
    let mut terminal =
        Terminal::start(120, 36, &["run", "--tasks", "2", "--", "sh", "-c", &script]);
    terminal.wait_for("another program wrote into the record");
    terminal.press("q");
    terminal.wait();
    terminal.assert_whole();
    terminal.mark.assert_gone();
}

#[test]
fn what_commands_leave_running_stays_and_is_said() {
    with_each(WAYS, |way| {
        let (mark, folder) = (Mark::new(), tempfile::tempdir().expect("a folder"));
        let script = "nohup sh -c 'sleep 1; touch done' >/dev/null 2>&1 & sleep 0.1";
        let child = begin(&mark, folder.path(), way, &["sh", "-c", script]);
        let (output, errors) = end(child);
        assert_eq!(output.status.code(), Some(0), "{way:?}: {errors}");
        let run = first_run(&output);
        let left = run["left_running"].as_array().expect("a list");
        assert!(!left.is_empty(), "{way:?}: {run}");
        for process in left {
            assert!(
                process["pid"].as_u64().is_some_and(|pid| pid > 1),
                "{left:?}"
            );
            assert!(
                ["sh", "sleep"].contains(&process["name"].as_str().unwrap_or("")),
                "{left:?}"
            );
        }
        wait_until("what was left to be done", || {
            folder.path().join("done").exists()
        });
        mark.assert_gone();
    });
    let output = run(&["run", "--report", "--", "sh", "-c", "sleep 0.5 & true"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        text.contains("1 process that a command started still runs: sleep (pid "),
        "{text}"
    );
}

#[test]
fn all_that_commands_started_ends_with_the_program_but_for_sessions() {
    let signals = [
        Signal::TERM,
        Signal::INT,
        Signal::HUP,
        Signal::QUIT,
        Signal::ABORT,
        Signal::KILL,
    ];
    with_each(&signals, |&signal| {
        let (mark, folder) = (Mark::new(), tempfile::tempdir().expect("a folder"));
        let child = begin(&mark, folder.path(), &[], &["bash", "-c", FAMILY]);
        wait_for_family(&mark);
        kill(pid(&child), signal);
        end(child);
        assert_only_the_session_stays(&mark, &format!("{signal:?}"));
    });
}

#[test]
fn a_script_ends_what_it_began_in_the_background() {
    // A shell has that ignore INT and QUIT.
    for signal in ["INT", "QUIT", "TERM"] {
        let (mark, folder) = (Mark::new(), tempfile::tempdir().expect("a folder"));
        let script = format!(
            "\"$0\" run --json -- sh -c 'touch begun; sleep 600' >/dev/null 2>&1 &
            until [ -e begun ]; do sleep 0.01; done; kill -{signal} $!; wait"
        );
        let status = std::process::Command::new("sh")
            .args(["-c", &script, env!("CARGO_BIN_EXE_parscope")])
            .env_clear()
            .envs(mark.environment(folder.path()))
            .current_dir(folder.path())
            .status();
        assert!(status.expect("a shell").code().is_some(), "{signal}");
        mark.assert_gone();
    }
}

#[test]
fn all_that_commands_started_ends_with_the_runner_or_its_monitor() {
    with_each(WAYS, |way| {
        for killed in ["runner", "monitor"] {
            let (mark, folder) = (Mark::new(), tempfile::tempdir().expect("a folder"));
            let child = begin(&mark, folder.path(), way, &["bash", "-c", FAMILY]);
            wait_for_family(&mark);
            kill(mark.named(killed)[0], Signal::KILL);
            let (output, errors) = end(child);
            assert_eq!(output.status.code(), Some(1), "{way:?}, {killed}: {errors}");
            assert!(
                errors.contains("the runner was killed by signal 9"),
                "{way:?}, {killed}: {errors}"
            );
            assert_only_the_session_stays(&mark, &format!("{way:?}, {killed}"));
        }
    });
}

#[test]
fn a_command_whose_worker_is_killed_ends_and_is_never_run_again() {
    with_each(with_workers(), |way| {
        let (mark, folder) = (Mark::new(), tempfile::tempdir().expect("a folder"));
        let script = format!("echo {{}} >>ran; if [ {{}} = b ]; then {FAMILY}; fi");
        let way = [*way, &["--workers", "2", "--retries", "5"]].concat();
        let command = ["bash", "-c", &script, ":::", "a", "b", "c", "d"];
        let child = begin(&mark, folder.path(), &way, &command);
        wait_for_family(&mark);
        let worker = parent_of_command(&mark);
        kill(worker, Signal::KILL);
        let (output, errors) = end(child);
        assert_eq!(output.status.code(), Some(1), "{way:?}: {errors}");
        for part in [
            &format!("(pid {worker}) was killed by signal 9 in task 1")[..],
            "not run again",
            "echo b >>ran",
        ] {
            assert!(errors.contains(part), "{way:?}: no «{part}» in {errors}");
        }
        let run = first_run(&output);
        let status = |task: usize| run["results"][task]["status"].as_i64();
        let all: Vec<_> = (0..4).map(status).collect();
        assert_eq!(
            all,
            [Some(0), Some(137), Some(0), Some(0)],
            "{way:?}: {run}"
        );
        let ran = fs::read_to_string(folder.path().join("ran")).expect("a file");
        let mut ran: Vec<_> = ran.lines().collect();
        ran.sort_unstable();
        assert_eq!(ran, ["a", "b", "c", "d"], "{way:?}");
        assert_only_the_session_stays(&mark, &format!("{way:?}"));
    });
}

/// The worker that the shell of the family was started by.
fn parent_of_command(mark: &Mark) -> i32 {
    let processes = mark.processes();
    let shell = processes
        .iter()
        .find(|(_, line)| line.starts_with("bash -c"));
    let (shell, _) = shell.expect("the command");
    let stat = fs::read_to_string(format!("/proc/{shell}/stat")).expect("a process");
    let parent = stat
        .rsplit(") ")
        .next()
        .and_then(|rest| rest.split(' ').nth(1));
    parent
        .and_then(|parent| parent.parse().ok())
        .expect("a parent")
}

#[test]
fn of_a_chunk_whose_worker_is_killed_what_was_not_begun_is_still_run() {
    let (mark, folder) = (Mark::new(), tempfile::tempdir().expect("a folder"));
    let script = "echo {} >>ran; if [ {} = b ]; then sleep 1000; fi";
    let way = ["--workers", "1", "--chunksize", "4"];
    let command = ["bash", "-c", script, ":::", "a", "b", "c", "d"];
    let child = begin(&mark, folder.path(), &way, &command);
    wait_until("the second task", || sleepers(&mark) == 1);
    kill(mark.workers(1)[0], Signal::KILL);
    let (output, errors) = end(child);
    assert_eq!(output.status.code(), Some(1), "{errors}");
    let run = first_run(&output);
    let said = |task: usize| {
        run["results"][task]["stderr"]
            .as_str()
            .unwrap_or("")
            .to_owned()
    };
    assert!(
        said(0).contains("before the result of task 0 was in"),
        "{run}"
    );
    assert!(said(1).contains("in task 1"), "{run}");
    assert_eq!([said(2), said(3)], ["", ""], "{run}");
    assert_eq!(
        (&run["tasks_done"], &run["failed_tasks"]),
        (&4.into(), &2.into())
    );
    let ran = fs::read_to_string(folder.path().join("ran")).expect("a file");
    assert_eq!(ran, "a\nb\nc\nd\n");
    mark.assert_gone();
}

#[test]
fn a_command_has_no_terminal_whose_modes_it_could_change() {
    let script = "stty sane </dev/tty || echo no terminal; sleep 0.3; exit 3";
    let mut terminal = Terminal::start(120, 36, &["run", "--tasks", "2", "--", "sh", "-c", script]);
    terminal.wait_for("2 of 2 failed");
    terminal.press("?");
    terminal.wait_for("Keys");
    terminal.press("q");
    terminal.press("q");
    terminal.wait();
    terminal.assert_whole();
    terminal.mark.assert_gone();
}

#[test]
fn the_dashboard_ends_what_commands_started_when_it_stops_a_run_and_when_it_is_left() {
    for keys in ["\u{1b}", "q"] {
        let mut terminal = Terminal::start(
            120,
            36,
            &[
                "run",
                "--tasks",
                "2",
                "--",
                "bash",
                "-c",
                "sleep 1001 & set -m; sleep 1002 & wait",
            ],
        );
        wait_until("the commands' children", || sleepers(&terminal.mark) >= 2);
        terminal.press(keys);
        wait_until("all of them to be gone", || sleepers(&terminal.mark) == 0);
        if keys != "q" {
            terminal.press("q");
        }
        terminal.wait();
        terminal.mark.assert_gone();
    }
}

#[test]
fn the_dashboard_says_what_commands_left_running_and_leaves_it() {
    let mut terminal = Terminal::start(120, 36, &["run", "--", "sh", "-c", "sleep 1000 & true"]);
    terminal.wait_for("1 process that a command started still runs: sleep (pid ");
    terminal.press("q");
    terminal.wait();
    let left = terminal.mark.processes();
    assert!(
        matches!(&left[..], [(_, line)] if line.starts_with("sleep 1000")),
        "{left:?}"
    );
    kill(left[0].0, Signal::KILL);
    terminal.mark.assert_gone();
}
