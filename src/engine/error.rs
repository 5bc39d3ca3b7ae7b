//! [`EngineError`]: an error of a run.

use crate::{log::LogError, plan::PlanError};
use std::io;

/// An error of a run.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The experiment makes no sense.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The span log could not be made.
    #[error(transparent)]
    Log(#[from] LogError),
    /// A system call failed.
    #[error("{action}: {source}")]
    System {
        /// The action that failed.
        action: String,
        /// Why it failed.
        source: io::Error,
    },
    /// A process or thread cannot be started.
    #[error("{0}")]
    Start(String),
    /// The run itself failed.
    #[error("the run failed: {0}")]
    Run(String),
}

impl EngineError {
    pub(crate) fn system<E: Into<io::Error>>(action: impl Into<String>) -> impl FnOnce(E) -> Self {
        let action = action.into();
        move |source| Self::System {
            action,
            source: source.into(),
        }
    }
}
