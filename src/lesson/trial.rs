//! [`Trial`]: one of the experiments of a step.

use crate::plan::{Experiment, PlanError, TABLE};

/// One of the experiments of a step.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// Its name among the others; empty where there is only one.
    pub label: String,
    /// The experiment.
    pub experiment: Experiment,
    /// The parameters that its file names; all others have their defaults.
    pub named: Vec<&'static str>,
}

impl Trial {
    /// A trial as a file has it: parameters, and a label.
    pub(super) fn read(
        mut map: serde_json::Map<String, serde_json::Value>,
    ) -> Result<Self, PlanError> {
        let label = map.remove("label");
        let label = label.and_then(|label| label.as_str().map(ToOwned::to_owned));
        let named = TABLE.iter().map(|row| row.name);
        Ok(Self {
            label: label.unwrap_or_default(),
            experiment: Experiment::written(&map)?,
            named: named.filter(|name| map.contains_key(*name)).collect(),
        })
    }
}
