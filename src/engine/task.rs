//! How tasks are computed and recorded: the same in every mode, on threads and in processes.

use super::EngineError;
use crate::{
    base::{ChunkId, Percent, Shared, TaskId},
    plan::{ChunkRange, Chunks, Experiment},
    trace::LaneWriter,
    workload::{Answer, Items, Kernel},
};
use std::sync::Arc;

/// Lists longer than this may have short tasks merged in the log.
const MOST_UNMERGED: u32 = 10_000;

/// Whether the log may merge short tasks.
pub(super) fn merges(experiment: &Experiment) -> bool {
    experiment.task_count() > MOST_UNMERGED
}

/// The work of an experiment whose every choice is made; `shared` is memory that all who work
/// on it have in common.
///
/// # Errors
/// Where the size of its tasks is still to be found.
pub(super) fn kernel(
    experiment: &Experiment,
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

/// How tasks are done, besides computing them.
#[derive(Clone, Copy)]
pub(super) struct Manner {
    /// The share of each task that waits.
    io: Percent,
}

impl Manner {
    /// As the experiment has it.
    pub(super) const fn of(experiment: &Experiment) -> Self {
        Self { io: experiment.io }
    }

    /// stub
    pub(super) const fn attempt(self, _attempt: u32) -> Self {
        self
    }
}

/// Computes the tasks of a chunk, one span a task.
#[inline]
pub(super) fn compute(
    kernel: &dyn Kernel,
    manner: Manner,
    chunk: ChunkId,
    range: ChunkRange,
    writer: &mut LaneWriter,
    mut deliver: impl FnMut(TaskId, Answer),
) {
    debug_assert_eq!(manner.io, Percent::ZERO);
    for task in Chunks::tasks(range) {
        writer.enter_task(task, chunk);
        deliver(task, kernel.run(task));
    }
}
