//! A run is saved by a key, kept unasked, opened again, played on the clock and compared, as a
//! teacher would do it before and in the lecture.

use crate::{
    process::wait_until,
    terminal::{Terminal, quit},
};
use std::{fs, path::Path};

const SMALL: [&str; 8] = [
    "--workload",
    "primes",
    "--size",
    "20000",
    "--tasks",
    "8",
    "--workers",
    "2",
];

/// Two runs, saved in the folder.
fn saved(folder: &Path) -> [String; 2] {
    let mut terminal = Terminal::start(120, 36, &SMALL);
    terminal.wait_for("Enter");
    terminal.press("s");
    terminal.wait_for("no run has ended yet");
    let names = ["pool-primes.parscope", "pool-primes-2.parscope"];
    let kept = |terminal: &Terminal| {
        let files = fs::read_dir(terminal.path("parscope/run"));
        files.map_or(0, Iterator::count)
    };
    for (before, name) in names.into_iter().enumerate() {
        terminal.press("\r");
        // The sign of the run before is still on the screen: what is kept tells of the end.
        wait_until("the run is kept", || kept(&terminal) > before);
        terminal.wait_for("verified");
        terminal.press("s");
        terminal.wait_for(name);
    }
    let saved = names.map(|name| {
        let to = folder.join(name);
        fs::copy(terminal.path(name), &to).expect("the saved run");
        to.display().to_string()
    });
    assert_eq!(kept(&terminal), names.len());
    quit(terminal);
    saved
}

#[test]
fn a_saved_run_is_played_again_and_two_are_compared() {
    let folder = tempfile::tempdir().expect("a folder");
    let [first, second] = saved(folder.path());
    let mut terminal = Terminal::start(120, 36, &["open", &first]);
    terminal.wait_for("verified");
    terminal.press("p((((");
    terminal.wait_for("replay 1/16x");
    terminal.press(" ");
    terminal.wait_for("paused");
    terminal.press(".");
    terminal.press("p))))))");
    terminal.wait_for("verified");
    quit(terminal);
    let terminal = Terminal::start(120, 36, &["open", &first, &second]);
    terminal.wait_for("Compare");
    quit(terminal);
}
