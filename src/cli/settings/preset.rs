//! [`trials`]: the experiments of a preset, over the defaults and under the flags.

use super::{CliError, Setting, at, build, experiment, layer};
use crate::{
    cli::arguments::FlagSettings,
    lesson::{Lesson, Trial},
    plan::{Experiment, Group, parameter},
};

/// The experiments of a preset, each changed by the flags.
pub(super) fn trials(
    preset: &Lesson,
    mut defaults: [Vec<Setting>; 2],
    flags: &FlagSettings,
) -> Result<Vec<Trial>, CliError> {
    let own_trials = &preset.first_step().trials;
    // Its tasks are its own: what its text says would not be true of others.
    for layer in &mut defaults {
        layer.retain(|setting| setting.row.group != Group::Work);
    }
    let own = |trial: &Trial| -> Result<Vec<Setting>, CliError> {
        let settings = trial.named.iter().map(|name| {
            let row = parameter(name)?;
            Ok(Setting {
                row,
                text: (row.get)(&trial.experiment).to_string(),
                place: Some(format!("preset {}", preset.name)),
            })
        });
        settings.collect()
    };
    // A flag that has an effect in some of the experiments need not have one in all.
    let changed: Vec<_> = own_trials
        .iter()
        .map(|trial| build(&[own(trial)?, layer(flags.clone())]))
        .collect::<Result<_, _>>()?;
    let useful = |row: fn(&Experiment) -> bool| changed.iter().any(row);
    let each = own_trials.iter().zip(&changed).map(|(trial, changed)| {
        let mut flags = flags.clone();
        flags.retain(|(row, _)| !row.is_modal() || (row.applies)(changed) || !useful(row.applies));
        let found = experiment(defaults.clone(), &[own(trial)?, layer(flags)]);
        Ok(Trial {
            experiment: found.map_err(|error| match error {
                CliError::Plan(error) => {
                    let label = [&*preset.name, &trial.label].join(" ");
                    at(Some(format!("preset {}", label.trim_end())), error)
                }
                other => other,
            })?,
            ..trial.clone()
        })
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use super::{super::tests::set, *};
    use crate::plan::{StartMethod, Workers};

    #[test]
    fn a_preset_outweighs_the_defaults_and_flags_change_all_of_it() {
        let preset = Lesson::find_preset("start-methods").unwrap();
        let defaults = || {
            let work = [
                ("task-time", "9s"),
                ("shape", "random"),
                ("workload", "square"),
            ];
            let others = [("start", "spawn"), ("workers", "7"), ("repeats", "3")];
            [
                set(Some("config.toml:1"), &work),
                set(Some("PARSCOPE"), &others),
            ]
        };
        let plain = trials(preset, defaults(), &Vec::new()).unwrap();
        for (trial, own) in plain.iter().zip(&preset.first_step().trials) {
            let repeated = Experiment {
                repeats: 3,
                ..own.experiment.clone()
            };
            assert_eq!(trial.experiment, repeated, "{}", own.label);
        }
        let flags = vec![(parameter("workers").unwrap(), "4".to_owned())];
        let changed = trials(preset, defaults(), &flags).unwrap();
        assert!(
            changed
                .iter()
                .all(|t| t.experiment.workers == Workers::Count(4))
        );
        let starts = |trials: &[Trial]| -> Vec<_> {
            trials.iter().map(|trial| trial.experiment.start).collect()
        };
        assert_eq!(starts(&changed), starts(&preset.first_step().trials));
    }

    #[test]
    fn a_flag_of_a_preset_counts_where_it_can_and_is_refused_where_it_never_can() {
        let preset = Lesson::find_preset("separate-memory").unwrap();
        let with = |name: &str, text: &str| {
            let flag = (parameter(name).unwrap(), text.to_owned());
            trials(preset, [Vec::new(), Vec::new()], &vec![flag])
        };
        let found = with("start", "forkserver").unwrap();
        let starts: Vec<_> = found.iter().map(|trial| trial.experiment.start).collect();
        let server = StartMethod::Forkserver;
        assert_eq!(starts, [server, server, StartMethod::Fork]);
        let error = with("method", "imap").unwrap_err().to_string();
        assert!(
            error.starts_with("preset separate-memory fork: method imap"),
            "{error}"
        );
        let error = with("workers", "0").unwrap_err().to_string();
        assert!(error.contains("1 to 1024"), "{error}");
    }
}
