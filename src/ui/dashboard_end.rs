//! [`DashboardEnd`]: what the dashboard left when the user left it.

use super::UiError;
use std::path::PathBuf;

/// What the dashboard left when the user left it.
pub struct DashboardEnd {
    /// A sweep that can be gone on with.
    pub unfinished: Option<Unfinished>,
    /// What is to be known of what was kept of the screen.
    pub notes: Vec<String>,
    /// What was to be kept of the screen and is not, or not all of it.
    pub lost: Vec<UiError>,
}

/// A sweep that was left before it was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfinished {
    /// Runs that were made.
    pub done: usize,
    /// Runs that were to be made.
    pub all: usize,
    /// Whether its tasks are commands.
    pub is_command: bool,
    /// Where they are kept, so that it can go on.
    pub journal: PathBuf,
}
