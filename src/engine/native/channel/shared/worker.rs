//! [`serve`]: the work of a worker whose orders lie in shared memory.

use super::{
    answer,
    block::{CLOSED, LIMIT, NEXT, ORDERS, PLAIN, SharedBlock, desk, pair, read_order},
    hush, ring,
};
use crate::{
    base::{self, ChunkId, Shared, TaskId},
    engine::native::{
        job::Chunk,
        payload::Direction,
        task::{call, compute},
        worker_context::WorkerContext,
    },
    log::Kind,
    plan::{Batch, Chunks},
    workload::Answer,
};
use std::{
    io,
    ops::Range,
    os::fd::OwnedFd,
    sync::atomic::Ordering::{Acquire, Relaxed, Release, SeqCst},
};

/// A worker's whole work in the block.
pub(in crate::engine::native::channel) fn serve(
    worker_context: &mut WorkerContext<'_>,
    block: OwnedFd,
    bell: &OwnedFd,
    news: &OwnedFd,
) -> io::Result<()> {
    let chunks = worker_context.experiment.chunks();
    let mut worker = SharedWorker {
        layout: SharedBlock::of(worker_context.experiment, &chunks, worker_context.codec),
        block: Shared::attach(block)?,
        desk: 0,
        workers: worker_context.experiment.worker_count(),
        chunks,
        batch: Batch::new(),
    };
    worker.desk = worker.layout.desk(worker_context.slot.lane);
    loop {
        let Some(orders) = worker.claim(worker_context) else {
            if worker.block.load(CLOSED, Acquire) != 0 {
                return Ok(());
            }
            worker_context.writer.enter(Kind::Wait);
            worker.batch.pause();
            hush(bell)?;
            continue;
        };
        let sum = worker.work(worker_context, orders.clone());
        // The last task ends before its answer is published.
        worker_context.writer.enter(Kind::Send);
        worker.publish(&orders, &sum);
        ring(news, 1)?;
        if worker_context.slot.single {
            return Ok(());
        }
    }
}

/// The answers of some orders: the sum of their fingerprints, and how many are failures.
#[derive(Default)]
struct Sum {
    digest: u128,
    failed: u32,
}

impl Sum {
    #[inline]
    fn add(&mut self, task: TaskId, answer: &Answer) {
        self.digest = self.digest.wrapping_add(answer.mix(task));
        self.failed += u32::from(answer.is_failure());
    }
}

/// A worker's end.
struct SharedWorker {
    layout: SharedBlock,
    block: Shared,
    desk: usize,
    chunks: Chunks,
    workers: u32,
    batch: Batch,
}

impl SharedWorker {
    /// Claims the next orders, `None` where there are none at present.
    fn claim(&mut self, worker_context: &WorkerContext<'_>) -> Option<Range<u32>> {
        let mut next = self.block.load(NEXT, SeqCst);
        loop {
            let limit = self.block.load(LIMIT, Acquire);
            let left = u32::try_from(limit.saturating_sub(next)).unwrap_or(u32::MAX);
            if left == 0 {
                return None;
            }
            let alone = worker_context.slot.single
                || worker_context.policy.delays_chunks()
                || self.layout.payload > 0;
            let wanted = match self.batch.next(base::now(), left, self.workers) {
                _ if alone => 1,
                wanted => wanted,
            };
            let start = u32::try_from(next).ok()?;
            let orders = start..start + wanted;
            let intent = self.block.cell(self.desk + desk::INTENT);
            intent.store(pair(&orders), SeqCst);
            let counter = self.block.cell(NEXT);
            let after = u64::from(orders.end);
            match counter.compare_exchange(next, after, SeqCst, SeqCst) {
                Ok(_) => return Some(orders),
                Err(moved) => next = moved,
            }
        }
    }

    /// Does some orders.
    fn work(&self, worker_context: &mut WorkerContext<'_>, orders: Range<u32>) -> Sum {
        // Lowered by main before it released the orders.
        let plain = u64::from(orders.end) <= self.block.load(PLAIN, Relaxed);
        let bare = self.layout.payload == 0
            && !worker_context.codec.unpacks
            && !worker_context.policy.delays_chunks();
        if plain && bare {
            self.work_through(worker_context, orders)
        } else {
            self.work_with_care(worker_context, orders)
        }
    }

    /// Does orders that are chunks and carry nothing else: millions of them in a moment.
    fn work_through(&self, worker_context: &mut WorkerContext<'_>, orders: Range<u32>) -> Sum {
        let mut sum = Sum::default();
        let (kernel, policy) = (worker_context.kernel, &worker_context.policy);
        for id in orders.map(ChunkId::new) {
            let writer = &mut worker_context.writer;
            compute(
                kernel,
                policy,
                id,
                self.chunks.get(id),
                writer,
                |task, answer| {
                    sum.add(task, &answer);
                    if self.layout.keeps_answers() {
                        self.keep(task, &answer);
                    }
                },
            );
        }
        sum
    }

    /// Does orders that are not at their first attempt, or that carry arguments or a payload.
    fn work_with_care(&self, worker_context: &mut WorkerContext<'_>, orders: Range<u32>) -> Sum {
        let mut sum = Sum::default();
        for number in orders {
            let word = self.block.load(ORDERS + number as usize, Relaxed);
            let (id, slot, attempt) = read_order(number, word);
            let range = self.chunks.get(id);
            let payload = worker_context.codec.payload;
            let mut sound = true;
            if self.layout.payload > 0 {
                worker_context.writer.enter(Kind::Receive);
                let place = self.layout.slot(slot, Direction::There);
                sound = payload.is_sound_in(Direction::There, range.clone(), &self.block, place);
                worker_context
                    .writer
                    .add_bytes(payload.of(self.chunks.largest()));
            }
            worker_context
                .policy
                .delay_receive(id, &range, &mut worker_context.writer);
            let policy = worker_context.policy.attempt(attempt);
            let chunk = worker_context.codec.packed(Chunk {
                id,
                first: range.start,
                end: range.end,
                ..Chunk::default()
            });
            call(
                worker_context.kernel,
                &policy,
                id,
                range.clone(),
                &chunk.arguments,
                &mut worker_context.writer,
                |task, answer| {
                    sum.add(task, &answer);
                    if self.layout.keeps_answers() {
                        self.keep(task, &answer);
                    }
                },
            );
            if self.layout.payload > 0 {
                worker_context
                    .writer
                    .enter_for(Kind::Send, TaskId::new(range.start), id, 0);
                let place = self.layout.slot(slot, Direction::Back);
                // A payload that did not arrive whole goes back empty: main will notice.
                let tasks = if sound { range } else { 0..0 };
                payload.fill_words(Direction::Back, tasks, &self.block, place);
            }
        }
        sum
    }

    #[inline]
    fn keep(&self, task: TaskId, answer: &Answer) {
        let place = self.layout.answers + task.index() * self.layout.answer;
        answer::write(&self.block, place..place + self.layout.answer, answer);
    }

    /// Says that some orders are done.
    fn publish(&self, orders: &Range<u32>, sum: &Sum) {
        let length = self.block.cell(self.desk + desk::LENGTH);
        let entry = length.load(Relaxed);
        let place = self.desk + desk::ENTRIES + usize::try_from(entry).unwrap_or(0) * desk::ENTRY;
        let [low, high] = answer::halves(sum.digest);
        self.block.store(place, pair(orders), Relaxed);
        self.block.store(place + 1, low, Relaxed);
        self.block.store(place + 2, high, Relaxed);
        self.block.store(place + 3, base::now().as_nanos(), Relaxed);
        self.block.store(place + 4, sum.failed.into(), Relaxed);
        length.store(entry + 1, Release);
    }
}
