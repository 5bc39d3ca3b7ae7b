//! [`StoreError`]: an error with a file of ours.

use crate::log::LogError;
use std::io;

/// An error with a file of ours.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The system refused it.
    #[error("{action}: {source}")]
    System {
        /// The action that failed.
        action: String,
        /// Why it failed.
        source: io::Error,
    },
    /// The log in it is none, or damaged, or of another version.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The record of a sweep cannot be used.
    #[error("{0}")]
    Sweep(String),
}

impl StoreError {
    pub(super) fn system(action: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let action = action.into();
        move |source| Self::System { action, source }
    }

    pub(crate) fn damaged(what: impl Into<String>) -> Self {
        LogError::Damaged(what.into()).into()
    }

    pub(super) fn not_a_log(why: impl Into<String>) -> Self {
        LogError::NotALog(why.into()).into()
    }
}
