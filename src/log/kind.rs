//! [`Kind`] and [`LaneKind`]: what a span is, and what a lane is.

use super::Class;
use strum::{Display, FromRepr, IntoStaticStr, VariantArray};

/// What a lane was doing during a span. The numbers are part of the format.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Display,
    FromRepr,
    IntoStaticStr,
    VariantArray,
    serde::Serialize,
    serde::Deserialize,
)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Kind {
    /// A worker coming to be: from the decision to start it until it can take work.
    StartUp = 1,
    /// Idle, waiting for a chunk.
    Wait = 2,
    /// Taking in a chunk.
    Receive = 3,
    /// Computing one task, or several that were merged.
    Task = 4,
    /// Giving out results.
    Send = 5,
    /// Waiting for a lock.
    Lock = 6,
    /// Ending: from the last chunk until the worker is gone.
    Exit = 7,
    /// Main: starting a worker.
    Create = 8,
    /// Main: handing out chunks.
    Dispatch = 9,
    /// Main: waiting for whoever ends next.
    Blocked = 10,
    /// Main: taking in results, joining workers.
    Collect = 11,
    /// A core between two samples; its usage stands where others have their CPU share.
    Usage = 12,
    /// A task that waits, as for a disk or a network, instead of computing.
    Io = 13,
    /// A delay that was declared and added by hand.
    Added = 14,
    /// Main: work of its own while the workers compute.
    Own = 15,
    /// Main: asking whether the results are ready.
    Ready = 16,
    /// Main: handing results to whoever called, in the order of the call's method.
    Deliver = 17,
    /// A server: answering a request.
    Serve = 18,
    /// A slice of another program's trace that encloses others; on an outer lane.
    Outer = 19,
}

impl Kind {
    /// Whether a task goes on: it computes, or it waits.
    #[inline]
    #[must_use]
    pub const fn is_of_task(self) -> bool {
        matches!(self, Self::Task | Self::Io)
    }

    /// What it has in common with others.
    #[must_use]
    pub const fn class(self) -> Class {
        match self {
            Self::Task | Self::Own => Class::Compute,
            Self::Wait | Self::Blocked | Self::Io | Self::Added | Self::Ready => Class::Wait,
            Self::Receive | Self::Send | Self::Dispatch | Self::Collect | Self::Deliver => {
                Class::Transfer
            }
            Self::StartUp | Self::Create | Self::Exit => Class::SetUp,
            Self::Lock => Class::Lock,
            Self::Serve => Class::Service,
            Self::Usage | Self::Outer => Class::Other,
        }
    }
}

/// What a lane belongs to. The numbers are part of the format.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Display,
    FromRepr,
    IntoStaticStr,
    VariantArray,
    serde::Serialize,
    serde::Deserialize,
)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum LaneKind {
    /// The flow that hands out work and collects results.
    Main = 1,
    /// A worker that is a thread of the runner.
    Thread = 2,
    /// A worker that is a process, or a series of them, one at a time.
    Process = 3,
    /// A core, with its usage.
    Core = 4,
    /// The process that forks workers on request.
    Forkserver = 5,
    /// The process that owns the queues.
    Manager = 6,
    /// Async events of another program, which no thread holds from beginning to end.
    Async = 7,
    /// Slices of another program's trace that enclose those of a lane, which its number names, one
    /// lane a level: the outermost first.
    Outer = 8,
}
