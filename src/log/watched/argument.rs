//! [`TaskArgument`]: a plain value that a task was given.

use crate::base::Text;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The first argument of a task, if it is a plain value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum TaskArgument {
    /// A whole number.
    Integer(i64),
    /// Another number.
    Float(f64),
    /// A short text.
    Text(Text),
}

impl fmt::Display for TaskArgument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(value) => value.fmt(f),
            // As Python writes it, so that 2.0 is not taken for 2.
            Self::Float(value) => write!(f, "{value:?}"),
            Self::Text(text) => write!(f, "'{text}'"),
        }
    }
}
