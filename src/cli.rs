//! The command line: reads what is wanted, and has it done.
//!
//! [`main`] ends with 0 where it was done, 1 where a run failed, 2 for wrong use or bad input,
//! and tells why in one line.

mod arguments;
mod calibrate;
mod commands;
mod error;
mod export;
mod file;
mod hands;
mod install;
mod lesson;
mod list;
mod looks;
mod open;
mod predict;
mod progress;
mod render;
mod reporter;
mod run;
mod setting;
mod settings;
mod sweep;
mod terminal;

pub use error::CliError;
pub use file::experiment;

use crate::{
    base::Ratio,
    cast::Format as Picture,
    export::{Results, Style},
    plan::{Lesson, Preset, Sweep, Trial},
    trace::{Archive, Entry, Journal},
    ui::{self, Capture, Depth, Opened, Options},
};
use arguments::{Arguments, Format, SweepFormat, SweepWanted, Task, Wanted};
use lesson::LessonWanted;
use looks::Looks;
use open::opened;
use predict::Question;
use progress::Progress;
use reporter::Reporter;
use run::Headless;
use settings::Sources;
use signal_hook::consts::SIGXFSZ;
use std::{
    env,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};
use sweep::Sweeping;
use terminal::Glyphs;

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
            if let Some(message) = error.message() {
                tell(&message);
            }
            ExitCode::from(error.exit_code())
        }
    }
}

fn execute(arguments: Arguments) -> Result<(), CliError> {
    check(&arguments)?;
    let looks = Looks::of(&arguments)?;
    let command = Command {
        style: Style {
            color: looks.depth > Depth::None,
            unicode: looks.glyphs == Glyphs::Unicode,
        },
        looks,
        config: arguments.config,
        no_mouse: arguments.no_mouse,
        capture: arguments.capture,
    };
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
            let question = Question {
                experiment: &trial.experiment,
                cores,
                guess,
            };
            question.answer(command.style, format)
        }
        Task::Open(named, format) => command.open(&open::files(named)?, format),
        Task::Render(rendering) => rendering.make(),
        Task::Export(wanted) => wanted.write(),
        Task::Lesson(wanted) => command.lesson(&wanted),
        Task::Calibrate(format) => calibrate::calibrate(command.style, format),
        Task::Completions(shell) => print(|out| install::completions(shell, out)),
        Task::Man => print(install::man),
        Task::List(what) => print(|out| list::write(what.as_deref(), command.style, out)),
        Task::Plan(wanted) => {
            let preset = wanted.preset;
            let trials = command.trials(wanted)?;
            print(|out| out.write_all(file::print(preset, &trials).as_bytes()))
        }
    }
}

/// What can be kept of the screen, is refused before anything is done where it cannot.
fn check(arguments: &Arguments) -> Result<(), CliError> {
    let capture = &arguments.capture;
    if capture.is_empty() {
        return Ok(());
    }
    if !arguments.task.has_dashboard() {
        let text = "--record and --screenshot keep the dashboard, and this shows none: leave \
                    them out";
        return Err(CliError::Usage(text.into()));
    }
    if !terminal::can_be_drawn_on() {
        return Err(ui::UiError::NoTerminal.into());
    }
    if let Some(path) = &capture.screenshot {
        let refuse = |message: String| CliError::File {
            path: path.clone(),
            message,
        };
        match Picture::of(path) {
            Ok(Picture::Gif) => {
                return Err(refuse(
                    "a screenshot does not move: .svg, .png or .txt".into(),
                ));
            }
            Ok(_) => run::check_destination(path)?,
            Err(error) => return Err(refuse(error.to_string())),
        }
    }
    Ok(())
}

/// What all commands share.
struct Command {
    style: Style,
    looks: Looks,
    config: Option<PathBuf>,
    no_mouse: bool,
    capture: Capture,
}

/// What the dashboard begins with, besides its looks.
#[derive(Default)]
struct Opening<'a> {
    preset: Option<&'static Preset>,
    autostart: bool,
    opened: Vec<Opened>,
    save: Option<&'a Path>,
    sweep: Option<(Sweep, Vec<Entry>, Journal)>,
    guess: Option<Ratio>,
    lesson: Option<&'static Lesson>,
}

impl Command {
    /// The experiments that are wanted; at least one.
    fn trials(&self, wanted: Wanted) -> Result<Vec<Trial>, CliError> {
        let config = self.config.as_deref();
        Sources { wanted, config }.trials()
    }

    const fn reporter(&self) -> Reporter {
        Reporter {
            style: self.style,
            guess: None,
        }
    }

    /// The dashboard; without a terminal a comparison of all modes, or a report on what was named.
    fn dashboard(&self, wanted: Wanted) -> Result<(), CliError> {
        let preset = wanted.preset;
        let named = wanted.flags.iter().any(|(row, _)| row.name == "mode");
        let trials = self.trials(wanted)?;
        if terminal::can_be_drawn_on() {
            let opening = Opening {
                preset,
                ..Opening::default()
            };
            return self.draw(&trials, opening);
        }
        match (preset, &trials[..]) {
            // Whoever has a command to be run does not want it run in every mode.
            (None, [only]) if !named && !only.experiment.is_command() => {
                self.reporter().modes(&only.experiment)
            }
            _ => self
                .reporter()
                .report(preset, &trials, Format::Report, None),
        }
    }

    /// Runs experiments: in the dashboard where it can be drawn and nothing else was asked for.
    fn run(
        &self,
        wanted: Wanted,
        format: Option<Format>,
        save: Option<&Path>,
        guess: Option<Ratio>,
    ) -> Result<(), CliError> {
        let preset = wanted.preset;
        let trials = self.trials(wanted)?;
        if let Some(path) = save {
            run::check_destination(path)?;
        }
        if format.is_none() && terminal::can_be_drawn_on() {
            let opening = Opening {
                preset,
                autostart: true,
                save,
                guess,
                ..Opening::default()
            };
            return self.draw(&trials, opening);
        }
        let format = format.unwrap_or(Format::Report);
        let reporter = Reporter {
            guess,
            ..self.reporter()
        };
        reporter.report(preset, &trials, format, save)
    }

    /// Runs a sweep, from its beginning or from where it was stopped.
    fn sweep(&self, wanted: &SweepWanted, format: Option<SweepFormat>) -> Result<(), CliError> {
        if wanted.watch && !terminal::can_be_drawn_on() {
            return Err(ui::UiError::NoTerminal.into());
        }
        let mut sweeping = Sweeping::open(wanted, self.config.as_deref())?;
        if wanted.watch {
            let opening = Opening {
                sweep: Some(sweeping.into_parts()),
                ..Opening::default()
            };
            return self.draw(&[], opening);
        }
        sweeping.run(self.style)?;
        sweeping.report(format.unwrap_or(SweepFormat::Report), self.style)
    }

    fn open(&self, files: &[PathBuf], format: Option<Format>) -> Result<(), CliError> {
        let opened: Vec<_> = files
            .iter()
            .map(|path| opened(path))
            .collect::<Result<_, _>>()?;
        if format.is_none() && terminal::can_be_drawn_on() {
            let trial = opened.first().map(|first| Trial {
                label: String::new(),
                experiment: first.run.experiment.clone(),
                named: Vec::new(),
            });
            let opening = Opening {
                opened,
                ..Opening::default()
            };
            return self.draw(trial.as_slice(), opening);
        }
        for (path, opened) in files.iter().zip(opened) {
            if opened.is_cut {
                tell(&format!(
                    "{}: only the beginning of the run is in the file",
                    path.display()
                ));
            }
            let results = Results::of(vec![opened.run]);
            self.reporter()
                .export(&results, format.unwrap_or(Format::Report))?;
        }
        Ok(())
    }

    fn lesson(&self, wanted: &LessonWanted) -> Result<(), CliError> {
        let name = match wanted {
            LessonWanted::List => {
                let progress = ui::Progress::of_user();
                return print(|out| lesson::write_list(self.style, &progress, out));
            }
            LessonWanted::Check(files) => return lesson::check(files, &mut io::stdout().lock()),
            LessonWanted::Begin(name) => name,
        };
        let lesson = lesson::find(name)?;
        if !terminal::can_be_drawn_on() {
            return Err(ui::UiError::NoTerminal.into());
        }
        let opening = Opening {
            lesson: Some(lesson),
            ..Opening::default()
        };
        self.draw(&[], opening)
    }

    fn draw(&self, trials: &[Trial], opening: Opening<'_>) -> Result<(), CliError> {
        let first = trials.first().map(|trial| trial.experiment.clone());
        let mut hands = hands::read(self.config.as_deref())?;
        hands.mouse &= !self.no_mouse;
        let options = Options {
            experiment: first.unwrap_or_default(),
            preset: opening.preset.map(|preset| changed(preset, trials)),
            autostart: opening.autostart,
            looks: self.looks.dashboard()?,
            opened: opening.opened,
            save: opening.save.map(Path::to_path_buf),
            archive: Archive::of_user().ok(),
            sweep: opening.sweep,
            guess: opening.guess,
            lesson: opening.lesson,
            progress: ui::Progress::of_user(),
            hands,
            capture: self.capture.clone(),
        };
        if let Some(left) = ui::run(options)? {
            tell(&sweep::way_on(&left));
        }
        Ok(())
    }
}

/// A preset with its experiments as flags and settings have changed them.
fn changed(preset: &'static Preset, trials: &[Trial]) -> &'static Preset {
    if preset.trials == trials {
        return preset;
    }
    let trials = trials.to_vec();
    // It lives as long as the dashboard that shows it, which is to the end of the program.
    Box::leak(Box::new(Preset {
        trials,
        ..preset.clone()
    }))
}

/// Writes to standard output in one go.
fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), CliError> {
    let mut out = BufWriter::new(io::stdout().lock());
    write(&mut out)?;
    Ok(out.flush()?)
}

/// Says something on standard error; where that is gone, there is nobody left to be told.
fn tell(message: &str) {
    let _ = writeln!(io::stderr(), "parscope: {message}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Workers;

    #[test]
    fn the_dashboard_shows_a_preset_with_what_flags_have_changed_in_it() {
        let preset = Preset::find("two-tasks").expect("a preset");
        assert!(std::ptr::eq(changed(preset, &preset.trials), preset));
        let mut trials = preset.trials.clone();
        for trial in &mut trials {
            trial.experiment.workers = Workers::Count(7);
        }
        let found = changed(preset, &trials);
        assert_eq!((found.name, &found.trials), (preset.name, &trials));
    }
}
