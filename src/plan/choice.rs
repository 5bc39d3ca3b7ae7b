//! The types of the parameters: modes, pools, start methods, and the numbers that may also be a
//! name ("as many workers as cores").

use crate::base::Nanos;
use strum::{Display, EnumString, IntoStaticStr, VariantArray, VariantNames};

/// How the tasks are run.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
    VariantNames,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Mode {
    /// One after another in the main flow.
    Serial,
    /// On threads that share the memory.
    Threaded,
    /// A process for each task, a limited number at once.
    Process,
    /// On long-lived workers that are handed chunks.
    Pool,
}

/// What the workers of a pool are.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
    VariantNames,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Pool {
    /// Processes that receive chunks through pipes.
    Processes,
    /// The threads of a rayon pool.
    Rayon,
}

/// How a worker process comes to be.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
    VariantNames,
)]
#[strum(serialize_all = "kebab-case")]
pub enum StartMethod {
    /// A copy of the runner, memory and all.
    Fork,
    /// A fresh start of the program, which builds its memory again.
    Spawn,
}

/// How many tasks make a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Chunksize {
    /// So many.
    Fixed(u32),
    /// What Python's `Pool.map` takes: about four chunks a worker.
    Default,
    /// One block a worker.
    Static,
    /// Large chunks first, ever smaller ones after.
    Guided,
    /// One at a time.
    Dynamic,
    /// As rayon splits and steals.
    Worksteal,
}

impl Chunksize {
    /// The rules that go by a name, in the order in which they are offered.
    pub const NAMES: &[&str] = &["default", "static", "guided", "dynamic", "worksteal"];
}

/// How many workers there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Workers {
    /// So many.
    Count(u32),
    /// One for each usable core.
    Cores,
}

/// How the cost of a task is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cost {
    /// As the workload has it.
    Default,
    /// As a size, in the workload's unit.
    Size(u64),
    /// As the time that a task is to take on average; the size is found by trial.
    Time(Nanos),
}

impl Mode {
    /// What it does, in a line.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::Serial => "one task after another, in the main flow",
            Self::Threaded => "threads that share the memory",
            Self::Process => "a new process for each task, at most `workers` at once",
            Self::Pool => "long-lived workers that are handed chunks",
        }
    }
}

impl Pool {
    /// What it is, in a line.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::Processes => "worker processes, chunks and results through pipes",
            Self::Rayon => "the threads of a rayon pool",
        }
    }
}

impl StartMethod {
    /// What it does, in a line.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::Fork => "a copy of the runner, memory and all",
            Self::Spawn => "a fresh start of the program",
        }
    }
}
