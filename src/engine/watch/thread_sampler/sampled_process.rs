//! [`SampledProcess`]: a process whose threads are looked at.

use super::{Newcomer, Sampled, SamplerNotice, sampled_thread::SampledThread};
use crate::{
    base::{Moment, Nanos, Pid, Text},
    log::ThreadRoster,
    sample::{InterpreterLock, LockPlaces, ThreadActivity},
};
use std::sync::mpsc::Sender;

/// The time between two readings of what a thread's time went to: of several threads, and of one alone.
const OFTEN: Nanos = Nanos::from_millis(20);
const SELDOM: Nanos = Nanos::from_millis(50);

/// The time that a process has until its main thread has a lane.
const PATIENCE: Nanos = Nanos::from_millis(2000);

/// How often the lock of an interpreter is looked for.
const SEARCHES: u32 = 10;

/// The versions of Python that this was tried on.
const TRIED: [&str; 6] = ["3.8.", "3.9.", "3.10.", "3.11.", "3.12.", "3.13."];

/// A process whose threads are looked at.
pub(super) struct SampledProcess {
    connection: u64,
    pid: Pid,
    roster: ThreadRoster,
    /// By their lane in its log; `None` of one that has ended or may not be looked at.
    threads: Vec<Option<SampledThread>>,
    python: Text,
    /// The lock of its interpreter, or why that is not known; `None` before it was looked for.
    lock: Option<Result<InterpreterLock, String>>,
    /// How often it was looked for.
    searches: u32,
    /// Whether it was told that the lock is not known.
    is_told: bool,
    /// When the last readings were taken.
    read: Moment,
    /// When it was looked at first, and had no lane.
    began: Option<Moment>,
}

impl SampledProcess {
    /// A process that has just begun.
    pub(super) fn new(newcomer: Newcomer) -> Self {
        let Newcomer {
            connection,
            pid,
            python,
            roster,
        } = newcomer;
        Self {
            connection,
            pid,
            roster,
            threads: Vec::new(),
            python,
            lock: None,
            searches: 0,
            is_told: false,
            read: Moment::default(),
            began: None,
        }
    }

    /// Whether it is to be looked at often: its threads may wait for each other, or it has none yet.
    pub(super) fn is_busy(&self) -> bool {
        self.lock.as_ref().is_none_or(Result::is_ok) && self.has_several()
            || self.threads.is_empty()
    }

    fn has_several(&self) -> bool {
        self.threads.iter().flatten().take(2).count() == 2
    }

    /// Looks for the lock of its interpreter, unless that is done. Returns whether it did: it takes longer than a
    /// look at its threads.
    pub(super) fn search(&mut self, places: &mut LockPlaces) -> bool {
        let count = self.roster.count();
        if self.lock.is_some() || count == 0 {
            return false;
        }
        let found = self.find_lock(count, places);
        self.searches += 1;
        // A thread that has just begun or ended may have it, which nothing is known of.
        if found.is_ok() || self.searches == SEARCHES {
            self.lock = Some(found);
        }
        true
    }

    /// Looks at its threads. Returns whether it has any left.
    pub(super) fn look(&mut self, at: Moment, notices: &Sender<SamplerNotice>) -> bool {
        let is_new = self.open_new();
        if self.threads.is_empty() {
            let began = *self.began.get_or_insert(at);
            return at.since(began) < PATIENCE;
        }
        let has_several = self.has_several();
        let (mut hand_overs, mut unknown) = (None, None);
        match &self.lock {
            Some(Ok(lock)) if has_several => hand_overs = sample(lock, &mut self.threads),
            Some(Err(why)) if has_several => {
                for thread in self.threads.iter_mut().flatten() {
                    thread.is_lock_unknown();
                }
                unknown = (!self.is_told).then(|| why.clone());
                self.is_told = true;
            }
            _ => {}
        }
        if let Some(why) = unknown {
            self.tell(Sampled::Unknown(why), notices);
        }
        let pace = if has_several { OFTEN } else { SELDOM };
        if !is_new && at.since(self.read) < pace {
            return true;
        }
        self.read = at;
        let mut threads = std::mem::take(&mut self.threads);
        for (lane, place) in threads.iter_mut().enumerate() {
            let Some(thread) = place else { continue };
            match thread.read(!has_several) {
                Some((at, times)) => self.tell(Sampled::Times(lane, at, times), notices),
                None => *place = None,
            }
        }
        self.threads = threads;
        if let Some(hand_overs) = hand_overs {
            self.tell(Sampled::HandOvers(at, hand_overs), notices);
        }
        self.threads.iter().any(Option::is_some)
    }

    /// Finds the lock of its interpreter, or why that is not known.
    fn find_lock(&self, count: usize, places: &mut LockPlaces) -> Result<InterpreterLock, String> {
        let python = &self.python;
        if !TRIED
            .iter()
            .any(|version| python.raw().starts_with(version))
        {
            return Err(format!("that has not been tried with Python {python}"));
        }
        let threads = (0..count).filter_map(|lane| self.roster.thread(lane));
        let idents: Vec<_> = threads
            .map(|thread| thread.ident)
            .filter(|&ident| ident > 0)
            .collect();
        InterpreterLock::find(self.pid, &idents, places).map_err(|why| why.to_string())
    }

    /// Opens the threads that have come since the last look. Returns whether there are any.
    fn open_new(&mut self) -> bool {
        let known = self.threads.len();
        for lane in known..self.roster.count() {
            let thread = self.roster.thread(lane);
            let thread = thread.and_then(|thread| SampledThread::open(self.pid, thread).ok());
            self.threads.push(thread);
        }
        self.threads.len() > known
    }

    fn tell(&self, what: Sampled, notices: &Sender<SamplerNotice>) {
        let connection = self.connection;
        // One that is no longer followed has no more use for it.
        let _ = notices.send(SamplerNotice { connection, what });
    }
}

/// Takes a sample of all threads. Returns how often the lock has gone to another thread.
fn sample(lock: &InterpreterLock, threads: &mut [Option<SampledThread>]) -> Option<u64> {
    let state = lock.state()?;
    for place in threads {
        let Some(thread) = place else { continue };
        let Some(activity) = thread.activity() else {
            *place = None;
            continue;
        };
        let waits = matches!(activity, ThreadActivity::SleepsOn(word) if lock.is_slept_on(word));
        thread.count(activity, waits, state.holder == Some(thread.ident()));
    }
    Some(state.hand_overs)
}
