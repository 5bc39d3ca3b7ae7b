//! [`ThreadTimes`]: what the time of a thread had gone to by a moment.

use crate::base::{Nanos, SchedulerStatistics};
use serde::{Deserialize, Serialize};

/// Times of a thread up to a moment. Only differences of them mean something. What is neither on a core nor ready
/// for one was asleep.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "TimesTuple", from = "TimesTuple")]
pub struct ThreadTimes {
    /// How long it was on a core, and ready for one, by the kernel's count.
    pub scheduled: SchedulerStatistics,
    /// How long it slept for want of the interpreter's lock; `None` where that cannot be told.
    pub gil: Option<Nanos>,
    /// How long it had that lock while there were other threads.
    pub held: Nanos,
}

/// On a core, ready, waiting for the lock, with the lock.
type TimesTuple = (Nanos, Nanos, Option<Nanos>, Nanos);

impl From<ThreadTimes> for TimesTuple {
    fn from(times: ThreadTimes) -> Self {
        let SchedulerStatistics { on_core, ready } = times.scheduled;
        (on_core, ready, times.gil, times.held)
    }
}

impl From<TimesTuple> for ThreadTimes {
    fn from((on_core, ready, gil, held): TimesTuple) -> Self {
        Self {
            scheduled: SchedulerStatistics { on_core, ready },
            gil,
            held,
        }
    }
}
