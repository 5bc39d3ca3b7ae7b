//! An [`Experiment`] as JSON: every parameter by its name.

use super::{Cost, Experiment, PlanError, TABLE, parameter};
use crate::workload;

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

    /// The experiment that a person wrote down. A workload that is named has its own defaults, not
    /// the shape and times that make the default experiment worth looking at.
    ///
    /// # Errors
    /// [`PlanError`] for an unknown name or a bad value, and for values that make no sense together.
    pub fn written(map: &serde_json::Map<String, serde_json::Value>) -> Result<Self, PlanError> {
        let named = map.get("workload").and_then(|name| name.as_str());
        let named = named.and_then(workload::find);
        let experiment = named.map_or_else(Self::default, Self::on).changed(map)?;
        experiment.check_idle()?;
        experiment.check()?;
        Ok(experiment)
    }

    /// This experiment with what a map names changed.
    fn changed(self, map: &serde_json::Map<String, serde_json::Value>) -> Result<Self, PlanError> {
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
