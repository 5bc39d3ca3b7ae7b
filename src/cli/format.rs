//! Formats as a command line asks for them: by a flag with the name of one.

use super::CliError;
use crate::export::{FORMATS, Format};
use clap::{Arg, ArgAction, ArgMatches};

/// A flag for each text format that can hold the output of a command.
pub(super) fn flags(holds: fn(&Format) -> bool) -> Vec<Arg> {
    let formats = FORMATS
        .iter()
        .filter(|format| holds(format) && !format.prints.is_empty());
    let flags = formats.clone().map(|format| {
        let others = formats.clone().filter(|other| other.name != format.name);
        Arg::new(format.name)
            .long(format.name)
            .action(ArgAction::SetTrue)
            .help(format.prints)
            .conflicts_with_all(others.map(|other| other.name))
    });
    flags.collect()
}

/// The names of the formats for which `holds` is true.
pub(super) fn names(holds: fn(&Format) -> bool) -> Vec<&'static str> {
    let formats = FORMATS.iter().filter(|format| holds(format));
    formats.map(|format| format.name).collect()
}

/// The names of these formats as a list in words: `json, csv or svg`.
pub(super) fn choices(holds: fn(&Format) -> bool) -> String {
    match names(holds).split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}

/// The format that a flag asks for, if there is one.
pub(super) fn asked(matches: &ArgMatches) -> Option<&'static Format> {
    let is_set = |format: &&&Format| {
        matches
            .try_get_one(format.name)
            .is_ok_and(|set| set == Some(&true))
    };
    FORMATS.iter().find(is_set).copied()
}

/// Refuses a format that cannot hold the output of a command.
pub(super) fn held<T>(writer: Option<T>, format: &Format) -> Result<T, CliError> {
    let refused = || CliError::Usage(format!("{} cannot hold this", format.name));
    writer.ok_or_else(refused)
}
