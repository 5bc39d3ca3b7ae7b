//! A Python program that is watched in the dashboard: what that costs it, and how soon and how well
//! it is seen.

use crate::{
    screen::Screen,
    table::{Bar, Table},
};
use parscope::base::{Nanos, now};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

const PARSCOPE: &str = env!("CARGO_BIN_EXE_parscope");

/// Pairs of a program in the dashboard and the same alone.
const PAIRS: usize = 15;

/// Processes whose beginning is looked for on the screen.
const MARKS: usize = 96;

/// So many at a time: no more than there are lanes on a screen.
const AT_A_TIME: usize = 6;

/// Zooms for which the CPU time of a frame is measured.
const FRAMES: u64 = 60;

/// Tasks of fixed work that fill all cores, and how long they took, in nanoseconds, into a file.
const FULL: &str = r"
import os, sys, time
from itertools import repeat
from multiprocessing import Pool

def work(rounds):
    for _ in repeat(None, rounds):
        pass

if __name__ == '__main__':
    cores = len(os.sched_getaffinity(0))
    begun = time.monotonic_ns()
    with Pool(cores) as pool:
        pool.map(work, [1_000_000] * (cores * 60), chunksize=5)
    with open(sys.argv[1] + '.part', 'w') as file:
        print(time.monotonic_ns() - begun, file=file)
    os.rename(sys.argv[1] + '.part', sys.argv[1])
";

/// Processes that say when they begin, one after the other, while all cores are busy.
const MARKED: &str = r"
import os, random, sys, time
from multiprocessing import Process

def busy():
    while True:
        pass

def mark(path):
    with open(path + '.part', 'w') as file:
        print(time.monotonic_ns(), file=file)
    os.rename(path + '.part', path)
    end = time.monotonic() + 0.3
    while time.monotonic() < end:
        pass

if __name__ == '__main__':
    for _ in range(len(os.sched_getaffinity(0))):
        Process(target=busy, name='busy', daemon=True).start()
    for index in range(int(sys.argv[2]), int(sys.argv[3])):
        time.sleep(0.7 + random.random() / 4)
        one = Process(target=mark, args=(sys.argv[1] + str(index),), name=f'mark-{index:03}')
        one.start()
        one.join()
    time.sleep(1)
";

/// Many short tasks.
const MANY: &str = r"
import sys
from multiprocessing import Pool

def work(number):
    for _ in range(1_000):
        pass

if __name__ == '__main__':
    with Pool(2) as pool:
        pool.map(work, range(int(sys.argv[1])), 1_000)
    print('all', 'done')
";

pub(crate) fn bars(table: &mut Table) {
    full(table);
    beginning(table);
    many(table);
}

fn script(folder: &Path, text: &str) -> String {
    let path = folder.join("program.py");
    fs::write(&path, text).expect("a script");
    path.display().to_string()
}

/// A number that the program has written, once it has.
fn said(path: &Path, mut meanwhile: impl FnMut()) -> u64 {
    loop {
        if let Ok(text) = fs::read_to_string(path) {
            return text.trim().parse().expect("a number");
        }
        meanwhile();
    }
}

fn watched(arguments: &[&str]) -> Screen {
    let command = ["watch", "--", "python3"].iter().chain(arguments);
    Screen::start(
        PARSCOPE,
        &command.map(|&word| word.into()).collect::<Vec<_>>(),
    )
}

fn full(table: &mut Table) {
    let name = "program: wall time in the dashboard | alone";
    if !table.wants(name) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let script = script(folder.path(), FULL);
    let took = |is_watched: bool| {
        let path = folder.path().join("took");
        let argument = path.display().to_string();
        if is_watched {
            let mut screen = watched(&[&script, &argument]);
            said(&path, || screen.read_for(Duration::from_millis(20)));
        } else {
            let status = Command::new("python3").args([&script, &argument]).status();
            assert!(status.expect("python3").success());
        }
        let took = said(&path, || ());
        fs::remove_file(&path).expect("a file of our own");
        Nanos::new(took)
    };
    table.pair(
        name,
        &Bar::AtMost(1.02),
        PAIRS,
        || took(true),
        || took(false),
    );
}

/// From the first statement of a process's function to its lane on the screen.
fn beginning(table: &mut Table) {
    let name = "program: a task's beginning to the screen, full cores";
    if !table.wants(name) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let script = script(folder.path(), MARKED);
    let place = folder.path().join("mark");
    let place = place.display().to_string();
    let mut times = Vec::new();
    for first in (0..MARKS).step_by(AT_A_TIME) {
        let [from, to] = [first, first + AT_A_TIME].map(|index| index.to_string());
        let mut screen = watched(&[&script, &place, &from, &to]);
        for index in first..first + AT_A_TIME {
            screen.wait_until(&format!("mark-{index:03}"), true);
            let seen = now();
            let path = PathBuf::from(format!("{place}{index}"));
            let begun = said(&path, || screen.read_for(Duration::from_millis(1)));
            times.push(Nanos::new(seen.as_nanos().saturating_sub(begun)));
        }
    }
    times.sort_unstable();
    let most = times[(times.len() * 99).div_ceil(100) - 1];
    let figure = format!("median {}, 99 % {most}", times[times.len() / 2]);
    table.line(name, &figure, "≤ 400 ms", most <= Nanos::from_millis(400));
}

/// What a frame of a million tasks costs, and the memory that they take.
fn many(table: &mut Table) {
    const TASKS: u64 = 1_000_000;
    let names = [
        "program: a frame of 1 000 000 tasks | 10 000",
        "program: memory of a task, of 1 000 000",
    ];
    if !names.iter().any(|name| table.wants(name)) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let script = script(folder.path(), MANY);
    let seen = |tasks: u64| {
        let mut screen = watched(&[&script, &tasks.to_string()]);
        screen.wait_until("exit 0", true);
        screen.read_for(Duration::from_secs(2));
        screen
    };
    let frame = |screen: &mut Screen| {
        let before = screen.cpu();
        for index in 0..FRAMES {
            screen.press(["+", "-"][(index / 5 % 2) as usize]);
            screen.read_for(Duration::from_millis(60));
        }
        screen.cpu().saturating_sub(before) / FRAMES
    };
    let (mut large, mut small) = (seen(TASKS), seen(10_000));
    let bytes = large.memory().get().saturating_sub(small.memory().get()) / TASKS;
    table.pair(
        names[0],
        &Bar::AtMost(1.3),
        5,
        || frame(&mut large),
        || frame(&mut small),
    );
    // A span is 40 bytes, and a quarter more may stand beside it.
    table.line(
        names[1],
        &format!("{bytes} bytes"),
        "≤ 50 bytes",
        bytes <= 50,
    );
}
