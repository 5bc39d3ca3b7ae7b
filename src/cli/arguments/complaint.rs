//! [`sentence`]: clap's error about a command line, in one line with a way out.

use crate::cli::arguments::command::command;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::path::Path;

/// An error of clap, which has several lines, in one line.
pub(super) fn sentence(error: &clap::Error) -> String {
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

/// The word that is no command but the name of a Python script.
pub(super) fn script(error: &clap::Error) -> Option<&str> {
    let ContextValue::String(word) = error.get(ContextKind::InvalidSubcommand)? else {
        return None;
    };
    let path = Path::new(word);
    path.extension()
        .is_some_and(|kind| kind == "py")
        .then_some(word)
}

/// The command most like a word that is no command.
fn nearest_command(error: &clap::Error) -> Option<String> {
    let ContextValue::String(word) = error.get(ContextKind::InvalidSubcommand)? else {
        return None;
    };
    let command = command();
    let names = command.get_subcommands().map(clap::Command::get_name);
    crate::base::nearest(word, names).map(Into::into)
}
