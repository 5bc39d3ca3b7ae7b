//! The command line: reads what is wanted, and has it done.
//!
//! [`main`] ends with 0 where it was done, 1 where a run failed, 2 for wrong use or bad input,
//! and tells why in one line.

mod appearance;
mod arguments;
mod calibrate;
mod commands;
mod config;
mod error;
mod export;
mod file;
mod format;
mod input_settings;
mod install;
mod lesson;
mod list;
mod open;
mod opening;
mod plan;
mod predict;
mod printer;
mod progress;
#[cfg(feature = "record")]
mod record;
mod reporter;
mod run;
mod setting;
mod settings;
mod sweep;
mod terminal;
mod watch;
#[cfg(not(feature = "record"))]
mod without_record;

pub use error::CliError;
pub use file::experiment;

use crate::{
    base::{Ratio, visible_name},
    export::{Format, REPORT, Results, Style},
    lesson::Trial,
    plan::Experiment,
    theme::Depth,
    ui::{self, Consent, Others},
};
use appearance::AppearanceChoice;
use arguments::{Arguments, SweepWanted, Task, Wanted};
use lesson::LessonWanted;
use predict::PredictionRequest;
use printer::{TextForm, print, tell};
use progress::ProgressLine;
use record::CaptureWanted;
use reporter::Reporter;
use run::Headless;
use settings::{SettingOrigin, Sources};
use signal_hook::consts::SIGXFSZ;
use std::{
    env,
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};
use sweep::SweepCommand;
use terminal::GlyphChoice;
#[cfg(not(feature = "record"))]
use without_record as record;

/// Does what the command line asks for.
#[must_use]
pub fn main() -> ExitCode {
    // A file that is larger than a limit allows (ulimit -f), the log in memory included, is an
    // error with a message, not a silent death. Where this is refused, it stays the latter.
    let _ = signal_hook::flag::register(SIGXFSZ, Arc::default());
    let done = match Arguments::read(env::args_os()) {
        Ok(Some(arguments)) => execute(arguments),
        Ok(None) => Ok(()),
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            for message in error.messages() {
                tell(&message);
            }
            ExitCode::from(error.exit_code())
        }
    }
}

fn execute(arguments: Arguments) -> Result<(), CliError> {
    let has_dashboard = arguments.task.has_dashboard();
    arguments.capture.check(has_dashboard)?;
    let command = Cli::of(&arguments)?;
    if has_dashboard && terminal::can_be_drawn_on() {
        return command.draw(arguments.task);
    }
    match arguments.task {
        Task::Dashboard(wanted) => command.dashboard(wanted),
        Task::Run {
            wanted,
            format,
            save,
            guess,
        } => command.run(wanted, format, save.as_deref(), guess),
        Task::Sweep(wanted, format) => command.sweep(&wanted, format),
        Task::Predict {
            wanted,
            format,
            cores,
            guess,
        } => {
            let trials = command.trials(wanted)?;
            let [trial, ..] = &trials[..] else {
                return Ok(());
            };
            let question = PredictionRequest {
                experiment: &trial.experiment,
                cores,
                guess,
            };
            question.answer(command.style, format)
        }
        Task::Watch(wanted) => wanted.watch(command.style),
        Task::Open(named, format) => command.open(&open::files(named)?, format),
        Task::Record(task) => task.run(arguments.allow_commands),
        Task::Export(wanted) => wanted.write(command.style),
        Task::Lesson(wanted) => command.lesson(wanted),
        Task::Calibrate(format) => calibrate::calibrate(command.style, format),
        Task::Completions(shell) => print(TextForm::PLAIN, |out| install::completions(shell, out)),
        Task::Man => print(TextForm::PLAIN, install::man),
        Task::List(what) => {
            let write = |out: &mut dyn Write| list::write(what.as_deref(), command.style, out);
            print(TextForm::of(command.style), write)
        }
        Task::Plan { wanted, as_python } => {
            let preset = wanted.preset;
            let text = if as_python {
                plan::program(&command.trials(plan::for_python(wanted)?)?)?
            } else {
                file::print(preset, &command.trials(wanted)?)
            };
            print(TextForm::PLAIN, |out| out.write_all(text.as_bytes()))
        }
    }
}

/// The settings that all commands share.
struct Cli {
    style: Style,
    looks: AppearanceChoice,
    config: Option<PathBuf>,
    no_mouse: bool,
    allow_commands: bool,
    capture: CaptureWanted,
}

impl Cli {
    fn of(arguments: &Arguments) -> Result<Self, CliError> {
        let looks = AppearanceChoice::of(&arguments.looks, arguments.config.as_deref())?;
        Ok(Self {
            style: Style {
                color: looks.depth > Depth::None,
                unicode: looks.glyphs == GlyphChoice::Unicode,
            },
            looks,
            config: arguments.config.clone(),
            no_mouse: arguments.no_mouse,
            allow_commands: arguments.allow_commands,
            capture: arguments.capture.clone(),
        })
    }

    /// The experiments that are wanted; at least one.
    fn trials(&self, wanted: Wanted) -> Result<Vec<Trial>, CliError> {
        self.with_consent(wanted).map(|(trials, _)| trials)
    }

    /// The experiments that are wanted, and which commands the user has agreed to by that.
    fn with_consent(&self, wanted: Wanted) -> Result<(Vec<Trial>, Consent), CliError> {
        let config = self.config.as_deref();
        let (trials, origin) = Sources { wanted, config }.trials()?;
        let mut consent = self.consent();
        for trial in trials.iter().filter(|_| origin == SettingOrigin::User) {
            consent.agree(&trial.experiment);
        }
        Ok((trials, consent))
    }

    /// The experiments that are wanted, where they can be run without a question.
    fn permitted(&self, wanted: Wanted) -> Result<Vec<Trial>, CliError> {
        let file = wanted.file.clone();
        let (trials, consent) = self.with_consent(wanted)?;
        let refused = trials
            .iter()
            .find(|trial| !consent.covers(&trial.experiment));
        match (refused, file) {
            (Some(trial), Some(path)) => Err(refuse(&path, &trial.experiment)),
            _ => Ok(trials),
        }
    }

    /// The commands from files that `--allow-commands` lets run.
    fn consent(&self) -> Consent {
        Consent::new(if self.allow_commands {
            Others::Allowed
        } else {
            Others::Asked
        })
    }

    const fn reporter(&self) -> Reporter {
        Reporter {
            style: self.style,
            guess: None,
        }
    }

    /// Without a terminal a comparison of all modes, or a report on what was named.
    fn dashboard(&self, wanted: Wanted) -> Result<(), CliError> {
        let preset = wanted.preset;
        let named = wanted.flags.iter().any(|(row, _)| row.name == "mode");
        let trials = self.permitted(wanted)?;
        match (preset, &trials[..]) {
            // A command is not run in every mode unless that is asked for.
            (None, [only]) if !named && !only.experiment.is_command() => {
                self.reporter().modes(&only.experiment)
            }
            _ => self.reporter().report(preset, &trials, &REPORT, None),
        }
    }

    /// Runs experiments.
    fn run(
        &self,
        wanted: Wanted,
        format: Option<&Format>,
        save: Option<&Path>,
        guess: Option<Ratio>,
    ) -> Result<(), CliError> {
        let preset = wanted.preset;
        let trials = self.permitted(wanted)?;
        if let Some(path) = save {
            run::check_destination(path)?;
        }
        let format = format.unwrap_or(&REPORT);
        let reporter = Reporter {
            guess,
            ..self.reporter()
        };
        reporter.report(preset, &trials, format, save)
    }

    /// Runs a sweep, from its beginning or from where it was stopped.
    fn sweep(&self, wanted: &SweepWanted, format: Option<&Format>) -> Result<(), CliError> {
        if wanted.watch {
            return Err(ui::UiError::NoTerminal.into());
        }
        let mut sweeping = SweepCommand::open(wanted, self.config.as_deref())?;
        let mut consent = self.consent();
        sweeping.agree(&mut consent);
        sweeping.check(&consent)?;
        sweeping.run(self.style)?;
        sweeping.report(format.unwrap_or(&REPORT), self.style)
    }

    /// Reports on runs from files.
    fn open(&self, files: &[PathBuf], format: Option<&Format>) -> Result<(), CliError> {
        // One that cannot be opened is told before anything is printed.
        let opened: Vec<_> = files
            .iter()
            .map(|path| open::opened(path))
            .collect::<Result<_, _>>()?;
        for (path, opened) in files.iter().zip(opened) {
            if opened.run.is_cut {
                tell(&format!(
                    "{}: only the beginning of the run is in the file",
                    visible_name(path)
                ));
            }
            let results = Results::of(vec![opened.run]);
            self.reporter()
                .export(&results, format.unwrap_or(&REPORT))?;
        }
        Ok(())
    }

    fn lesson(&self, wanted: LessonWanted) -> Result<(), CliError> {
        match wanted {
            LessonWanted::List => {
                let progress = crate::store::Progress::of_user();
                let write = |out: &mut dyn Write| lesson::write_list(self.style, &progress, out);
                print(TextForm::of(self.style), write)
            }
            LessonWanted::Check(files) => lesson::check(&files),
            LessonWanted::Begin(name) => {
                // One that is not there is told before a terminal is asked for.
                lesson::find(&name)?;
                if !terminal::can_be_drawn_on() {
                    return Err(ui::UiError::NoTerminal.into());
                }
                self.draw(Task::Lesson(LessonWanted::Begin(name)))
            }
        }
    }

    /// Shows the dashboard.
    fn draw(&self, task: Task) -> Result<(), CliError> {
        let mut left = ui::run(self.options(task)?)?;
        if let Some(unfinished) = &left.unfinished {
            tell(&sweep::way_on(unfinished));
        }
        for note in &left.notes {
            tell(note);
        }
        let last = left.lost.pop();
        for error in left.lost {
            tell(&error.to_string());
        }
        last.map_or(Ok(()), |error| Err(error.into()))
    }
}

/// The error for a command from a file, where no user can be asked about it.
fn refuse(path: &Path, experiment: &Experiment) -> CliError {
    CliError::File {
        path: path.to_owned(),
        message: ui::UiError::Command(experiment.command_line()).to_string(),
    }
}
