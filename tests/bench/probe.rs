//! What it costs a Python program to be watched, held against the same program alone, in turn.

use crate::table::{Bar, Table};
use parscope::{
    base::{Nanos, now},
    model::median,
};
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

const PARSCOPE: &str = env!("CARGO_BIN_EXE_parscope");

/// Pairs of a watched program and the same alone.
const PAIRS: usize = 21;

/// The longest that a program which does nothing may be kept.
const LONGEST_START: Nanos = Nanos::from_millis(12);

/// A map whose tasks do a number of rounds: a task that lasts for a time would end on time whether or not it had a core.
/// The rounds allocate nothing: how long that takes depends on what else is in memory. It prints how long the map took,
/// in nanoseconds, with workers that have begun.
const MAP: &str = r"
import sys
from itertools import repeat
from multiprocessing import Pool
from time import monotonic_ns

def spin(rounds):
    for _ in repeat(None, rounds):
        pass

if __name__ == '__main__':
    rounds, tasks, chunksize = map(int, sys.argv[1:])
    with Pool(2) as pool:
        pool.map(spin, [0] * 4, 1)
        begun = monotonic_ns()
        pool.map(spin, [rounds] * tasks, chunksize)
        print(monotonic_ns() - begun)
";

/// Prints the rounds that a core does in a second, and the interpreter: the one on the path may only start another.
const CALIBRATION: &str = r"
import sys
from itertools import repeat
from time import process_time

best = 1.0
for _ in range(40):
    begin = process_time()
    for _ in repeat(None, 100000):
        pass
    best = min(best, process_time() - begin)
print(int(100000 / best))
print(sys.executable)
";

pub(crate) fn bars(table: &mut Table) {
    let start = "probe: python3 -c pass, watched - alone";
    let (short, long) = (
        "probe: tasks of 20 µs, chunksize 50",
        "probe: tasks of 1 ms, chunksize 1",
    );
    let (single, many) = (
        "probe: an empty task, chunksize 1",
        "probe: an empty task, chunksize 100",
    );
    if ![start, short, long, single, many]
        .iter()
        .any(|name| table.wants(name))
    {
        return;
    }
    let program = Program::new();
    if table.wants(start) {
        let pairs = program.pairs(PAIRS * 2, &["-c", "pass"]);
        let more = more(&pairs, |pair| pair.command);
        table.line(start, &more.to_string(), "≤ 12 ms", more <= LONGEST_START);
        print_wall(&pairs);
    }
    program.ratio(table, short, 20, 20_000, "50", 1.03);
    program.ratio(table, long, 1000, 2_000, "1", 1.02);
    program.each(table, single, "1", Nanos::from_micros(3), "≤ 3 µs");
    program.each(table, many, "100", Nanos::new(250), "≤ 0.25 µs");
}

/// A program to be run watched and alone.
struct Program {
    folder: tempfile::TempDir,
    script: PathBuf,
    python: String,
    rounds_per_second: u64,
}

/// The wall times of a watched program and of the same alone.
#[derive(Clone, Copy)]
struct Watched {
    /// From the start of parscope to its end.
    command: Nanos,
    /// From the start of the program to its end.
    program: Nanos,
    alone: Nanos,
    /// What the program says of its map, watched and alone.
    map: Nanos,
    map_alone: Nanos,
}

impl Program {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let script = folder.path().join("map.py");
        fs::write(&script, MAP).expect("a script");
        let output = Command::new("python3").args(["-c", CALIBRATION]).output();
        let Output { status, stdout, .. } = output.expect("python3");
        assert!(status.success());
        let output = String::from_utf8(stdout).expect("a number and a path");
        let (rounds, python) = output.split_once('\n').expect("two lines");
        Self {
            folder,
            script,
            python: python.trim_end().to_owned(),
            rounds_per_second: rounds.parse().expect("a number of rounds"),
        }
    }

    /// Watched and alone, in turn, after one round that does not count.
    fn pairs(&self, rounds: usize, arguments: &[&str]) -> Vec<Watched> {
        let pairs = (0..=rounds).map(|_| {
            let (command, program, map) = self.watched(arguments);
            let (alone, map_alone) = wall(Command::new(&self.python).args(arguments));
            Watched {
                command,
                program,
                alone,
                map,
                map_alone,
            }
        });
        pairs.skip(1).collect()
    }

    fn map(&self, rounds: usize, micros: u64, tasks: u32, chunksize: &str) -> Vec<Watched> {
        let script = self.script.display().to_string();
        let turns = (self.rounds_per_second * micros / 1_000_000).to_string();
        self.pairs(rounds, &[&script, &turns, &tasks.to_string(), chunksize])
    }

    /// The ratio of a map watched to the same alone.
    fn ratio(
        &self,
        table: &mut Table,
        name: &str,
        micros: u64,
        tasks: u32,
        chunksize: &str,
        most: f64,
    ) {
        if !table.wants(name) {
            return;
        }
        let pairs = self.map(PAIRS, micros, tasks, chunksize);
        let maps: Vec<_> = pairs
            .iter()
            .map(|pair| (pair.map, pair.map_alone))
            .collect();
        table.show(name, &Bar::AtMost(most), &maps);
        print_wall(&pairs);
    }

    /// The added time for each of many empty tasks.
    fn each(&self, table: &mut Table, name: &str, chunksize: &str, most: Nanos, bar: &str) {
        const TASKS: u32 = 100_000;
        if !table.wants(name) {
            return;
        }
        let pairs = self.map(PAIRS / 3, 0, TASKS, chunksize);
        let more = pairs
            .iter()
            .map(|pair| pair.map.saturating_sub(pair.map_alone));
        let more = median(&more.collect::<Vec<_>>()) / u64::from(TASKS);
        table.line(name, &more.to_string(), bar, more <= most);
        print_wall(&pairs);
    }

    /// The wall times of a command that is watched, of the program in it, and of its map.
    fn watched(&self, arguments: &[&str]) -> (Nanos, Nanos, Nanos) {
        let seen = self.folder.path().join("seen.json");
        let mut command = Command::new(PARSCOPE);
        command.args(["watch", "--json"]).arg(&seen).arg("--");
        let (command, map) = wall(command.arg(&self.python).args(arguments));
        (command, program_wall(&seen), map)
    }
}

/// The wall time of the program, as the document says.
fn program_wall(seen: &Path) -> Nanos {
    let document = fs::read(seen).expect("a document");
    let document: Value = serde_json::from_slice(&document).expect("JSON");
    let wall = document["watched"]["wall_s"].as_f64();
    Nanos::from_secs_f64(wall.expect("the wall time of the program"))
}

/// The wall time of a command, and the one that it prints, if it does.
fn wall(command: &mut Command) -> (Nanos, Nanos) {
    let begun = now();
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output();
    let wall = now().since(begun);
    let Output { status, stdout, .. } = output.expect("a command that runs");
    assert!(status.success());
    let said = String::from_utf8_lossy(&stdout).trim().parse();
    (wall, Nanos::new(said.unwrap_or(0)))
}

/// The median of what one wall time is above that of the program alone.
fn more(pairs: &[Watched], wall: impl Fn(&Watched) -> Nanos) -> Nanos {
    let more = pairs
        .iter()
        .map(|pair| wall(pair).saturating_sub(pair.alone));
    median(&more.collect::<Vec<_>>())
}

/// Prints what start and end cost as well, which has no bar of its own.
fn print_wall(pairs: &[Watched]) {
    let alone = median(&pairs.iter().map(|pair| pair.alone).collect::<Vec<_>>());
    let (command, program) = (
        more(pairs, |pair| pair.command),
        more(pairs, |pair| pair.program),
    );
    let both = format!("+{command}, +{program} of {alone}");
    println!(
        "{:<53} {both:>34}",
        "  the whole command, and the program in it"
    );
}
