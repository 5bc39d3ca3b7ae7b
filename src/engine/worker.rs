//! [`work`]: the life of a worker process, the same for pool and process per task, fork and
//! spawn: wait for a chunk, receive it, compute it, send the answers, until the pipe is closed.

use super::{
    job::{Chunk, Done, Station},
    launch,
    task::{self, Manner, compute},
    transport::{self, Inbox, Outbox},
};
use crate::{
    base::{self, Nanos, TaskId},
    plan::Experiment,
    trace::{Kind, LaneWriter},
    workload::Kernel,
};
use rustix::{
    event::{PollFd, PollFlags, poll},
    io::retry_on_intr,
};
use std::{
    error::Error,
    io,
    os::fd::{AsFd, BorrowedFd},
    process::ExitCode,
};

/// Answers that are ready wait no longer than this for others to go with them.
const MOST_HELD: Nanos = Nanos::from_micros(1000);

/// What a process does that was spawned as a worker.
pub(super) fn main() -> ExitCode {
    let (orders, results) = (rustix::stdio::stdin(), rustix::stdio::stdout());
    match station(orders) {
        Ok((kernel, manner, writer)) => {
            work(&*kernel, manner, writer, orders, results);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("a worker could not begin: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What a spawned worker has once it knows what to do.
type Equipment = (Box<dyn Kernel>, Manner, LaneWriter);

fn station(orders: BorrowedFd<'_>) -> Result<Equipment, Box<dyn Error>> {
    let station: Station = serde_json::from_slice(&transport::read_letter(orders)?)?;
    launch::die_with_parent(station.parent)?;
    let experiment = Experiment::from_json(&station.experiment)?;
    let log = launch::attach(station.log)?;
    let mut writer = log.writer(station.lane).merging(task::merges(&experiment));
    writer.enter_at(Kind::StartUp, station.begun);
    let manner = Manner::of(&experiment);
    Ok((task::kernel(&experiment)?, manner, writer))
}

/// Works until there are no more orders.
pub(super) fn work(
    kernel: &dyn Kernel,
    manner: Manner,
    mut writer: LaneWriter,
    orders: impl AsFd,
    results: impl AsFd,
) {
    // If main is gone there is nobody to tell, and this process is about to be killed.
    let _ = serve(kernel, manner, &mut writer, orders.as_fd(), results.as_fd());
    writer.enter(Kind::Exit);
    // Main ends this span when it has waited for the process.
    std::mem::forget(writer);
}

fn serve(
    kernel: &dyn Kernel,
    manner: Manner,
    writer: &mut LaneWriter,
    orders: BorrowedFd<'_>,
    results: BorrowedFd<'_>,
) -> io::Result<()> {
    let mut inbox = Inbox::<Chunk>::new();
    let mut outbox = Outbox::<Done>::new();
    loop {
        writer.enter(Kind::Wait);
        if !wait_for(orders)? {
            return Ok(());
        }
        let mut flushed = writer.enter(Kind::Receive);
        writer.add_bytes(inbox.fill(orders)?);
        let mut chunks = inbox.take_all()?.into_iter().peekable();
        if let Some(chunk) = chunks.peek() {
            writer.concern(TaskId::new(chunk.first), chunk.id, chunk.len());
        }
        // Encoding is part of sending: a task that ends a chunk must not pay for its answers.
        let mut done = Vec::new();
        while let Some(chunk) = chunks.next() {
            let mut answers = Vec::with_capacity(chunk.len() as usize);
            compute(
                kernel,
                manner,
                chunk.id,
                chunk.first..chunk.end,
                writer,
                |_, answer| {
                    answers.push(answer);
                },
            );
            let first = TaskId::new(chunk.first);
            done.push(Done { first, answers });
            if chunks.peek().is_none() || base::now().since(flushed) > MOST_HELD {
                flushed = writer.enter_for(Kind::Send, first, chunk.id, chunk.len());
                for done in done.drain(..) {
                    outbox.push(&done)?;
                }
                writer.add_bytes(outbox.len());
                outbox.flush(results)?;
            }
        }
    }
}

/// Waits until there is something to read; false where there is not, nor will be.
fn wait_for(pipe: BorrowedFd<'_>) -> io::Result<bool> {
    let mut polled = [PollFd::from_borrowed_fd(pipe, PollFlags::IN)];
    retry_on_intr(|| poll(&mut polled, None))?;
    Ok(polled[0].revents().contains(PollFlags::IN))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{ChunkId, LaneId},
        trace::{LaneKind, LaneSpec, Log},
        workload::{Items, Shape, find},
    };

    #[test]
    fn chunks_that_come_together_keep_their_tasks_apart() {
        let spec = LaneSpec {
            kind: LaneKind::Process,
            number: 1,
            capacity: 64,
        };
        let log = Log::create(&[spec], 64).unwrap();
        let lane = LaneId::new(0);
        let items = Items::shaped(9, 10, Shape::Uniform, 1, 1.0);
        let kernel = (find("count").unwrap().prepare)(items);
        let (orders, main) = rustix::pipe::pipe().unwrap();
        let (answers, results) = rustix::pipe::pipe().unwrap();
        let mut outbox = Outbox::new();
        for id in 0..3 {
            let (id, first) = (ChunkId::new(id), id * 3);
            let end = first + 3;
            outbox.push(&Chunk { id, first, end }).unwrap();
        }
        outbox.flush(main).unwrap();
        let manner = Manner::of(&Experiment::default());
        work(&*kernel, manner, log.writer(lane), &orders, &results);

        let mut inbox = Inbox::<Done>::new();
        inbox.fill(&answers).unwrap();
        let done = inbox.take_all().unwrap();
        assert_eq!(done.iter().map(|done| done.answers.len()).sum::<usize>(), 9);
        let mut spans = Vec::new();
        log.reader().read(lane, &mut spans);
        let tasks = spans.iter().filter(|span| span.kind == Kind::Task);
        let seen: Vec<_> = tasks
            .map(|span| (span.task.get(), span.chunk.get(), span.count))
            .collect();
        let all: Vec<_> = (0..9).map(|task| (task, task / 3, 1)).collect();
        assert_eq!(seen, all);
    }
}
