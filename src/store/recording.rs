//! [`Recording`]: a run as it is kept, with all that is needed to show it again; and [`KeptRun`], one
//! to keep.

use super::StoreError;
use crate::{
    log::{Description, Lane, Reader},
    sample::ProcessSnapshot,
};

/// A run from its first span to the moment in which it was kept.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recording {
    /// Its description and outcome, and the serial cost of each task.
    pub description: Description,
    /// The lanes with their spans.
    pub lanes: Vec<Lane>,
    /// Its processes as they were seen while it went on, in the order in which they were.
    pub snapshots: Vec<ProcessSnapshot>,
    /// Whether the file ended before the run did: what is here is only its beginning.
    pub is_cut: bool,
}

/// A run to keep. Its spans may be gigabytes, so they stay where they are.
#[derive(Debug, Clone, Copy)]
pub struct KeptRun<'a> {
    /// Its description and outcome.
    pub description: &'a Description,
    /// The lanes with their spans.
    pub lanes: &'a [Lane],
    /// Its processes as they were seen, in the order in which they were.
    pub snapshots: &'a [ProcessSnapshot],
    /// Data for a first picture before the spans are read, in the form of their writer; empty for
    /// a run that is read in no time.
    pub digest: &'a [u8],
}

impl Recording {
    /// The recording of what a log holds at this moment.
    ///
    /// # Errors
    /// [`StoreError::Log`] where its description is none.
    pub fn of(reader: &mut Reader) -> Result<Self, StoreError> {
        let description = serde_json::from_str(&reader.meta()).map_err(|error| {
            StoreError::damaged(format!("its description cannot be read ({error})"))
        })?;
        let mut lanes = Vec::new();
        reader.follow(&mut lanes);
        Ok(Self {
            description,
            lanes,
            ..Self::default()
        })
    }

    /// The recording as a run to keep.
    #[must_use]
    pub fn recorded(&self) -> KeptRun<'_> {
        KeptRun {
            description: &self.description,
            lanes: &self.lanes,
            snapshots: &self.snapshots,
            digest: &[],
        }
    }
}
