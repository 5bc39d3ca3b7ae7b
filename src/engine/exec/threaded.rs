//! Threaded: threads that share the memory and take the next chunk from a shared counter.

use super::{Finish, Floor, MAIN, compute};
use crate::{
    base::{ChunkId, Moment, Pid},
    engine::{EngineError, tally::Tally},
    trace::Kind,
};
use std::{
    sync::atomic::{AtomicU32, Ordering::Relaxed},
    thread,
};

pub(super) fn run(floor: &Floor<'_>) -> Result<Finish, EngineError> {
    // A claim only has to be unique: the chunks themselves never change, and joining a thread
    // makes all that it did visible. So `Relaxed` is enough.
    let next = AtomicU32::new(0);
    let mut main = floor.log.writer(MAIN);
    let mut tally = floor.tally();
    let mut failure = None;
    let mut started = None;
    thread::scope(|scope| {
        let mut threads = Vec::new();
        for worker in 0..floor.workers {
            let begun = main.enter(Kind::Create);
            started.get_or_insert(begun);
            let next = &next;
            let thread = thread::Builder::new()
                .name(format!("worker {}", worker + 1))
                .spawn_scoped(scope, move || work(floor, worker, begun, next));
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
                Ok(part) => tally.merge(part),
                Err(_) => failure = Some(format!("worker {} panicked", index + 1)),
            }
        }
        Ok(())
    })?;
    let ended = main.leave();
    Ok(Finish {
        started: started.unwrap_or(ended),
        ended,
        tally,
        failure,
    })
}

fn work(floor: &Floor<'_>, worker: u32, begun: Moment, next: &AtomicU32) -> Tally {
    let lane = Floor::lane(worker);
    floor.log.set_pid(lane, this_thread());
    let mut writer = floor.writer(lane);
    writer.enter_at(Kind::StartUp, begun);
    let mut tally = floor.tally();
    loop {
        let chunk = ChunkId::new(next.fetch_add(1, Relaxed));
        let range = floor.chunks.get(chunk);
        if range.is_empty() {
            break;
        }
        compute(floor.kernel, chunk, range, &mut writer, |task, answer| {
            tally.add(task, &answer);
        });
    }
    writer.enter(Kind::Exit);
    tally
}

pub(super) fn this_thread() -> Pid {
    Pid::new(rustix::thread::gettid().as_raw_pid().cast_unsigned())
}
