//! [`InputSettings`]: the settings of keys and mouse.

use super::Keys;

/// The settings of keys and mouse.
#[derive(Debug, Clone)]
pub struct InputSettings {
    /// Which key means what.
    pub keys: Keys,
    /// Whether the mouse is used.
    pub mouse: bool,
}
