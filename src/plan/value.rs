//! [`Value`]: a parameter's value on its way to or from a text, TOML or JSON.

use crate::base::Percent;
use std::fmt;

/// The value of a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Not set; the default holds.
    Unset,
    /// A number.
    Number(u64),
    /// A name or a time.
    Text(String),
    /// A list of numbers.
    List(Vec<i64>),
    /// A list of words.
    Words(Vec<String>),
    /// A share of a whole.
    Share(Percent),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unset => f.pad("–"),
            Self::Number(number) => f.pad(&number.to_string()),
            Self::Text(text) => f.pad(text),
            Self::List(list) => {
                let texts: Vec<_> = list.iter().map(ToString::to_string).collect();
                f.pad(&texts.join(","))
            }
            // A word with a zero byte cannot be quoted, nor given to any command.
            Self::Words(words) => {
                f.pad(&shlex::try_join(words.iter().map(String::as_str)).unwrap_or_default())
            }
            Self::Share(share) => share.fmt(f),
        }
    }
}

impl Value {
    /// As TOML has it; `None` where nothing was said.
    #[must_use]
    pub fn to_toml(&self) -> Option<String> {
        Some(match self {
            Self::Unset => return None,
            // TOML's numbers have 63 bits.
            Self::Number(number) => match i64::try_from(*number) {
                Ok(number) => number.to_string(),
                Err(_) => format!("\"{number}\""),
            },
            Self::Text(text) => toml::Value::from(text.as_str()).to_string(),
            Self::List(list) => format!("{list:?}"),
            Self::Words(words) => toml::Value::from(words.clone()).to_string(),
            Self::Share(share) => share.to_string(),
        })
    }
}

impl From<Value> for serde_json::Value {
    fn from(value: Value) -> Self {
        match value {
            Value::Unset => Self::Null,
            Value::Number(number) => number.into(),
            Value::Text(text) => text.into(),
            Value::List(list) => list.into(),
            Value::Words(words) => words.into(),
            Value::Share(share) => share.share().into(),
        }
    }
}
