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

/// Rounds of a watched program, the same alone and the same alone again. What disturbs a program only ever makes it
/// slower, and by more than these bars allow: the second pair shows how much of the first says nothing.
const ROUNDS: usize = 41;

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
    let (short_traced, long_traced) = (
        "probe: added, VizTracer's | ours, 20 µs × 50",
        "probe: added, VizTracer's | ours, 1 ms × 1",
    );
    let (single, many) = (
        "probe: an empty task, chunksize 1",
        "probe: an empty task, chunksize 100",
    );
    if ![start, short, long, short_traced, long_traced, single, many]
        .iter()
        .any(|name| table.wants(name))
    {
        return;
    }
    let program = Program::new();
    if table.wants(start) {
        let rounds = program.rounds(ROUNDS, &["-c", "pass"]);
        let more = more(&rounds, |round| round.command);
        table.line(start, &more.to_string(), "≤ 12 ms", more <= LONGEST_START);
        print_spread("watched - alone", &rounds, |round| {
            milliseconds(round.command) - milliseconds(round.alone)
        });
        print_spread("alone - alone", &rounds, |round| {
            milliseconds(round.again) - milliseconds(round.alone)
        });
        print_wall(&rounds);
    }
    program.ratio(table, short, SHORT, 1.03);
    program.ratio(table, long, LONG, 1.02);
    program.against_viztracer(table, short_traced, SHORT);
    program.against_viztracer(table, long_traced, LONG);
    program.each(table, single, "1", Nanos::from_micros(3), "≤ 3 µs");
    program.each(table, many, "100", Nanos::new(250), "≤ 0.25 µs");
}

/// What a map has to do: how long a task takes in microseconds, how many there are, and the chunksize.
type Load = (u64, u32, &'static str);

const SHORT: Load = (20, 20_000, "50");
const LONG: Load = (1000, 2_000, "1");

/// A program to be run watched and alone.
struct Program {
    folder: tempfile::TempDir,
    script: PathBuf,
    python: String,
    rounds_per_second: u64,
}

/// The wall times of a watched program and of the same alone, twice.
#[derive(Clone, Copy)]
struct Round {
    /// From the start of parscope to its end.
    command: Nanos,
    /// From the start of the program to its end.
    program: Nanos,
    alone: Nanos,
    again: Nanos,
    /// What the program says of its map, watched and alone.
    map: Nanos,
    map_alone: Nanos,
    map_again: Nanos,
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

    /// Watched, alone and alone again, in turn, after one round that does not count.
    fn rounds(&self, rounds: usize, arguments: &[&str]) -> Vec<Round> {
        let rounds = (0..=rounds).map(|_| {
            let (command, program, map) = self.watched(arguments);
            let (alone, map_alone) = wall(Command::new(&self.python).args(arguments));
            let (again, map_again) = wall(Command::new(&self.python).args(arguments));
            Round {
                command,
                program,
                alone,
                again,
                map,
                map_alone,
                map_again,
            }
        });
        rounds.skip(1).collect()
    }

    /// The arguments of the interpreter for a map.
    fn arguments(&self, (micros, tasks, chunksize): Load) -> [String; 4] {
        let turns = self.rounds_per_second * micros / 1_000_000;
        [
            self.script.display().to_string(),
            turns.to_string(),
            tasks.to_string(),
            chunksize.to_owned(),
        ]
    }

    fn map(&self, rounds: usize, load: Load) -> Vec<Round> {
        let arguments = self.arguments(load);
        self.rounds(rounds, &arguments.each_ref().map(String::as_str))
    }

    /// The ratio of a map watched to the same alone.
    fn ratio(&self, table: &mut Table, name: &str, load: Load, most: f64) {
        if !table.wants(name) {
            return;
        }
        let rounds = self.map(ROUNDS, load);
        let maps: Vec<_> = rounds
            .iter()
            .map(|round| (round.map, round.map_alone))
            .collect();
        table.show(name, &Bar::AtMost(most), &maps);
        print_ratios(&rounds);
        print_wall(&rounds);
    }

    /// How much longer the whole command takes under `VizTracer`, and how much longer when it is watched.
    fn against_viztracer(&self, table: &mut Table, name: &str, load: Load) {
        if !table.wants(name) {
            return;
        }
        let mut python = Command::new(&self.python);
        let import = python.args(["-c", "import viztracer"]).output();
        if !import.is_ok_and(|output| output.status.success()) {
            let why = format!("try {} -m pip install viztracer", self.python);
            return Table::skip(name, &why);
        }
        let arguments = self.arguments(load);
        let trace = self.folder.path().join("trace.json");
        let mut rounds = self.map(ROUNDS / 6, load);
        let ours = more(&rounds, |round| round.command);
        for round in &mut rounds {
            let mut traced = Command::new(&self.python);
            traced
                .args(["-m", "viztracer", "--quiet", "-o"])
                .arg(&trace);
            (round.command, _) = wall(traced.arg("--").args(&arguments));
        }
        let theirs = more(&rounds, |round| round.command);
        let ratio = theirs.as_secs_f64() / ours.as_secs_f64();
        let figure = format!("{theirs} | {ours} {ratio:.1}×");
        table.line(name, &figure, "≥ 10 × less", ratio >= 10.0);
    }

    /// The added time for each of many empty tasks.
    fn each(&self, table: &mut Table, name: &str, chunksize: &'static str, most: Nanos, bar: &str) {
        const TASKS: u32 = 100_000;
        if !table.wants(name) {
            return;
        }
        let rounds = self.map(ROUNDS / 3, (0, TASKS, chunksize));
        let more = rounds
            .iter()
            .map(|round| round.map.saturating_sub(round.map_alone));
        let more = median(&more.collect::<Vec<_>>()) / u64::from(TASKS);
        table.line(name, &more.to_string(), bar, more <= most);
        print_ratios(&rounds);
        print_wall(&rounds);
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
fn more(rounds: &[Round], wall: impl Fn(&Round) -> Nanos) -> Nanos {
    let more = rounds
        .iter()
        .map(|round| wall(round).saturating_sub(round.alone));
    median(&more.collect::<Vec<_>>())
}

fn milliseconds(wall: Nanos) -> f64 {
    wall.as_secs_f64() * 1e3
}

/// Prints the median of a figure and where half of the rounds have it: what this machine can tell.
fn print_spread(name: &str, rounds: &[Round], figure: impl Fn(&Round) -> f64) {
    let mut figures: Vec<_> = rounds.iter().map(figure).collect();
    figures.sort_by(f64::total_cmp);
    let at = |quarter: usize| figures[figures.len() * quarter / 4];
    let spread = format!("{:.3} ({:.3} to {:.3})", at(2), at(1), at(3));
    println!("  {name:<51} {spread:>34}");
}

/// Prints the ratios of the maps.
fn print_ratios(rounds: &[Round]) {
    let alone = |round: &Round| round.map_alone.as_secs_f64();
    print_spread("watched : alone", rounds, |round| {
        round.map.as_secs_f64() / alone(round)
    });
    print_spread("alone : alone", rounds, |round| {
        round.map_again.as_secs_f64() / alone(round)
    });
}

/// Prints what start and end cost as well, which has no bar of its own.
fn print_wall(rounds: &[Round]) {
    let alone = median(&rounds.iter().map(|round| round.alone).collect::<Vec<_>>());
    let (command, program) = (
        more(rounds, |round| round.command),
        more(rounds, |round| round.program),
    );
    let both = format!("+{command}, +{program} of {alone}");
    println!(
        "{:<53} {both:>34}",
        "  the whole command, and the program in it"
    );
}
