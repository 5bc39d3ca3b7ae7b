//! [`Job`]: a job that an engine does for an experiment, and its [`Reply`].

use crate::{
    base::{Nanos, Ratio},
    log::Outcome,
};
use serde::{Deserialize, Serialize};

/// The measurements that an experiment needs before its runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Needs {
    /// The speed of copies of its kernel that have nothing to coordinate.
    pub ceiling: bool,
    /// T₁: the serial run of the same tasks.
    pub baseline: bool,
}

/// A job that an engine does for an experiment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Job {
    /// Find the size at which the computing part of a task takes so long on average.
    Size(Nanos),
    /// Find the speed of so many copies of its kernel that have nothing to coordinate.
    Ceiling(u32),
    /// Run it.
    Run,
}

/// The answer of an engine to a job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    /// The size that was found.
    Size(u64),
    /// How fast copies are that work at once, against one alone.
    Ceiling(Ratio),
    /// The outcome of the run; a run that failed has one, too.
    Outcome(Box<Outcome>),
    /// The job could not even be begun.
    Refused(String),
}
