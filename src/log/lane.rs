//! [`Lane`]: what has been read of a lane so far.

use super::{LaneKind, Now, Span};
use crate::base::{LaneId, Pid};

/// The facts of a lane besides its spans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LaneInfo {
    /// Its row.
    pub lane: LaneId,
    /// Its kind.
    pub kind: LaneKind,
    /// Its number among its kind.
    pub number: u32,
    /// The process or thread, once there is one.
    pub pid: Option<Pid>,
    /// How many spans it has published.
    pub published: u64,
    /// How many spans found no room.
    pub dropped: u64,
    /// How many tasks have no span of their own because they were merged into another's.
    pub merged: u64,
}

/// A lane with all its spans.
#[derive(Debug, Clone, PartialEq)]
pub struct Lane {
    /// Its kind and number.
    pub info: LaneInfo,
    /// Its spans, in the order in which they ended.
    pub spans: Vec<Span>,
    /// The span that is open at this moment.
    pub now: Option<Now>,
}

impl Lane {
    /// Whether the lane shows what a flow of the program does: it is neither a core nor a level of
    /// slices that enclose those of another lane.
    #[must_use]
    pub const fn is_flow(&self) -> bool {
        !matches!(self.info.kind, LaneKind::Core | LaneKind::Outer)
    }

    /// Whether the lane belongs to a worker, or is one of a trace of another program.
    #[must_use]
    pub const fn is_worker(&self) -> bool {
        matches!(
            self.info.kind,
            LaneKind::Thread | LaneKind::Process | LaneKind::Async
        )
    }
}
