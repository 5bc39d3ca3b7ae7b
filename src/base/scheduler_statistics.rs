//! [`SchedulerStatistics`]: how long a thread or process ran and waited for a core.

use super::Nanos;

/// Times of a process or thread on a core and ready for one. The rest it waits for other things.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SchedulerStatistics {
    /// How long it was on a core.
    pub on_core: Nanos,
    /// How long it was ready to run and had none.
    pub ready: Nanos,
}
