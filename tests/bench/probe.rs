//! What it costs a Python program to be watched, held against the same program alone, in turn.

use crate::table::{Bar, Table};
use parscope::{
    base::{Nanos, now},
    model::median,
};
use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

const PARSCOPE: &str = env!("CARGO_BIN_EXE_parscope");

/// Pairs of a watched program and the same alone.
const PAIRS: usize = 21;

/// The longest that a program which does nothing may be kept.
const LONGEST_START: Nanos = Nanos::from_millis(12);

/// Tasks of so many microseconds, in such a number and chunks.
const MAP: &str = r"
import sys, time
from multiprocessing import Pool

def busy(_):
    end = time.perf_counter() + MICROS / 1e6
    while time.perf_counter() < end:
        pass

def empty(_):
    pass

MICROS = int(sys.argv[1])
if __name__ == '__main__':
    with Pool(2) as pool:
        pool.map(busy if MICROS else empty, range(int(sys.argv[2])), int(sys.argv[3]))
";

pub(crate) fn bars(table: &mut Table) {
    let name = "probe: python3 -c pass, watched - alone";
    if table.wants(name) {
        let folder = tempfile::tempdir().expect("a folder");
        let command = ["-c", "pass"];
        run(folder.path(), &command, true);
        let more = (0..PAIRS * 2).map(|_| {
            let watched = run(folder.path(), &command, true);
            watched.saturating_sub(run(folder.path(), &command, false))
        });
        let more = median(&more.collect::<Vec<_>>());
        table.line(name, &more.to_string(), "≤ 12 ms", more <= LONGEST_START);
    }
    pair(
        table,
        "probe: tasks of 20 µs, chunksize 50",
        ("20", 20_000, "50"),
        1.03,
    );
    pair(
        table,
        "probe: tasks of 1 ms, chunksize 1",
        ("1000", 2_000, "1"),
        1.02,
    );
    each(
        table,
        "probe: an empty task, chunksize 1",
        "1",
        Nanos::from_micros(3),
        "≤ 3 µs",
    );
    each(
        table,
        "probe: an empty task, chunksize 100",
        "100",
        Nanos::new(250),
        "≤ 0.25 µs",
    );
}

/// The ratio of a map watched to the same alone.
fn pair(table: &mut Table, name: &str, (micros, tasks, chunksize): (&str, u32, &str), most: f64) {
    if !table.wants(name) {
        return;
    }
    let (folder, path) = script();
    let tasks = tasks.to_string();
    let command = [&*path, micros, &tasks, chunksize];
    let run = |watched| run(folder.path(), &command, watched);
    table.pair(name, &Bar::AtMost(most), PAIRS, || run(true), || run(false));
}

/// The added time for each of many empty tasks.
fn each(table: &mut Table, name: &str, chunksize: &str, most: Nanos, bar: &str) {
    const TASKS: u32 = 100_000;
    if !table.wants(name) {
        return;
    }
    let (folder, path) = script();
    let tasks = TASKS.to_string();
    let command = [&*path, "0", &tasks, chunksize];
    let more = (0..PAIRS / 3).map(|_| {
        let watched = run(folder.path(), &command, true);
        watched.saturating_sub(run(folder.path(), &command, false))
    });
    let more = median(&more.collect::<Vec<_>>()) / u64::from(TASKS);
    table.line(name, &more.to_string(), bar, more <= most);
}

fn script() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("map.py");
    fs::write(&path, MAP).expect("a script");
    let path = path.display().to_string();
    (folder, path)
}

/// The wall time of a command of the interpreter on the path.
fn run(folder: &Path, arguments: &[&str], is_watched: bool) -> Nanos {
    let mut command = if is_watched {
        let mut command = Command::new(PARSCOPE);
        command
            .args(["watch", "--json"])
            .arg(folder.join("seen.json"));
        command.args(["--", "python3"]);
        command
    } else {
        Command::new("python3")
    };
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    let begun = now();
    let status = command.status().expect("python3");
    assert!(status.success());
    now().since(begun)
}
