//! The types of the parameters: modes, pools, start methods, and the numbers that may also be a
//! name ("as many workers as cores").

use crate::base::Nanos;
use std::{fmt, str::FromStr};
use strum::{Display, EnumString, IntoStaticStr, VariantArray, VariantNames};

/// A parameter that is one of a few names, written `like-this` everywhere.
macro_rules! choice {
    ($item:item) => {
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
        $item
    };
}

choice! {
    /// How the tasks are run.
    pub enum Mode {
        /// One after another in the main flow.
        Serial,
        /// Threads that share the memory.
        Threaded,
        /// A process for each task, a limited number at once.
        Process,
        /// Long-lived workers that are handed chunks.
        Pool,
    }
}

choice! {
    /// The engine that does the tasks.
    pub enum EngineName {
        /// Rust, in parscope itself.
        Native,
        /// CPython: a program in plain Python, on an interpreter of the user's.
        Python,
    }
}

choice! {
    /// The workers of a pool.
    pub enum Pool {
        /// Processes: in Python those of `multiprocessing.Pool`.
        Processes,
        /// The threads of a rayon pool.
        Rayon,
        /// Python's `ProcessPoolExecutor`.
        Executor,
        /// Python's `ThreadPoolExecutor`.
        Threads,
        /// Python's `InterpreterPoolExecutor`, from 3.14 on.
        Interpreters,
    }
}

choice! {
    /// How a worker process comes to be.
    pub enum StartMethod {
        /// A copy of the runner, memory and all.
        Fork,
        /// A fresh start of the program, which builds its memory again.
        Spawn,
        /// A copy of a server process that was started for this purpose.
        Forkserver,
    }
}

choice! {
    /// How work is submitted and collected.
    pub enum Method {
        /// One call that blocks until all results are in, and gives them in the order of the input.
        Map,
        /// As `map`, but the call returns at once: main goes on, asks, waits and gets.
        MapAsync,
        /// Results one by one in the order of the input, as soon as each can be had.
        Imap,
        /// Results one by one in the order in which they are finished.
        ImapUnordered,
        /// As `map`, for tasks with several arguments, which are unpacked.
        Starmap,
        /// As `map-async`, for tasks with several arguments.
        StarmapAsync,
        /// A call for each task, one at a time.
        Apply,
        /// A call for each task, all at once, with a callback for each result.
        ApplyAsync,
    }
}

choice! {
    /// How orders and results travel between main and worker processes.
    pub enum Channel {
        /// A pipe each way for each worker.
        Pipe,
        /// One pipe for all orders and one for all results, each behind a lock.
        Queue,
        /// A block of memory that all processes have mapped; nothing is serialised.
        SharedMemory,
        /// A server process that owns the queues; each get and put is a round trip.
        Manager,
    }
}

choice! {
    /// The lock that threads hold while they compute.
    pub enum Lock {
        /// No lock: they compute at the same time.
        None,
        /// One lock for all, as in CPython: a simulation of its interpreter lock.
        Gil,
    }
}

choice! {
    /// When main waits for the end of a process it started.
    pub enum Join {
        /// Main waits after all have been started.
        Late,
        /// Main waits at once, before the next one is started: the classic mistake.
        Early,
    }
}

choice! {
    /// Main's role while processes work for it.
    pub enum MainRole {
        /// It waits for them.
        Waits,
        /// It does the last task itself.
        Works,
    }
}

choice! {
    /// Where workers may run.
    pub enum Pin {
        /// Wherever the system puts them.
        None,
        /// Each on a core of its own, in turn.
        Cores,
    }
}

choice! {
    /// A fault that is injected.
    pub enum Fault {
        /// No fault.
        None,
        /// A worker is killed in the middle of a task.
        Crash,
        /// Processes that have ended are not waited for until the run is over.
        Zombie,
        /// Workers lose the process that started them.
        Orphan,
    }
}

/// How many tasks make a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Chunksize {
    /// So many.
    Fixed(u32),
    /// The rule of Python's `Pool.map`: about four chunks a worker.
    Default,
    /// One block a worker.
    Static,
    /// Large chunks first, ever smaller ones after.
    Guided,
    /// One at a time.
    Dynamic,
    /// The splitting and stealing of rayon.
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
    /// So many for each usable core.
    PerCore(u32),
}

impl Workers {
    /// More is a typing error.
    pub const MOST: u32 = 1024;

    /// How many that is on a machine with that many usable cores, at most [`Workers::MOST`].
    #[must_use]
    pub fn count(self, usable_cores: u32) -> u32 {
        let cores = usable_cores.max(1);
        match self {
            Self::Count(count) => count,
            Self::Cores => cores,
            Self::PerCore(each) => cores.saturating_mul(each).min(Self::MOST),
        }
    }
}

impl fmt::Display for Workers {
    /// The text as it is typed: `4`, `cores`, `4xcores`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => count.fmt(f),
            Self::Cores => f.pad("cores"),
            Self::PerCore(each) => f.pad(&format!("{each}xcores")),
        }
    }
}

impl FromStr for Workers {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let number = |text: &str| {
            let number = text.parse().ok().filter(|n| (1..=Self::MOST).contains(n));
            number.ok_or(())
        };
        match text.strip_suffix("xcores") {
            Some(each) => number(each).map(Self::PerCore),
            None if text == "cores" => Ok(Self::Cores),
            None => number(text).map(Self::Count),
        }
    }
}

/// How the cost of a task is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cost {
    /// The workload's own.
    Default,
    /// A size, in the workload's unit.
    Size(u64),
    /// The time that a task takes on average; the size is found by trial.
    Time(Nanos),
    /// A time, with the size that was found.
    Found {
        /// How long a task is to take on average.
        time: Nanos,
        /// The size of one that computes for as much of it as is not waiting.
        size: u64,
    },
}

impl Mode {
    /// A description in a line.
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

impl EngineName {
    /// Its name as the language that it runs.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Native => "Rust",
            Self::Python => "CPython",
        }
    }
}

impl Pool {
    /// A description in a line.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::Processes => "worker processes, chunks and results through pipes",
            Self::Rayon => "the threads of a rayon pool",
            Self::Executor => "the processes of Python's ProcessPoolExecutor",
            Self::Threads => "the threads of Python's ThreadPoolExecutor",
            Self::Interpreters => {
                "the interpreters of Python's InterpreterPoolExecutor, from 3.14 on"
            }
        }
    }
}

impl StartMethod {
    /// A description in a line.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::Fork => "a copy of the runner, memory and all",
            Self::Spawn => "a fresh start of the program",
            Self::Forkserver => "a copy of a small server process, forked on request",
        }
    }
}

impl Method {
    /// Whether the call returns before the results are in.
    #[must_use]
    pub const fn is_async(self) -> bool {
        matches!(self, Self::MapAsync | Self::StarmapAsync | Self::ApplyAsync)
    }

    /// Whether a call is a single task.
    #[must_use]
    pub const fn is_apply(self) -> bool {
        matches!(self, Self::Apply | Self::ApplyAsync)
    }

    /// Whether results are handed out one by one, before all are in.
    #[must_use]
    pub const fn is_lazy(self) -> bool {
        matches!(self, Self::Imap | Self::ImapUnordered)
    }

    /// Whether the arguments of a task are unpacked.
    #[must_use]
    pub const fn unpacks(self) -> bool {
        matches!(self, Self::Starmap | Self::StarmapAsync)
    }
}
