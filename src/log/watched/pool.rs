//! [`WatchedPool`] and [`Unpicklable`]: a pool that a program made, and what could not be sent to one.

use crate::base::Text;
use serde::{Deserialize, Serialize};

/// A pool or an executor.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WatchedPool {
    /// The index of the process that made it.
    pub process: u32,
    /// Its class: `Pool`, `ProcessPoolExecutor`.
    pub kind: Text,
    /// How many workers were asked for.
    pub workers: Option<u32>,
    /// How they are started: `fork`.
    pub start: Option<Text>,
    /// The file of the line that made it.
    pub file: Text,
    /// That line, from 1; 0 where it is not known.
    pub line: u32,
    /// How it was ended: `close`, `terminate`, `shutdown`; `None` as long as it was not.
    pub ended: Option<Text>,
}

/// An object that could not be pickled.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Unpicklable {
    /// The index of the process that tried to.
    pub process: u32,
    /// The name of the object or of its type.
    pub what: Text,
    /// The error.
    pub error: Text,
    /// The index of the call that it was sent for, where that is known.
    pub call: Option<u32>,
}

impl WatchedPool {
    /// The line that made it: `demo.py:12`.
    #[must_use]
    pub fn place(&self) -> Text {
        super::place(&self.file, self.line)
    }
}
