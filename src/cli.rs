//! The command line: reads what is wanted, and has it done.
//!
//! [`main`] ends with 0 where it was done, 1 where a run failed, 2 for wrong use or bad input,
//! and tells why in one line.

mod arguments;
mod error;
mod file;
mod list;
mod progress;
mod run;
mod setting;
mod settings;
mod terminal;

pub use error::CliError;

use crate::{
    export::{Comparison, Export, Json, Report, Results, Style},
    model::Run,
    plan::{Experiment, Mode},
    trace,
    ui::{self, Options},
};
use arguments::{Arguments, Flags, Format, Task};
use progress::Progress;
use run::Headless;
use settings::Sources;
use signal_hook::consts::SIGXFSZ;
use std::{
    env, fs,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};
use strum::VariantArray;
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
    let glyphs = arguments
        .glyphs
        .unwrap_or_else(|| terminal::glyphs_of_locale(|name| env::var(name).ok()));
    let command = Command {
        style: Style {
            color: terminal::has_color(arguments.color),
            unicode: glyphs == Glyphs::Unicode,
        },
        config: arguments.config,
    };
    match arguments.task {
        Task::Dashboard(flags) => command.dashboard(flags),
        Task::Run {
            file,
            flags,
            format,
            save,
        } => command.run(file.as_deref(), flags, format, save.as_deref()),
        Task::Open(path, format) => command.open(&path, format),
        Task::List(what) => print(|out| list::write(what.as_deref(), command.style, out)),
        Task::Plan(flags) => {
            let experiment = command.experiment(None, flags)?;
            print(|out| out.write_all(file::print(&experiment).as_bytes()))
        }
    }
}

/// What all commands share.
struct Command {
    style: Style,
    config: Option<PathBuf>,
}

impl Command {
    fn experiment(&self, file: Option<&Path>, flags: Flags) -> Result<Experiment, CliError> {
        let config = self.config.as_deref();
        Sources {
            flags,
            file,
            config,
        }
        .experiment()
    }

    /// The dashboard; without a terminal a comparison of all modes, or a report on the one that
    /// was named.
    fn dashboard(&self, flags: Flags) -> Result<(), CliError> {
        let named = flags.iter().any(|(row, _)| row.name == "mode");
        let experiment = self.experiment(None, flags)?;
        if terminal::can_be_drawn_on() {
            return self.draw(experiment, false, None, None);
        }
        if named {
            return self.report(&experiment, Format::Report, None);
        }
        let mut headless = Headless::new(self.style.unicode, false)?;
        let (mut all, mut ended) = (Vec::new(), Ok(()));
        let in_mode = |&mode: &Mode| Experiment {
            mode,
            ..experiment.clone()
        };
        for experiment in Mode::VARIANTS.iter().map(in_mode) {
            // What makes sense in its own mode need not in all others.
            if let Err(reason) = experiment.check() {
                tell(&format!("mode {} is left out: {reason}", experiment.mode));
                continue;
            }
            let runs = headless.collect(&experiment)?;
            all.push(Results::of(runs.done));
            ended = runs.ended;
            if ended.is_err() {
                break;
            }
        }
        print(|out| Comparison(self.style).write(&all, out))?;
        ended
    }

    /// Runs an experiment: in the dashboard where it can be drawn and nothing else was asked for.
    fn run(
        &self,
        file: Option<&Path>,
        flags: Flags,
        format: Option<Format>,
        save: Option<&Path>,
    ) -> Result<(), CliError> {
        let experiment = self.experiment(file, flags)?;
        if format.is_none() && terminal::can_be_drawn_on() {
            if let Some(path) = save {
                run::check_destination(path)?;
            }
            return self.draw(experiment, true, None, save);
        }
        self.report(&experiment, format.unwrap_or(Format::Report), save)
    }

    fn report(
        &self,
        experiment: &Experiment,
        format: Format,
        save: Option<&Path>,
    ) -> Result<(), CliError> {
        if let Some(path) = save {
            run::check_destination(path)?;
        }
        let mut headless = Headless::new(self.style.unicode, save.is_some())?;
        let runs = headless.collect(experiment)?;
        let saved = match (save, headless.last_log()) {
            (Some(path), Some(log)) => trace::save(&log, path).map_err(CliError::Save),
            _ => Ok(()),
        };
        // A run that failed is reported, too: how far it got is worth knowing.
        if !runs.done.is_empty() {
            self.export(&Results::of(runs.done), format)?;
        }
        runs.ended.and(saved)
    }

    fn open(&self, path: &Path, format: Option<Format>) -> Result<(), CliError> {
        // Looked at before it is opened: opening a pipe would wait for its writer.
        if fs::metadata(path).is_ok_and(|meta| !meta.is_file()) {
            return Err(CliError::File {
                path: path.into(),
                message: "is no parscope log: it is not a file".into(),
            });
        }
        let run = run::opened(trace::open(path).map_err(CliError::Open)?, path)?;
        if format.is_none() && terminal::can_be_drawn_on() {
            return self.draw(run.experiment.clone(), false, Some(run), None);
        }
        self.export(&Results::of(vec![run]), format.unwrap_or(Format::Report))
    }

    fn export(&self, results: &Results, format: Format) -> Result<(), CliError> {
        let export: &dyn Export = match format {
            Format::Report => &Report(self.style),
            Format::Json => &Json,
        };
        print(|out| export.write(results, out))
    }

    fn draw(
        &self,
        experiment: Experiment,
        autostart: bool,
        opened: Option<Run>,
        save: Option<&Path>,
    ) -> Result<(), CliError> {
        let options = Options {
            experiment,
            preset: None,
            autostart,
            color: self.style.color,
            unicode: self.style.unicode,
            opened,
            save: save.map(Path::to_path_buf),
        };
        Ok(ui::run(options)?)
    }
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
