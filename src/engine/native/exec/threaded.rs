//! Threaded: threads that share the memory and take the next chunk from a shared counter.
//!
//! With `lock gil` a thread computes only while it holds the one lock of the run.

use super::{
    Finish, MAIN, RunContext,
    thread::{Thread, ThreadPart},
};
use crate::{
    base::{self, ChunkId, Moment},
    engine::{
        EngineError,
        native::{gil::Gil, launch::called},
    },
    log::Kind,
    plan::{Batch, Lock},
};
use std::{
    ops::Range,
    sync::atomic::{AtomicU32, Ordering::Relaxed},
    thread,
};

pub(super) fn run(run_context: &RunContext<'_>) -> Result<Finish, EngineError> {
    // A claim only has to be unique: the chunks themselves never change, and joining a thread
    // makes all that it did visible. So `Relaxed` is enough.
    let next = AtomicU32::new(0);
    let gil = match run_context.experiment.lock {
        Lock::None => None,
        Lock::Gil => Some(Gil::new(run_context.experiment.switch_interval)),
    };
    let mut main = run_context.log.writer(MAIN);
    let mut workers = Vec::new();
    let mut checksum = run_context.checksum();
    let mut failure = None;
    let mut started = None;
    thread::scope(|scope| {
        let mut threads = Vec::new();
        for worker in 0..run_context.workers {
            let begun = main.enter(Kind::Create);
            started.get_or_insert(begun);
            let (next, gil) = (&next, gil.as_ref());
            let thread = thread::Builder::new()
                .name(format!("worker {}", worker + 1))
                .spawn_scoped(scope, move || work(run_context, worker, begun, next, gil));
            match called("clone3", thread) {
                Ok(thread) => threads.push(thread),
                Err(error) => {
                    // Threads that run already must not finish a run that has failed.
                    next.store(run_context.chunks.len(), Relaxed);
                    let thread = format!("thread {}", worker + 1);
                    return Err(EngineError::cannot_start(thread)(error));
                }
            }
        }
        main.enter(Kind::Blocked);
        for (index, thread) in threads.into_iter().enumerate() {
            match thread.join() {
                Ok(part) => {
                    checksum.merge(part.checksum);
                    workers.push(part.usage);
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
        ..Finish::new(started.unwrap_or(ended), ended, checksum)
    })
}

fn work(
    run_context: &RunContext<'_>,
    worker: u32,
    begun: Moment,
    next: &AtomicU32,
    gil: Option<&Gil>,
) -> ThreadPart {
    // It is dropped last: all that the thread computed is written down by then.
    let lock = gil.map(|gil| gil.hand(worker));
    let mut thread = Thread::begin(run_context, worker, begun, lock.as_ref());
    let mut batch = Batch::new();
    while let Some(chunks) = claim(&mut batch, next, run_context) {
        for chunk in chunks.map(ChunkId::new) {
            thread.work(run_context, chunk, run_context.chunks.get(chunk));
        }
    }
    thread.leave();
    thread.end()
}

/// The next chunks, at the end `None`.
fn claim(batch: &mut Batch, next: &AtomicU32, run_context: &RunContext<'_>) -> Option<Range<u32>> {
    let all = run_context.chunks.len();
    let left = all.saturating_sub(next.load(Relaxed));
    let wanted = match batch.next(base::now(), left, run_context.workers) {
        // Where each is delayed, chunks are received one by one.
        _ if run_context.policy.delays_chunks() => 1,
        wanted => wanted,
    };
    let first = next.fetch_add(wanted, Relaxed);
    (first < all).then(|| first..(first + wanted).min(all))
}
