//! [`Ending`]: how a process ended.

use serde::{Deserialize, Serialize};
use std::fmt;

/// How a process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// It exited by itself, with that status.
    Exit(i32),
    /// A signal of that number killed it.
    Signal(i32),
}

impl Ending {
    /// Whether it ended as it should.
    #[must_use]
    pub const fn is_good(self) -> bool {
        matches!(self, Self::Exit(0))
    }
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exit(status) => write!(f, "exit status {status}"),
            Self::Signal(number) => write!(f, "killed by signal {number}"),
        }
    }
}
