//! [`Job`] and [`Reply`]: what a runner is asked to do, and what it answers, as a line of JSON.

use crate::{base::Nanos, trace::Outcome};
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
    pub(super) lane: crate::base::LaneId,
    /// When main decided to start it.
    pub(super) begun: crate::base::Moment,
    /// Who started it.
    pub(super) parent: u32,
}
