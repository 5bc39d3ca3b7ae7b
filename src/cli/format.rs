//! [`Format`]: how a result is wanted.

/// How a result is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// As text.
    Report,
    /// As one JSON object.
    Json,
}
