//! [`LessonError`]: why there is no such lesson or preset.

/// Why there is no such lesson or preset.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LessonError {
    /// None of that name.
    #[error("there is no {what} `{name}`{hint}")]
    Unknown {
        /// A lesson, or a preset.
        what: &'static str,
        /// The name that was written.
        name: String,
        /// A way to the names there are.
        hint: String,
    },
    /// A lesson that cannot be what its file says.
    #[error("{place}: {message}")]
    File {
        /// File and line.
        place: String,
        /// The fault.
        message: String,
    },
}
