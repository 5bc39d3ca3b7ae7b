//! [`Link`]: a worker's end of how work and results travel between processes.

use super::job::{Order, WorkerReport};
use crate::log::LaneWriter;
use std::io;

/// A worker's end. What it waits for, it writes down.
pub(super) trait Link {
    /// Waits for orders and takes in those that are there. Returns whether there are any: if
    /// not, there never will be.
    fn wait(&mut self, writer: &mut LaneWriter) -> io::Result<bool>;

    /// The next order that was taken in, and whether its payload is as it was sent.
    fn next(&mut self) -> io::Result<Option<(Order, bool)>>;

    /// Whether all orders that were taken in are done.
    fn is_idle(&self) -> bool;

    /// Adds a report to those that wait to be sent.
    fn push(&mut self, report: &WorkerReport) -> io::Result<()>;

    /// Sends all of them.
    fn flush(&mut self, writer: &mut LaneWriter) -> io::Result<()>;
}
