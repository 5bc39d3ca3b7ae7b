//! Per-core usage, sampled from a thread of its own.

mod history;

pub use history::History;

use crate::base::{CoreId, Moment, Nanos, Ratio};

/// The usage of one core over an interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CoreSample {
    /// Which core.
    pub core: CoreId,
    /// When the interval began.
    pub start: Moment,
    /// How long it was.
    pub length: Nanos,
    /// The share of it in which the core was busy.
    pub usage: Ratio,
}
