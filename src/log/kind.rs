//! [`Kind`] and [`LaneKind`]: what a span is, and what a lane is.

use super::{Class, OtherKind};
use strum::{Display, FromRepr, IntoStaticStr, VariantArray};

/// The activity of a lane during a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
#[repr(u8)]
pub enum Kind {
    /// A worker coming to be: from the decision to start it until it can take work.
    StartUp = 1,
    /// Idle, waiting for a chunk.
    Wait,
    /// Taking in a chunk.
    Receive,
    /// Computing one task, or several that were merged.
    Task,
    /// Giving out results.
    Send,
    /// Waiting for a lock.
    Lock,
    /// Ending: from the last chunk until the worker is gone.
    Exit,
    /// Main: starting a worker.
    Create,
    /// Main: handing out chunks.
    Dispatch,
    /// Main: waiting for the next worker to end.
    Blocked,
    /// Main: taking in results, joining workers.
    Collect,
    /// A core between two samples; its usage stands where others have their CPU share.
    Usage,
    /// A task that waits, as for a disk or a network, instead of computing.
    Io,
    /// A delay that was declared and added by hand.
    Added,
    /// Main: work of its own while the workers compute.
    Own,
    /// Main: asking whether the results are ready.
    Ready,
    /// Main: handing results to the caller, in the order of the call's method.
    Deliver,
    /// A server: answering a request.
    Serve,
    /// A slice of another program's trace that encloses others; on an outer lane.
    Outer,
    /// None of these: a log may have kinds of its own, and names for them.
    Other(OtherKind),
}

/// The numbers of kinds in a record, once for both ways.
macro_rules! numbers {
    ($($kind:ident = $number:literal),+ $(,)?) => {
        impl Kind {
            /// All but the others, in the order of their numbers: from 1 on.
            pub const KNOWN: [Self; [$($number),+].len()] = [$(Self::$kind),+];

            /// Its number, which is part of the format.
            #[inline]
            #[must_use]
            pub const fn number(self) -> u8 {
                // Two matches, of which the first comes to nothing where a kind is laid out as its number:
                // one would be a jump, in the middle of recording.
                let known = match self {
                    $(Self::$kind => $number,)+
                    Self::Other(_) => 0,
                };
                let other = match self {
                    Self::Other(other) => other.number(),
                    _ => 0,
                };
                known | other
            }

            /// The kind of a number. Only 0 has none: an empty record.
            #[inline]
            #[must_use]
            pub const fn of_number(number: u8) -> Option<Self> {
                match number {
                    0 => None,
                    $($number => Some(Self::$kind),)+
                    other => Some(Self::Other(OtherKind::of(other))),
                }
            }
        }
    };
}

numbers! {
    StartUp = 1,
    Wait = 2,
    Receive = 3,
    Task = 4,
    Send = 5,
    Lock = 6,
    Exit = 7,
    Create = 8,
    Dispatch = 9,
    Blocked = 10,
    Collect = 11,
    Usage = 12,
    Io = 13,
    Added = 14,
    Own = 15,
    Ready = 16,
    Deliver = 17,
    Serve = 18,
    Outer = 19,
}

impl Kind {
    /// Whether a task goes on: it computes, or it waits.
    #[inline]
    #[must_use]
    pub const fn is_of_task(self) -> bool {
        matches!(self, Self::Task | Self::Io)
    }

    /// Its class, which it shares with other kinds.
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
            Self::Other(other) => other.class(),
        }
    }
}

/// The kind of a lane. The numbers are part of the format.
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
    /// A thread that serves a pool of a watched program: it hands out tasks, takes results or replaces workers.
    Helper = 9,
}
