//! Lessons from outside: listed, checked, and gone through by keys from start to end.

use crate::{
    process::{PATIENCE, run},
    terminal::Terminal,
};
use parscope::record::cast::{What, read};
use std::{fs, path::Path, thread, time::Duration, time::Instant};

/// The files of all lessons, or of all presets.
fn files(folder: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = fs::read_dir(&folder).expect("the lessons");
    let paths = entries.map(|entry| entry.expect("a file").path());
    let files = paths.filter(|path| path.extension().is_some_and(|suffix| suffix == "toml"));
    let mut files: Vec<_> = files
        .map(|path| {
            let name = path.file_name().expect("a name").to_str().expect("text");
            (
                name.to_owned(),
                fs::read_to_string(&path).expect("a lesson"),
            )
        })
        .collect();
    files.sort();
    files
}

/// The same lesson with tasks that are over at once: what is tried is the way through it.
fn quick(text: &str) -> String {
    let line = |line: &str| match line.split_once(" = ") {
        Some(("task-time", _)) => "task-time = \"1ms\"".to_owned(),
        Some(("payload", _)) => "payload = \"64KiB\"".to_owned(),
        Some(("tasks", "200000")) => "tasks = 2000".to_owned(),
        Some(("extra-startup", _)) => "extra-startup = \"5ms\"".to_owned(),
        Some(("workload", "\"primes\"")) => "workload = \"count\"".to_owned(),
        _ => line.to_owned(),
    };
    text.lines().map(|text| line(text) + "\n").collect()
}

/// Where one is, and what can be done now.
fn place(terminal: &Terminal) -> (String, String) {
    let text = terminal.text();
    let column = |row: usize| {
        let line = text.lines().nth(row).unwrap_or_default();
        line.chars().take(38).collect::<String>()
    };
    (column(1), column(22))
}

/// Presses what the lesson asks for until it is done.
fn go_through(name: &str, text: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    fs::write(&path, quick(text)).expect("a file");
    let mut terminal = Terminal::start(80, 24, &["lesson", path.to_str().expect("a path")]);
    terminal.wait_for("1/");
    let begun = Instant::now();
    loop {
        let here = place(&terminal);
        if here.0.contains("Lessons") {
            return;
        }
        let keys = [
            ("choose", "1"),
            ("type your guess", "2"),
            ("run it", "\r"),
            ("answer", "\r"),
            ("next", "\r"),
            ("Enter done", "\r"),
        ];
        let key = keys.iter().find(|(words, _)| here.1.contains(words));
        if let Some((_, key)) = key {
            terminal.press(key);
        }
        while place(&terminal) == here {
            assert!(
                begun.elapsed() < PATIENCE,
                "{name} goes no further:\n{}",
                terminal.text()
            );
            thread::sleep(Duration::from_millis(5));
        }
    }
}

#[test]
fn every_lesson_can_be_gone_through_from_start_to_end() {
    let files = files("assets/lesson");
    assert_eq!(files.len(), 12);
    for (name, text) in files {
        go_through(&name, &text);
    }
}

#[test]
fn lessons_are_listed_with_how_far_one_has_come() {
    let output = run(&["lesson"]);
    let text = String::from_utf8(output.stdout).expect("text");
    assert_eq!(text.lines().count(), 12, "{text}");
    assert!(
        text.trim_start().starts_with("what-is-a-process "),
        "{text}"
    );
    let mut terminal = Terminal::start(80, 24, &["lesson", "two-tasks"]);
    terminal.wait_for("1/5");
    terminal.press("nn");
    terminal.wait_for("3/5");
    terminal.press("q");
    terminal.wait();
    let kept = fs::read_to_string(terminal.path("parscope/lesson.toml")).expect("a file");
    assert!(kept.contains("[two-tasks]\nstep = 3"), "{kept}");
}

#[test]
fn a_recorded_lesson_can_be_skipped_through_by_its_steps() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.cast");
    let mut terminal = Terminal::start(
        80,
        24,
        &[
            "lesson",
            "two-tasks",
            "--record",
            path.to_str().expect("a path"),
        ],
    );
    terminal.wait_for("1/5");
    terminal.press("n");
    terminal.wait_for("2/5");
    terminal.press("q");
    terminal.wait();
    let cast = read(&fs::read(&path).expect("the recording")).expect("a recording");
    let marks = cast.events.iter().filter_map(|event| match &event.what {
        What::Mark(label) => Some(label.as_str()),
        _ => None,
    });
    assert_eq!(
        marks.collect::<Vec<_>>(),
        ["One after the other", "Both at once"]
    );
}

#[test]
fn a_teachers_own_recorded_run_lies_beside_the_lesson() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mine.toml");
    let path = path.to_str().expect("a path");
    let (_, text) = files("assets/lesson").swap_remove(0);
    let text = text.replacen("[[step]]\n", "[[step]]\nrecorded = [\"a.parscope\"]\n", 1);
    fs::write(path, text).expect("a file");
    let check = || {
        let output = run(&["lesson", "check", path]);
        (
            output.status.success(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    };
    let (_, told) = check();
    assert!(told.contains("mine.toml:8: a.parscope: "), "{told}");
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/run/ideal-blur.parscope");
    fs::copy(shipped, folder.path().join("a.parscope")).expect("a copy");
    assert_eq!(check(), (true, String::new()));
}

#[test]
fn a_teacher_is_told_what_is_wrong_with_file_and_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mine.toml");
    let path = path.to_str().expect("a path");
    let (_, text) = files("assets/lesson").swap_remove(0);
    fs::write(path, &text).expect("a file");
    let output = run(&["lesson", "check", path]);
    assert!(output.status.success());
    assert!(String::from_utf8_lossy(&output.stdout).contains("right: "));
    let wrong = text.replacen("{wall}", "350 ms", 1);
    let line = 1 + wrong
        .split("350 ms")
        .next()
        .expect("text")
        .matches('\n')
        .count();
    fs::write(path, wrong).expect("a file");
    let output = run(&["lesson", "check", path]);
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        told.contains(&format!("{path}:{line}: `350 ms` looks measured")),
        "{told}"
    );
    let output = run(&["lesson", "two-task"]);
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("did you mean `two-tasks`?"), "{told}");
}

#[test]
fn a_copy_of_a_preset_is_a_lesson_of_one_step() {
    let presets = files("assets/preset");
    assert_eq!(presets.len(), 36);
    let folder = tempfile::tempdir().expect("a folder");
    let copies = presets.iter().map(|(name, text)| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("a file");
        path.to_str().expect("a path").to_owned()
    });
    let copies: Vec<_> = copies.collect();
    let words: Vec<_> = copies.iter().map(String::as_str).collect();
    let output = run(&[&["lesson", "check"], &words[..]].concat());
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let all = ": right: 1 step, 0 questions, 1 with a run";
    assert!(told.lines().all(|line| line.ends_with(all)), "{told}");
    assert_eq!(told.lines().count(), 36);
    let (name, text) = presets
        .iter()
        .find(|(name, _)| name == "two-tasks.toml")
        .expect("it");
    go_through(name, text);
    fs::write(&copies[0], text.replacen("workers = 2", "workers = 0", 1)).expect("a file");
    let output = run(&["lesson", "check", &copies[0]]);
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        told.contains(&format!("{}:15: workers cannot be", copies[0])),
        "{told}"
    );
}
