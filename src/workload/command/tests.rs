//! Tests of commands: how they end, their output, and what they cannot do.

use super::*;
use crate::{base::Nanos, workload::find};

fn items(words: &[&str], inputs: &[&str]) -> Items {
    let owned = |texts: &[&str]| -> Vec<String> { texts.iter().map(|&text| text.to_owned()).collect() };
    Items {
        tasks: 1,
        command: owned(words),
        inputs: Inputs::new().with(owned(inputs), false).unwrap_or_default(),
        ..Items::default()
    }
}

fn exit(words: &[&str], inputs: &[&str], task: u32) -> Exit {
    let kernel = (WORKLOAD.prepare)(items(words, inputs));
    match Kernel::run(&*kernel, TaskId::new(task)) {
        Answer::Exit(exit) => *exit,
        other => panic!("{other} is no end of a command"),
    }
}

fn shell(script: &str) -> Exit {
    exit(&["sh", "-c", script], &[], 0)
}

#[test]
fn what_a_command_writes_and_how_it_ends_is_kept() {
    let end = shell("echo out; echo err >&2; exit 3");
    assert_eq!((&*end.stdout, &*end.stderr), ("out\n", "err\n"));
    assert_eq!((end.status, end.cut), (3, 0));
    assert!(end.wall.get() > 0);
    assert!(!Answer::Exit(Box::new(exit(&["true"], &[], 0))).is_failure());
    assert!(Answer::Exit(Box::new(end)).is_failure());
}

#[test]
fn each_task_has_its_own_input() {
    let inputs = ["a b", "$HOME", ""];
    for (task, input) in (0..).zip(inputs) {
        assert_eq!(
            exit(&["printf", "<%s>"], &inputs, task).stdout,
            format!("<{input}>")
        );
    }
}

#[test]
fn a_command_that_was_to_have_an_input_is_not_run_without() {
    let end = exit(&["echo", "{}"], &["a"], 1);
    assert_eq!((end.status, &*end.stdout), (126, ""));
    assert!(end.stderr.contains("no input"));
}

#[test]
fn a_command_that_cannot_be_started_says_why() {
    let missing = exit(&["no-such-command"], &[], 0);
    assert_eq!(missing.status, 127);
    assert!(
        missing.stderr.contains("no-such-command"),
        "{}",
        missing.stderr
    );
    assert_eq!(exit(&["/"], &[], 0).status, 126);
    assert_eq!(exit(&["a\0b"], &[], 0).status, 126);
    assert_eq!(exit(&[""], &[], 0).status, 127);
    assert_eq!(exit(&[], &["a"], 0).status, 127);

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("text");
    std::fs::write(&file, "no program").unwrap();
    assert_eq!(exit(&[file.to_str().unwrap()], &[], 0).status, 126);
}

#[test]
fn a_command_that_was_killed_is_told_by_its_signal() {
    assert_eq!(shell("kill -9 $$").status, 137);
    assert_eq!(shell("kill -TERM $$").status, 143);
}

#[test]
fn a_command_that_reads_its_input_finds_the_end_of_it() {
    let end = exit(&["cat"], &[], 0);
    assert_eq!((end.status, &*end.stdout), (0, ""));
}

#[test]
fn a_command_dies_of_a_broken_pipe_as_in_a_shell() {
    // A Rust program ignores that signal, and an ignored signal is inherited.
    let end = shell("grep SigIgn /proc/self/status");
    let ignored = end.stdout.split_whitespace().nth(1).unwrap_or_default();
    let ignored = u64::from_str_radix(ignored, 16).unwrap();
    assert_eq!(ignored & 1 << 12, 0, "SIGPIPE is ignored");
}

#[test]
fn a_command_that_opens_its_own_output_again_does_not_write_over_it() {
    let end = shell("echo one; echo two >>/dev/stdout; echo three");
    assert_eq!(end.stdout, "one\ntwo\nthree\n");
}

#[test]
fn of_a_long_output_the_end_is_kept() {
    let end = shell("head -c 3000000 /dev/zero | tr '\\0' x; echo end");
    assert!(end.stdout.ends_with("xend\n"));
    assert_eq!(end.stdout.len() as u64 + end.cut, 3_000_004);
}

#[test]
fn a_command_holds_nothing_of_ours_but_its_three_streams() {
    // A library may have opened something that is inherited.
    let kernel = (WORKLOAD.prepare)(items(&["ls", "-l", "/proc/self/fd"], &[]));
    let leak = rustix::fs::memfd_create("parscope-leak", rustix::fs::MemfdFlags::empty()).unwrap();
    let Answer::Exit(end) = Kernel::run(&*kernel, TaskId::new(0)) else {
        panic!("no end of a command");
    };
    drop(leak);
    assert_eq!(end.stdout.matches("parscope-").count(), 2, "{}", end.stdout);
    assert_eq!(end.stdout.matches("parscope-output").count(), 2, "{}", end.stdout);
}

#[test]
fn what_a_command_left_running_cannot_fill_the_memory_with_what_it_writes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("refused");
    let script = format!(
        "sh -c 'sleep 0.2; echo more 2>/dev/null || echo $? > {}' &",
        file.display()
    );
    assert_eq!(shell(&script).status, 0);
    let begun = base::now();
    while !file.exists() {
        assert!(base::now().since(begun) < Nanos::from_secs_f64(60.0), "it could write");
        std::thread::yield_now();
    }
}

#[test]
fn the_workload_is_found_by_its_name() {
    assert_eq!(find(COMMAND), Some(&WORKLOAD));
}

#[test]
fn a_command_that_sleeps_is_told_from_one_that_computes_and_from_one_without_a_core() {
    let had = |script| shell(script).turns.expect("the kernel counts it");
    let slept = had("exec sleep 0.2");
    assert!(slept.on_core + slept.ready < Nanos::from_millis(150), "{slept:?}");
    let computed = had("i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done");
    assert!(computed.on_core > slept.on_core, "{computed:?}");
    // The work of its children is its own.
    let handed_on = had("sh -c 'i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done'; true");
    assert!(handed_on.on_core > slept.on_core * 4, "{handed_on:?}");
}
