//! Tapes: what a pair of hands is to do, written down.
//!
//! They are the tapes of VHS (<https://github.com/charmbracelet/vhs>), as far as they make sense for
//! one program that is known: the same file can be played here and there. A tape may come from
//! anybody, so what it asks for is bounded. What is not understood is refused with its line, and
//! what VHS knows but makes no difference here is noted.

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

/// What is to be played.
#[derive(Debug, Clone, Default)]
pub struct Tape {
    /// On what screen.
    pub settings: Settings,
    /// Where it is to be kept.
    pub outputs: Vec<(Position, PathBuf)>,
    /// The programs without which it is not to be played.
    pub requires: Vec<(Position, String)>,
    /// What is to be done, one after another.
    pub steps: Vec<TapeStep>,
    /// What VHS does and makes no difference here.
    pub ignored: Vec<(Position, String)>,
}

/// A tape as far as it can be read, and all that is wrong with it.
#[derive(Debug, Default)]
pub struct TapeReading {
    /// What there is of it.
    pub tape: Tape,
    /// What is wrong, in the order of its lines.
    pub faults: Vec<TapeError>,
}

impl TapeReading {
    /// The tape, if nothing is wrong with it.
    ///
    /// # Errors
    /// The first fault.
    pub fn whole(self) -> Result<Tape, TapeError> {
        let first = self.faults.into_iter().next();
        first.map_or(Ok(self.tape), Err)
    }
}

/// Where something stands.
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

/// Something that is to be done.
#[derive(Debug, Clone)]
pub struct TapeStep {
    /// Where it stands.
    pub at: Position,
    /// What it is.
    pub act: Act,
}

/// What is to be done.
#[derive(Debug, Clone)]
pub enum Act {
    /// Press keys, and wait a while after each.
    Press {
        /// Which.
        keys: Vec<KeyEvent>,
        /// How long after each.
        pace: Nanos,
    },
    /// Do nothing.
    Sleep(Nanos),
    /// Do nothing until something is to be seen.
    Wait {
        /// What is to be seen; `None`: that nothing goes on any more.
        pattern: Option<Regex>,
        /// How long at most.
        patience: Nanos,
    },
    /// Keep nothing of what follows, nor the time that it takes.
    Hide,
    /// Keep what follows.
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
    /// Where.
    pub at: Position,
    /// What is wrong.
    pub message: String,
}
