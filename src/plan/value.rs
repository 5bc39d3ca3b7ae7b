//! [`Value`]: a parameter's value on its way to or from a text, TOML or JSON.

use super::{Cost, Experiment, PlanError, TABLE, parameter};
use crate::base::Percent;
use std::fmt;

/// What a parameter is set to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing was said; the default holds.
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

impl Experiment {
    /// Every parameter by name.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Map<String, serde_json::Value> {
        TABLE
            .iter()
            .map(|row| (row.name.to_owned(), (row.get)(self).into()))
            .collect()
    }

    /// The experiment that a map describes; what it does not name is as in the default one.
    ///
    /// # Errors
    /// [`PlanError`] for an unknown name or a bad value.
    pub fn from_json(map: &serde_json::Map<String, serde_json::Value>) -> Result<Self, PlanError> {
        Self::default().changed(map)
    }

    /// This experiment with what a map names changed.
    ///
    /// # Errors
    /// [`PlanError`] for an unknown name or a bad value.
    pub fn changed(
        self,
        map: &serde_json::Map<String, serde_json::Value>,
    ) -> Result<Self, PlanError> {
        let mut experiment = self;
        // In the table's order: the workload first, for it resets what depends on it.
        for name in map.keys() {
            parameter(name)?;
        }
        for row in TABLE {
            let text = match map.get(row.name) {
                None | Some(serde_json::Value::Null) => continue,
                Some(serde_json::Value::String(text)) => text.clone(),
                Some(serde_json::Value::Array(list))
                    if list.iter().any(serde_json::Value::is_string) =>
                {
                    let words = list.iter().filter_map(serde_json::Value::as_str);
                    shlex::try_join(words).unwrap_or_default()
                }
                Some(serde_json::Value::Array(list)) => list
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join(","),
                Some(other) => other.to_string(),
            };
            row.set(&mut experiment, &text)?;
        }
        // Both: the size was found by trial for that time.
        let size = map.get("size").and_then(serde_json::Value::as_u64);
        if let (Some(size), Cost::Time(time)) = (size, experiment.cost) {
            experiment.cost = Cost::Found { time, size };
        }
        Ok(experiment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Nanos;

    #[test]
    fn an_experiment_comes_back_from_json_as_it_was() {
        for workload in crate::workload::CATALOGUE {
            let experiment = Experiment::on(workload);
            let sized = workload
                .size_unit
                .is_some()
                .then(|| experiment.resolve(4).unwrap().with_size(7));
            let sized = sized.map(|sized| Experiment::clone(&sized));
            let timed = sized.iter().map(|sized| Experiment {
                cost: Cost::Time(Nanos::from_millis(5)),
                ..sized.clone()
            });
            let found = |e: &Experiment| Experiment::clone(&e.resolve(4).unwrap().with_size(7));
            let timed: Vec<_> = timed.flat_map(|e| [found(&e), e]).collect();
            for experiment in std::iter::once(experiment).chain(sized).chain(timed) {
                let json = experiment.to_json();
                let read = Experiment::from_json(&json).unwrap();
                assert_eq!(
                    (read.to_json(), read.known_size()),
                    (json, experiment.known_size())
                );
            }
        }
    }
}
