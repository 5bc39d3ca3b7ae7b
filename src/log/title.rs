//! [`Title`]: what a sweep is of, by which one that was stopped is told from another.

use crate::log::Machine;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The version of the format.
const VERSION: u32 = 1;

/// The identity of a sweep's journal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Title {
    /// The version of the format.
    #[serde(rename = "parscope_sweep")]
    version: u32,
    /// The version of parscope that runs it.
    pub parscope: String,
    /// The swept axes, as they can be typed: `chunksize=1,2,4`.
    pub axes: Vec<String>,
    /// Every parameter of what all points share, by name.
    pub experiment: Map<String, Value>,
    /// Where it runs.
    pub machine: Machine,
}

impl Title {
    /// The title of a sweep on a machine.
    #[must_use]
    pub fn new(axes: Vec<String>, experiment: Map<String, Value>, machine: Machine) -> Self {
        Self {
            version: VERSION,
            parscope: env!("CARGO_PKG_VERSION").into(),
            axes,
            experiment,
            machine,
        }
    }

    /// The differences to another title, in words; empty where they are of the same sweep.
    #[must_use]
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let axes = |title: &Self| Value::from(title.axes.join(" "));
        let mut pairs = vec![
            (
                "parscope".to_owned(),
                self.parscope.clone().into(),
                other.parscope.clone().into(),
            ),
            ("the sweep".into(), axes(self), axes(other)),
        ];
        let machines = [&self.machine, &other.machine];
        let [one, two] = machines.map(|machine| match serde_json::to_value(machine) {
            Ok(Value::Object(map)) => map,
            _ => Map::new(),
        });
        for (mine, theirs, of) in [
            (&self.experiment, &other.experiment, ""),
            (&one, &two, "the machine's "),
        ] {
            let names = mine
                .keys()
                .chain(theirs.keys().filter(|name| !mine.contains_key(*name)));
            pairs.extend(names.map(|name| {
                let value = |map: &Map<String, Value>| map.get(name).cloned().unwrap_or_default();
                (format!("{of}{name}"), value(mine), value(theirs))
            }));
        }
        let differing = pairs.into_iter().filter(|(_, one, two)| one != two);
        differing
            .map(|(name, one, two)| format!("{name} was {} and is {}", plain(&one), plain(&two)))
            .collect()
    }

    /// A few letters that tell this sweep from others.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        use sha2::{Digest, Sha256};
        let text = serde_json::to_vec(self).unwrap_or_default();
        let digest = Sha256::digest(&text);
        let start = digest.iter().take(4);
        let number = start.fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
        format!("{number:08x}")
    }

    /// The version of the format that the journal says it has.
    pub(crate) const fn version(&self) -> u32 {
        self.version
    }

    /// Whether that is this one.
    pub(crate) const fn is_readable(&self) -> bool {
        self.version == VERSION
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => "not set".into(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
impl Title {
    /// The title of a sweep of two chunksizes on a machine of which no facts are known.
    pub(crate) fn sample() -> Self {
        let mut experiment = Map::new();
        experiment.insert("tasks".into(), 96.into());
        Self::new(vec!["chunksize=1,2".into()], experiment, Machine::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_said_by_name() {
        let mut other = Title::sample();
        assert!(Title::sample().differences(&other).is_empty());
        assert_eq!(Title::sample().fingerprint(), other.fingerprint());
        other.experiment.insert("tasks".into(), 48.into());
        other.machine.usable_cores = 2;
        other.axes = vec!["workers=1,2".into()];
        assert_ne!(Title::sample().fingerprint(), other.fingerprint());
        assert_eq!(
            Title::sample().differences(&other),
            [
                "the sweep was chunksize=1,2 and is workers=1,2",
                "tasks was 96 and is 48",
                "the machine's usable_cores was 0 and is 2",
            ]
        );
    }
}
