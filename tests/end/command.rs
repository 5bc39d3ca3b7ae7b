//! Tasks that are commands: what they are called with, what is kept of them, and what is said of
//! those that fail.

use crate::process::{Mark, parscope, run};
use serde_json::{Value, json};
use std::{
    fs,
    io::Write,
    path::Path,
    process::{Output, Stdio},
};

/// Runs the program with something to be read on standard input.
fn fed(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mark = Mark::new();
    let mut child = parscope(&mark, folder, arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    let mut stdin = child.stdin.take().expect("a pipe");
    // Who is refused for another reason need not have read it.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let output = child.wait_with_output().expect("an end");
    mark.assert_gone();
    output
}

fn object(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// What each command wrote, in the order of the input.
fn written(output: &Output) -> Vec<String> {
    let object = object(output);
    let results = object["runs"][0]["results"].as_array().expect("results");
    let text = |result: &Value| result["stdout"].as_str().expect("a text").to_owned();
    results.iter().map(text).collect()
}

#[test]
fn a_command_is_run_once_for_each_input_and_what_it_wrote_is_kept_in_their_order() {
    for mode in ["serial", "threaded", "process", "pool"] {
        let fixed = ["run", "--mode", mode, "--workers", "2", "--json", "--"];
        let command = ["printf", "%s-%s", "{}", "{.}", ":::", "a.x", "b c.y", ""];
        let output = run(&[&fixed[..], &command].concat());
        assert!(output.status.success(), "{mode}: {output:?}");
        assert_eq!(written(&output), ["a.x-a", "b c.y-b c", "-"], "{mode}");
        let object = object(&output);
        assert_eq!(object["runs"][0]["failed_tasks"], 0, "{mode}");
        assert_eq!(object["experiment"]["inputs"], json!(["a.x", "b c.y", ""]));
    }
}

#[test]
fn commands_are_never_run_a_second_time_for_the_sake_of_measuring() {
    let folder = tempfile::tempdir().expect("a folder");
    let arguments = [
        "run",
        "--report",
        "--",
        "sh",
        "-c",
        "echo {} >> seen",
        ":::",
        "a",
        "b",
    ];
    let output = fed(folder.path(), &arguments, "");
    assert!(output.status.success(), "{output:?}");
    let seen = fs::read_to_string(folder.path().join("seen")).expect("a file");
    let mut lines: Vec<_> = seen.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, ["a", "b"]);
    // Plain `parscope` runs other experiments in every mode.
    let output = fed(
        folder.path(),
        &["--", "sh", "-c", "echo {} >> twice", ":::", "a"],
        "",
    );
    assert!(output.status.success(), "{output:?}");
    let twice = fs::read_to_string(folder.path().join("twice")).expect("a file");
    assert_eq!(twice, "a\n");
}

#[test]
fn a_command_that_fails_is_listed_and_the_others_are_run_all_the_same() {
    let script = "echo said {}; test {} != b || { echo lost >&2; exit 3; }";
    let line = [
        "--workers",
        "2",
        "--",
        "sh",
        "-c",
        script,
        ":::",
        "a",
        "b",
        "c",
    ];
    let output = run(&[&["run", "--json"], &line[..]].concat());
    assert_eq!(output.status.code(), Some(1));
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(errors, "parscope: 1 of 3 commands failed\n");
    assert_eq!(written(&output), ["said a\n", "said b\n", "said c\n"]);
    let object = object(&output);
    let run_ = &object["runs"][0];
    assert_eq!(
        (&run_["failed_tasks"], &run_["tasks_done"]),
        (&json!(1), &json!(3))
    );
    assert_eq!(run_["results"][1]["status"], 3);
    assert_eq!(run_["results"][1]["stderr"], "lost\n");

    let report = run(&[&["run", "--report"], &line[..]].concat());
    assert_eq!(report.status.code(), Some(1));
    let text = String::from_utf8(report.stdout).expect("text");
    for part in ["exit status 3", "lost", "said c", "1 of 3 commands failed"] {
        assert!(text.contains(part), "{part} is missing in:\n{text}");
    }
}

#[test]
fn a_command_that_does_not_exist_fails_as_in_a_shell() {
    let output = run(&["run", "--json", "--", "/nonexistent/program"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(object(&output)["runs"][0]["results"][0]["status"], 127);
}

#[test]
fn inputs_come_from_a_file_or_from_whoever_writes_into_the_pipe() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("list"), "one\ntwo words\n").expect("a file");
    for (line, input) in [
        (&["echo", "{}", "::::", "list"][..], ""),
        (&["echo", "::::", "list"], "not read"),
        (&["echo", "{}"], "one\ntwo words"),
        (&["echo", "{}", "::::", "-"], "one\r\ntwo words\r\n"),
    ] {
        let output = fed(
            folder.path(),
            &[&["run", "--json", "--"], line].concat(),
            input,
        );
        assert!(output.status.success(), "{line:?}: {output:?}");
        assert_eq!(written(&output), ["one\n", "two words\n"], "{line:?}");
    }
}

#[test]
fn without_inputs_a_command_is_run_as_often_as_was_said() {
    let output = run(&["run", "--json", "--", "echo", "once"]);
    assert_eq!(written(&output), ["once\n"]);
    let output = run(&["run", "--tasks", "3", "--json", "--", "echo", "{#}"]);
    assert_eq!(written(&output), ["1\n", "2\n", "3\n"]);
}

#[test]
fn what_a_command_writes_cannot_command_the_terminal() {
    let output = run(&[
        "run",
        "--report",
        "--",
        "printf",
        "\\033[2Jx{}",
        ":::",
        "\u{1b}c",
    ]);
    assert!(output.status.success(), "{output:?}");
    assert!(!output.stdout.contains(&0x1b));
    let text = String::from_utf8(output.stdout).expect("text");
    assert!(text.contains("?[2Jx?c"), "{text}");
}

#[test]
fn a_line_that_cannot_be_meant_runs_nothing_and_says_what_to_write() {
    let folder = tempfile::tempdir().expect("a folder");
    for (line, hint) in [
        (&["run", "--"][..], "no command after the two hyphens"),
        (&["run", "--", ":::", "a"], "no command before"),
        (&["run", "--", "touch", ":::", "a", ":::", "b"], "one group"),
        (&["run", "--", "touch", ":::"], "no inputs"),
        (&["run", "--", "touch", "{}"], "no inputs"),
        (
            &["run", "--", "touch", "::::", "none"],
            "none: cannot be read",
        ),
        (&["run", "--", "touch", "::::", "."], "it is a folder"),
        (
            &["run", "--tasks", "3", "--", "touch", ":::", "a"],
            "leave --tasks out",
        ),
        (
            &["run", "--workload", "primes", "--", "touch", "a"],
            "leave --workload out",
        ),
        (
            &["run", "--channel", "shared-memory", "--", "touch", "a"],
            "choose channel",
        ),
        (&["run", "--workload", "command"], "after two hyphens"),
    ] {
        let output = fed(folder.path(), line, "");
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{line:?}: {errors}");
        assert!(
            errors.contains(hint),
            "{line:?} does not mention {hint}: {errors}"
        );
    }
    let left = fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(left, 0, "something was run");
}
