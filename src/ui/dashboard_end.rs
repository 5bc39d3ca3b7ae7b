//! [`DashboardEnd`]: the results of the dashboard when the user leaves it.

use super::UiError;
use std::path::PathBuf;

/// The results of the dashboard when the user leaves it.
pub struct DashboardEnd {
    /// A sweep that can be gone on with.
    pub unfinished: Option<Unfinished>,
    /// Notes on the recording, the picture of the screen, and a program that runs on.
    pub notes: Vec<String>,
    /// Errors of a recording or picture that is missing or not complete.
    pub lost: Vec<UiError>,
}

/// A sweep that was left before it was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfinished {
    /// Runs that were made.
    pub done: usize,
    /// All runs of the sweep.
    pub all: usize,
    /// Whether its tasks are commands.
    pub is_command: bool,
    /// Where they are kept, so that it can go on.
    pub journal: PathBuf,
}
