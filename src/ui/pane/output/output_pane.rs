//! [`OutputPane`]: the terminal of the program that is watched, and whether keys go to it.

use super::{
    emulator::Emulator,
    encoding::{encoded, pasted},
};
use crate::{
    base::{Moment, Nanos},
    engine::watch::{OnOutput, ProgramTerminal, TerminalSize},
    log::Ending,
};
use crossterm::event::KeyEvent;
use ratatui::layout::Rect;
use std::sync::Arc;
use vt100::Screen;

/// The size of a terminal that was not on the screen yet: that of a VT100.
const USUAL: TerminalSize = TerminalSize {
    columns: 80,
    rows: 24,
};

/// Rows of the pane besides the terminal: its heading.
const HEADING: u16 = 1;

/// Output so soon after a key is its echo, for which a user waits.
const ECHO: Nanos = Nanos::from_millis(200);

/// The state of the pane.
#[derive(Default)]
pub(in crate::ui) struct OutputPane {
    /// The screen of the last program.
    pub(super) emulator: Option<Emulator>,
    /// Its terminal, until it ends.
    terminal: Option<Arc<ProgramTerminal>>,
    /// Whether it goes on.
    is_live: bool,
    /// How it ended.
    pub(super) ending: Option<Ending>,
    /// Whether keys go to the program.
    is_typing: bool,
    /// When the last of them did.
    typed: Option<Moment>,
    /// The size of the terminal, once the pane was on the screen.
    size: Option<TerminalSize>,
    /// Whether the program was asked to stop already.
    pub(in crate::ui) is_interrupted: bool,
}

impl OutputPane {
    /// A program is about to be started: its terminal has that size, and its output goes there.
    pub(in crate::ui) fn prepare(&mut self) -> (TerminalSize, OnOutput) {
        let size = self.size.unwrap_or(USUAL);
        let emulator = Emulator::new(size);
        let output = emulator.output();
        *self = Self {
            emulator: Some(emulator),
            size: self.size,
            ..Self::default()
        };
        (size, output)
    }

    /// The program was started on that terminal.
    pub(in crate::ui) fn begin(&mut self, terminal: Option<Arc<ProgramTerminal>>) {
        self.terminal = terminal;
        self.is_live = true;
    }

    /// The program has ended, which keeps its last screen.
    pub(in crate::ui) fn end(&mut self, ending: Option<Ending>) {
        self.ending = ending;
        self.is_live = false;
        self.is_typing = false;
    }

    /// The pane is there now, or nowhere. Returns whether the terminal has another size by that.
    pub(in crate::ui) fn place(&mut self, area: Rect) -> bool {
        let size = TerminalSize {
            columns: area.width,
            rows: area.height.saturating_sub(HEADING),
        };
        let is_seen = size.columns > 0 && size.rows > 0;
        if !is_seen || self.size == Some(size) {
            return false;
        }
        self.size = Some(size);
        if let Some(emulator) = &self.emulator {
            emulator.resize(size);
        }
        if let Some(terminal) = &self.terminal {
            terminal.resize(size);
        }
        true
    }

    /// Takes note of what was printed. Returns whether anything was since the last call.
    pub(in crate::ui) fn follow(&self) -> bool {
        let terminal = self.terminal.as_ref();
        terminal.is_some_and(|terminal| terminal.take_fresh())
    }

    /// Whether there is output that a user waits for, who has just typed.
    pub(in crate::ui) fn is_echo(&self, now: Moment) -> bool {
        let terminal = self.terminal.as_ref();
        let is_soon = self.typed.is_some_and(|typed| now.since(typed) < ECHO);
        is_soon && terminal.is_some_and(|terminal| terminal.is_fresh())
    }

    /// Whether a program is there to type into.
    pub(in crate::ui) const fn is_live(&self) -> bool {
        self.is_live
    }

    /// Whether this session watches a program.
    pub(in crate::ui) const fn is_of_program(&self) -> bool {
        self.emulator.is_some()
    }

    /// Whether a program was there, which can be started again.
    pub(in crate::ui) const fn has_ended(&self) -> bool {
        self.emulator.is_some() && !self.is_live
    }

    /// Whether keys go to the program.
    pub(in crate::ui) const fn is_typing(&self) -> bool {
        self.is_typing
    }

    /// Has keys go to the program, or no longer.
    pub(in crate::ui) fn set_typing(&mut self, typing: bool) {
        self.is_typing = typing && self.is_live;
        if self.is_typing {
            self.scroll(isize::MIN);
        }
    }

    /// Types a key into the program. Returns whether it takes any.
    pub(in crate::ui) fn press(&mut self, key: &KeyEvent, now: Moment) -> bool {
        let application = self.look(Screen::application_cursor);
        self.typed = Some(now);
        self.type_in(&encoded(key, application))
    }

    /// Pastes a text into the program. Returns whether it takes it.
    pub(in crate::ui) fn paste(&mut self, text: &str) -> bool {
        let bracketed = self.look(Screen::bracketed_paste);
        self.type_in(&pasted(text, bracketed))
    }

    /// Goes back by so many lines, or forward. Returns whether that shows anything else.
    pub(in crate::ui) fn scroll(&self, lines: isize) -> bool {
        let emulator = self.emulator.as_ref();
        emulator.is_some_and(|emulator| emulator.scroll(lines))
    }

    /// Lines of a page.
    pub(in crate::ui) fn page(&self) -> isize {
        let rows = self.size.unwrap_or(USUAL).rows;
        rows.saturating_sub(1).max(1).cast_signed().into()
    }

    fn type_in(&self, bytes: &[u8]) -> bool {
        let terminal = self.terminal.as_ref();
        terminal.is_none_or(|terminal| terminal.type_in(bytes))
    }

    fn look(&self, look: fn(&Screen) -> bool) -> bool {
        let emulator = self.emulator.as_ref();
        emulator.is_some_and(|emulator| emulator.look(look))
    }
}
