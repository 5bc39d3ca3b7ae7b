//! [`ImportError`]: why a trace of another program cannot be read.

use std::io;

/// Why a trace of another program cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The system refused it.
    #[error("{action}: {source}")]
    System {
        /// What was being done.
        action: String,
        /// Why it could not be done.
        source: io::Error,
    },
    /// It is damaged, too large, or of a form that is not read.
    #[error("{place}: {message}")]
    Refused {
        /// The file, and where in it: line and column.
        place: String,
        /// What is wrong there.
        message: String,
    },
}

impl ImportError {
    pub(super) fn system(action: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let action = action.into();
        move |source| Self::System { action, source }
    }
}
