//! [`Commands`]: tasks that are commands, in the spelling of GNU parallel:
//! `gzip -9 -k {} ::: a b c`.

mod source;

use super::CliError;
use super::arguments::FlagSettings;
use crate::{
    base::spell,
    plan::parameter,
    workload::{COMMAND, Inputs, has_place},
};
use source::{InputList, SourceOrigin};
use std::{ffi::OsString, os::unix::ffi::OsStrExt};

/// Options of GNU parallel, and what to write instead.
const OPTIONS: [(&str, &str); 14] = [
    ("-j", "write --workers N before the two hyphens"),
    ("--jobs", "write --workers N before the two hyphens"),
    ("-P", "write --workers N before the two hyphens"),
    ("-a", "write `:::: FILE` after the command"),
    ("--arg-file", "write `:::: FILE` after the command"),
    ("--link", "write `:::+` before the lists that go together"),
    ("--xapply", "write `:::+` before the lists that go together"),
    (
        "-k",
        "leave it out: what commands write is shown in the order of the inputs",
    ),
    (
        "--keep-order",
        "leave it out: what commands write is shown in the order of the inputs",
    ),
    (
        "-q",
        "leave it out: there is no shell that would take words apart",
    ),
    (
        "--quote",
        "leave it out: there is no shell that would take words apart",
    ),
    ("-C", "write a list after a `:::` for each column"),
    ("--colsep", "write a list after a `:::` for each column"),
    ("--retries", "write --retries N before the two hyphens"),
];

/// A command and its inputs.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Commands {
    command: Vec<String>,
    sources: Vec<InputList>,
    /// Whether inputs that are read end with a zero byte each.
    null: bool,
}

impl Commands {
    /// Reads the words after `--`.
    pub(super) fn parse(words: &[OsString], null: bool) -> Result<Self, CliError> {
        let (words, null) = options(words, null)?;
        let is_separator = |word: &OsString| separator(word).is_some();
        let start = words.iter().position(is_separator).unwrap_or(words.len());
        let (command, mut rest) = words.split_at(start);
        if command.is_empty() {
            return wrong("there is no command before `:::`: write it after the two hyphens");
        }
        let command: Vec<_> = command.iter().map(|word| spell(word)).collect();
        let mut sources: Vec<InputList> = Vec::new();
        while let Some((mark, after)) = rest.split_first() {
            let end = after.iter().position(is_separator).unwrap_or(after.len());
            let (group, next) = after.split_at(end);
            let (is_file, linked) = separator(mark).unwrap_or_default();
            if linked && sources.is_empty() {
                return wrong(&format!(
                    "`{0}` links a list to the one before, and there is none: write `{1}`",
                    spell(mark),
                    spell(mark).trim_end_matches('+'),
                ));
            }
            if is_file && group.is_empty() {
                return wrong("`::::` takes the names of files, or - for standard input");
            }
            let origins: Vec<_> = if is_file {
                group.iter().map(SourceOrigin::file).collect()
            } else {
                vec![SourceOrigin::Listed(
                    group.iter().map(|word| spell(word)).collect(),
                )]
            };
            sources.extend(
                origins
                    .into_iter()
                    .map(|origin| InputList { origin, linked }),
            );
            rest = next;
        }
        let piped = |source: &&InputList| source.origin == SourceOrigin::Stdin;
        if sources.iter().filter(piped).count() > 1 {
            return wrong("standard input can be read once: write `-` in one place only");
        }
        if sources.is_empty()
            && let Some(place) = command.iter().find(|word| has_place(word))
        {
            let origin = SourceOrigin::Piped(place.clone());
            let linked = false;
            sources.push(InputList { origin, linked });
        }
        Ok(Self {
            command,
            sources,
            null,
        })
    }

    /// The flags that these words stand for, after those that were given.
    pub(super) fn flags(self, given: &FlagSettings) -> Result<FlagSettings, CliError> {
        for (row, text) in given {
            let said = row.name == "workload" && text != COMMAND;
            if said || ["command", "inputs"].contains(&row.name) {
                return wrong(&format!(
                    "the tasks are the command after the two hyphens: leave --{} out",
                    row.name
                ));
            }
            if row.name == "tasks" && !self.sources.is_empty() {
                return wrong("there is a task for each input: leave --tasks out");
            }
        }
        let mut inputs = Inputs::new();
        for (number, InputList { origin, linked }) in (1..).zip(self.sources) {
            let words = origin.read(self.null)?;
            if words.is_empty() && number == 1 {
                return wrong("there are no inputs, so there is nothing to run");
            }
            if words.is_empty() {
                return wrong(&format!(
                    "there are no inputs in list {number}, so there is nothing to run"
                ));
            }
            let Some(more) = inputs.with(words, linked) else {
                return wrong("the lists make more combinations than can be run: shorten one");
            };
            inputs = more;
        }
        let quoted = |words: &[String]| {
            shlex::try_join(words.iter().map(String::as_str))
                .map_err(|_| CliError::Usage("a zero byte cannot be in a command".into()))
        };
        let inputs: Vec<_> = inputs.words().collect();
        let flags = [
            ("workload", COMMAND.to_owned()),
            ("command", quoted(&self.command)?),
            ("inputs", quoted(&inputs)?),
        ];
        let flags = flags.map(|(name, text)| Ok((parameter(name)?, text)));
        flags.into_iter().collect()
    }
}

fn wrong<T>(text: &str) -> Result<T, CliError> {
    Err(CliError::Usage(text.to_owned()))
}

/// Whether files follow, and whether they go along with the list before; `None` where it is no
/// separator.
fn separator(word: &OsString) -> Option<(bool, bool)> {
    match word.as_bytes() {
        b":::" => Some((false, false)),
        b":::+" => Some((false, true)),
        b"::::" => Some((true, false)),
        b"::::+" => Some((true, true)),
        _ => None,
    }
}

/// The words behind the options of GNU parallel, of which there is one.
fn options(words: &[OsString], mut null: bool) -> Result<(&[OsString], bool), CliError> {
    let mut words = words;
    while let [first, rest @ ..] = words {
        match first.as_bytes() {
            b"-0" | b"--null" => null = true,
            [b'-', ..] => return refuse(&spell(first)),
            _ => break,
        }
        words = rest;
    }
    if words.is_empty() {
        return wrong("there is no command after the two hyphens");
    }
    Ok((words, null))
}

/// A command does not begin with a hyphen: it is an option of GNU parallel.
fn refuse<T>(option: &str) -> Result<T, CliError> {
    let known = OPTIONS.iter().find(|(name, _)| {
        let value = option.strip_prefix(name);
        let long = name.starts_with("--");
        value.is_some_and(|value| value.is_empty() || !long || value.starts_with('='))
    });
    let instead = known.map_or(
        "leave it out, or write the options of parscope before the two hyphens",
        |(_, instead)| instead,
    );
    wrong(&format!(
        "`{option}` stands where the command begins, as an option of GNU parallel would: {instead}"
    ))
}

#[cfg(test)]
mod tests;
