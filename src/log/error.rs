//! [`LogError`]: what can be wrong with a log.

use super::VERSION;
use std::io;

/// A fault of a log.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The system refused memory.
    #[error("{action}: {source}")]
    System {
        /// The action that failed.
        action: String,
        /// Why it could not be done.
        source: io::Error,
    },
    /// The memory or file is something else.
    #[error("this is no parscope log: {0}")]
    NotALog(String),
    /// It was written by another version of the format.
    #[error(
        "the log has format version {found}, this parscope reads version {VERSION}: open it with \
         the parscope that wrote it"
    )]
    Version {
        /// The version in the file.
        found: u64,
    },
    /// It is damaged.
    #[error("the log is damaged: {0}")]
    Damaged(String),
}

impl LogError {
    pub(super) fn system(action: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let action = action.into();
        move |source| Self::System { action, source }
    }
}
