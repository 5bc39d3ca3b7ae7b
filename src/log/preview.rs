//! [`Preview`]: what is known of a saved run before its spans are read.

use super::{Description, Lane};

/// The facts of a saved run that are known before its spans are read.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// Its plan and outcome.
    pub description: Description,
    /// Its lanes, without their spans.
    pub lanes: Vec<Lane>,
    /// The digest that was saved with it.
    pub digest: Vec<u8>,
}
