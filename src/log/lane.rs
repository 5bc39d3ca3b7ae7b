//! [`Lane`]: what has been read of a lane so far.

use super::{LaneInfo, LaneKind, Now, Span};

/// A lane with all its spans.
#[derive(Debug, Clone, PartialEq)]
pub struct Lane {
    /// What it is.
    pub info: LaneInfo,
    /// What it did, in the order in which it ended.
    pub spans: Vec<Span>,
    /// What it is doing at this moment.
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
