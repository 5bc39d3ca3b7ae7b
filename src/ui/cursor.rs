//! [`Cursor`]: a place on the timeline.

use crate::base::{LaneId, Moment};

/// A place on the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// Its lane.
    pub lane: LaneId,
    /// Its moment.
    pub at: Moment,
}
