//! [`ThemeError`]: why a theme cannot be what its file says.

/// A theme cannot be what its file says.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {message}")]
pub struct ThemeError {
    /// Its file and line.
    pub place: String,
    /// The reason.
    pub message: String,
}
