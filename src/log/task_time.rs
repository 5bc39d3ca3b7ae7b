//! [`TaskTime`]: how long a task took, from the spans that are its parts.

use super::Span;
use crate::base::Nanos;
use serde::{Deserialize, Serialize};

/// The time of a task.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskTime {
    /// How long it took.
    pub length: Nanos,
    /// How long of that it computed or waited, where that was measured: with a core of its own it takes
    /// no less.
    pub alone: Nanos,
}

impl TaskTime {
    /// Adds a part of the task.
    #[inline]
    pub fn add(&mut self, span: &Span) {
        let alone = span.cpu_time().map(|cpu| cpu + span.waited_time());
        self.length += span.length;
        self.alone += alone.unwrap_or(span.length);
    }

    /// The time of each of so many tasks that share a span.
    #[must_use]
    pub fn each(self, count: u32) -> Self {
        let count = u64::from(count.max(1));
        Self {
            length: self.length / count,
            alone: self.alone / count,
        }
    }

    /// The longer of each of the two times.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        Self {
            length: self.length.max(other.length),
            alone: self.alone.max(other.alone),
        }
    }
}
