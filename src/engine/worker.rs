//! [`work`]: the life of a worker process, the same for pool and process per task, fork and
//! spawn: wait for a chunk, receive it, compute it, send the answers, until the pipe is closed.

use super::{
    exec::{Floor, compute},
    job::Station,
    launch,
    transport::{self, Inbox, Outbox},
};
use crate::{
    base::{self, ChunkId, Nanos, TaskId},
    plan::Experiment,
    trace::{Kind, LaneWriter, Log},
    workload::{Answer, Kernel},
};
use serde::{Deserialize, Serialize};
use std::{
    error::Error,
    io,
    os::fd::{AsFd, BorrowedFd},
    process::ExitCode,
};

/// A chunk on its way to a worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Chunk {
    pub(super) id: ChunkId,
    pub(super) first: u32,
    pub(super) end: u32,
}

/// The answers of a chunk on their way back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Done {
    pub(super) first: TaskId,
    pub(super) answers: Vec<Answer>,
}

/// Answers that are ready wait no longer than this for others to go with them.
const MOST_HELD: Nanos = Nanos::from_micros(1000);

/// What a process does that was spawned as a worker.
pub(super) fn main() -> ExitCode {
    let (orders, results) = (rustix::stdio::stdin(), rustix::stdio::stdout());
    match station(orders) {
        Ok((experiment, station, log)) => {
            let size = experiment.known_size().unwrap_or(1);
            let mut writer = log.writer(station.lane).merging(Floor::merges(&experiment));
            writer.enter_at(Kind::StartUp, station.begun);
            let kernel = (experiment.workload.prepare)(experiment.items(size));
            work(&*kernel, writer, orders, results);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("a worker could not begin: {error}");
            ExitCode::FAILURE
        }
    }
}

fn station(orders: BorrowedFd<'_>) -> Result<(Experiment, Station, Log), Box<dyn Error>> {
    let station: Station = serde_json::from_slice(&transport::read_letter(orders)?)?;
    launch::die_with_parent(station.parent)?;
    let experiment = Experiment::from_json(&station.experiment)?;
    let log = launch::attach(station.log)?;
    Ok((experiment, station, log))
}

/// Works until there are no more orders.
pub(super) fn work(
    kernel: &dyn Kernel,
    mut writer: LaneWriter,
    orders: impl AsFd,
    results: impl AsFd,
) {
    // If main is gone there is nobody to tell, and this process is about to be killed.
    let _ = serve(kernel, &mut writer, orders.as_fd(), results.as_fd());
    writer.enter(Kind::Exit);
    // Main ends this span when it has waited for the process.
    std::mem::forget(writer);
}

fn serve(
    kernel: &dyn Kernel,
    writer: &mut LaneWriter,
    orders: BorrowedFd<'_>,
    results: BorrowedFd<'_>,
) -> io::Result<()> {
    let mut inbox = Inbox::<Chunk>::new();
    let mut outbox = Outbox::<Done>::new();
    loop {
        writer.enter(Kind::Wait);
        wait_for(orders)?;
        writer.enter(Kind::Receive);
        let bytes = inbox.fill(orders)?;
        if bytes == 0 {
            return Ok(());
        }
        writer.add_bytes(bytes);
        let mut flushed = base::now();
        while let Some(Chunk {
            id: chunk,
            first,
            end,
        }) = inbox.next()?
        {
            writer.concern(TaskId::new(first), chunk, end.saturating_sub(first));
            let mut answers = Vec::with_capacity(end.saturating_sub(first) as usize);
            compute(kernel, chunk, first..end, writer, |_, answer| {
                answers.push(answer);
            });
            outbox.push(&Done {
                first: TaskId::new(first),
                answers,
            })?;
            if !inbox.has_message() || base::now().since(flushed) > MOST_HELD {
                writer.enter_for(Kind::Send, TaskId::new(first), chunk, end - first);
                writer.add_bytes(outbox.len());
                outbox.flush(results)?;
                flushed = base::now();
            }
        }
    }
}

fn wait_for(pipe: BorrowedFd<'_>) -> io::Result<()> {
    use rustix::event::{PollFd, PollFlags, poll};
    loop {
        match poll(&mut [PollFd::from_borrowed_fd(pipe, PollFlags::IN)], None) {
            Err(rustix::io::Errno::INTR) => {}
            other => return Ok(other.map(|_| ())?),
        }
    }
}
