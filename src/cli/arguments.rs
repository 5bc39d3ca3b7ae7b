//! [`Arguments`]: the command line, as clap understands it.
//!
//! The flags of an experiment are made from the parameter table. Their values stay texts here:
//! what they may be is the plan's to say, with the same words for a flag, a variable and a file.

mod command;

use super::{CliError, terminal::Glyphs};
use crate::plan::{Parameter, TABLE};
use clap::{
    ArgMatches, ColorChoice,
    error::{ContextKind, ContextValue, ErrorKind},
};
use command::command;
use std::{ffi::OsString, path::PathBuf};

/// Parameters that were set by flags.
pub(super) type Flags = Vec<(&'static Parameter, String)>;

/// What the command line asks for.
pub(super) struct Arguments {
    /// What to do.
    pub(super) task: Task,
    /// Whether to use colours.
    pub(super) color: ColorChoice,
    /// Which glyphs to draw with; `None`: those that the locale can show.
    pub(super) glyphs: Option<Glyphs>,
    /// The config file, if it is not the usual one.
    pub(super) config: Option<PathBuf>,
}

/// What to do.
pub(super) enum Task {
    /// Open the dashboard.
    Dashboard(Flags),
    /// Run an experiment.
    Run {
        /// A file with an experiment.
        file: Option<PathBuf>,
        /// What is to be different from that file.
        flags: Flags,
        /// How the result is wanted; `None`: as suits where it goes.
        format: Option<Format>,
        /// Where the log is to be kept.
        save: Option<PathBuf>,
    },
    /// Show a saved run.
    Open(PathBuf, Option<Format>),
    /// Name what there is; `None`: all of it.
    List(Option<String>),
    /// Print the experiment as a file.
    Plan(Flags),
}

/// How a result is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// As text.
    Report,
    /// As one JSON object.
    Json,
}

/// What `list` can name.
pub(super) const LISTS: [&str; 3] = ["workloads", "modes", "shapes"];

impl Arguments {
    /// Reads a command line. Help and version are printed here; they are no experiment.
    pub(super) fn read(line: impl IntoIterator<Item = OsString>) -> Result<Option<Self>, CliError> {
        match command().try_get_matches_from(line) {
            Ok(matches) => Self::of(&matches).map(Some),
            Err(error) if !error.use_stderr() => error.print().map(|()| None).map_err(Into::into),
            Err(error) => Err(CliError::Usage(sentence(&error))),
        }
    }

    fn of(matches: &ArgMatches) -> Result<Self, CliError> {
        let mut flags = flags(matches);
        let path = |matches: &ArgMatches, name: &str| matches.get_one::<PathBuf>(name).cloned();
        let task = match matches.subcommand() {
            None => Task::Dashboard(flags),
            Some((name @ ("open" | "list"), _)) if !flags.is_empty() => {
                return Err(CliError::Usage(format!(
                    "`{name}` runs nothing: leave --{} out",
                    flags[0].0.name
                )));
            }
            Some(("open", open)) => {
                Task::Open(path(open, "file").unwrap_or_default(), format(open))
            }
            Some(("list", list)) => Task::List(list.get_one::<String>("what").cloned()),
            Some((name, sub)) => {
                // Flags may stand on either side of the command; the latter ones win.
                flags.extend(self::flags(sub));
                if name == "plan" {
                    Task::Plan(flags)
                } else {
                    let format = format(sub);
                    let (file, save) = (path(sub, "file"), path(sub, "save"));
                    Task::Run {
                        file,
                        flags,
                        format,
                        save,
                    }
                }
            }
        };
        let choice = |name: &str| matches.get_one::<String>(name).map(String::as_str);
        Ok(Self {
            task,
            color: match choice("color") {
                Some("always") => ColorChoice::Always,
                Some("never") => ColorChoice::Never,
                _ => ColorChoice::Auto,
            },
            glyphs: match choice("glyphs") {
                Some("unicode") => Some(Glyphs::Unicode),
                Some("ascii") => Some(Glyphs::Ascii),
                _ => None,
            },
            config: path(matches, "config"),
        })
    }
}

/// How the result of a command is wanted, if that was said.
fn format(matches: &ArgMatches) -> Option<Format> {
    match (matches.get_flag("json"), matches.get_flag("report")) {
        (true, _) => Some(Format::Json),
        (_, true) => Some(Format::Report),
        _ => None,
    }
}

/// The parameters that a command line sets, in the order of the table.
fn flags(matches: &ArgMatches) -> Flags {
    let value = |row: &Parameter| matches.get_one::<String>(row.name).cloned();
    TABLE
        .iter()
        .filter_map(|row| Some((row, value(row)?)))
        .collect()
}

/// What clap says over several lines, in one.
fn sentence(error: &clap::Error) -> String {
    let text = error.to_string();
    let first = text.lines().next().unwrap_or_default();
    let first = first.strip_prefix("error: ").unwrap_or(first);
    let suggested = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand]
        .into_iter()
        .find_map(|kind| match error.get(kind)? {
            ContextValue::String(name) => Some(name.clone()),
            // Of several, the likeliest comes last.
            ContextValue::Strings(names) => names.last().cloned(),
            _ => None,
        })
        .or_else(|| nearest_command(error));
    match (suggested, error.kind()) {
        (Some(name), _) => format!("{first}; did you mean `{name}`?"),
        (None, ErrorKind::InvalidValue) => {
            let values = text.lines().nth(1).map_or("", str::trim);
            format!("{first} {values}")
        }
        _ => format!("{}; see `parscope --help`", first.trim_end_matches(':')),
    }
}

/// The command most like the word that is none.
fn nearest_command(error: &clap::Error) -> Option<String> {
    let ContextValue::String(word) = error.get(ContextKind::InvalidSubcommand)? else {
        return None;
    };
    let command = command();
    let names = command.get_subcommands().map(clap::Command::get_name);
    crate::plan::nearest(word, names).map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Experiment;

    fn read(line: &str) -> Result<Arguments, CliError> {
        let words = std::iter::once("parscope").chain(line.split_whitespace());
        Arguments::read(words.map(Into::into)).map(|arguments| arguments.expect("no help asked"))
    }

    fn flags(task: Task) -> Vec<(&'static str, String)> {
        let (Task::Dashboard(flags) | Task::Run { flags, .. } | Task::Plan(flags)) = task else {
            panic!("no flags there");
        };
        flags
            .into_iter()
            .map(|(row, text)| (row.name, text))
            .collect()
    }

    #[test]
    fn clap_finds_no_fault_with_the_flags() {
        command().debug_assert();
    }

    #[test]
    fn every_parameter_is_a_flag_of_every_command_that_runs_something() {
        for row in TABLE {
            for command in ["", "run", "plan"] {
                let value = (row.get)(&Experiment::default()).to_string();
                let arguments = read(&format!("{command} --{} {value}", row.name)).unwrap();
                assert_eq!(flags(arguments.task), [(row.name, value)]);
            }
        }
    }

    #[test]
    fn flags_before_and_after_a_command_count_and_the_latter_ones_win() {
        let arguments = read("--workers 2 --seed 7 --color never run f.toml --workers 4").unwrap();
        assert_eq!(arguments.color, ColorChoice::Never);
        let found = flags(arguments.task);
        assert_eq!(found.last(), Some(&("workers", "4".into())));
        assert!(found.contains(&("seed", "7".into())));
        assert_eq!(
            read("run --glyphs ascii").unwrap().glyphs,
            Some(Glyphs::Ascii)
        );
    }

    #[test]
    fn a_negative_number_reaches_the_plan_which_knows_what_to_say() {
        let task = |line: &str| flags(read(line).unwrap().task);
        assert_eq!(task("run --workers -1"), [("workers", "-1".into())]);
        assert_eq!(task("--items -1,2"), [("items", "-1,2".into())]);
    }

    #[test]
    fn run_takes_a_file_a_format_and_a_place_to_save_to() {
        let Task::Run {
            file, format, save, ..
        } = read("run a.toml --json --save b.parscope").unwrap().task
        else {
            panic!("no run");
        };
        assert_eq!(file, Some("a.toml".into()));
        assert_eq!(format, Some(Format::Json));
        assert_eq!(save, Some("b.parscope".into()));
    }

    #[test]
    fn wrong_use_is_answered_in_one_line_with_a_way_out() {
        for (line, part) in [
            ("--wrokers 2", "did you mean `--workers`?"),
            ("opn", "did you mean `open`?"),
            ("frobnicate", "parscope --help"),
            ("run --json --report", "cannot be used with"),
            ("list planets", "possible values: workloads, modes, shapes"),
            ("--color blue", "possible values: auto, always, never"),
            ("open", "required arguments were not provided"),
            ("--seed 1 list", "leave --seed out"),
            ("run --workers", "a value is required"),
        ] {
            let error = read(line).err().expect(line);
            let message = error.message().unwrap();
            assert!(message.contains(part), "{line}: {message}");
            assert!(!message.contains('\n'), "{line}: {message}");
            assert_eq!(error.exit_code(), 2, "{line}");
        }
    }
}
