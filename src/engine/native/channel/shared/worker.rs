//! [`serve`]: what a worker does whose orders lie in shared memory.

use super::{
    answer,
    block::{Block, CLOSED, LIMIT, NEXT, ORDERS, PLAIN, desk, pair, read_order},
    hush, ring,
};
use crate::{
    base::{self, ChunkId, Shared, TaskId},
    engine::native::{
        bench::Bench,
        job::Chunk,
        payload::Way,
        task::{call, compute},
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
    bench: &mut Bench<'_>,
    block: OwnedFd,
    bell: &OwnedFd,
    news: &OwnedFd,
) -> io::Result<()> {
    let chunks = bench.experiment.chunks();
    let mut worker = Worker {
        layout: Block::of(bench.experiment, &chunks, bench.stock),
        block: Shared::attach(block)?,
        desk: 0,
        workers: bench.experiment.worker_count(),
        chunks,
        batch: Batch::new(),
    };
    worker.desk = worker.layout.desk(bench.seat.lane);
    loop {
        let Some(orders) = worker.claim(bench) else {
            if worker.block.load(CLOSED, Acquire) != 0 {
                return Ok(());
            }
            bench.writer.enter(Kind::Wait);
            worker.batch.pause();
            hush(bell)?;
            continue;
        };
        let sum = worker.work(bench, orders.clone());
        // The last task ends before anybody can know that it has.
        bench.writer.enter(Kind::Send);
        worker.publish(&orders, &sum);
        ring(news, 1)?;
        if bench.seat.single {
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
struct Worker {
    layout: Block,
    block: Shared,
    desk: usize,
    chunks: Chunks,
    workers: u32,
    batch: Batch,
}

impl Worker {
    /// Claims the next orders, `None` where there are none at present.
    fn claim(&mut self, bench: &Bench<'_>) -> Option<Range<u32>> {
        let mut next = self.block.load(NEXT, SeqCst);
        loop {
            let limit = self.block.load(LIMIT, Acquire);
            let left = u32::try_from(limit.saturating_sub(next)).unwrap_or(u32::MAX);
            if left == 0 {
                return None;
            }
            let alone =
                bench.seat.single || bench.manner.delays_chunks() || self.layout.payload > 0;
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
    fn work(&self, bench: &mut Bench<'_>, orders: Range<u32>) -> Sum {
        // Lowered by main before it released the orders.
        let plain = u64::from(orders.end) <= self.block.load(PLAIN, Relaxed);
        let bare =
            self.layout.payload == 0 && !bench.stock.unpacks && !bench.manner.delays_chunks();
        if plain && bare {
            self.work_through(bench, orders)
        } else {
            self.work_with_care(bench, orders)
        }
    }

    /// The same for orders that are chunks and nothing else: millions of them in a moment.
    fn work_through(&self, bench: &mut Bench<'_>, orders: Range<u32>) -> Sum {
        let mut sum = Sum::default();
        let (kernel, manner) = (bench.kernel, &bench.manner);
        for id in orders.map(ChunkId::new) {
            let writer = &mut bench.writer;
            compute(
                kernel,
                manner,
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

    /// The same for orders that have a past, or that something comes with.
    fn work_with_care(&self, bench: &mut Bench<'_>, orders: Range<u32>) -> Sum {
        let mut sum = Sum::default();
        for number in orders {
            let word = self.block.load(ORDERS + number as usize, Relaxed);
            let (id, slot, attempt) = read_order(number, word);
            let range = self.chunks.get(id);
            let payload = bench.stock.payload;
            let mut sound = true;
            if self.layout.payload > 0 {
                bench.writer.enter(Kind::Receive);
                let place = self.layout.slot(slot, Way::There);
                sound = payload.is_sound_in(Way::There, range.clone(), &self.block, place);
                bench.writer.add_bytes(payload.of(self.chunks.largest()));
            }
            bench.manner.delay_receive(id, &range, &mut bench.writer);
            let manner = bench.manner.attempt(attempt);
            let chunk = bench.stock.packed(Chunk {
                id,
                first: range.start,
                end: range.end,
                ..Chunk::default()
            });
            call(
                bench.kernel,
                &manner,
                id,
                range.clone(),
                &chunk.arguments,
                &mut bench.writer,
                |task, answer| {
                    sum.add(task, &answer);
                    if self.layout.keeps_answers() {
                        self.keep(task, &answer);
                    }
                },
            );
            if self.layout.payload > 0 {
                bench
                    .writer
                    .enter_for(Kind::Send, TaskId::new(range.start), id, 0);
                let place = self.layout.slot(slot, Way::Back);
                // What did not arrive whole does not go back whole: main will notice.
                let tasks = if sound { range } else { 0..0 };
                payload.fill_words(Way::Back, tasks, &self.block, place);
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
