//! [`Reporter`]: runs experiments without a dashboard and writes their results.

use super::{
    CliError, Headless,
    format::held,
    printer::{TextForm, print, tell},
    run::EndedRuns,
};
use crate::{
    base::Ratio,
    export::{ExportOptions, Format, PresetResults, REPORT, Results, Style, TrialResults},
    lesson::{Lesson, Trial},
    model::{Prediction, Run},
    plan::{Experiment, PlanError},
    session::{self, Campaign},
    store::{self, StoreError},
    ui::Opened,
};
use std::{
    io::{self, Write},
    path::Path,
};

/// The most failed tasks whose reason is shown.
const MOST_TOLD: usize = 3;

/// Writes to standard output, in this style.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reporter {
    pub(super) style: Style,
    /// The speedup that the user expects.
    pub(super) guess: Option<Ratio>,
}

impl Reporter {
    /// Does the experiments, and reports on them together.
    pub(super) fn report(
        self,
        preset: Option<&Lesson>,
        trials: &[Trial],
        format: &Format,
        save: Option<&Path>,
    ) -> Result<(), CliError> {
        let mut headless = Headless::new(self.style.unicode, save.is_some())?;
        let done = match (preset, trials) {
            (Some(preset), _) => self.all(&mut headless, preset, trials, format),
            (None, [trial, ..]) => self.one(&mut headless, &trial.experiment, format),
            (None, []) => Ok(()),
        };
        let saved = match save {
            Some(path) if !matches!(done, Err(CliError::Interrupted { .. })) => {
                keep(&headless, path).map_err(CliError::Save)
            }
            _ => Ok(()),
        };
        done.and(saved)
    }

    /// One experiment, alone.
    fn one(
        self,
        headless: &mut Headless,
        experiment: &Experiment,
        format: &Format,
    ) -> Result<(), CliError> {
        let experiment = experiment.resolve(session::usable_cores())?;
        let EndedRuns { done, ended } = headless.collect(&experiment)?;
        let failed = failed_tasks(&done);
        // A run that failed is reported, too, as far as it got.
        if !done.is_empty() {
            let results = self.results(done);
            self.export(&results, format)?;
        }
        ended.and(failed)
    }

    /// Runs with their prediction, where the costs of this machine are stored.
    fn results(self, runs: Vec<Run>) -> Results {
        let prediction = runs.last().and_then(|run| {
            let costs = store::kept_costs(&run.description.machine)?;
            Prediction::of_run(run, &costs)
        });
        Results::of(runs).expected(prediction, self.guess)
    }

    /// The experiments of a preset, one after another; if one fails, the others are done all the
    /// same.
    fn all(
        self,
        headless: &mut Headless,
        preset: &Lesson,
        trials: &[Trial],
        format: &Format,
    ) -> Result<(), CliError> {
        let (mut all, mut ends) = (Vec::new(), Vec::new());
        let set = trials.iter().map(|trial| trial.experiment.clone());
        let campaign = Campaign::of_trials(set.enumerate(), session::usable_cores());
        let mut labels = trials.iter().map(|trial| trial.label.clone());
        headless.run_all(campaign, |_, run, runs| {
            let EndedRuns { done, ended } = runs.unwrap_or_else(|error| EndedRuns {
                done: Vec::new(),
                ended: Err(error),
            });
            let end = ended.and(failed_tasks(&done));
            all.push(TrialResults {
                label: labels.next().unwrap_or_default(),
                experiment: run.set,
                results: self.results(done),
                failure: end.as_ref().err().map(ToString::to_string),
            });
            ends.push(end);
            Ok(())
        })?;
        let results = PresetResults {
            preset,
            machine: &session::machine(),
            trials: &all,
        };
        let write = held(format.preset, format)?;
        self.print(format, |options, out| write(&results, options, out))?;
        if let [_] = &ends[..] {
            return ends.remove(0);
        }
        let failures = all
            .iter()
            .filter_map(|trial| Some((&trial.label, trial.failure.as_ref()?)));
        for (label, failure) in failures.clone() {
            tell(&format!("{label}: {failure}"));
        }
        match failures.count() {
            0 => Ok(()),
            failed => Err(CliError::Trials {
                failed,
                all: all.len(),
            }),
        }
    }

    /// An experiment in every mode, side by side.
    pub(super) fn modes(self, experiment: &Experiment) -> Result<(), CliError> {
        let mut headless = Headless::new(self.style.unicode, false)?;
        let campaign = Campaign::of_modes(experiment, session::usable_cores());
        let (campaign, impossible) = campaign.possible();
        for (set, reason) in impossible {
            tell(&format!("mode {} is left out: {reason}", set.mode));
        }
        let mut all = Vec::new();
        let ended = headless.run_all(campaign, |_, _, runs| {
            let EndedRuns { done, ended } = runs?;
            all.push(Results::of(done));
            ended
        });
        if !all.is_empty() && !matches!(ended, Err(CliError::Interrupted { .. })) {
            let write = held(REPORT.modes, &REPORT)?;
            self.print(&REPORT, |options, out| write(&all, options, out))?;
        }
        ended
    }

    /// Writes results in a format.
    pub(super) fn export(self, results: &Results, format: &Format) -> Result<(), CliError> {
        let write = held(format.run, format)?;
        self.print(format, |options, out| write(results, options, out))
    }

    fn print(
        self,
        format: &Format,
        write: impl FnOnce(ExportOptions, &mut dyn Write) -> io::Result<()>,
    ) -> Result<(), CliError> {
        let options = ExportOptions::of(self.style);
        print(TextForm::of_format(format, self.style), |out| {
            write(options, out)
        })
    }
}

/// Keeps the last run in a file.
fn keep(headless: &Headless, path: &Path) -> Result<(), StoreError> {
    let Some(recording) = headless.last_run()? else {
        return Ok(());
    };
    let own = |error: PlanError| StoreError::damaged(error.to_string());
    let opened = Opened::of(recording).map_err(own)?;
    store::save(opened.recorded(&opened.run.digest()), path)
}

/// Some tasks that failed, and why.
fn which(run: &Run) -> String {
    let all = run.outcome().map_or(&[][..], |outcome| &outcome.failures);
    if all.is_empty() {
        return String::new();
    }
    let told = all.iter().take(MOST_TOLD);
    let told = told.map(|(task, why)| format!("task {task}: {why}"));
    let more = if all.len() > MOST_TOLD { "; …" } else { "" };
    format!(": {}{more}", told.collect::<Vec<_>>().join("; "))
}

/// Fails if a task failed; commands may fail although the run itself succeeds.
fn failed_tasks(runs: &[Run]) -> Result<(), CliError> {
    let failed = |run: &&Run| {
        run.outcome()
            .is_some_and(|outcome| outcome.failed_tasks > 0)
    };
    let Some(run) = runs.iter().rfind(failed) else {
        return Ok(());
    };
    let commands = run.has_commands();
    Err(CliError::Tasks {
        failed: run.outcome().map_or(0, |outcome| outcome.failed_tasks),
        tasks: run.task_count(),
        what: if commands { "commands" } else { "tasks" },
        // The reason of a command is in its output.
        which: if commands { String::new() } else { which(run) },
    })
}
