//! Tapes: what a pair of hands is to do, written down.
//!
//! They are the tapes of VHS (<https://github.com/charmbracelet/vhs>), as far as they make sense for
//! one program that is known: the same file can be played here and there. A tape may come from
//! anybody, so what it asks for is bounded, and what is not understood is refused with its line.

mod lexer;
mod line;
mod reader;
mod setting;
#[cfg(test)]
mod tests;

pub use reader::{MOST_BYTES, read};
pub use setting::{Settings, Size};

use crate::base::Nanos;
use crossterm::event::KeyEvent;
use regex_lite::Regex;
use std::path::PathBuf;

/// What is to be played.
#[derive(Debug, Clone, Default)]
pub struct Tape {
    /// On what screen.
    pub settings: Settings,
    /// Where it is to be kept, each with its line.
    pub outputs: Vec<(usize, PathBuf)>,
    /// What is to be done, one after another.
    pub steps: Vec<Step>,
}

/// Something that is to be done.
#[derive(Debug, Clone)]
pub struct Step {
    /// Where it stands, counted from 1.
    pub line: usize,
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
#[error("line {line}: {message}")]
pub struct TapeError {
    /// Where, counted from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}
