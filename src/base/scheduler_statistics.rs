//! [`SchedulerStatistics`]: how long a thread or process ran and waited for a core, by the kernel's count.

use super::Nanos;

/// What somebody had of the cores. The rest of its time it waited for something else.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SchedulerStatistics {
    /// How long it was on a core.
    pub on_core: Nanos,
    /// How long it was ready to run and had none.
    pub ready: Nanos,
}
