//! How tasks are computed and recorded: alike in every mode, on threads and in processes.
//!
//! A task that is only computed costs its kernel's call and a span that may be shared:
//! nanoseconds. Waits, locks and faults of tasks are in a loop of their own, chosen
//! once a chunk.

mod policy;
mod waits;

pub(super) use policy::TaskPolicy;
pub(in crate::engine) use waits::Waits;

use super::EngineError;
use crate::{
    base::{ChunkId, Percent, Shared, TaskId},
    log::LaneWriter,
    plan::{ChunkRange, Chunks, Lock, Resolved},
    workload::{Answer, Items, Kernel},
};
use std::sync::Arc;

/// Lists longer than this may have short tasks merged in the log.
const MOST_UNMERGED: u32 = 10_000;

/// Whether the log may merge short tasks. Never where a task is more than one span.
pub(super) fn merges(experiment: &Resolved) -> bool {
    let whole = experiment.io == Percent::ZERO && experiment.lock == Lock::None;
    whole && experiment.task_count() > MOST_UNMERGED
}

/// The kernel of an experiment whose every choice is made; `shared` is the memory that all its
/// workers have in common.
///
/// # Errors
/// Where the size of its tasks is still to be found.
pub(super) fn kernel(
    experiment: &Resolved,
    shared: Option<Arc<Shared>>,
) -> Result<Box<dyn Kernel>, EngineError> {
    let size = experiment.known_size();
    let size = size.ok_or_else(|| EngineError::Run("the size of a task is not settled".into()))?;
    let items = Items {
        shared,
        ..experiment.items(size)
    };
    Ok((experiment.workload.prepare)(items))
}

/// Computes the tasks of a chunk, one span a task, or more where it waits.
#[inline]
pub(super) fn compute(
    kernel: &dyn Kernel,
    policy: &TaskPolicy<'_>,
    chunk: ChunkId,
    range: ChunkRange,
    writer: &mut LaneWriter,
    mut deliver: impl FnMut(TaskId, Answer),
) {
    if policy.is_plain(&range) {
        for task in Chunks::tasks(range) {
            writer.enter_task(task, chunk);
            deliver(task, kernel.run(task));
        }
    } else {
        for task in Chunks::tasks(range) {
            let worker = policy.worker(writer);
            let run = |breathe: &mut dyn FnMut()| kernel.compute_on(worker, task, breathe);
            deliver(task, policy.perform(task, chunk, writer, run));
        }
    }
}

/// Computes a chunk with the arguments that came along, if any: then each task is called with
/// its own unpacked, as `starmap` does it.
pub(super) fn call(
    kernel: &dyn Kernel,
    policy: &TaskPolicy<'_>,
    chunk: ChunkId,
    range: ChunkRange,
    arguments: &[Vec<f64>],
    writer: &mut LaneWriter,
    mut deliver: impl FnMut(TaskId, Answer),
) {
    if arguments.is_empty() {
        return compute(kernel, policy, chunk, range, writer, deliver);
    }
    let is_plain = policy.is_plain(&range);
    for (task, arguments) in Chunks::tasks(range).zip(arguments) {
        let run = |breathe: &mut dyn FnMut()| kernel.call(task, arguments, breathe);
        let answer = if is_plain {
            writer.enter_task(task, chunk);
            run(&mut || ())
        } else {
            policy.perform(task, chunk, writer, run)
        };
        deliver(task, answer);
    }
}

#[cfg(test)]
mod tests;
