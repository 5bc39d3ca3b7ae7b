//! The experiment that was asked for: flag over file or preset over variable over config over
//! default.
//!
//! Each source is a layer of settings that are made one after another, so that a later layer
//! need only say what it wants different. Every complaint names the place it is about. Config and
//! variables are defaults: what of them has no effect in the end is left out, not refused.

mod preset;

use super::{
    CliError, appearance,
    arguments::{FlagSettings, Wanted},
    commands::Commands,
    config::config,
    file, input_settings,
    setting::Setting,
};
use crate::{
    lesson::Trial,
    plan::{Experiment, Group, PlanError, TABLE},
    workload,
};
use std::{ffi::OsString, path::Path};

/// Everything that was said about the experiment.
#[derive(Default)]
pub(super) struct Sources<'a> {
    /// The command line.
    pub(super) wanted: Wanted,
    /// A config file that must be there; `None`: the usual one, if there is one.
    pub(super) config: Option<&'a Path>,
}

impl Sources<'_> {
    /// The experiments of all sources together: those of the preset, or one; and whether what they
    /// run is a command that the file brings along.
    pub(super) fn trials(self) -> Result<(Vec<Trial>, SettingOrigin), CliError> {
        let config = match config(self.config) {
            Some(path) => file::read_config(
                &path,
                &[&appearance::KEYS[..], &input_settings::KEYS].concat(),
            )?,
            None => Vec::new(),
        };
        let defaults = [config, variables(|name| std::env::var_os(name))?];
        let Wanted {
            mut flags,
            file,
            preset,
            words,
            null,
        } = self.wanted;
        if !words.is_empty() {
            let commands = Commands::parse(&words, null)?.flags(&flags)?;
            flags.extend(commands);
        } else if null {
            let why = "-0 is about the inputs of a command: write that after two hyphens";
            return Err(CliError::Usage(why.into()));
        }
        if let Some(preset) = preset {
            return Ok((
                preset::trials(preset, defaults, &flags)?,
                SettingOrigin::User,
            ));
        }
        let file = file.as_deref().map_or_else(|| Ok(Vec::new()), file::read)?;
        let origin = SettingOrigin::of(&file, &flags);
        let trial = Trial {
            label: String::new(),
            experiment: experiment(defaults, &[file, layer(flags)])?,
            named: Vec::new(),
        };
        Ok((vec![trial], origin))
    }
}

/// The origin of the choice to run a command, where one is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SettingOrigin {
    /// The user: flags, variables, the config file, a preset.
    User,
    /// An experiment file.
    File,
}

impl SettingOrigin {
    fn of(file: &[Setting], flags: &FlagSettings) -> Self {
        let in_file = |name: &str| file.iter().any(|setting| setting.row.name == name);
        let in_flags = |name: &str| flags.iter().any(|(row, _)| row.name == name);
        // The command or workload of the file, unless one was typed; and its inputs.
        let command = ["workload", "command"].iter().any(|name| in_file(name));
        let is_foreign =
            command && !in_flags("command") || in_file("inputs") && !in_flags("inputs");
        if is_foreign { Self::File } else { Self::User }
    }
}

/// Flags as a layer.
fn layer(flags: FlagSettings) -> Vec<Setting> {
    let settings = flags.into_iter().map(|(row, text)| Setting {
        row,
        text,
        place: None,
    });
    settings.collect()
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

/// The experiment of all layers, and that it makes sense.
fn experiment<const D: usize, const N: usize>(
    mut defaults: [Vec<Setting>; D],
    said: &[Vec<Setting>; N],
) -> Result<Experiment, CliError> {
    loop {
        let layers: Vec<_> = defaults.iter().chain(said).cloned().collect();
        let experiment = build(&layers)?;
        // One at a time: what has an effect may depend on what is left out.
        let idle = defaults.iter().flatten().find(|setting| {
            let belongs = setting.row.is_modal() || setting.row.group == Group::Work;
            let meant = || {
                said.iter()
                    .flatten()
                    .any(|s| s.row.name == setting.row.name)
            };
            belongs && !(setting.row.applies)(&experiment) && !meant()
        });
        let Some(idle) = idle.map(|setting| setting.row.name) else {
            experiment.check_idle()?;
            experiment.check()?;
            return Ok(experiment);
        };
        for layer in &mut defaults {
            layer.retain(|setting| setting.row.name != idle);
        }
    }
}

/// The default experiment, changed layer by layer. Who names a workload gets that one as it is by
/// default, not with what makes the default experiment worth looking at.
fn build(layers: &[Vec<Setting>]) -> Result<Experiment, CliError> {
    let named = layers
        .iter()
        .flatten()
        .rfind(|setting| setting.row.name == "workload");
    let workload = named.and_then(|setting| workload::find(setting.text.trim()));
    let mut experiment = workload.map_or_else(Experiment::default, Experiment::on);
    for layer in layers {
        // The workload resets what depends on it, and a list of items the number of tasks.
        let mut layer: Vec<_> = layer.iter().collect();
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
            row.set(&mut experiment, text)
                .map_err(|error| at(place.clone(), error))?;
        }
    }
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
    use crate::base::Nanos;
    use crate::plan::{Channel, Chunksize, Cost, Lock, Mode, StartMethod, Workers, parameter};

    pub(super) fn set(place: Option<&str>, settings: &[(&str, &str)]) -> Vec<Setting> {
        let setting = |(name, text): &(&str, &str)| Setting {
            row: parameter(name).unwrap(),
            text: (*text).to_owned(),
            place: place.map(Into::into),
        };
        settings.iter().map(setting).collect()
    }

    #[test]
    fn a_flag_outweighs_a_file_a_file_a_variable_and_a_variable_the_config() {
        let config = set(
            Some("config.toml:1"),
            &[
                ("workers", "2"),
                ("seed", "2"),
                ("mode", "threaded"),
                ("repeats", "2"),
            ],
        );
        let variables = [("workers", "3"), ("seed", "3"), ("mode", "process")];
        let file = set(Some("run.toml:1"), &[("workers", "4"), ("seed", "4")]);
        let flags = set(None, &[("workers", "5")]);
        let found =
            experiment([config, set(Some("PARSCOPE"), &variables)], &[file, flags]).unwrap();
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
        let found = experiment([], &[set(None, &settings)]).unwrap();
        assert_eq!((found.workload.name, found.task_count()), ("primes", 3));
        assert_eq!(found.cost, Cost::Size(9));
        let torn = [("workload", "square"), ("tasks", "2"), ("items", "1,2,3")];
        let error = experiment([], &[set(None, &torn)]).unwrap_err();
        assert!(
            error.to_string().contains("3 items cannot make 2 tasks"),
            "{error}"
        );
    }

    #[test]
    fn a_size_and_a_time_are_refused_together_but_one_may_override_the_other() {
        let work = [("workload", "primes"), ("size", "9"), ("task-time", "1ms")];
        let error = experiment([], &[set(Some("a.toml:2"), &work)]).unwrap_err();
        let text = "a.toml:2: a task has a size or a time, not both";
        assert!(error.to_string().starts_with(text), "{error}");
        assert_eq!(error.exit_code(), 2);
        let layers = [set(None, &work[..2]), set(None, &work[2..])];
        assert!(matches!(
            experiment([], &layers).unwrap().cost,
            Cost::Time(_)
        ));
    }

    #[test]
    fn variables_are_named_after_the_parameters_and_an_empty_one_says_nothing() {
        let found = variables(|name| match name {
            "PARSCOPE_TASK_TIME" => Some("5ms".into()),
            "PARSCOPE_WORKERS" => Some("none".into()),
            "PARSCOPE_SEED" => Some("".into()),
            _ => None,
        });
        let error = experiment([found.unwrap()], &[]).unwrap_err().to_string();
        assert!(
            error.starts_with("PARSCOPE_WORKERS: `none` is no workers"),
            "{error}"
        );
    }

    #[test]
    fn a_default_that_has_no_effect_is_left_out_but_what_was_asked_for_is_refused() {
        let config = || {
            let start = ("start", "spawn");
            set(
                Some("config.toml:1"),
                &[start, ("channel", "queue"), ("lock", "gil")],
            )
        };
        let said = |settings: &[(&str, &str)]| experiment([config()], &[set(None, settings)]);
        let threaded = said(&[("mode", "threaded")]).unwrap();
        assert_eq!(
            (threaded.start, threaded.lock),
            (StartMethod::Fork, Lock::Gil)
        );
        let pool = said(&[]).unwrap();
        assert_eq!((pool.start, pool.lock), (StartMethod::Spawn, Lock::None));
        assert_eq!(pool.channel, Channel::Queue);
        let error = said(&[("mode", "threaded"), ("start", "spawn")]).unwrap_err();
        assert!(
            error.to_string().starts_with("start spawn makes no sense"),
            "{error}"
        );
    }

    #[test]
    fn a_default_size_does_not_keep_a_workload_without_sizes_from_running() {
        let config = set(
            Some("config.toml:1"),
            &[("task-time", "5ms"), ("items", "1,2")],
        );
        let on =
            |name: &str| experiment([config.clone()], &[set(None, &[("workload", name)])]).unwrap();
        assert_eq!(
            (on("square").cost, on("square").task_count()),
            (Cost::Default, 2)
        );
        assert_eq!(
            (on("primes").cost, on("primes").items.len()),
            (Cost::Time(Nanos::from_millis(5)), 0)
        );
    }
}
