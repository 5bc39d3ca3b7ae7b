//! [`Wanted`]: the experiment as a command line has it, before the plan has checked it.

use crate::{
    base::spell,
    cli::CliError,
    lesson::Lesson,
    plan::{Parameter, TABLE},
};
use clap::ArgMatches;
use std::{ffi::OsString, path::PathBuf};

/// Parameters that were set by flags.
pub(in crate::cli) type FlagSettings = Vec<(&'static Parameter, String)>;

/// The experiment that is asked for, as the command line has it.
#[derive(Default, Clone)]
pub(in crate::cli) struct Wanted {
    /// The parameters that differ from the file or the preset.
    pub(in crate::cli) flags: FlagSettings,
    /// A file with an experiment.
    pub(in crate::cli) file: Option<PathBuf>,
    /// A preset.
    pub(in crate::cli) preset: Option<&'static Lesson>,
    /// The words after two hyphens: a command, and its inputs.
    pub(in crate::cli) words: Vec<OsString>,
    /// Whether those inputs that are read are separated by zero bytes.
    pub(in crate::cli) null: bool,
}

impl Wanted {
    /// The experiment of a command line.
    pub(super) fn of(matches: &ArgMatches) -> Result<Self, CliError> {
        let preset = matches.get_one::<String>("preset");
        Ok(Self {
            flags: flags(matches),
            file: None,
            preset: preset.map(|name| Lesson::find_preset(name)).transpose()?,
            words: Vec::new(),
            null: matches.get_flag("null"),
        })
    }

    /// The first word about an experiment, if there is one.
    pub(super) fn first_word(&self) -> Option<String> {
        let flag = self.flags.first().map(|(row, _)| format!("--{}", row.name));
        flag.or_else(|| self.preset.map(|_| "--preset".into()))
            .or_else(|| self.null.then(|| "--null".into()))
            .or_else(|| Some(spell(self.words.first()?)))
    }
}

/// The parameters that a command line sets, in the order of the table.
fn flags(matches: &ArgMatches) -> FlagSettings {
    let value = |row: &Parameter| matches.get_one::<String>(row.name).cloned();
    TABLE
        .iter()
        .filter_map(|row| Some((row, value(row)?)))
        .collect()
}
