//! [`Task`]: the command of a command line, with its arguments.

use super::{
    sweep::{SweepWanted, sweep},
    wanted::Wanted,
};
use crate::{
    base::Ratio,
    cli::{
        CliError, export::ExportWanted, format::asked, lesson::LessonWanted, record::RecordTask,
        watch::WatchWanted,
    },
    export::Format,
};
use clap::ArgMatches;
use clap_complete::Shell;
use std::{ffi::OsString, path::PathBuf};

/// A command with its arguments.
pub(in crate::cli) enum Task {
    /// Open the dashboard.
    Dashboard(Wanted),
    /// Run an experiment.
    Run {
        /// The experiment.
        wanted: Wanted,
        /// How the result is wanted; `None`: as suits where it goes.
        format: Option<&'static Format>,
        /// The file for the log.
        save: Option<PathBuf>,
        /// The speedup that is expected.
        guess: Option<Ratio>,
    },
    /// Say what an experiment should take, without doing it.
    Predict {
        /// The experiment.
        wanted: Wanted,
        /// How the answer is wanted.
        format: Option<&'static Format>,
        /// The number of cores; `None`: those of this machine.
        cores: Option<u32>,
        /// The speedup that is expected.
        guess: Option<Ratio>,
    },
    /// Run an experiment at several values of its parameters.
    Sweep(SweepWanted, Option<&'static Format>),
    /// Watch a program.
    Watch(WatchWanted),
    /// Show a saved run.
    Open(Vec<PathBuf>, Option<&'static Format>),
    /// Play a tape, or make a picture of a recording.
    Record(RecordTask),
    /// Write a saved run or sweep in another format.
    Export(ExportWanted),
    /// Measure what this machine takes besides the tasks.
    Calibrate(Option<&'static Format>),
    /// Write the completions for a shell.
    Completions(Shell),
    /// Write the man page.
    Man,
    /// Name the lessons, go through one, or check some.
    Lesson(LessonWanted),
    /// Print a list of names; `None`: all lists.
    List(Option<String>),
    /// Print the experiment.
    Plan {
        /// The experiment.
        wanted: Wanted,
        /// Whether as a program in Python instead of a file.
        as_python: bool,
    },
}

impl Task {
    /// Whether it shows the dashboard, where there is a terminal.
    pub(in crate::cli) const fn has_dashboard(&self) -> bool {
        match self {
            Self::Dashboard(_)
            | Self::Run { format: None, .. }
            | Self::Open(_, None)
            | Self::Lesson(LessonWanted::Begin(_)) => true,
            Self::Sweep(wanted, _) => wanted.watch,
            Self::Watch(wanted) => wanted.has_dashboard(),
            _ => false,
        }
    }

    /// The command that is asked for, with the words that stood after two hyphens.
    pub(super) fn of(matches: &ArgMatches, words: Vec<OsString>) -> Result<Self, CliError> {
        let mut wanted = Wanted::of(matches)?;
        if let Some(watch) = matches.subcommand_matches("watch") {
            refuse_experiment("watch", &wanted)?;
            return Ok(Self::Watch(WatchWanted::of(watch, words)?));
        }
        wanted.words = words;
        let Some((name, sub)) = matches.subcommand() else {
            return Ok(Self::Dashboard(wanted));
        };
        if let Some(task) = RecordTask::of(name, sub) {
            refuse_experiment(name, &wanted)?;
            return Ok(Self::Record(task));
        }
        match name {
            "open" | "export" | "list" | "calibrate" | "completions" | "man" | "lesson" => {
                Self::without_a_run(name, sub, &wanted)
            }
            _ => Self::with_a_run(name, sub, wanted),
        }
    }

    /// A command that runs nothing, and so takes no words about an experiment.
    fn without_a_run(name: &str, sub: &ArgMatches, wanted: &Wanted) -> Result<Self, CliError> {
        refuse_experiment(name, wanted)?;
        Ok(match name {
            "open" => {
                let files = sub.get_many("file").unwrap_or_default();
                Self::Open(files.cloned().collect(), asked(sub))
            }
            "export" => Self::Export(ExportWanted::of(sub)),
            "calibrate" => Self::Calibrate(asked(sub)),
            "completions" => {
                Self::Completions(sub.get_one("shell").copied().unwrap_or(Shell::Bash))
            }
            "man" => Self::Man,
            "lesson" => Self::Lesson(lesson(sub)),
            _ => Self::List(sub.get_one::<String>("what").cloned()),
        })
    }

    /// A command about an experiment. Flags may stand on either side of it; the latter ones win.
    fn with_a_run(name: &str, sub: &ArgMatches, mut wanted: Wanted) -> Result<Self, CliError> {
        let latter = Wanted::of(sub)?;
        wanted.flags.extend(latter.flags);
        wanted.preset = latter.preset.or(wanted.preset);
        wanted.null |= latter.null;
        match name {
            "plan" => {
                let as_python = sub.contains_id("as");
                return Ok(Self::Plan { wanted, as_python });
            }
            "sweep" => {
                return Ok(Self::Sweep(sweep(sub, wanted)?, asked(sub)));
            }
            _ => wanted.file = path(sub, "file"),
        }
        let (format, guess) = (asked(sub), sub.get_one("guess").copied());
        if name == "predict" {
            return Ok(Self::Predict {
                wanted,
                format,
                cores: sub.get_one("cores").copied(),
                guess,
            });
        }
        if wanted.file.is_some() && wanted.preset.is_some() {
            let both = "a file and a preset are two experiments: leave one of them out";
            return Err(CliError::Usage(both.into()));
        }
        Ok(Self::Run {
            wanted,
            format,
            save: path(sub, "save"),
            guess,
        })
    }
}

fn lesson(matches: &ArgMatches) -> LessonWanted {
    if let Some(check) = matches.subcommand_matches("check") {
        let files = check.get_many("file").unwrap_or_default();
        return LessonWanted::Check(files.cloned().collect());
    }
    let name = matches.get_one::<String>("lesson").cloned();
    name.map_or(LessonWanted::List, LessonWanted::Begin)
}

/// Refuses words about an experiment for a command that runs none.
fn refuse_experiment(name: &str, wanted: &Wanted) -> Result<(), CliError> {
    match wanted.first_word() {
        Some(word) => Err(CliError::Usage(format!(
            "`{name}` runs nothing: leave {word} out"
        ))),
        None => Ok(()),
    }
}

fn path(matches: &ArgMatches, name: &str) -> Option<PathBuf> {
    matches.get_one::<PathBuf>(name).cloned()
}
