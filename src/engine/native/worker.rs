//! [`work`]: the life of a worker process, however it came to be and whatever its channel: wait
//! for orders, receive them, compute, send the answers, until there are no more.

use super::{
    bench::Bench,
    channel::Ends,
    job::Station,
    launch::{self, parcel},
    pin, task,
};
use crate::{
    base::Shared,
    log::{Kind, SpanLog},
    plan::{Pin, Resolved},
};
use std::{error::Error, os::fd::OwnedFd, process::ExitCode, sync::Arc};

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
