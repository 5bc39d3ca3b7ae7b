//! What it costs to hand work over: channels against each other, against a bare pipe and against
//! CPython's.

use crate::{
    chunk, python,
    run::{Bench, experiment},
    table::{Bar, Table},
};
use parscope::base::{Nanos, now};
use std::{
    io::{Read, Write},
    process::{Command, ExitCode, Stdio},
};

const ECHO: &str = "__echo";

/// What moves with each task, each way.
const MOVED: usize = 1 << 20;

/// Tasks that it moves with.
const MOVES: u64 = 256;

/// Tasks through shared memory, where a chunk takes nanoseconds.
const MANY: u64 = 8_000_000;

/// Tasks through a pipe. Both are so many that starting the workers is no part of the figure.
const FEWER: u64 = 100_000;

/// Prints nanoseconds per task through a queue and back, the start of the processes not counted.
const QUEUE: &str = "
import time
from multiprocessing import Process, Queue
def work(tasks, results):
    for x in iter(tasks.get, -1):
        results.put(x)
if __name__ == '__main__':
    tasks, results = Queue(), Queue()
    workers = [Process(target=work, args=(tasks, results)) for _ in range(2)]
    for worker in workers: worker.start()
    for x in range(100): tasks.put(x)
    for x in range(100): results.get()
    start = time.perf_counter_ns()
    for x in range(10000): tasks.put(x)
    for x in range(10000): results.get()
    print((time.perf_counter_ns() - start) // 10000)
    for worker in workers: tasks.put(-1)
    for worker in workers: worker.join()
";

/// What this program does when it is started as the other end of a bare pipe.
pub(crate) fn serve() -> Option<ExitCode> {
    if std::env::args().nth(1)? != ECHO {
        return None;
    }
    let mut bytes = vec![0; MOVED];
    while std::io::stdin().read_exact(&mut bytes).is_ok() {
        std::io::stdout().write_all(&bytes).ok()?;
        std::io::stdout().flush().ok()?;
    }
    Some(ExitCode::SUCCESS)
}

pub(crate) fn bars(table: &mut Table) {
    let moving = |channel| {
        experiment(&format!(
            "workload=count size=1 tasks={MOVES} mode=pool workers=1 chunksize=1 payload=1MiB \
             channel={channel}"
        ))
    };
    let (mut one, mut other) = (Bench::new(), Bench::new());
    let (pipe, shared) = (moving("pipe"), moving("shared-memory"));
    table.pair(
        "channel: 1 MiB, shared memory | pipe",
        &Bar::Cheaper(5.0),
        9,
        || one.run(&shared).0 / MOVES,
        || other.run(&pipe).0 / MOVES,
    );
    table.pair(
        "channel: 1 MiB, pipe | bare pipe",
        &Bar::AtMost(1.5),
        9,
        || one.run(&pipe).0 / MOVES,
        bare_pipe,
    );
    let tiny = |channel, tasks| {
        experiment(&format!(
            "workload=count size=1 tasks={tasks} mode=pool workers=2 chunksize=1 channel={channel}"
        ))
    };
    let (shared, pipe) = (tiny("shared-memory", MANY), tiny("pipe", FEWER));
    table.pair(
        "channel: chunk, shared memory | own pipe",
        &Bar::Cheaper(30.0),
        9,
        || one.run(&shared).0 / MANY,
        || other.run(&pipe).0 / FEWER,
    );
    if chunk::python().is_none() {
        Table::skip("channel: against CPython", "there is no python3");
        return;
    }
    table.pair(
        "channel: chunk, shared memory | CPython Pool.map",
        &Bar::Cheaper(300.0),
        5,
        || one.run(&shared).0 / MANY,
        || chunk::python().unwrap_or_default(),
    );
    let queue = tiny("queue", 10_000);
    table.pair(
        "channel: empty task, queue | CPython Queue",
        &Bar::Cheaper(5.0),
        9,
        || one.run(&queue).0 / 10_000,
        || python::say(QUEUE, &[]).unwrap_or_default(),
    );
}

/// The same bytes there and back between two processes, through two pipes and nothing else.
fn bare_pipe() -> Nanos {
    let mut child = Command::new("/proc/self/exe")
        .arg(ECHO)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("this program");
    let mut there = child.stdin.take().expect("a pipe");
    let mut back = child.stdout.take().expect("a pipe");
    let mut bytes = vec![7; MOVED];
    let begun = now();
    for _ in 0..MOVES {
        there.write_all(&bytes).expect("a reader");
        back.read_exact(&mut bytes).expect("an echo");
    }
    let took = now().since(begun) / MOVES;
    drop(there);
    child.wait().expect("an end");
    took
}
