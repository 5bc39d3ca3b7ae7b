//! [`work`]: the life of a worker process, however it came to be and whatever its channel: wait
//! for orders, receive them, compute, send the answers, until there are no more.

use super::{
    channel::{Ends, Link, Stock},
    job::{Done, Order, Report, Seat, Station},
    launch::{self, parcel},
    pin,
    task::{self, Manner, call},
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
    let (letter, files) = parcel::receive(socket)?.ok_or("nobody said what to do")?;
    let station: Station = serde_json::from_slice(&letter)?;
    launch::die_with_parent(station.parent)?;
    let experiment = Resolved::from_json(&station.experiment)?;
    let mut files = files.into_iter();
    let log = SpanLog::attach(files.next().ok_or("the span log was not handed over")?)?;
    let shared = station.shared.then(|| files.next()).flatten();
    let shared = shared.map(Shared::attach).transpose()?.map(Arc::new);
    let kernel = task::kernel(&experiment, shared)?;
    let mut ends = Ends {
        kind: experiment.channel,
        files: files.collect(),
    };
    let life = ends.files.pop().ok_or_else(parcel::incomplete)?;
    let bench = Bench::new(&experiment, &*kernel, &log, station.seat);
    work(bench, ends, life);
    Ok(())
}

/// Works until there are no more orders. Main sees `life` close when this process is gone.
pub(super) fn work(mut bench: Bench<'_>, ends: Ends, life: OwnedFd) {
    launch::name_process(&format!("worker {}", bench.seat.lane));
    let pinned = match bench.experiment.pin {
        Pin::None => Ok(()),
        Pin::Cores => pin::pin(u32::from(bench.seat.lane.get()) - 1),
    };
    if bench.experiment.is_command() {
        // By its group main finds what the command of a worker that died has started.
        let _ = launch::lead_group();
    }
    bench.manner.delay_start(&mut bench.writer);
    // If main is gone there is nobody to tell, and this process is about to be killed.
    // One that cannot be kept on its core does not begin; main notices that it is gone.
    let _ = pinned.and_then(|()| ends.serve(&mut bench));
    bench.writer.enter(Kind::Exit);
    // Main ends this span when it has waited for the process.
    std::mem::forget(bench.writer);
    std::mem::forget(life);
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
