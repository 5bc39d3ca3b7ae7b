//! Pool on rayon: a pool of its own for the run, with exactly the chunks asked for.
//!
//! rayon's `with_min_len` and `with_max_len` are hints and cannot express a chunksize. A
//! parallel iterator over the *chunks*, split down to single ones, can.

use super::{Finish, Floor, MAIN, threaded::this_thread};
use crate::{
    base::{ChunkId, Moment},
    engine::{EngineError, tally::Tally, task::compute},
    plan::Chunks,
    trace::{Kind, LaneWriter},
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

/// What a thread of the pool carries with it.
struct Bench {
    writer: LaneWriter,
    tally: Tally,
}

thread_local! {
    static BENCH: RefCell<Option<Bench>> = const { RefCell::new(None) };
}

pub(super) fn run(floor: &Floor<'_>) -> Result<Finish, EngineError> {
    let tallies = Mutex::new(Vec::new());
    let mut main = floor.log.writer(MAIN);
    let mut started = None;
    let done = thread::scope(|scope| {
        let pool = ThreadPoolBuilder::new()
            .num_threads(floor.workers as usize)
            .spawn_handler(|thread| {
                let begun = main.enter(Kind::Create);
                started.get_or_insert(begun);
                let tallies = &tallies;
                thread::Builder::new()
                    .spawn_scoped(scope, move || serve(floor, thread, begun, tallies))
                    .map(|_| ())
            })
            .build()
            .map_err(|error| {
                EngineError::system("cannot start a rayon pool; use fewer workers")(
                    std::io::Error::other(error),
                )
            })?;
        main.enter(Kind::Blocked);
        let done =
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| hand_out(floor, &pool)));
        main.enter(Kind::Collect);
        drop(pool);
        // The end of the scope waits for the threads to be gone.
        Ok::<_, EngineError>(done.is_ok())
    })?;
    let mut tally = floor.tally();
    for part in tallies.into_inner().unwrap_or_else(PoisonError::into_inner) {
        tally.merge(part);
    }
    let ended = main.leave();
    let failure = (!done).then(|| "a worker panicked".to_owned());
    Ok(Finish {
        failure,
        ..Finish::new(started.unwrap_or(ended), ended, tally)
    })
}

/// A thread of the pool, from start to end.
fn serve(floor: &Floor<'_>, thread: ThreadBuilder, begun: Moment, tallies: &Mutex<Vec<Tally>>) {
    let lane = Floor::lane(u32::try_from(thread.index()).expect("as many threads as workers"));
    floor.log.set_pid(lane, this_thread());
    let mut writer = floor.writer(lane);
    writer.enter_at(Kind::StartUp, begun);
    writer.enter(Kind::Wait);
    BENCH.set(Some(Bench {
        writer,
        tally: floor.tally(),
    }));
    thread.run();
    if let Some(mut bench) = BENCH.take() {
        bench.writer.enter(Kind::Exit);
        tallies
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(bench.tally);
    }
}

fn hand_out(floor: &Floor<'_>, pool: &ThreadPool) {
    match &floor.chunks {
        Chunks::Free { tasks } => {
            // Whatever rayon splits off is a chunk; the initialiser runs once for each.
            let splits = AtomicU32::new(0);
            let split = || ChunkId::new(splits.fetch_add(1, Relaxed));
            pool.install(|| {
                (0..*tasks)
                    .into_par_iter()
                    .for_each_init(split, |chunk, task| {
                        on_bench(floor, *chunk, task..task + 1);
                    });
            });
        }
        chunks => pool.install(|| {
            (0..chunks.len())
                .into_par_iter()
                .with_max_len(1)
                .for_each(|chunk| {
                    let chunk = ChunkId::new(chunk);
                    on_bench(floor, chunk, chunks.get(chunk));
                });
        }),
    }
}

fn on_bench(floor: &Floor<'_>, chunk: ChunkId, range: std::ops::Range<u32>) {
    BENCH.with_borrow_mut(|bench| {
        if let Some(Bench { writer, tally }) = bench {
            compute(
                floor.kernel,
                floor.manner,
                chunk,
                range,
                writer,
                |task, answer| {
                    tally.add(task, &answer);
                },
            );
            writer.enter(Kind::Wait);
        }
    });
}
