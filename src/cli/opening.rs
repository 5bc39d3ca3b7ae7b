//! [`Cli::options`]: what the dashboard begins with, where a command line asks for it.

use super::{
    Cli, CliError, SweepCommand,
    arguments::{Task, Wanted},
    input_settings, lesson,
    lesson::LessonWanted,
    open, run,
};
use crate::{
    lesson::{Lesson, LessonStep, Trial},
    plan::Experiment,
    store::{Archive, Progress},
    ui::{Opened, Options},
};

impl Cli {
    /// The options that the dashboard starts with; the usual ones for a task that shows none.
    pub(super) fn options(&self, task: Task) -> Result<Options, CliError> {
        let usual = self.usual()?;
        match task {
            Task::Dashboard(wanted) => self.begin_with(usual, wanted),
            Task::Run {
                wanted,
                save,
                guess,
                ..
            } => {
                let begun = self.begin_with(usual, wanted)?;
                if let Some(path) = &save {
                    run::check_destination(path)?;
                }
                Ok(Options {
                    autostart: true,
                    save,
                    guess,
                    ..begun
                })
            }
            Task::Sweep(wanted, _) => {
                let sweeping = SweepCommand::open(&wanted, self.config.as_deref())?;
                let mut consent = self.consent();
                sweeping.agree(&mut consent);
                Ok(Options {
                    consent,
                    sweep: Some(sweeping.into_parts()),
                    ..usual
                })
            }
            Task::Watch(watch) => Ok(Options {
                program: Some(watch.command),
                save: watch.save,
                ..usual
            }),
            Task::Open(named, _) => {
                let files = open::files(named)?;
                // Several are compared, and that takes all that is in them.
                if let [path] = &files[..]
                    && let Some(preview) = open::preview(path)
                {
                    let path = path.clone();
                    let rest = move || open::opened(&path).map_err(|error| error.to_string());
                    return Ok(Options {
                        experiment: planned(&preview),
                        opened: vec![preview],
                        rest: Some(Box::new(rest)),
                        ..usual
                    });
                }
                let opened = files.iter().map(|path| open::opened(path));
                let opened = opened.collect::<Result<Vec<_>, _>>()?;
                let experiment = opened.first().map(planned);
                Ok(Options {
                    experiment: experiment.unwrap_or_default(),
                    opened,
                    ..usual
                })
            }
            Task::Lesson(LessonWanted::Begin(name)) => Ok(Options {
                lesson: Some(lesson::find(&name)?),
                ..usual
            }),
            _ => Ok(usual),
        }
    }

    fn begin_with(&self, usual: Options, wanted: Wanted) -> Result<Options, CliError> {
        let preset = wanted.preset;
        let without = Wanted {
            preset: None,
            ..wanted.clone()
        };
        let (trials, mut consent) = self.with_consent(wanted)?;
        // The form's experiment after the preset; flags can be for the preset's experiments alone.
        let own = preset.and_then(|_| self.with_consent(without).ok());
        let own = own.map(|(own, agreed)| {
            for trial in own.iter().filter(|own| agreed.covers(&own.experiment)) {
                consent.agree(&trial.experiment);
            }
            own
        });
        let first = own.as_deref().unwrap_or(&trials).first();
        Ok(Options {
            experiment: first
                .map(|trial| trial.experiment.clone())
                .unwrap_or_default(),
            consent,
            preset: preset.map(|preset| changed(preset, &trials)),
            ..usual
        })
    }

    fn usual(&self) -> Result<Options, CliError> {
        let mut hands = input_settings::read(self.config.as_deref())?;
        hands.mouse &= !self.no_mouse;
        Ok(Options {
            experiment: Experiment::default(),
            preset: None,
            program: None,
            autostart: false,
            looks: self.looks.dashboard()?,
            opened: Vec::new(),
            rest: None,
            save: None,
            archive: Archive::of_user().ok(),
            sweep: None,
            guess: None,
            lesson: None,
            progress: Progress::of_user(),
            hands,
            consent: self.consent(),
            capture: self.capture.capture(),
        })
    }
}

/// The plan of an opened run. The trace of another program has none and gives the usual experiment.
fn planned(opened: &Opened) -> Experiment {
    let planned = opened.run.planned();
    planned.map_or_else(Experiment::default, |planned| Experiment::clone(planned))
}

/// A preset with its experiments as flags and settings have changed them.
fn changed(preset: &'static Lesson, trials: &[Trial]) -> &'static Lesson {
    let step = preset.first_step();
    if step.trials == trials {
        return preset;
    }
    let step = LessonStep {
        trials: trials.to_vec(),
        ..step.clone()
    };
    // It lives as long as the dashboard that shows it, which is to the end of the program.
    Box::leak(Box::new(Lesson {
        steps: vec![step],
        ..preset.clone()
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Workers;

    #[test]
    fn the_dashboard_shows_a_preset_with_what_flags_have_changed_in_it() {
        let preset = Lesson::find_preset("two-tasks").expect("a preset");
        let own = &preset.first_step().trials;
        assert!(std::ptr::eq(changed(preset, own), preset));
        let mut trials = own.clone();
        for trial in &mut trials {
            trial.experiment.workers = Workers::Count(7);
        }
        let found = changed(preset, &trials);
        assert_eq!(found.name, preset.name);
        assert_eq!(found.first_step().trials, trials);
    }
}
