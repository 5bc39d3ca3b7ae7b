//! [`work`]: the life of a worker process, with any start method and channel: wait
//! for orders, receive them, compute, send the answers, until there are no more.

use super::{
    channel::Ends,
    job::WorkerBootstrap,
    launch::{self, descriptors},
    pin, task,
    worker_context::WorkerContext,
};
use crate::{
    base::Shared,
    log::{Kind, SpanLog},
    plan::{Pin, Resolved},
};
use std::{error::Error, os::fd::OwnedFd, process::ExitCode, sync::Arc};

/// The main function of a process that was spawned as a worker.
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
    let (letter, files) = descriptors::receive(socket)?.ok_or("there was no order")?;
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
        // By its group main finds the processes that the command of a dead worker has started.
        let _ = launch::lead_group();
    }
    worker_context
        .policy
        .delay_start(&mut worker_context.writer);
    // If main is gone it cannot be told, and this process is about to be killed.
    // One that cannot be kept on its core does not begin; main notices that it is gone.
    let _ = pinned.and_then(|()| ends.serve(&mut worker_context));
    worker_context.writer.enter(Kind::Exit);
    // Main ends this span when it has waited for the process.
    std::mem::forget(worker_context.writer);
    std::mem::forget(life);
}
