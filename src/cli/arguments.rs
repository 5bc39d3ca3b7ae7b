//! [`Arguments`]: the command line, as clap understands it.
//!
//! The flags of an experiment are made from the parameter table. Their values stay texts here: the
//! plan checks them, with the same words for a flag, a variable and a file.

mod command;
mod complaint;
mod sweep;
mod task;
#[cfg(test)]
mod tests;
mod wanted;

pub(super) use sweep::SweepWanted;
pub(super) use task::Task;
pub(super) use wanted::{FlagSettings, Wanted};

use crate::cli::{
    CliError,
    appearance::LooksWanted,
    printer::{TextForm, print},
    record::CaptureWanted,
};
use clap::ArgMatches;
pub(super) use command::command;
use complaint::{script, sentence};
use std::{ffi::OsString, path::PathBuf};

/// The words of the command line, parsed.
pub(super) struct Arguments {
    /// The task to do.
    pub(super) task: Task,
    /// The appearance of text and dashboard.
    pub(super) looks: LooksWanted,
    /// The config file, if it is not the usual one.
    pub(super) config: Option<PathBuf>,
    /// Whether the mouse is left to the terminal.
    pub(super) no_mouse: bool,
    /// Whether commands that files bring along are run without a question.
    pub(super) allow_commands: bool,
    /// The files that the dashboard is captured in.
    pub(super) capture: CaptureWanted,
}

/// The lists that `list` can print.
pub(super) const LISTS: [&str; 7] = [
    "workloads",
    "modes",
    "shapes",
    "presets",
    "themes",
    "actions",
    "runs",
];

impl Arguments {
    /// Reads a command line. Help and version are printed here; they are no experiment.
    pub(super) fn read(line: impl IntoIterator<Item = OsString>) -> Result<Option<Self>, CliError> {
        // The words after two hyphens belong to another program; clap would take them for a
        // mistyped command.
        let mut line: Vec<_> = line.into_iter().collect();
        let hyphens = line.iter().position(|word| word == "--");
        let rest = hyphens.map_or_else(Vec::new, |place| line.split_off(place));
        let words: Vec<_> = rest.into_iter().skip(1).collect();
        if hyphens.is_some() && words.is_empty() {
            let none = "there is no command after the two hyphens";
            return Err(CliError::Usage(none.into()));
        }
        match command().try_get_matches_from(&line) {
            Ok(matches) => Self::of(&matches, words).map(Some),
            Err(error) if script(&error).is_some() => {
                let place =
                    script(&error).and_then(|name| line.iter().position(|word| *word == *name));
                let after = line.split_off(place.unwrap_or(line.len()));
                line.push("watch".into());
                let hyphens = hyphens.map(|_| OsString::from("--"));
                let all = std::iter::once("python3".into())
                    .chain(after)
                    .chain(hyphens);
                let matches = command().try_get_matches_from(line);
                let matches = matches.map_err(|error| CliError::Usage(sentence(&error)))?;
                Self::of(&matches, all.chain(words).collect()).map(Some)
            }
            Err(error) if !error.use_stderr() => {
                let text = error.render().to_string();
                print(TextForm::PLAIN, |out| out.write_all(text.as_bytes()))?;
                Ok(None)
            }
            Err(error) => Err(CliError::Usage(sentence(&error))),
        }
    }

    fn of(matches: &ArgMatches, words: Vec<OsString>) -> Result<Self, CliError> {
        let choice = |name: &str| matches.get_one::<String>(name).map(String::as_str);
        Ok(Self {
            task: Task::of(matches, words)?,
            looks: LooksWanted {
                color: choice("color").and_then(|name| name.parse().ok()),
                glyphs: choice("glyphs").and_then(|name| name.parse().ok()),
                theme: choice("theme").map(Into::into),
            },
            config: matches.get_one("config").cloned(),
            no_mouse: matches.get_flag("no-mouse"),
            allow_commands: matches.get_flag("allow-commands"),
            capture: CaptureWanted::of(matches),
        })
    }
}
