//! [`Preset`] and [`PRESETS`]: experiments that are worth a look, with what to look at.
//!
//! They are files in `assets/preset`, so that whoever teaches can read and copy them, and are
//! built into the program, so that it finds them wherever it is.

use super::{Experiment, PlanError};
use serde::Deserialize;
use std::sync::LazyLock;

/// One or more experiments that show something.
#[derive(Debug, Clone, PartialEq)]
pub struct Preset {
    /// Its name, as in `--preset NAME`.
    pub name: &'static str,
    /// What it is, in a few words.
    pub title: String,
    /// What to look at: two or three sentences.
    pub text: String,
    /// What is run, one after another, to be compared.
    pub trials: Vec<Trial>,
}

/// One of the experiments of a preset.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// What tells it from the others; empty where there is only one.
    pub label: String,
    /// The experiment.
    pub experiment: Experiment,
}

/// A preset as its file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: String,
    text: String,
    experiment: Vec<serde_json::Map<String, serde_json::Value>>,
}

macro_rules! presets {
    ($($name:literal),* $(,)?) => {
        const FILES: &[(&str, &str)] = &[
            $(($name, include_str!(concat!("../../assets/preset/", $name, ".toml")))),*
        ];
    };
}

presets!["square", "start-methods"];

/// Every preset, in the order in which they are best taken.
pub static PRESETS: LazyLock<Vec<Preset>> = LazyLock::new(|| {
    let read = FILES.iter().map(|(name, text)| Preset::read(name, text));
    // That each of them can be read is tested.
    read.filter_map(Result::ok).collect()
});

impl Preset {
    /// The preset of that name.
    #[must_use]
    pub fn find(name: &str) -> Option<&'static Self> {
        PRESETS.iter().find(|preset| preset.name == name)
    }

    fn read(name: &'static str, text: &str) -> Result<Self, PlanError> {
        let fault = |text: String| PlanError::Conflict(format!("preset {name}: {text}"));
        let file: File = toml::from_str(text).map_err(|error| fault(error.to_string()))?;
        let trials = file.experiment.into_iter().map(|mut map| {
            let label = map.remove("label");
            let label = label.and_then(|label| label.as_str().map(ToOwned::to_owned));
            // A workload that is named is taken as it is by default, not with the shape and
            // times that make the default experiment worth looking at.
            let named = map.get("workload").and_then(|name| name.as_str());
            let named = named.and_then(crate::workload::find);
            let base = named.map_or_else(Experiment::default, Experiment::on);
            let experiment = base.changed(&map)?;
            experiment.check()?;
            Ok(Trial {
                label: label.unwrap_or_default(),
                experiment,
            })
        });
        Ok(Self {
            name,
            title: file.title,
            text: file.text.trim().to_owned(),
            trials: trials.collect::<Result<_, PlanError>>()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_can_be_read_and_says_what_to_look_at() {
        for (name, text) in FILES {
            let preset = Preset::read(name, text).unwrap();
            assert!(!preset.trials.is_empty(), "{name}");
            assert!(!preset.title.is_empty() && preset.text.len() > 60, "{name}");
            let one = preset.trials.len() == 1;
            assert!(
                preset.trials.iter().all(|t| one || !t.label.is_empty()),
                "{name}"
            );
        }
        assert_eq!(PRESETS.len(), FILES.len());
    }
}
