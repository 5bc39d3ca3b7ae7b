//! [`Main`]: where main stands in what it has to do.

use std::collections::VecDeque;

/// Main.
#[derive(Debug, Default)]
pub(super) struct Main {
    /// Until when it is busy.
    pub(super) free: f64,
    /// Until when a resource that only one worker can use at a time is occupied.
    pub(super) held: f64,
    /// Until when it has put the orders that were taken so far.
    pub(super) put: f64,
    /// Chunks that were answered.
    pub(super) answered: u32,
    /// Whether it computes, a task or a loop of its own.
    pub(super) computes: bool,
    /// Whether that has begun.
    pub(super) is_at_it: bool,
    /// Whether a task of its own is still to be done.
    pub(super) has_task: bool,
    /// Workers that are gone and that it could not see to yet.
    pub(super) kept_waiting: VecDeque<usize>,
}
