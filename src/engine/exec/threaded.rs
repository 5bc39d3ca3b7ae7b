//! Threaded: threads that share the memory and take the next chunk from a shared counter.
//!
//! A counter that two cores fight over costs some 100 ns a turn. So short chunks are taken
//! several at once, as many as fill a tenth of a millisecond, and long ones one by one.
//!
//! With `lock gil` a thread computes only while it holds the one lock of the run.

use super::{
    Finish, Floor, MAIN,
    thread::{Part, Thread},
};
use crate::{
    base::{self, ChunkId, Moment, Nanos},
    engine::{EngineError, gil::Gil},
    plan::Lock,
    trace::Kind,
};
use std::{
    ops::Range,
    sync::atomic::{AtomicU32, Ordering::Relaxed},
    thread,
};

pub(super) fn run(floor: &Floor<'_>) -> Result<Finish, EngineError> {
    // A claim only has to be unique: the chunks themselves never change, and joining a thread
    // makes all that it did visible. So `Relaxed` is enough.
    let next = AtomicU32::new(0);
    let gil = match floor.experiment.lock {
        Lock::None => None,
        Lock::Gil => Some(Gil::new(floor.experiment.switch_interval)),
    };
    let mut main = floor.log.writer(MAIN);
    let mut workers = Vec::new();
    let mut tally = floor.tally();
    let mut failure = None;
    let mut started = None;
    thread::scope(|scope| {
        let mut threads = Vec::new();
        for worker in 0..floor.workers {
            let begun = main.enter(Kind::Create);
            started.get_or_insert(begun);
            let (next, gil) = (&next, gil.as_ref());
            let thread = thread::Builder::new()
                .name(format!("worker {}", worker + 1))
                .spawn_scoped(scope, move || work(floor, worker, begun, next, gil));
            match thread {
                Ok(thread) => threads.push(thread),
                Err(error) => {
                    // Those that run already must not finish a run that has failed.
                    next.store(floor.chunks.len(), Relaxed);
                    let action = format!("cannot start thread {}; use fewer workers", worker + 1);
                    return Err(EngineError::system(action)(error));
                }
            }
        }
        main.enter(Kind::Blocked);
        for (index, thread) in threads.into_iter().enumerate() {
            match thread.join() {
                Ok(part) => {
                    tally.merge(part.tally);
                    workers.extend(part.usage);
                    if part.fault.is_some() {
                        failure = part.fault;
                    }
                }
                Err(_) => failure = Some(format!("worker {} panicked", index + 1)),
            }
        }
        Ok(())
    })?;
    let ended = main.leave();
    Ok(Finish {
        failure,
        workers,
        ..Finish::new(started.unwrap_or(ended), ended, tally)
    })
}

fn work(
    floor: &Floor<'_>,
    worker: u32,
    begun: Moment,
    next: &AtomicU32,
    gil: Option<&Gil>,
) -> Part {
    // It lets go last of all: what the thread computed is then written down.
    let lock = gil.map(|gil| gil.hand(worker));
    let mut thread = Thread::begin(floor, worker, begun);
    let mut claim = Claim::default();
    while let Some(chunks) = claim.next(next, floor) {
        for chunk in chunks.map(ChunkId::new) {
            thread.work(floor, lock.as_ref(), chunk, floor.chunks.get(chunk));
        }
    }
    thread.leave();
    drop(lock);
    thread.end()
}

/// The most chunks that are taken at once.
const MOST_CLAIMED: u32 = 4096;

/// Chunks taken at once are to last about this long.
const CLAIMED: Nanos = Nanos::from_micros(100);

/// How many chunks a thread takes at once.
struct Claim {
    chunks: u32,
    taken: Option<Moment>,
}

impl Default for Claim {
    fn default() -> Self {
        Self {
            chunks: 1,
            taken: None,
        }
    }
}

impl Claim {
    /// The next chunks, at the end `None`.
    fn next(&mut self, next: &AtomicU32, floor: &Floor<'_>) -> Option<Range<u32>> {
        let all = floor.chunks.len();
        let now = base::now();
        if let Some(taken) = self.taken.replace(now) {
            self.adapt(now.since(taken));
        }
        // Where each is delayed, chunks are received one by one.
        if floor.manner.delays_chunks() {
            self.chunks = 1;
        }
        // Near the end a thread must not take what an idle one could do.
        let left = all.saturating_sub(next.load(Relaxed));
        let wanted = self.chunks.min(left / (2 * floor.workers)).max(1);
        let first = next.fetch_add(wanted, Relaxed);
        (first < all).then(|| first..(first + wanted).min(all))
    }

    fn adapt(&mut self, took: Nanos) {
        if took < CLAIMED / 2 {
            self.chunks = (self.chunks * 2).min(MOST_CLAIMED);
        } else if took > CLAIMED {
            let fewer = u64::from(self.chunks) * CLAIMED.get() / took.get();
            self.chunks = u32::try_from(fewer).map_or(1, |fewer| fewer.max(1));
        }
    }
}
