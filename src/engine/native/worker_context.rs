//! [`WorkerContext`], in which a worker runs its chunks, and [`serve`], which does a link's orders.

use super::{
    codec::Codec,
    job::{Done, Order, WorkerReport, WorkerSlot},
    link::Link,
    task::{self, TaskPolicy, call},
};
use crate::{
    base::{self, Nanos, TaskId},
    log::{Flags, Kind, LaneWriter, SpanLog},
    plan::Resolved,
    workload::Kernel,
};
use std::io;

/// Answers that are ready wait no longer than this for others to go with them.
const MOST_HELD: Nanos = Nanos::from_micros(1000);

/// The context in which a worker runs its chunks.
pub(super) struct WorkerContext<'a> {
    pub(super) experiment: &'a Resolved,
    pub(super) kernel: &'a dyn Kernel,
    pub(super) policy: TaskPolicy<'static>,
    pub(super) codec: Codec<'a>,
    pub(super) slot: WorkerSlot,
    pub(super) writer: LaneWriter,
}

impl<'a> WorkerContext<'a> {
    /// The context of a slot, from the moment at which main decided to start its worker.
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
