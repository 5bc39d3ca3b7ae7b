//! [`Row`]: the kinds of time that a ledger tells apart.

use strum::{IntoStaticStr, VariantArray};

/// A kind of time. A lane is in exactly one of them at any moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Row {
    /// The time of the same tasks in the serial run.
    Work,
    /// The additional time of tasks on a core.
    Inflation,
    /// Workers come to be.
    StartUp,
    /// Chunks and results are taken in and given out.
    Transfer,
    /// Waiting for a lock.
    Lock,
    /// Wanting to run, and having no core.
    Preempted,
    /// Idle while work was left.
    Starved,
    /// Idle, none left.
    Tail,
    /// Ending: all tasks are done, or the worker is.
    Exit,
    /// The recorder itself.
    Recorder,
}

impl Row {
    /// How many there are.
    pub const COUNT: usize = Self::VARIANTS.len();

    /// All but the work: what the speedup is lost to.
    pub const LOSSES: &'static [Self] = Self::VARIANTS.split_at(1).1;

    /// Its name: `start-up`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Its name in JSON: `startup_s`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Work => "work_s",
            Self::Inflation => "inflation_s",
            Self::StartUp => "startup_s",
            Self::Transfer => "transfer_s",
            Self::Lock => "lock_s",
            Self::Preempted => "preempted_s",
            Self::Starved => "starved_s",
            Self::Tail => "tail_s",
            Self::Exit => "exit_s",
            Self::Recorder => "recorder_s",
        }
    }

    /// A description in a few words.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::Work => "as in the serial run",
            Self::Inflation => "the same tasks, dearer than alone",
            Self::StartUp => "workers come to be",
            Self::Transfer => "chunks and results on their way",
            Self::Lock => "waiting for a lock",
            Self::Preempted => "ready to run, but no core",
            Self::Starved => "idle while work was left",
            Self::Tail => "idle, no work left",
            Self::Exit => "winding down",
            Self::Recorder => "writing this down",
        }
    }
}
