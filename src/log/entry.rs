//! [`Entry`]: a run of a sweep that has ended, as a line of the sweep's record.

use super::Baseline;
use crate::base::{Nanos, Text};
use serde::{Deserialize, Serialize};

/// A run that has ended.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Which point of the sweep it was of.
    pub point: u32,
    /// The how-manieth run of it, from 0.
    pub round: u32,
    /// How large its tasks were, where they have a size.
    #[serde(default)]
    pub size: Option<u64>,
    /// How long it took, where it did not fail.
    #[serde(rename = "wall_ns")]
    pub wall: Nanos,
    /// CPU time of main and all workers.
    #[serde(rename = "cpu_ns")]
    pub cpu: Nanos,
    /// The serial run of the same tasks.
    #[serde(default)]
    pub baseline: Option<Baseline>,
    /// Why it failed, if it did.
    #[serde(default)]
    pub failure: Option<Text>,
    /// Why its speedup may be another one on a quiet machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uncertain: Option<String>,
}
