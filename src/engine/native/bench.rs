//! [`Bench`]: what a worker has to work with, and [`serve`], which works off the orders of a link.

use super::{
    job::{Done, Order, Report, Seat},
    link::Link,
    stock::Stock,
    task::{self, Manner, call},
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

/// What a worker has to work with.
pub(super) struct Bench<'a> {
    pub(super) experiment: &'a Resolved,
    pub(super) kernel: &'a dyn Kernel,
    pub(super) manner: Manner<'static>,
    pub(super) stock: Stock<'a>,
    pub(super) seat: Seat,
    pub(super) writer: LaneWriter,
}

impl<'a> Bench<'a> {
    /// The bench of a seat, from the moment on at which main decided to start its worker.
    pub(super) fn new(
        experiment: &'a Resolved,
        kernel: &'a dyn Kernel,
        log: &SpanLog,
        seat: Seat,
    ) -> Self {
        let mut writer = log.writer(seat.lane).merging(task::merges(experiment));
        writer.enter_at(Kind::StartUp, seat.begun);
        if seat.again {
            writer.flag(Flags::RESTARTED);
        }
        Self {
            experiment,
            kernel,
            manner: Manner::of(experiment),
            stock: Stock::new(experiment, kernel),
            seat,
            writer,
        }
    }
}

/// Takes orders from a link and gives it the answers.
pub(super) fn serve(bench: &mut Bench<'_>, link: &mut impl Link) -> io::Result<()> {
    while link.wait(&mut bench.writer)? {
        let mut flushed = base::now();
        // Encoding is part of sending: a task that ends a chunk must not pay for its answers.
        let mut reports = Vec::new();
        while let Some((order, sound)) = link.next()? {
            let Order::Chunk(chunk) = order else {
                bench.writer.enter(Kind::Send);
                link.push(&Report::Quit(bench.seat.lane))?;
                return link.flush(&mut bench.writer);
            };
            let first = TaskId::new(chunk.first);
            if reports.is_empty() {
                bench.writer.concern(first, chunk.id, chunk.len());
            }
            let manner = bench.manner.attempt(chunk.attempt);
            manner.delay_receive(chunk.id, &chunk.range(), &mut bench.writer);
            let mut answers = Vec::with_capacity(chunk.len() as usize);
            let writer = &mut bench.writer;
            call(
                bench.kernel,
                &manner,
                chunk.id,
                chunk.range(),
                &chunk.arguments,
                writer,
                |_, answer| {
                    answers.push(answer);
                },
            );
            let ended = base::now();
            reports.push(Report::Done(Done {
                lane: bench.seat.lane,
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
            if bench.seat.single {
                return Ok(());
            }
        }
    }
    Ok(())
}
