//! [`Arguments`]: the command line, as clap understands it.
//!
//! The flags of an experiment are made from the parameter table. Their values stay texts here:
//! what they may be is the plan's to say, with the same words for a flag, a variable and a file.

mod command;

use super::{
    CliError,
    terminal::{Colors, Glyphs},
};
use crate::base::Ratio;
use crate::plan::{Parameter, Preset, TABLE};
use clap::{
    ArgMatches,
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
    /// Which colours to use, if that was said.
    pub(super) color: Option<Colors>,
    /// Which glyphs to draw with, if that was said.
    pub(super) glyphs: Option<Glyphs>,
    /// The theme of the dashboard, if that was said.
    pub(super) theme: Option<String>,
    /// The config file, if it is not the usual one.
    pub(super) config: Option<PathBuf>,
    /// Whether the mouse is left to the terminal.
    pub(super) no_mouse: bool,
}

/// What is to be run, as the command line has it.
#[derive(Default, Clone)]
pub(super) struct Wanted {
    /// What is to be different from the file or the preset.
    pub(super) flags: Flags,
    /// A file with an experiment.
    pub(super) file: Option<PathBuf>,
    /// A preset.
    pub(super) preset: Option<&'static Preset>,
    /// The words after two hyphens: a command, and its inputs.
    pub(super) words: Vec<String>,
}

/// What to do.
pub(super) enum Task {
    /// Open the dashboard.
    Dashboard(Wanted),
    /// Run an experiment.
    Run {
        /// Which one.
        wanted: Wanted,
        /// How the result is wanted; `None`: as suits where it goes.
        format: Option<Format>,
        /// Where the log is to be kept.
        save: Option<PathBuf>,
        /// The speedup that is expected.
        guess: Option<Ratio>,
    },
    /// Say what an experiment should take, without doing it.
    Predict {
        /// Which one.
        wanted: Wanted,
        /// How the answer is wanted.
        format: Option<Format>,
        /// On how many cores; `None`: on those of this machine.
        cores: Option<u32>,
        /// The speedup that is expected.
        guess: Option<Ratio>,
    },
    /// Run an experiment at several values of its parameters.
    Sweep(SweepWanted, Option<SweepFormat>),
    /// Show a saved run.
    Open(PathBuf, Option<Format>),
    /// Measure what this machine takes besides the tasks.
    Calibrate(Option<Format>),
    /// Name what there is; `None`: all of it.
    List(Option<String>),
    /// Print the experiment as a file.
    Plan(Wanted),
}

/// What is to be swept.
pub(super) struct SweepWanted {
    /// What all points share.
    pub(super) wanted: Wanted,
    /// What is swept: `chunksize=1..64`.
    pub(super) axes: Vec<String>,
    /// Where the runs are to be kept.
    pub(super) out: Option<PathBuf>,
    /// Where the runs are of a sweep that is to go on.
    pub(super) resume: Option<PathBuf>,
    /// Whether it is to be watched in the dashboard.
    pub(super) watch: bool,
}

/// How the result of a sweep is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SweepFormat {
    /// As text.
    Report,
    /// As one JSON object.
    Json,
    /// As comma-separated values.
    Csv,
    /// As a table for a document.
    Markdown,
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
pub(super) const LISTS: [&str; 6] = [
    "workloads",
    "modes",
    "shapes",
    "presets",
    "themes",
    "actions",
];

impl Arguments {
    /// Reads a command line. Help and version are printed here; they are no experiment.
    pub(super) fn read(line: impl IntoIterator<Item = OsString>) -> Result<Option<Self>, CliError> {
        // What follows two hyphens belongs to another program; clap would rather find in it the
        // name of a command that was mistyped.
        let mut line: Vec<_> = line.into_iter().collect();
        let hyphens = line.iter().position(|word| word == "--");
        let rest = hyphens.map_or_else(Vec::new, |place| line.split_off(place));
        let words: Result<Vec<_>, _> = rest
            .into_iter()
            .skip(1)
            .map(OsString::into_string)
            .collect();
        let words = words.map_err(|word| {
            CliError::Usage(format!("`{}` is no UTF-8 text", word.to_string_lossy()))
        })?;
        if hyphens.is_some() && words.is_empty() {
            let none = "there is no command after the two hyphens";
            return Err(CliError::Usage(none.into()));
        }
        match command().try_get_matches_from(line) {
            Ok(matches) => Self::of(&matches, words).map(Some),
            Err(error) if !error.use_stderr() => error.print().map(|()| None).map_err(Into::into),
            Err(error) => Err(CliError::Usage(sentence(&error))),
        }
    }

    fn of(matches: &ArgMatches, words: Vec<String>) -> Result<Self, CliError> {
        let mut wanted = wanted(matches)?;
        wanted.words = words;
        let path = |matches: &ArgMatches, name: &str| matches.get_one::<PathBuf>(name).cloned();
        let task = match matches.subcommand() {
            None => Task::Dashboard(wanted),
            Some((name @ ("open" | "list" | "calibrate"), _)) if wanted.first_word().is_some() => {
                return Err(CliError::Usage(format!(
                    "`{name}` runs nothing: leave {} out",
                    wanted.first_word().unwrap_or_default()
                )));
            }
            Some(("open", open)) => {
                Task::Open(path(open, "file").unwrap_or_default(), format(open))
            }
            Some(("calibrate", sub)) => Task::Calibrate(format(sub)),
            Some(("list", list)) => Task::List(list.get_one::<String>("what").cloned()),
            Some((name, sub)) => {
                // Flags may stand on either side of the command; the latter ones win.
                let latter = self::wanted(sub)?;
                wanted.flags.extend(latter.flags);
                wanted.preset = latter.preset.or(wanted.preset);
                if name == "plan" {
                    Task::Plan(wanted)
                } else if name == "sweep" {
                    sweep(sub, wanted)?
                } else if name == "predict" {
                    wanted.file = path(sub, "file");
                    Task::Predict {
                        wanted,
                        format: format(sub),
                        cores: sub.get_one("cores").copied(),
                        guess: guess(sub),
                    }
                } else {
                    wanted.file = path(sub, "file");
                    if wanted.file.is_some() && wanted.preset.is_some() {
                        let both = "a file and a preset are two experiments: leave one of them out";
                        return Err(CliError::Usage(both.into()));
                    }
                    let (format, save) = (format(sub), path(sub, "save"));
                    Task::Run {
                        wanted,
                        format,
                        save,
                        guess: guess(sub),
                    }
                }
            }
        };
        let choice = |name: &str| matches.get_one::<String>(name).map(String::as_str);
        Ok(Self {
            task,
            color: choice("color").and_then(|name| name.parse().ok()),
            glyphs: choice("glyphs").and_then(|name| name.parse().ok()),
            theme: choice("theme").map(Into::into),
            config: path(matches, "config"),
            no_mouse: matches.get_flag("no-mouse"),
        })
    }
}

impl SweepWanted {
    /// Whether anything was said about what is to be swept.
    pub(super) fn says_anything(&self) -> bool {
        !self.axes.is_empty() || self.wanted.first_word().is_some()
    }
}

/// What is to be swept, and how the result is wanted.
fn sweep(matches: &ArgMatches, wanted: Wanted) -> Result<Task, CliError> {
    let formats = [
        ("json", SweepFormat::Json),
        ("csv", SweepFormat::Csv),
        ("markdown", SweepFormat::Markdown),
        ("report", SweepFormat::Report),
    ];
    let format = formats.iter().find(|(name, _)| matches.get_flag(name));
    let path = |name: &str| matches.get_one::<PathBuf>(name).cloned();
    let axes = matches.get_many::<String>("axes");
    let wanted = SweepWanted {
        wanted,
        axes: axes.map_or_else(Vec::new, |axes| axes.cloned().collect()),
        out: path("out"),
        resume: path("resume"),
        watch: matches.get_flag("watch"),
    };
    if wanted.axes.is_empty() && wanted.resume.is_none() {
        let none = "say what is to be swept, such as `parscope sweep chunksize=1..64`";
        return Err(CliError::Usage(none.into()));
    }
    Ok(Task::Sweep(wanted, format.map(|(_, format)| *format)))
}

impl Wanted {
    /// Something that was said about an experiment, if anything was.
    fn first_word(&self) -> Option<String> {
        let flag = self.flags.first().map(|(row, _)| format!("--{}", row.name));
        flag.or_else(|| self.preset.map(|_| "--preset".into()))
            .or_else(|| self.words.first().cloned())
    }
}

/// What a command line says about the experiment.
fn wanted(matches: &ArgMatches) -> Result<Wanted, CliError> {
    let preset = matches.get_one::<String>("preset");
    Ok(Wanted {
        flags: flags(matches),
        file: None,
        preset: preset.map(|name| Preset::find(name)).transpose()?,
        words: Vec::new(),
    })
}

/// How the result of a command is wanted, if that was said.
fn format(matches: &ArgMatches) -> Option<Format> {
    match (matches.get_flag("json"), matches.get_flag("report")) {
        (true, _) => Some(Format::Json),
        (_, true) => Some(Format::Report),
        _ => None,
    }
}

/// The speedup that the user expects, if one was given.
fn guess(matches: &ArgMatches) -> Option<Ratio> {
    matches.get_one("guess").copied()
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

    fn wanted(task: Task) -> Wanted {
        let (Task::Dashboard(wanted)
        | Task::Run { wanted, .. }
        | Task::Predict { wanted, .. }
        | Task::Plan(wanted)) = task
        else {
            panic!("nothing is wanted there");
        };
        wanted
    }

    fn flags(task: Task) -> Vec<(&'static str, String)> {
        let flags = wanted(task).flags.into_iter();
        flags.map(|(row, text)| (row.name, text)).collect()
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
        assert_eq!(arguments.color, Some(Colors::Never));
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
            wanted,
            format,
            save,
            ..
        } = read("run a.toml --json --save b.parscope").unwrap().task
        else {
            panic!("no run");
        };
        assert_eq!(wanted.file, Some("a.toml".into()));
        assert_eq!(format, Some(Format::Json));
        assert_eq!(save, Some("b.parscope".into()));
    }

    #[test]
    fn a_preset_can_be_named_wherever_something_is_run() {
        for line in [
            "--preset square",
            "run --preset square",
            "--preset square plan",
        ] {
            let preset = wanted(read(line).unwrap().task).preset;
            assert_eq!(preset.map(|preset| preset.name), Some("square"), "{line}");
        }
        let latter = wanted(read("--preset queue run --preset square").unwrap().task);
        assert_eq!(latter.preset.map(|preset| preset.name), Some("square"));
    }

    #[test]
    fn what_follows_two_hyphens_is_a_command_whatever_it_looks_like() {
        for command in ["", "run", "plan"] {
            let line = format!("{command} --workers 2 -- run --json -k {{}} ::: -a --seed");
            let task = wanted(read(&line).unwrap().task);
            assert_eq!(
                task.words.join(" "),
                "run --json -k {} ::: -a --seed",
                "{line}"
            );
            assert_eq!(task.flags.len(), 1, "{line}");
        }
        let Task::Run { wanted, .. } = read("run a.toml -- b").unwrap().task else {
            panic!("no run");
        };
        assert_eq!(
            (wanted.file, wanted.words),
            (Some("a.toml".into()), vec!["b".into()])
        );
    }

    #[test]
    fn wrong_use_is_answered_in_one_line_with_a_way_out() {
        for (line, part) in [
            ("--wrokers 2", "did you mean `--workers`?"),
            ("opn", "did you mean `open`?"),
            ("xyzzy", "parscope --help"),
            ("run --json --report", "cannot be used with"),
            (
                "list planets",
                "possible values: workloads, modes, shapes, presets, themes, actions",
            ),
            ("run --", "no command after the two hyphens"),
            ("list -- echo", "leave echo out"),
            ("--preset squar", "did you mean `square`?"),
            ("run --preset 7", "see `parscope list presets`"),
            ("run a.toml --preset square", "leave one of them out"),
            ("--preset square list", "leave --preset out"),
            ("--color blue", "possible values: auto, always, never, 16"),
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
