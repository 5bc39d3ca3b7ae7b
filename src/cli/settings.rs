//! The experiment that was asked for: flag over file over variable over config over default.
//!
//! Each source is a layer of settings that are made one after another, so that a later layer
//! need only say what it wants different. Every complaint names the place it is about.

use super::{CliError, arguments::Flags, file, setting::Setting};
use crate::{
    plan::{Experiment, PlanError, TABLE},
    workload,
};
use etcetera::BaseStrategy;
use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

/// Everything that was said about the experiment.
#[derive(Default)]
pub(super) struct Sources<'a> {
    /// The flags.
    pub(super) flags: Flags,
    /// An experiment file.
    pub(super) file: Option<&'a Path>,
    /// A config file that must be there; `None`: the usual one, if there is one.
    pub(super) config: Option<&'a Path>,
}

impl Sources<'_> {
    /// The experiment of all sources together.
    pub(super) fn experiment(self) -> Result<Experiment, CliError> {
        let config = match self.config {
            Some(path) => file::read(path)?,
            None => match usual_config() {
                Some(path) if path.exists() => file::read(&path)?,
                _ => Vec::new(),
            },
        };
        let file = self.file.map_or_else(|| Ok(Vec::new()), file::read)?;
        let variables = variables(|name| std::env::var_os(name))?;
        let flags = self.flags.into_iter().map(|(row, text)| Setting {
            row,
            text,
            place: None,
        });
        experiment([config, variables, file, flags.collect()])
    }
}

/// `$XDG_CONFIG_HOME/parscope/config.toml`, by default below `~/.config`.
fn usual_config() -> Option<PathBuf> {
    let folders = etcetera::choose_base_strategy().ok()?;
    Some(folders.config_dir().join("parscope").join("config.toml"))
}

/// `PARSCOPE_TASK_TIME=50ms` and the like; an empty variable says nothing.
fn variables(variable: impl Fn(&str) -> Option<OsString>) -> Result<Vec<Setting>, CliError> {
    let mut layer = Vec::new();
    for row in TABLE {
        let place = format!(
            "PARSCOPE_{}",
            row.name.to_ascii_uppercase().replace('-', "_")
        );
        match variable(&place).map(OsString::into_string) {
            None => {}
            Some(Ok(text)) if text.is_empty() => {}
            Some(Ok(text)) => layer.push(Setting {
                row,
                text,
                place: Some(place),
            }),
            Some(Err(_)) => {
                let message = "its value is no text".into();
                return Err(CliError::Setting { place, message });
            }
        }
    }
    Ok(layer)
}

/// The default experiment, changed layer by layer. Who names a workload gets that one as it is by
/// default, not with what makes the default experiment worth looking at.
fn experiment<const N: usize>(layers: [Vec<Setting>; N]) -> Result<Experiment, CliError> {
    let named = layers
        .iter()
        .flatten()
        .rfind(|setting| setting.row.name == "workload");
    let workload = named.and_then(|setting| workload::find(setting.text.trim()));
    let mut experiment = workload.map_or_else(Experiment::default, Experiment::on);
    for mut layer in layers {
        // The workload resets what depends on it, and a list of items the number of tasks.
        layer.sort_by_key(|setting| match setting.row.name {
            "workload" => 0,
            "tasks" => 2,
            _ => 1,
        });
        let says = |name: &str| layer.iter().find(|setting| setting.row.name == name);
        if let (Some(size), Some(_)) = (says("size"), says("task-time")) {
            let both = "a task has a size or a time, not both: leave `size` or `task-time` out";
            return Err(at(size.place.clone(), PlanError::Conflict(both.to_owned())));
        }
        for Setting { row, text, place } in layer {
            row.set(&mut experiment, &text)
                .map_err(|error| at(place, error))?;
        }
    }
    experiment.check()?;
    Ok(experiment)
}

/// The error together with the place it is about.
fn at(place: Option<String>, error: PlanError) -> CliError {
    match place {
        Some(place) => CliError::Setting {
            place,
            message: error.to_string(),
        },
        None => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Chunksize, Cost, Mode, Workers, parameter};

    fn set(place: Option<&str>, settings: &[(&str, &str)]) -> Vec<Setting> {
        let setting = |(name, text): &(&str, &str)| Setting {
            row: parameter(name).unwrap(),
            text: (*text).to_owned(),
            place: place.map(Into::into),
        };
        settings.iter().map(setting).collect()
    }

    #[test]
    fn a_flag_outweighs_a_file_a_file_a_variable_and_a_variable_the_config() {
        let found = experiment([
            set(
                Some("config.toml:1"),
                &[
                    ("workers", "2"),
                    ("seed", "2"),
                    ("mode", "threaded"),
                    ("repeats", "2"),
                ],
            ),
            set(
                Some("PARSCOPE"),
                &[("workers", "3"), ("seed", "3"), ("mode", "process")],
            ),
            set(Some("run.toml:1"), &[("workers", "4"), ("seed", "4")]),
            set(None, &[("workers", "5")]),
        ])
        .unwrap();
        assert_eq!(found.workers, Workers::Count(5));
        assert_eq!(
            (found.seed, found.mode, found.repeats),
            (4, Mode::Process, 2)
        );
        assert_eq!(found.chunksize, Chunksize::Default);
    }

    #[test]
    fn the_order_of_flags_does_not_matter() {
        let settings = [("tasks", "3"), ("size", "9"), ("workload", "primes")];
        let found = experiment([set(None, &settings)]).unwrap();
        assert_eq!((found.workload.name, found.task_count()), ("primes", 3));
        assert_eq!(found.cost, Cost::Size(9));
        let torn = [("workload", "square"), ("tasks", "2"), ("items", "1,2,3")];
        let error = experiment([set(None, &torn)]).unwrap_err();
        assert!(
            error.to_string().contains("3 items cannot make 2 tasks"),
            "{error}"
        );
    }

    #[test]
    fn a_size_and_a_time_are_refused_together_but_one_may_override_the_other() {
        let work = [("workload", "primes"), ("size", "9"), ("task-time", "1ms")];
        let error = experiment([set(Some("a.toml:2"), &work)]).unwrap_err();
        let text = "a.toml:2: a task has a size or a time, not both";
        assert!(error.to_string().starts_with(text), "{error}");
        assert_eq!(error.exit_code(), 2);
        let layers = [set(None, &work[..2]), set(None, &work[2..])];
        assert!(matches!(experiment(layers).unwrap().cost, Cost::Time(_)));
    }

    #[test]
    fn variables_are_named_after_the_parameters_and_an_empty_one_says_nothing() {
        let found = variables(|name| match name {
            "PARSCOPE_TASK_TIME" => Some("5ms".into()),
            "PARSCOPE_WORKERS" => Some("none".into()),
            "PARSCOPE_SEED" => Some("".into()),
            _ => None,
        });
        let error = experiment([found.unwrap()]).unwrap_err().to_string();
        assert!(
            error.starts_with("PARSCOPE_WORKERS: `none` is no workers"),
            "{error}"
        );
    }
}
