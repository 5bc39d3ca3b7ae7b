//! [`FindingKind`]: what a finding is about.

use crate::model::Row;
use strum::IntoStaticStr;

/// The subject of a finding: a row of the ledger of an experiment, or something of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum FindingKind {
    /// A row of the ledger; [`Row::Work`] where there is nothing to be found fault with.
    Row(Row),
    /// A worker died, and its chunk is lost.
    LostChunk,
    /// An object cannot be pickled.
    Unpicklable,
    /// Processes start others while they import main.
    NoMainGuard,
    /// A worker of a pool makes a pool.
    NestedPool,
    /// Workers run out of work before a call ends.
    Tail,
    /// To hand over the chunks takes longer than their tasks.
    SmallChunks,
    /// To pickle what is sent takes longer than the tasks.
    Pickling,
    /// Workers take long to start.
    StartUp,
    /// Libraries run threads of their own in each worker.
    NativeThreads,
    /// Threads wait for the interpreter's lock.
    Gil,
    /// Tasks that could go on side by side never do.
    OneAtATime,
    /// A callback holds up the results behind it.
    Callback,
    /// Results wait behind a slow one before them.
    SlowFirst,
    /// Tasks are handed out far ahead of what workers do.
    RunsAhead,
    /// Processes are forked while threads run.
    ForkWithThreads,
    /// A pool is never closed.
    OpenPool,
}

impl FindingKind {
    /// Its name in a document.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Row(row) => row.name(),
            other => other.into(),
        }
    }

    /// It in a short sentence, of a program.
    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Row(_) => "",
            Self::LostChunk => "A worker died.",
            Self::Unpicklable => "Something cannot be pickled.",
            Self::NoMainGuard => "New processes failed.",
            Self::NestedPool => "A worker of a pool makes a pool.",
            Self::Tail => "Workers ran out of work.",
            Self::SmallChunks => "The chunks are too small.",
            Self::Pickling => "Pickling takes longer than the tasks.",
            Self::StartUp => "Workers take long to start.",
            Self::NativeThreads => "There are more threads than cores.",
            Self::OneAtATime => "The tasks ran one at a time.",
            Self::Gil => "Threads take turns: the GIL.",
            Self::Callback => "A callback holds up results.",
            Self::SlowFirst => "Results wait behind a slow one.",
            Self::RunsAhead => "imap runs far ahead of its workers.",
            Self::ForkWithThreads => "Processes were forked while threads ran.",
            Self::OpenPool => "A pool is never closed.",
        }
    }

    /// Whether something goes wrong, besides the time that it costs.
    pub(super) const fn is_fault(self) -> bool {
        matches!(
            self,
            Self::LostChunk | Self::Unpicklable | Self::NoMainGuard | Self::NestedPool
        )
    }

    /// How urgent it is: first what goes wrong, then what costs time, then what may go wrong.
    pub(super) const fn rank(self) -> u8 {
        match self {
            _ if self.is_fault() => 0,
            Self::SlowFirst | Self::RunsAhead | Self::ForkWithThreads | Self::OpenPool => 2,
            _ => 1,
        }
    }
}
