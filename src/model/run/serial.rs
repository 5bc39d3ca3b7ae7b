//! [`SerialCosts`]: what tasks cost in the serial run.

use crate::base::{Nanos, TaskId};

/// The costs of tasks in the serial run.
#[derive(Clone, Copy, Default)]
pub(super) struct SerialCosts<'a> {
    pub(super) tasks: &'a [Nanos],
    pub(super) mean: Nanos,
}

impl SerialCosts<'_> {
    /// The cost of so many tasks from one on; of several that were merged, the mean.
    #[inline]
    pub(super) fn of(self, task: TaskId, count: u32) -> Nanos {
        match count {
            1 => self.tasks.get(task.index()).copied().unwrap_or(self.mean),
            _ => self.mean * u64::from(count),
        }
    }
}
