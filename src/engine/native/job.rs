//! [`Assignment`]: the first message to a runner; and the messages between main and workers.

use super::Job;
use crate::{
    base::{ChunkId, LaneId, Moment, TaskId},
    plan::ChunkRange,
    workload::Answer,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A runner's first message, as a line of JSON. The open file of the log, if any, comes with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Assignment {
    /// The process that started it.
    pub(super) parent: u32,
    /// Every parameter, with every choice made.
    pub(super) experiment: Map<String, Value>,
    /// The job.
    pub(super) job: Job,
    /// Whether its tasks start processes, which must all end when it is stopped.
    pub(super) monitored: bool,
}

/// A worker process's first message, before any order, as a line of JSON. Open files come with
/// it: the log, the shared memory if there is any, and its ends of the channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct WorkerBootstrap {
    /// Every parameter.
    pub(super) experiment: Map<String, Value>,
    /// Its lane and its resources there.
    pub(super) slot: WorkerSlot,
    /// The process that started it.
    pub(super) parent: u32,
    /// Whether one of the files is shared memory.
    pub(super) shared: bool,
}

/// The slot of a worker: its lane, and how it works there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct WorkerSlot {
    /// Its lane.
    pub(super) lane: LaneId,
    /// When main decided to start it.
    pub(super) begun: Moment,
    /// Whether it does one chunk and ends.
    pub(super) single: bool,
    /// Whether it replaces one that died.
    pub(super) again: bool,
}

/// A message from main to a worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) enum Order {
    /// A chunk.
    Chunk(Chunk),
    /// There is no more work: the sentinel of a queue.
    Quit,
}

/// A chunk on its way to a worker.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Chunk {
    pub(super) id: ChunkId,
    pub(super) first: u32,
    pub(super) end: u32,
    /// How often it was lost before with a worker that was computing it.
    pub(super) attempt: u32,
    /// The arguments of each task, where the method unpacks them.
    pub(super) arguments: Vec<Vec<f64>>,
}

impl Chunk {
    /// How many tasks it has.
    pub(super) const fn len(&self) -> u32 {
        self.end.saturating_sub(self.first)
    }

    /// Its tasks.
    pub(super) const fn range(&self) -> ChunkRange {
        self.first..self.end
    }
}

/// A message from a worker to main.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) enum WorkerReport {
    /// A chunk is done.
    Done(Done),
    /// The sentinel has been seen.
    Quit(LaneId),
}

/// The answers of a chunk on their way back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Done {
    pub(super) lane: LaneId,
    pub(super) id: ChunkId,
    pub(super) first: TaskId,
    pub(super) answers: Vec<Answer>,
    /// When the last of them was found.
    pub(super) ended: Moment,
    /// Whether the payload arrived as it was sent.
    pub(super) sound: bool,
}

impl Done {
    /// The tasks that it answers.
    pub(super) fn tasks(&self) -> ChunkRange {
        let count = u32::try_from(self.answers.len()).unwrap_or(u32::MAX);
        self.first.get()..self.first.get().saturating_add(count)
    }
}
