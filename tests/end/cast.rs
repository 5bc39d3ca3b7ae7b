//! Recordings and pictures of the dashboard, made in a pseudo-terminal and looked at afterwards.

use crate::{need::need, terminal::Terminal};
use parscope::record::cast::{PictureFormat, What, read, render};
use rustix::process::{Pid, Resource, Rlimit, geteuid, getrlimit, prlimit};
use std::{fmt::Write as _, fs, path::Path, process::Command};

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
    assert_eq!((cast.size.width, cast.size.height), (80, 24));
    let sizes = cast
        .events
        .iter()
        .filter(|event| matches!(event.what, What::Resize(_)));
    assert_eq!(sizes.count(), 1);
    let last = render(&cast, PictureFormat::Text, None, &mut |_, _| ()).expect("a picture");
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
    let empty = folder.path().join("empty.cast");
    fs::write(&empty, "{\"version\":2,\"width\":80,\"height\":24}\n").expect("a file");
    let empty = text(&empty);
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
            vec!["render", &empty, "-o", &made],
            "empty.cast: nothing is written to the terminal",
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

/// A file system that is full, until it goes.
struct Full<'a>(&'a Path);

impl<'a> Full<'a> {
    fn on(folder: &'a Path) -> Option<Self> {
        let mut mount = Command::new("mount");
        mount
            .args(["-t", "tmpfs", "-o", "size=16k", "none"])
            .arg(folder);
        let mounted = geteuid().is_root() && mount.output().is_ok_and(|out| out.status.success());
        let full = mounted.then(|| Self(folder))?;
        full.fill();
        Some(full)
    }

    fn fill(&self) {
        fs::write(self.0.join("x"), [0; 16384]).expect("room");
    }

    fn empty(&self) {
        fs::remove_file(self.0.join("x")).expect("a file");
    }
}

impl Drop for Full<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0).status();
    }
}

#[test]
fn a_recording_for_which_there_is_no_room_leaves_nothing_in_the_way_of_the_next() {
    let (folder, saved) = (
        tempfile::tempdir().expect("a folder"),
        tempfile::tempdir().expect("a folder"),
    );
    let full = Full::on(folder.path());
    if !need("root that may mount", full.is_some()) {
        return;
    }
    let Some(full) = full else { return };
    let path = folder.path().join("a.cast");
    let mut terminal = Terminal::start(80, 24, &["--record", &text(&path)]);
    assert_eq!(terminal.wait().exit_code(), 1);
    terminal.wait_for("no storage space");
    assert!(!path.exists());
    full.empty();
    let mut terminal = start(80, 24, &["--record", &text(&path)]);
    terminal.press("q");
    assert!(terminal.wait().success());
    assert!(path.exists());
    fs::remove_file(&path).expect("the recording");

    // All that writes a file of its own agrees on what that is: a failure, not wrong use.
    let run = text(&saved.path().join("run.parscope"));
    let of = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_parscope"));
        command.args(arguments).env("XDG_STATE_HOME", saved.path());
        let out = command.output().expect("the program");
        let told = String::from_utf8_lossy(&out.stderr).into_owned();
        (out.status.code(), told)
    };
    let save = |path: &str| of(&[&["run", "--report", "--save", path], &SMALL[..]].concat());
    assert_eq!(save(&run).0, Some(0));
    full.fill();
    let [again, json] = ["run.parscope", "run.json"].map(|name| text(&folder.path().join(name)));
    for (code, told) in [
        save(&again),
        of(&["export", &run, "--format", "json", "-o", &json]),
    ] {
        assert_eq!(code, Some(1), "{told}");
        assert!(
            told.contains("no storage space") || told.contains("No space left"),
            "{told}"
        );
    }
    let left = fs::read_dir(folder.path()).expect("the folder").count();
    assert_eq!(left, 1, "something half written was left");
}

#[test]
fn a_recording_that_cannot_go_on_says_so_at_the_end_and_is_whole_up_to_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.cast");
    let mut terminal = start(80, 24, &["--record", &text(&path)]);
    // As `ulimit -f` has it: from now on files can't grow.
    let limit = Rlimit {
        current: Some(1),
        ..getrlimit(Resource::Fsize)
    };
    prlimit(Pid::from_raw(terminal.pid()), Resource::Fsize, limit).expect("a limit");
    terminal.press("?");
    terminal.wait_for("the recording has ended");
    // All else goes on meanwhile.
    terminal.press("?");
    terminal.wait_for_no("run the experiment");
    terminal.press("q");
    assert_eq!(terminal.wait().exit_code(), 1);
    terminal.wait_for("a.cast: the recording ends after");
    terminal.wait_for("file too large");
    let cast = read(&fs::read(&path).expect("the recording")).expect("a recording");
    assert!(!cast.cut);
    let last = render(&cast, PictureFormat::Text, None, &mut |_, _| ()).expect("a picture");
    assert!(String::from_utf8_lossy(&last.bytes).contains("Enter"));
}

#[test]
fn a_long_recording_shows_how_much_of_it_is_done() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("long.cast");
    let mut cast = String::from("{\"version\":2,\"width\":300,\"height\":80}\n");
    for frame in 0..3000 {
        let at = f64::from(frame) / 10.0;
        let _ = writeln!(cast, "[{at},\"o\",\"\\u001b[Hframe {frame}\"]");
    }
    fs::write(&path, cast).expect("a file");
    let terminal = Terminal::start(80, 24, &["render", &text(&path), "-o", "long.gif"]);
    terminal.wait_for("rendering");
    terminal.wait_for("%");
}
