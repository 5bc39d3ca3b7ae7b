//! [`Preview`]: what is known of a saved run before its spans are read.

use super::{Description, Lane};

/// What can be known of a saved run before its spans are read.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// What it was and what came of it.
    pub description: Description,
    /// Its lanes, without their spans.
    pub lanes: Vec<Lane>,
    /// What it was saved with.
    pub digest: Vec<u8>,
}
