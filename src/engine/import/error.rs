//! [`ImportError`]: why a trace of another program cannot be read.

use std::io;

/// Why a trace of another program cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The system refused it.
    #[error("{action}: {source}")]
    System {
        /// The action that failed.
        action: String,
        /// Why it failed.
        source: io::Error,
    },
    /// It is damaged, too large, or of a form that is not read.
    #[error("{place}: {message}")]
    Refused {
        /// The file, and where in it: line and column.
        place: String,
        /// The fault that was found there.
        message: String,
    },
}

impl ImportError {
    pub(super) fn system(action: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let action = action.into();
        move |source| Self::System { action, source }
    }
}
