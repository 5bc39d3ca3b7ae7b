//! Tasks that are commands: what they are called with, what is kept of them, and what is said of
//! those that fail.

use crate::process::{Mark, parscope, run};
use serde_json::{Value, json};
use std::{
    ffi::OsStr,
    fs,
    io::Write,
    os::unix::ffi::OsStrExt,
    path::Path,
    process::{Output, Stdio},
};

/// Runs the program with something to be read on standard input.
fn fed(folder: &Path, arguments: &[&str], input: impl AsRef<[u8]>) -> Output {
    let mark = Mark::new();
    let mut child = parscope(&mark, folder, arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    let mut stdin = child.stdin.take().expect("a pipe");
    // Who is refused for another reason need not have read it.
    let _ = stdin.write_all(input.as_ref());
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
fn lists_are_combined_and_linked_as_gnu_parallel_does() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("n"), "1\n2\n3\n").expect("a file");
    fs::write(folder.path().join("z"), "x\0y z\0").expect("a file");
    for (line, expected) in [
        (&["{1}", ":::", "a", "b"][..], &["a", "b"][..]),
        (
            &["{2}-{1}", ":::", "a", "b", ":::", "1", "2"],
            &["1-a", "2-a", "1-b", "2-b"],
        ),
        (&[":::", "a", "b", ":::", "1"], &["a 1", "b 1"]),
        (&["{1.}{2/}", ":::", "d/a.x", ":::+", "e/b", "c"], &["d/ab"]),
        (
            &[
                "{1}{2}{3}",
                ":::",
                "a",
                "b",
                ":::+",
                "c",
                "d",
                ":::",
                "e",
                "f",
            ],
            &["ace", "acf", "bde", "bdf"],
        ),
        (&["{1}{2}", "::::", "n", "::::+", "-"], &["1p", "2q"]),
        (&["{1}{2}", ":::", "a", "::::", "n"], &["a1", "a2", "a3"]),
        (&["{1}{#}", ":::", "a", "b"], &["a1", "b2"]),
        (&["{print}", "${x}", ":::", "a"], &["{print} ${x} a"]),
    ] {
        let fixed = ["run", "--workers", "2", "--json", "--", "echo"];
        let output = fed(folder.path(), &[&fixed[..], line].concat(), "p\nq\n");
        assert!(output.status.success(), "{line:?}: {output:?}");
        let written = written(&output);
        let lines: Vec<_> = written.iter().map(|line| line.trim_end()).collect();
        assert_eq!(lines, expected, "{line:?}");
    }
    for line in [
        &["run", "--json", "-0", "--", "echo", "{}", "::::", "z"][..],
        &["run", "--json", "--", "--null", "echo", "::::", "-"],
    ] {
        let output = fed(folder.path(), line, "x\0y z");
        assert_eq!(written(&output), ["x\n", "y z\n"], "{line:?}");
    }
}

#[test]
fn the_slot_is_the_number_of_the_worker() {
    for (mode, workers, most) in [
        ("serial", "1", 1),
        ("threaded", "2", 2),
        ("process", "2", 2),
        ("pool", "2", 2),
    ] {
        let inputs: Vec<_> = (0..12).map(|number| number.to_string()).collect();
        let fixed = [
            "run",
            "--mode",
            mode,
            "--workers",
            workers,
            "--json",
            "--",
            "echo",
            "{%}",
            ":::",
        ];
        let fixed = if mode == "serial" {
            [&fixed[..3], &fixed[5..]].concat()
        } else {
            fixed.to_vec()
        };
        let inputs: Vec<_> = inputs.iter().map(String::as_str).collect();
        let output = run(&[fixed, inputs].concat());
        let slots = written(&output)
            .into_iter()
            .map(|slot| slot.trim_end().parse::<u32>().expect("a number"));
        let slots: Vec<_> = slots.collect();
        assert!(
            slots.iter().all(|slot| (1..=most).contains(slot)),
            "{mode}: {slots:?}"
        );
    }
}

#[test]
fn a_name_that_is_no_text_reaches_the_command_byte_for_byte_also_when_it_is_run_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = |name: &[u8]| folder.path().join(OsStr::from_bytes(name));
    fs::write(here(b"caf\xe9"), "found").expect("a file");
    fs::write(here(b"list"), b"caf\xe9\n").expect("a file");
    let mark = Mark::new();
    let line = [
        "run",
        "--report",
        "--save",
        "kept.parscope",
        "--",
        "cat",
        "::::",
        "list",
    ];
    for mut command in [parscope(&mark, folder.path(), &line), {
        let mut command = parscope(&mark, folder.path(), &line[..6]);
        command.arg(":::").arg(OsStr::from_bytes(b"caf\xe9"));
        command
    }] {
        let output = command.output().expect("an end");
        let text = String::from_utf8(output.stdout).expect("a report is text");
        assert!(output.status.success() && text.contains("found"), "{text}");
        assert!(text.contains("caf�e9"), "{text}");
    }
    // What is kept of it names the file, and is what it takes to run it again.
    let json = parscope(&mark, folder.path(), &["open", "kept.parscope", "--json"]);
    let kept = object(&{ json }.output().expect("an end"));
    assert_eq!(kept["experiment"]["inputs"], json!(["caf�e9"]));
    let again = [
        "run",
        "--json",
        "--workload",
        "command",
        "--command",
        "cat",
        "--inputs",
        "caf�e9",
    ];
    let output = parscope(&mark, folder.path(), &again)
        .output()
        .expect("an end");
    assert_eq!(written(&output), ["found"]);
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
    assert!(text.contains("\\u{1b}[2Jx\\u{1b}c"), "{text}");
}

#[test]
fn a_line_that_cannot_be_meant_runs_nothing_and_says_what_to_write() {
    let folder = tempfile::tempdir().expect("a folder");
    for (line, hint) in [
        (&["run", "--"][..], "no command after the two hyphens"),
        (&["run", "--", ":::", "a"], "no command before"),
        (&["run", "--", "touch", ":::+", "b"], "write `:::`"),
        (&["run", "--", "touch", ":::", "a", ":::"], "list 2"),
        (&["run", "--", "-j4", "touch", ":::", "a"], "--workers N"),
        (&["run", "--", "touch", "{-1}", ":::", "a"], "`{-1}`"),
        (&["run", "--", "touch", "{= uc =}", ":::", "a"], "Perl"),
        (&["run", "--", "touch", "a{..}", ":::", "a"], "`{..}`"),
        (&["run", "--", "touch", "{2}", ":::", "a"], "list 2"),
        (&["run", "-0"], "after two hyphens"),
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

#[test]
fn of_commands_it_is_said_how_they_exited_and_never_that_an_answer_is_right() {
    let line = [
        "--workers",
        "2",
        "--",
        "echo",
        "say \"{}\"",
        ":::",
        "a",
        "b",
        "c",
    ];
    let report = run(&[&["run", "--report"], &line[..]].concat());
    let text = String::from_utf8(report.stdout).expect("text");
    assert!(
        text.contains("3 × exit 0") && text.contains("say \"a\"\n"),
        "{text}"
    );
    for claim in [
        "verified",
        "right",
        "agrees",
        "T₁",
        "speedup",
        "efficiency",
        "ideal",
    ] {
        assert!(!text.contains(claim), "{claim} in:\n{text}");
    }
    let output = run(&[&["run", "--json"], &line[..]].concat());
    let object = object(&output);
    assert_eq!(object["runs"][0]["verified"], Value::Null);
    assert_eq!(object["runs"][0]["results"][0]["stdout"], "say \"a\"\n");
    // Also where one after another is what was asked for.
    let report = run(&[
        "run", "--mode", "serial", "--report", "--", "true", ":::", "a",
    ]);
    let text = String::from_utf8(report.stdout).expect("text");
    assert!(
        text.contains("exit 0") && !text.contains("verified"),
        "{text}"
    );
}

#[test]
fn verified_is_said_only_of_what_was_held_against_a_serial_run() {
    let fixed = [
        "run",
        "--workload",
        "square",
        "--tasks",
        "4",
        "--report",
        "--mode",
    ];
    for (mode, says) in [
        ("serial", "this is the serial run"),
        ("pool", "agrees with the serial run"),
    ] {
        let report = run(&[&fixed[..], &[mode]].concat());
        let text = String::from_utf8(report.stdout).expect("text");
        assert!(text.contains(says), "{mode}: {text}");
        assert_eq!(text.contains("verified"), mode == "pool", "{text}");
    }
}

#[test]
fn what_default_came_to_is_said_before_and_after_a_run() {
    let work = ["--workload", "square", "--tasks", "24", "--workers", "3"];
    let said = |line: &[&str]| {
        let output = run(&[line, &work[..]].concat());
        String::from_utf8(output.stdout).expect("text")
    };
    let chunks = "12 chunks of 2 tasks (chunksize default)";
    for command in ["run", "predict"] {
        let text = said(&[command, "--report"]);
        assert!(text.contains(chunks), "{command}: {text}");
    }
    let json = |text: &str| -> Value { serde_json::from_str(text).expect("JSON") };
    let experiment = &json(&said(&["run", "--json"]))["experiment"];
    assert_eq!(
        (&experiment["chunksize"], &experiment["chunks"]),
        (&json!(2), &json!(12))
    );
    let predicted = &json(&said(&["predict", "--json"]))["prediction"];
    assert_eq!(
        (&predicted["chunksize"], &predicted["chunks"]),
        (&json!(2), &json!(12))
    );
    // More than there are tasks is one chunk, as in Python.
    for command in ["run", "predict"] {
        let text = said(&[command, "--report", "--chunksize", "100"]);
        assert!(text.contains("1 chunk of 24 tasks"), "{command}: {text}");
    }
}
