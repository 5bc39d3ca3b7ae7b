//! [`InputSettings`]: what hands can do.

use super::Keys;

/// The settings of keys and mouse.
#[derive(Debug, Clone)]
pub struct InputSettings {
    /// Which key means what.
    pub keys: Keys,
    /// Whether the mouse is used.
    pub mouse: bool,
}
