//! [`work`]: the life of a worker process, however it came to be and whatever its channel: wait
//! for orders, receive them, compute, send the answers, until there are no more.

use super::{
    channel::{Codec, Ends, Link},
    job::{Done, Order, WorkerBootstrap, WorkerReport, WorkerSlot},
    launch::{self, descriptors},
    pin,
    task::{self, TaskPolicy, call},
};
use crate::{
    base::{self, Nanos, Shared, TaskId},
    log::{Flags, Kind, LaneWriter, SpanLog},
    plan::{Pin, Resolved},
    workload::Kernel,
};
use std::{error::Error, io, os::fd::OwnedFd, process::ExitCode, sync::Arc};

/// Answers that are ready wait no longer than this for others to go with them.
const MOST_HELD: Nanos = Nanos::from_micros(1000);

/// What a worker has to work with.
pub(super) struct WorkerContext<'a> {
    pub(super) experiment: &'a Resolved,
    pub(super) kernel: &'a dyn Kernel,
    pub(super) policy: TaskPolicy<'static>,
    pub(super) codec: Codec<'a>,
    pub(super) slot: WorkerSlot,
    pub(super) writer: LaneWriter,
}

impl<'a> WorkerContext<'a> {
    /// The bench of a seat, from the moment on at which main decided to start its worker.
    pub(super) fn new(
        experiment: &'a Resolved,
        kernel: &'a dyn Kernel,
        log: &SpanLog,
        slot: WorkerSlot,
    ) -> Self {
        let mut writer = log.writer(slot.lane).merging(task::merges(experiment));
        writer.enter_at(Kind::StartUp, slot.begun);
        if slot.again {
            writer.flag(Flags::RESTARTED);
        }
        Self {
            experiment,
            kernel,
            policy: TaskPolicy::of(experiment),
            codec: Codec::new(experiment, kernel),
            slot,
            writer,
        }
    }
}

/// What a process does that was spawned as a worker.
pub(super) fn main() -> ExitCode {
    match begin() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("a worker could not begin: {error}");
            ExitCode::FAILURE
        }
    }
}

fn begin() -> Result<(), Box<dyn Error>> {
    let socket = rustix::stdio::stdin();
    let (letter, files) = descriptors::receive(socket)?.ok_or("nobody said what to do")?;
    let bootstrap: WorkerBootstrap = serde_json::from_slice(&letter)?;
    launch::die_with_parent(bootstrap.parent)?;
    let experiment = Resolved::from_json(&bootstrap.experiment)?;
    let mut files = files.into_iter();
    let log = SpanLog::attach(files.next().ok_or("the span log was not handed over")?)?;
    let shared = bootstrap.shared.then(|| files.next()).flatten();
    let shared = shared.map(Shared::attach).transpose()?.map(Arc::new);
    let kernel = task::kernel(&experiment, shared)?;
    let mut ends = Ends {
        kind: experiment.channel,
        files: files.collect(),
    };
    let life = ends.files.pop().ok_or_else(descriptors::incomplete)?;
    let worker_context = WorkerContext::new(&experiment, &*kernel, &log, bootstrap.slot);
    work(worker_context, ends, life);
    Ok(())
}

/// Works until there are no more orders. Main sees `life` close when this process is gone.
pub(super) fn work(mut worker_context: WorkerContext<'_>, ends: Ends, life: OwnedFd) {
    launch::name_process(&format!("worker {}", worker_context.slot.lane));
    let pinned = match worker_context.experiment.pin {
        Pin::None => Ok(()),
        Pin::Cores => pin::pin(u32::from(worker_context.slot.lane.get()) - 1),
    };
    if worker_context.experiment.is_command() {
        // By its group main finds what the command of a worker that died has started.
        let _ = launch::lead_group();
    }
    worker_context
        .policy
        .delay_start(&mut worker_context.writer);
    // If main is gone there is nobody to tell, and this process is about to be killed.
    // One that cannot be kept on its core does not begin; main notices that it is gone.
    let _ = pinned.and_then(|()| ends.serve(&mut worker_context));
    worker_context.writer.enter(Kind::Exit);
    // Main ends this span when it has waited for the process.
    std::mem::forget(worker_context.writer);
    std::mem::forget(life);
}

/// Takes orders from a link and gives it the answers.
pub(super) fn serve(
    worker_context: &mut WorkerContext<'_>,
    link: &mut impl Link,
) -> io::Result<()> {
    while link.wait(&mut worker_context.writer)? {
        let mut flushed = base::now();
        // Encoding is part of sending: a task that ends a chunk must not pay for its answers.
        let mut reports = Vec::new();
        while let Some((order, sound)) = link.next()? {
            let Order::Chunk(chunk) = order else {
                worker_context.writer.enter(Kind::Send);
                link.push(&WorkerReport::Quit(worker_context.slot.lane))?;
                return link.flush(&mut worker_context.writer);
            };
            let first = TaskId::new(chunk.first);
            if reports.is_empty() {
                worker_context.writer.concern(first, chunk.id, chunk.len());
            }
            let policy = worker_context.policy.attempt(chunk.attempt);
            policy.delay_receive(chunk.id, &chunk.range(), &mut worker_context.writer);
            let mut answers = Vec::with_capacity(chunk.len() as usize);
            let writer = &mut worker_context.writer;
            call(
                worker_context.kernel,
                &policy,
                chunk.id,
                chunk.range(),
                &chunk.arguments,
                writer,
                |_, answer| {
                    answers.push(answer);
                },
            );
            let ended = base::now();
            reports.push(WorkerReport::Done(Done {
                lane: worker_context.slot.lane,
                id: chunk.id,
                first,
                answers,
                ended,
                sound,
            }));
            if link.is_idle() || ended.since(flushed) > MOST_HELD {
                flushed = writer.enter_for(Kind::Send, first, chunk.id, chunk.len());
                for report in reports.drain(..) {
                    link.push(&report)?;
                }
                link.flush(writer)?;
            }
            if worker_context.slot.single {
                return Ok(());
            }
        }
    }
    Ok(())
}
