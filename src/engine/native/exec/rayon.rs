//! Pool on rayon: a pool of its own for the run, with exactly the chunks asked for.
//!
//! rayon's `with_min_len` and `with_max_len` are hints and cannot express a chunksize. A
//! parallel iterator over the *chunks*, split down to single ones, can.

use super::{
    Finish, MAIN, RunContext,
    thread::{Thread, ThreadPart},
};
use crate::{
    base::{ChunkId, Moment},
    engine::{EngineError, native::launch::called},
    log::Kind,
    plan::{ChunkRange, Chunks},
};
use rayon::{ThreadBuilder, ThreadPool, ThreadPoolBuilder, prelude::*};
use std::{
    cell::RefCell,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    thread,
};

thread_local! {
    /// The state of each thread of the pool.
    static THREAD: RefCell<Option<Thread<'static>>> = const { RefCell::new(None) };
}

pub(super) fn run(run_context: &RunContext<'_>) -> Result<Finish, EngineError> {
    let parts = Mutex::new(Vec::new());
    let mut main = run_context.log.writer(MAIN);
    let mut started = None;
    let mut refused = None;
    let done = thread::scope(|scope| {
        let pool = ThreadPoolBuilder::new()
            .num_threads(run_context.workers as usize)
            .spawn_handler(|thread| {
                let begun = main.enter(Kind::Create);
                started.get_or_insert(begun);
                let parts = &parts;
                let spawned = thread::Builder::new()
                    .spawn_scoped(scope, move || serve(run_context, thread, begun, parts));
                // rayon hands on the error's text, but not its kind.
                called("clone3", spawned).map(|_| ()).map_err(|error| {
                    let kind = error.kind();
                    refused = Some(error);
                    kind.into()
                })
            })
            .build()
            .map_err(|error| {
                let all = format!("the {} threads of a rayon pool", run_context.workers);
                let refused = refused.take();
                let refused = refused.unwrap_or_else(|| std::io::Error::other(error));
                EngineError::cannot_start(all)(refused)
            })?;
        main.enter(Kind::Blocked);
        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            hand_out(run_context, &pool);
        }));
        main.enter(Kind::Collect);
        drop(pool);
        // The end of the scope waits for the threads to be gone.
        Ok::<_, EngineError>(done.is_ok())
    })?;
    let mut checksum = run_context.checksum();
    let mut workers = Vec::new();
    let mut failure = (!done).then(|| "a worker panicked".to_owned());
    for part in parts.into_inner().unwrap_or_else(PoisonError::into_inner) {
        checksum.merge(part.checksum);
        workers.push(part.usage);
        failure = failure.or(part.fault);
    }
    let ended = main.leave();
    Ok(Finish {
        failure,
        workers,
        ..Finish::new(started.unwrap_or(ended), ended, checksum)
    })
}

/// A thread of the pool, from start to end.
fn serve(
    run_context: &RunContext<'_>,
    thread: ThreadBuilder,
    begun: Moment,
    parts: &Mutex<Vec<ThreadPart>>,
) {
    let worker = u32::try_from(thread.index()).expect("as many threads as workers");
    let mut own = Thread::begin(run_context, worker, begun, None);
    own.wait();
    THREAD.set(Some(own));
    thread.run();
    if let Some(mut own) = THREAD.take() {
        own.leave();
        let part = own.end();
        let mut parts = parts.lock().unwrap_or_else(PoisonError::into_inner);
        parts.push(part);
    }
}

fn hand_out(run_context: &RunContext<'_>, pool: &ThreadPool) {
    match &run_context.chunks {
        Chunks::Free { tasks } => {
            // Whatever rayon splits off is a chunk; the initialiser runs once for each.
            let splits = AtomicU32::new(0);
            let split = || ChunkId::new(splits.fetch_add(1, Relaxed));
            pool.install(|| {
                (0..*tasks)
                    .into_par_iter()
                    .for_each_init(split, |chunk, task| {
                        work(run_context, *chunk, task..task + 1);
                    });
            });
        }
        chunks => pool.install(|| {
            (0..chunks.len())
                .into_par_iter()
                .with_max_len(1)
                .for_each(|chunk| {
                    let chunk = ChunkId::new(chunk);
                    work(run_context, chunk, chunks.get(chunk));
                });
        }),
    }
}

fn work(run_context: &RunContext<'_>, chunk: ChunkId, range: ChunkRange) {
    THREAD.with_borrow_mut(|thread| {
        if let Some(thread) = thread {
            thread.work(run_context, chunk, range);
            thread.wait();
        }
    });
}
