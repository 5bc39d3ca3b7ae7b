//! [`ThreadSampler`]: what the time of a program's threads goes to, looked at from outside.
//!
//! ```text
//! W = C + R + B      C on a core, R ready and without one: the kernel counts them; B asleep
//! B = G + O          G ≈ B · samples asleep for the interpreter's lock / samples asleep
//! ```
//!
//! Samples of a process are taken only while it has two Python threads and more: one alone never waits for
//! that lock. They are as many as cost 1 % of a core at most, at moments that no rhythm of the program's keeps
//! in step with.

mod sampled_process;
mod sampled_thread;

use crate::{
    base::{Moment, Nanos, Pid, Text, now, thread_cpu},
    log::{ThreadRoster, ThreadTimes},
    sample::LockPlaces,
};
use sampled_process::SampledProcess;
use std::{
    io,
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    thread::{self, JoinHandle},
};

/// The time between two rounds while threads of a process may wait for each other, and else.
const BUSY: Nanos = Nanos::from_millis(2);
const QUIET: Nanos = Nanos::from_millis(20);

/// Rounds take at most this part of a core.
const SHARE: u64 = 100;

/// The part of the golden ratio behind its point: multiples of it fall evenly between 0 and 1.
const GOLDEN: f64 = 0.618_033_988_749_895;

/// A process to look at.
pub(super) struct Newcomer {
    /// The number of its connection.
    pub(super) connection: u64,
    /// Its number, by the kernel.
    pub(super) pid: Pid,
    /// The version of its Python.
    pub(super) python: Text,
    /// Its threads.
    pub(super) roster: ThreadRoster,
}

/// Something that was found out about a process.
#[derive(Debug)]
pub(super) struct SamplerNotice {
    /// The number of its connection.
    pub(super) connection: u64,
    /// What was found out.
    pub(super) what: Sampled,
}

/// A thing that was found out.
#[derive(Debug)]
pub(super) enum Sampled {
    /// What the time of a thread, by its lane in the log, had gone to.
    Times(usize, Moment, ThreadTimes),
    /// How often the interpreter's lock had gone to another thread.
    HandOvers(Moment, u64),
    /// Why it cannot be told who waits for the interpreter's lock.
    Unknown(String),
}

/// Looks at the threads of newcomers until nobody can tell it of more.
pub(super) struct ThreadSampler {
    thread: Option<JoinHandle<()>>,
}

impl ThreadSampler {
    /// Waits for newcomers.
    ///
    /// # Errors
    /// The system's, where it has no thread for this.
    pub(super) fn start() -> io::Result<(Self, Sender<Newcomer>, Receiver<SamplerNotice>)> {
        let (newcomers, told) = mpsc::channel();
        let (notices, found) = mpsc::channel();
        let thread = thread::Builder::new().name("thread sampler".into());
        let thread = thread.spawn(move || Rounds::default().run(&told, &notices))?;
        let thread = Some(thread);
        Ok((Self { thread }, newcomers, found))
    }
}

impl Drop for ThreadSampler {
    fn drop(&mut self) {
        if let Some(thread) = self.thread.take() {
            // A panic over there was reported over there.
            let _ = thread.join();
        }
    }
}

/// The thread's part.
#[derive(Default)]
struct Rounds {
    processes: Vec<SampledProcess>,
    places: LockPlaces,
    /// The CPU time of a round, smoothed.
    cost: Nanos,
    /// Between 0 and 1: how far the next round is from when it would be in an even rhythm.
    phase: f64,
}

impl Rounds {
    fn run(mut self, newcomers: &Receiver<Newcomer>, notices: &Sender<SamplerNotice>) {
        let mut due = now();
        let mut spent = thread_cpu();
        loop {
            let told = if self.processes.is_empty() {
                newcomers.recv().map_err(|_| RecvTimeoutError::Disconnected)
            } else {
                newcomers.recv_timeout(due.since(now()).to_std())
            };
            match told {
                Ok(newcomer) => {
                    self.processes.push(SampledProcess::new(newcomer));
                    due = now();
                }
                Err(RecvTimeoutError::Timeout) => {
                    let at = now();
                    for process in &mut self.processes {
                        if process.search(&mut self.places) {
                            // That is no part of the cost of a round.
                            spent = thread_cpu();
                        }
                    }
                    self.processes.retain_mut(|one| one.look(at, notices));
                    let by_now = thread_cpu();
                    self.cost = (self.cost * 7 + by_now.saturating_sub(spent)) / 8;
                    spent = by_now;
                    due = at + self.pause();
                }
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// The time until the next round.
    fn pause(&mut self) -> Nanos {
        let is_busy = self.processes.iter().any(SampledProcess::is_busy);
        let pace = if is_busy { BUSY } else { QUIET };
        self.phase = (self.phase + GOLDEN).fract();
        let pace = pace.max(self.cost * SHARE).as_secs_f64();
        Nanos::from_secs_f64(pace * (0.75 + self.phase / 2.0))
    }
}
