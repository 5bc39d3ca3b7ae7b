//! Recordings and pictures of the dashboard, made in a pseudo-terminal and looked at afterwards.

use crate::terminal::Terminal;
use parscope::cast::{Format, What, read, render};
use std::{fs, path::Path, process::Command};

const SMALL: [&str; 6] = ["--workload", "primes", "--tasks", "8", "--workers", "2"];

fn start(columns: u16, rows: u16, arguments: &[&str]) -> Terminal {
    let arguments: Vec<_> = SMALL.iter().chain(arguments).copied().collect();
    let terminal = Terminal::start(columns, rows, &arguments);
    terminal.wait_for("Enter");
    terminal
}

fn text(path: &Path) -> String {
    path.to_str().expect("a path that is text").to_owned()
}

#[test]
fn a_recording_shows_what_the_terminal_has_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.cast");
    let mut terminal = start(80, 24, &["--record", &text(&path)]);
    terminal.press("\r");
    terminal.wait_for("verified");
    terminal.resize(100, 30);
    terminal.press("?");
    terminal.wait_for("run the experiment");
    let shown = terminal.text();
    terminal.press("q");
    assert!(terminal.wait().success());
    let cast = read(&fs::read(&path).expect("the recording")).expect("a recording");
    assert!(!cast.cut);
    assert_eq!((cast.size.columns, cast.size.rows), (80, 24));
    let sizes = cast
        .events
        .iter()
        .filter(|event| matches!(event.what, What::Resize(_)));
    assert_eq!(sizes.count(), 1);
    let last = render(&cast, Format::Text, None, &mut |_, _| ()).expect("a picture");
    let last = String::from_utf8(last.bytes).expect("text");
    for line in shown.lines().filter(|line| line.contains("the experiment")) {
        assert!(last.contains(line.trim()), "«{line}» in:\n{last}");
    }
}

#[test]
fn a_recording_that_is_there_already_is_left_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.cast");
    fs::write(&path, "mine").expect("a file");
    let mut terminal = Terminal::start(80, 24, &["--record", &text(&path)]);
    assert_eq!(terminal.wait().exit_code(), 2);
    terminal.wait_for("already exists");
    assert_eq!(fs::read_to_string(&path).expect("the file"), "mine");
}

#[test]
fn a_picture_is_taken_by_a_key_or_when_the_dashboard_is_left() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.txt");
    let mut terminal = start(80, 24, &["--screenshot", &text(&path)]);
    terminal.press("q");
    assert!(terminal.wait().success());
    let left = fs::read_to_string(&path).expect("the picture");
    assert!(left.contains("Experiment"), "{left}");

    let mut terminal = start(80, 24, &["--screenshot", &text(&path)]);
    terminal.press("?");
    terminal.wait_for("run the experiment");
    terminal.press("P");
    terminal.wait_for("the screen is in");
    terminal.press("?");
    terminal.wait_for_no("run the experiment");
    terminal.press("q");
    assert!(terminal.wait().success());
    let pressed = fs::read_to_string(&path).expect("the picture");
    assert!(pressed.contains("run the experiment"), "{pressed}");
}

#[test]
fn what_cannot_be_recorded_or_rendered_is_refused_before_anything_is_done() {
    let folder = tempfile::tempdir().expect("a folder");
    let broken = folder.path().join("broken.cast");
    fs::write(
        &broken,
        "{\"version\":2,\"width\":80,\"height\":24}\n[1,\"o\",\n[2]\n",
    )
    .expect("a file");
    let (broken, made) = (text(&broken), text(&folder.path().join("a.svg")));
    for (arguments, hint) in [
        (vec!["run", "--json", "--record", &made], "this shows none"),
        (vec!["--screenshot", &made], "needs a terminal"),
        (vec!["render", &broken, "-o", "a.mp4"], ".gif"),
        (
            vec!["render", &broken, "-o", &made],
            "broken.cast:2: is no event",
        ),
        (
            vec!["render", "missing.cast", "-o", &made],
            "cannot be read",
        ),
    ] {
        let out = Command::new(env!("CARGO_BIN_EXE_parscope"))
            .args(&arguments)
            .output();
        let out = out.expect("the program");
        let error = String::from_utf8_lossy(&out.stderr);
        assert_eq!(out.status.code(), Some(2), "{arguments:?}: {error}");
        assert!(error.contains(hint), "{arguments:?}: {error}");
        assert!(!Path::new(&made).exists());
    }
}
