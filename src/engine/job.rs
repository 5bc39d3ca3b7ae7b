//! [`Job`] and [`Reply`]: what a runner is asked to do, and what it answers, as a line of JSON.

use crate::{
    base::{ChunkId, LaneId, Moment, Nanos, TaskId},
    trace::Outcome,
    workload::Answer,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What a runner is to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) enum Job {
    /// Find the size at which a task takes so long on average.
    Calibrate {
        /// Every parameter.
        experiment: Map<String, Value>,
        /// How long a task is to take.
        time: Nanos,
    },
    /// Run the experiment, whose every choice is made.
    Run {
        /// Every parameter.
        experiment: Map<String, Value>,
        /// The open file of the log.
        log: i32,
    },
}

/// What a runner answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) enum Reply {
    /// The size that was found.
    Size(u64),
    /// What came of the run; a run that failed has an outcome, too.
    Outcome(Box<Outcome>),
    /// The job could not even be begun.
    Refused(String),
}

/// What a worker process is told before its first chunk, as a line of JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Station {
    /// Every parameter.
    pub(super) experiment: Map<String, Value>,
    /// The open file of the log.
    pub(super) log: i32,
    /// Its lane.
    pub(super) lane: LaneId,
    /// When main decided to start it.
    pub(super) begun: Moment,
    /// Who started it.
    pub(super) parent: u32,
}

/// A chunk on its way to a worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Chunk {
    pub(super) id: ChunkId,
    pub(super) first: u32,
    pub(super) end: u32,
}

impl Chunk {
    /// How many tasks it has.
    pub(super) const fn len(&self) -> u32 {
        self.end.saturating_sub(self.first)
    }
}

/// The answers of a chunk on their way back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Done {
    pub(super) first: TaskId,
    pub(super) answers: Vec<Answer>,
}
