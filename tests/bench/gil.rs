//! Where the time of threads goes, held against threads that know it: as many points of a share as both differ by.

use crate::table::Table;
use serde_json::Value;
use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

const PARSCOPE: &str = env!("CARGO_BIN_EXE_parscope");

/// Runs of each program.
const RUNS: usize = 20;

/// Threads that compute and sleep in turn, so many milliseconds each (`3:5,4:0`), for two seconds, and say which part
/// of its time each waited for the GIL: that in which it was asleep, by the kernel, and had not asked to be. To sleep
/// takes some 60 µs more than was asked for.
const THREADS: &str = r#"
import select, sys, threading, time

def asleep():
    with open("/proc/thread-self/schedstat") as file:
        ready = int(file.read().split()[1])
    return time.monotonic_ns() - time.thread_time_ns() - ready

def work(number, count, pause):
    pauses, slept, began = 0, asleep(), time.monotonic_ns()
    while time.monotonic_ns() < end:
        sum(range(count))
        if pause:
            select.select([], [], [], pause)
            pauses += 1
    waited = asleep() - slept - pauses * (pause * 1e9 + 60_000)
    said[number] = max(waited, 0) / (time.monotonic_ns() - began)

def loop(milliseconds):
    count, took = 1_000, 0
    while took < 20e6:
        count *= 2
        began = time.thread_time_ns()
        sum(range(count))
        took = time.thread_time_ns() - began
    return int(count * milliseconds * 1e6 / took)

loads = [[float(word) for word in load.split(":")] for load in sys.argv[1].split(",")]
said = [0.0] * len(loads)
end = time.monotonic_ns() + 2_000_000_000
threads = [
    threading.Thread(target=work, args=(number, loop(compute), pause / 1000))
    for number, (compute, pause) in enumerate(loads)
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(*said)
"#;

pub(crate) fn bars(table: &mut Table) {
    let (known, computing, sleeping) = (
        "gil: shares against what the threads say, worst",
        "gil: of two threads that compute",
        "gil: of two threads that sleep for 90 % of the time",
    );
    if ![known, computing, sleeping]
        .iter()
        .any(|name| table.wants(name))
    {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let script = folder.path().join("threads.py");
    fs::write(&script, THREADS).expect("a script");
    if table.wants(known) {
        let loads = [
            "3:0,3:0",
            "3:3,3:3",
            "1:5,4:0",
            "2:4,2:4,2:4",
            "4:1,1:9,1:9,1:9",
        ];
        let runs = loads.iter().cycle().take(RUNS);
        let apart = runs
            .flat_map(|load| seen(folder.path(), &script, load))
            .map(|(said, seen)| (said - seen).abs() * 100.0);
        let worst = apart.fold(0.0, f64::max);
        table.line(
            known,
            &format!("{worst:.1} points"),
            "≤ 5 points",
            worst <= 5.0,
        );
    }
    for (name, load, bar, least, most) in [
        (computing, "3:0,3:0", "40–55 %", 40.0, 55.0),
        (sleeping, "1:9,1:9", "≤ 5 %", 0.0, 5.0),
    ] {
        if table.wants(name) {
            let mut shares: Vec<_> = seen(folder.path(), &script, load)
                .into_iter()
                .map(|(_, seen)| seen * 100.0)
                .collect();
            shares.sort_by(f64::total_cmp);
            let met = shares.iter().all(|share| (least..=most).contains(share));
            let shares: Vec<_> = shares.iter().map(|share| format!("{share:.0} %")).collect();
            table.line(name, &shares.join(", "), bar, met);
        }
    }
}

/// What each thread says of its share, and what was seen of it.
fn seen(folder: &Path, script: &Path, load: &str) -> Vec<(f64, f64)> {
    let json = folder.join("seen.json");
    let output = Command::new(PARSCOPE)
        .args(["watch", "--json"])
        .arg(&json)
        .args(["--", "python3"])
        .arg(script)
        .arg(load)
        .stderr(Stdio::inherit())
        .output()
        .expect("parscope");
    let said = String::from_utf8(output.stdout).expect("numbers");
    let said = said
        .split_whitespace()
        .map(|word| word.parse().expect(word));
    let text = fs::read(&json).expect("a document");
    let document: Value = serde_json::from_slice(&text).expect("JSON");
    let lanes = document["lanes"].as_array().expect("lanes").iter();
    let shares = lanes
        .filter(|lane| lane["kind"] == "thread")
        .map(|lane| Some(lane["gil_s"].as_f64()? / lane["wall_s"].as_f64()?));
    said.zip(shares.map(|share| share.expect("a share")))
        .collect()
}
