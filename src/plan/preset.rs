//! [`Preset`] and [`PRESETS`]: experiments that are worth a look, with what to look at.
//!
//! They are files in `assets/preset`, so that whoever teaches can read and copy them, and are
//! built into the program, so that it finds them wherever it is.

use super::{Experiment, PlanError, TABLE, nearest};
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
    /// The parameters that its file names; all others are as they are by default.
    pub named: Vec<&'static str>,
}

/// A preset as its file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PresetFile {
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

presets![
    "two-tasks",
    "square",
    "queue",
    "child",
    "join-early",
    "join-late",
    "separate-memory",
    "shared-memory",
    "pipe",
    "queue-result",
    "manager",
    "pool-4",
    "pool-6",
    "chunk-1",
    "chunk-2",
    "chunk-3",
    "map-async",
    "apply",
    "apply-async",
    "starmap",
    "imap",
    "imap-unordered",
    "range-count",
    "rows",
    "columns",
    "frame",
    "gil-cpu",
    "gil-io",
    "start-methods",
    "too-many",
    "forkmanager",
    "blur",
    "external",
    "crash",
    "zombie",
    "orphan",
];

/// Every preset, in the order in which they are best taken.
pub static PRESETS: LazyLock<Vec<Preset>> = LazyLock::new(|| {
    let read = FILES.iter().map(|(name, text)| Preset::read(name, text));
    // That each of them can be read is tested.
    read.filter_map(Result::ok).collect()
});

impl Preset {
    /// The preset of that name.
    ///
    /// # Errors
    /// [`PlanError::UnknownPreset`], with the nearest name.
    pub fn find(name: &str) -> Result<&'static Self, PlanError> {
        let found = PRESETS.iter().find(|preset| preset.name == name);
        found.ok_or_else(|| PlanError::UnknownPreset {
            name: name.into(),
            nearest: nearest(name, PRESETS.iter().map(|preset| preset.name)).map(Into::into),
        })
    }

    fn read(name: &'static str, text: &str) -> Result<Self, PlanError> {
        let fault = |text: String| PlanError::Conflict(format!("preset {name}: {text}"));
        let file: PresetFile = toml::from_str(text).map_err(|error| fault(error.to_string()))?;
        let trials = file.experiment.into_iter().map(Trial::read);
        Ok(Self {
            name,
            title: file.title,
            text: file.text.trim().to_owned(),
            trials: trials.collect::<Result<_, PlanError>>()?,
        })
    }
}

impl Trial {
    /// A trial as a file has it: parameters, and a label.
    pub(super) fn read(
        mut map: serde_json::Map<String, serde_json::Value>,
    ) -> Result<Self, PlanError> {
        let label = map.remove("label");
        let label = label.and_then(|label| label.as_str().map(ToOwned::to_owned));
        // A workload that is named is taken as it is by default, not with the shape and
        // times that make the default experiment worth looking at.
        let named = map.get("workload").and_then(|name| name.as_str());
        let named = named.and_then(crate::workload::find);
        let base = named.map_or_else(Experiment::default, Experiment::on);
        let experiment = base.changed(&map)?;
        experiment.check_idle()?;
        experiment.check()?;
        let named = TABLE.iter().map(|row| row.name);
        Ok(Self {
            label: label.unwrap_or_default(),
            experiment,
            named: named.filter(|name| map.contains_key(*name)).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{collections::BTreeSet, fs};

    #[test]
    fn every_preset_can_be_read_and_says_what_to_look_at() {
        for (name, text) in FILES {
            let preset = Preset::read(name, text).unwrap_or_else(|error| panic!("{error}"));
            assert!(!preset.trials.is_empty(), "{name}");
            assert!(!preset.title.is_empty() && preset.text.len() > 60, "{name}");
            assert!(preset.text.split(". ").count() >= 2, "{name}");
            let labels: BTreeSet<_> = preset.trials.iter().map(|t| &t.label).collect();
            let one = preset.trials.len() == 1;
            assert!(
                one || labels.iter().all(|label| !label.is_empty()),
                "{name}"
            );
            assert_eq!(labels.len(), preset.trials.len(), "{name}");
        }
        assert_eq!(PRESETS.len(), FILES.len());
    }

    #[test]
    fn no_file_of_a_preset_is_left_out_of_the_program() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/preset");
        let files = fs::read_dir(folder).expect(folder).map(|entry| {
            let name = entry.expect(folder).file_name();
            name.to_str()
                .unwrap()
                .strip_suffix(".toml")
                .unwrap()
                .to_owned()
        });
        let names = FILES.iter().map(|(name, _)| (*name).to_owned());
        assert_eq!(files.collect::<BTreeSet<_>>(), names.collect());
    }

    #[test]
    fn what_every_course_on_multiprocessing_teaches_is_one_preset_away() {
        for name in [
            "two-tasks",
            "square",
            "queue",
            "child",
            "join-early",
            "join-late",
            "separate-memory",
            "shared-memory",
            "pipe",
            "queue-result",
            "manager",
            "pool-4",
            "pool-6",
            "chunk-1",
            "chunk-2",
            "chunk-3",
            "map-async",
            "apply",
            "apply-async",
            "starmap",
            "imap",
            "imap-unordered",
            "range-count",
            "rows",
            "columns",
            "frame",
            "gil-cpu",
            "gil-io",
            "start-methods",
            "too-many",
            "forkmanager",
            "blur",
            "external",
            "crash",
            "zombie",
            "orphan",
        ] {
            let found = Preset::find(name).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(found.name, name);
        }
        let error = Preset::find("join-erly").unwrap_err().to_string();
        assert!(error.ends_with("did you mean `join-early`?"), "{error}");
    }
}
