//! [`Opened`]: a run from a file.

use crate::{model::Run, trace::Sighting};

/// A run from a file, with what is kept of it besides its spans.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The run.
    pub run: Run,
    /// Its processes as they were seen.
    pub sightings: Vec<Sighting>,
    /// Whether only its beginning was in the file.
    pub is_cut: bool,
}

impl From<Run> for Opened {
    fn from(run: Run) -> Self {
        Self {
            run,
            sightings: Vec::new(),
            is_cut: false,
        }
    }
}
