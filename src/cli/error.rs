//! [`CliError`]: everything that ends the program early, with its exit code.

use crate::{
    base::{is_full, visible, visible_name},
    engine::{EngineError, import::ImportError},
    lesson::LessonError,
    plan::PlanError,
    store::StoreError,
    theme::ThemeError,
    ui::UiError,
};
use std::{
    io,
    path::{Path, PathBuf},
};

/// Why the program ends without having done what it was asked to.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// A flag or command that there is not.
    #[error("{0}")]
    Usage(String),
    /// A value that cannot be what it was set to.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// A lesson or preset that there is not, or that cannot be what its file says.
    #[error(transparent)]
    Lesson(#[from] LessonError),
    /// A value that is wrong, in a variable or at a line of a file.
    #[error("{place}: {message}")]
    Setting {
        /// The variable, or file and line.
        place: String,
        /// The reason.
        message: String,
    },
    /// A file that cannot be used.
    #[error("{}: {message}", visible_name(path))]
    File {
        /// Its path.
        path: PathBuf,
        /// Why not.
        message: String,
    },
    /// A file that could not be written although nothing is wrong with it: there is no room.
    #[error("{}: cannot be written: {why}", visible_name(path))]
    Write {
        /// Its path.
        path: PathBuf,
        /// The system's error.
        why: io::ErrorKind,
    },
    /// A log that cannot be opened.
    #[error(transparent)]
    Open(StoreError),
    /// A trace of another program that cannot be read.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// A log that cannot be saved, although its folder could be written before the run.
    #[error(transparent)]
    Save(StoreError),
    /// The run could not be made.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// Everything was done, but some tasks came to nothing: commands that did not exit with 0.
    #[error("{failed} of {tasks} {what} failed{which}")]
    Tasks {
        /// How many.
        failed: u32,
        /// The number of tasks.
        tasks: u32,
        /// The word for them.
        what: &'static str,
        /// Some of them and the reasons; for commands, their own messages.
        which: String,
    },
    /// Some experiments of a preset failed; why was told before.
    #[error("{failed} of the {all} experiments failed")]
    Trials {
        /// How many.
        failed: usize,
        /// The number of experiments.
        all: usize,
    },
    /// Some runs of a sweep failed.
    #[error("{failed} of the {all} runs failed")]
    Runs {
        /// How many.
        failed: usize,
        /// The number of runs.
        all: usize,
    },
    /// Several things are wrong, and all of them are told.
    #[error("{} things are wrong, {}", .0.len(), .0.first().map_or_else(String::new, ToString::to_string))]
    Many(Vec<CliError>),
    /// A theme is not what its file should be.
    #[error(transparent)]
    Theme(#[from] ThemeError),
    /// The dashboard could not go on.
    #[error(transparent)]
    Dashboard(#[from] UiError),
    /// The report found no way out.
    #[error("cannot write to standard output: {0}")]
    Output(#[from] io::Error),
    /// A tape waits for a text that did not come.
    #[error("{place}: {message}")]
    Play {
        /// The tape and the line.
        place: String,
        /// The text that did not come.
        message: String,
    },
    /// The program that was watched ended otherwise than well; it said so itself.
    #[error("the program ended with exit code {code}")]
    Program {
        /// Its exit code, as a shell has it.
        code: u8,
    },
    /// A signal ended it.
    #[error("stopped")]
    Interrupted {
        /// Its number.
        signal: u8,
    },
}

/// Characters of a message: one that quotes a whole file would hide what it says.
const LONGEST: usize = 1000;

impl CliError {
    /// 1 where the run failed, 2 for wrong use or bad input, as shells have it for a signal, and
    /// 0 where the reader of a pipe had seen enough.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_)
            | Self::Plan(_)
            | Self::Lesson(_)
            | Self::Setting { .. }
            | Self::File { .. }
            | Self::Open(_)
            | Self::Import(_)
            | Self::Theme(_)
            | Self::Engine(EngineError::Plan(_))
            | Self::Dashboard(
                UiError::NoTerminal
                | UiError::DumbTerminal
                | UiError::Opened(_)
                | UiError::Command(_)
                | UiError::File { .. },
            ) => 2,
            Self::Save(_)
            | Self::Write { .. }
            | Self::Engine(_)
            | Self::Tasks { .. }
            | Self::Trials { .. }
            | Self::Runs { .. }
            | Self::Play { .. }
            | Self::Dashboard(_) => 1,
            Self::Many(errors) => errors.iter().map(Self::exit_code).max().unwrap_or(2),
            Self::Output(error) => u8::from(error.kind() != io::ErrorKind::BrokenPipe),
            Self::Interrupted { signal } => 128 + signal,
            Self::Program { code } => *code,
        }
    }

    /// A file that could not be written: the wrong one, or one for which there is no room.
    pub(super) fn unwritten(path: &Path, error: &io::Error) -> Self {
        let (path, why) = (path.to_owned(), error.kind());
        if is_full(error) {
            return Self::Write { path, why };
        }
        let message = match (why, path.parent()) {
            (io::ErrorKind::NotFound, Some(folder)) => format!(
                "cannot be written: there is no folder {}: make it first",
                visible_name(folder)
            ),
            // Errors of our own have no other kind.
            (io::ErrorKind::Other | io::ErrorKind::InvalidInput, _) => {
                format!("cannot be written: {error}")
            }
            _ => format!("cannot be written: {why}"),
        };
        Self::File { path, message }
    }

    /// The message, line by line.
    #[must_use]
    pub fn messages(&self) -> Vec<String> {
        match self {
            Self::Many(errors) => errors.iter().filter_map(Self::message).collect(),
            error => error.message().into_iter().collect(),
        }
    }

    /// The message; `None` where the user or the watched program caused the end: an interrupt, or
    /// exit status 0.
    #[must_use]
    pub fn message(&self) -> Option<String> {
        let told = !matches!(self, Self::Interrupted { .. } | Self::Program { .. })
            && self.exit_code() != 0;
        told.then(|| {
            let text = self.to_string();
            let text = visible(&text);
            let mut message: String = text.chars().take(LONGEST).collect();
            if text.chars().nth(LONGEST).is_some() {
                message.push('…');
            }
            message
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_can_tell_wrong_use_from_a_failed_run() {
        let conflict = || PlanError::Conflict("no".into());
        assert_eq!(CliError::Plan(conflict()).exit_code(), 2);
        assert_eq!(CliError::Engine(conflict().into()).exit_code(), 2);
        assert_eq!(
            CliError::Engine(EngineError::Run("no".into())).exit_code(),
            1
        );
        assert_eq!(CliError::Dashboard(UiError::NoTerminal).exit_code(), 2);
        assert_eq!(CliError::Interrupted { signal: 2 }.exit_code(), 130);
    }

    #[test]
    fn a_reader_that_has_seen_enough_is_no_failure() {
        let closed = CliError::Output(io::ErrorKind::BrokenPipe.into());
        assert_eq!((closed.exit_code(), closed.message()), (0, None));
    }

    #[test]
    fn a_quoted_file_cannot_command_the_terminal() {
        let message = CliError::Usage("\u{1b}[2J".into()).message().unwrap();
        assert_eq!(message, r"\u{1b}[2J");
    }

    #[test]
    fn a_file_that_is_one_long_word_is_not_quoted_whole() {
        let message = format!("a.tape:1: there is no command `{}`", "a".repeat(1 << 20));
        let message = CliError::Usage(message).message().unwrap();
        assert!(message.starts_with("a.tape:1: there is no command `aaa"));
        assert!(message.ends_with("a…") && message.chars().count() == 1 + LONGEST);
    }
}
