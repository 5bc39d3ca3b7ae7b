//! Starting a worker process, against a bare fork and a bare start of this very program.
#![expect(unsafe_code, reason = "a bare fork is what is measured")]

use crate::{
    run::{Bench, experiment},
    table::{Bar, Table},
};
use parscope::{
    base::{Moment, Nanos, now},
    log::{Kind, Lane},
    model::median,
};
use std::{
    io::Write,
    process::{Command, ExitCode},
};

const BARE: &str = "__bare";
const FORKS: &str = "__forks";
const STARTS: &str = "__starts";

/// Starts in a round.
const ROUND: usize = 64;

/// What this program does when it is started to be timed, or to time others. A runner is a fresh
/// process with little memory, so what it is compared with has to be one, too.
pub(crate) fn serve() -> Option<ExitCode> {
    let started = now();
    let said = match std::env::args().nth(1)?.as_str() {
        BARE => started.as_nanos(),
        FORKS => median(&(0..ROUND).map(|_| bare_fork()).collect::<Vec<_>>()).get(),
        STARTS => median(&(0..ROUND).map(|_| bare_start()).collect::<Vec<_>>()).get(),
        _ => return None,
    };
    print!("{said}");
    let _ = std::io::stdout().flush();
    Some(ExitCode::SUCCESS)
}

/// Starts this program to do one of those things, and gives back the number that it says.
fn said(what: &str) -> u64 {
    let output = Command::new("/proc/self/exe")
        .arg(what)
        .output()
        .expect("this program");
    let text = String::from_utf8(output.stdout).expect("a number");
    text.parse().expect("a number")
}

pub(crate) fn bars(table: &mut Table) {
    // A process for each of 64 tasks, one at a time: 64 starts in a run.
    let experiment = |start| {
        experiment(&format!(
            "workload=count size=1 tasks=64 mode=process workers=1 start={start}"
        ))
    };
    let (fork, spawn) = (experiment("fork"), experiment("spawn"));
    let (mut forks, mut spawns) = (Bench::new(), Bench::new());
    table.pair(
        "start: fork | bare fork",
        &Bar::AtMost(1.5),
        15,
        || start_up(&forks.run(&fork).1),
        || Nanos::new(said(FORKS)),
    );
    if python("fork").is_none() {
        Table::skip("start: against CPython", "there is no python3");
    } else {
        for (method, factor) in [("fork", 5.0), ("forkserver", 20.0), ("spawn", 20.0)] {
            let ours = experiment(method);
            let mut starts = Bench::new();
            table.pair(
                &format!("start: {method} | CPython's {method}"),
                &Bar::Cheaper(factor),
                5,
                || start_up(&starts.run(&ours).1),
                || python(method).unwrap_or_default(),
            );
        }
    }
    table.pair(
        "start: spawn | bare start of the same program",
        &Bar::AtMost(1.3),
        15,
        || start_up(&spawns.run(&spawn).1),
        || Nanos::new(said(STARTS)),
    );
}

/// Prints the median nanoseconds from `Process.start()` to the child's first line; the first
/// start, with which a fork server comes to be, does not count.
const PYTHON: &str = "
import sys, time
import multiprocessing as mp
def child(pipe):
    now = time.perf_counter_ns()
    pipe.send(now)
if __name__ == '__main__':
    context = mp.get_context(sys.argv[1])
    times = []
    for _ in range(12):
        here, there = context.Pipe()
        process = context.Process(target=child, args=(there,))
        start = time.perf_counter_ns()
        process.start()
        times.append(here.recv() - start)
        process.join()
    print(sorted(times[1:])[5])
";

fn python(method: &str) -> Option<Nanos> {
    crate::python::say(PYTHON, &[method])
}

/// The median of the start-up spans of workers.
fn start_up(lanes: &[Lane]) -> Nanos {
    let workers = lanes.iter().filter(|lane| lane.is_worker());
    let spans = workers.flat_map(|lane| &lane.spans);
    let starts: Vec<_> = spans
        .filter(|span| span.kind == Kind::StartUp)
        .map(|span| span.length)
        .collect();
    median(&starts)
}

/// From the decision to the first instruction of the program.
fn bare_start() -> Nanos {
    let begun = now();
    Moment::from_nanos(said(BARE)).since(begun)
}

/// From the decision to the first instruction of the child.
fn bare_fork() -> Nanos {
    let mut pipe = [0; 2];
    // SAFETY: an array of two descriptors is what the call fills in.
    assert_eq!(unsafe { libc::pipe(pipe.as_mut_ptr()) }, 0);
    let begun = now();
    // SAFETY: the child makes system calls only, until it ends.
    let pid = unsafe { libc::fork() };
    if pid == 0 {
        let started = now().as_nanos().to_le_bytes();
        // SAFETY: eight bytes of an array of eight are written, then the process ends.
        unsafe {
            libc::write(pipe[1], started.as_ptr().cast(), started.len());
            libc::_exit(0);
        }
    }
    let mut bytes = [0; 8];
    // SAFETY: eight bytes are read into an array of eight; the descriptors and the child are ours.
    unsafe {
        libc::read(pipe[0], bytes.as_mut_ptr().cast(), bytes.len());
        libc::waitpid(pid, std::ptr::null_mut(), 0);
        libc::close(pipe[0]);
        libc::close(pipe[1]);
    }
    Moment::from_nanos(u64::from_le_bytes(bytes)).since(begun)
}
