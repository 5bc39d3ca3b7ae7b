//! Tapes: scripts of keys, waits and pictures for the dashboard.
//!
//! They are the tapes of VHS (<https://github.com/charmbracelet/vhs>), as far as they make sense for
//! one program that is known: the same file can be played here and there. A tape may come from
//! any source, so its demands are bounded. A line that is not understood is refused by its number,
//! and commands of VHS that make no difference here are noted.

mod key;
mod lexer;
mod line;
mod reader;
mod setting;
#[cfg(test)]
mod tests;
mod theme;

pub use reader::{MOST_BYTES, read};
pub use setting::Settings;
pub use theme::{TapeTheme, TerminalColors};

use crate::base::{Nanos, visible_name};
use crossterm::event::KeyEvent;
use regex_lite::Regex;
use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

/// A script that is played on the dashboard.
#[derive(Debug, Clone, Default)]
pub struct Tape {
    /// The settings of its screen and of its keys.
    pub settings: Settings,
    /// The files that it is kept in.
    pub outputs: Vec<(Position, PathBuf)>,
    /// The programs without which it is not played.
    pub requires: Vec<(Position, String)>,
    /// The steps, one after another.
    pub steps: Vec<TapeStep>,
    /// Commands of VHS that make no difference here.
    pub ignored: Vec<(Position, String)>,
}

/// A tape as far as it can be read, and all that is wrong with it.
#[derive(Debug, Default)]
pub struct TapeReading {
    /// The tape, as far as it can be read.
    pub tape: Tape,
    /// The faults, in the order of its lines.
    pub faults: Vec<TapeError>,
}

impl TapeReading {
    /// The tape, if it has no fault.
    ///
    /// # Errors
    /// The first fault.
    pub fn whole(self) -> Result<Tape, TapeError> {
        let first = self.faults.into_iter().next();
        first.map_or(Ok(self.tape), Err)
    }
}

/// A place in a tape.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Position {
    /// The tape that is played by `Source`; `None`: the first one.
    pub file: Option<Arc<Path>>,
    /// The line, counted from 1.
    pub line: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.file {
            Some(file) => write!(f, "{}:{}", visible_name(&**file), self.line),
            None => write!(f, "line {}", self.line),
        }
    }
}

/// A step of a tape.
#[derive(Debug, Clone)]
pub struct TapeStep {
    /// Its place in the tape.
    pub at: Position,
    /// The action.
    pub act: Act,
}

/// The action of a step.
#[derive(Debug, Clone)]
pub enum Act {
    /// Press keys, and wait a while after each.
    Press {
        /// The keys.
        keys: Vec<KeyEvent>,
        /// How long after each.
        pace: Nanos,
    },
    /// Wait for a time.
    Sleep(Nanos),
    /// Wait until the screen shows something.
    Wait {
        /// A pattern on the screen; `None`: wait until the dashboard is quiet.
        pattern: Option<Regex>,
        /// How long at most.
        patience: Nanos,
    },
    /// Leave the following steps out of the recording, with their time.
    Hide,
    /// Record the following steps.
    Show,
    /// Keep a picture of the screen.
    Screenshot(PathBuf),
    /// Begin a chapter.
    Mark(String),
}

/// Why a tape cannot be played.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{at}: {message}")]
pub struct TapeError {
    /// The place of the fault.
    pub at: Position,
    /// The fault.
    pub message: String,
}
