//! [`StoreError`]: what can be wrong with a file of ours.

use crate::log::{LogError, VERSION};
use std::io;

/// What can be wrong with a file of ours.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The system refused it.
    #[error("{action}: {source}")]
    System {
        /// What was being done.
        action: String,
        /// Why it could not be done.
        source: io::Error,
    },
    /// The file is something else.
    #[error("this is no parscope log: {0}")]
    NotALog(String),
    /// The file was written by another version of the format.
    #[error(
        "the log has format version {found}, this parscope reads version {VERSION}: open it with \
         the parscope that wrote it"
    )]
    Version {
        /// The version in the file.
        found: u64,
    },
    /// The file is damaged.
    #[error("the log is damaged: {0}")]
    Damaged(String),
    /// The record of a sweep cannot be used.
    #[error("{0}")]
    Sweep(String),
}

impl StoreError {
    pub(super) fn system(action: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let action = action.into();
        move |source| Self::System { action, source }
    }
}

impl From<LogError> for StoreError {
    fn from(error: LogError) -> Self {
        match error {
            LogError::System { action, source } => Self::System { action, source },
            LogError::NotALog(why) => Self::NotALog(why),
            LogError::Version { found } => Self::Version { found },
            LogError::Damaged(why) => Self::Damaged(why),
        }
    }
}
