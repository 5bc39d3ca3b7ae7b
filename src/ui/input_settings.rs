//! [`InputSettings`]: what hands can do.

use super::Keys;

/// What hands can do.
#[derive(Debug, Clone)]
pub struct InputSettings {
    /// Which key means what.
    pub keys: Keys,
    /// Whether the mouse is heard of.
    pub mouse: bool,
}
