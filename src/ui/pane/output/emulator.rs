//! [`Emulator`]: the screen of a program's terminal.
//!
//! The thread that reads what the program prints puts it on the screen, so that no more is kept of it than
//! a screen and some lines above. Bells, titles and the clipboard are not passed on: nothing that a
//! program prints reaches the user's terminal but as cells.

use crate::engine::watch::{OnOutput, TerminalSize};
use std::{
    num::NonZeroU16,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use vt100::{Callbacks, Parser, Screen};

/// Lines above the screen that are kept.
const KEPT: usize = 1000;

/// Columns of a wide letter.
const WIDE: u16 = 2;

/// The answer to a program that asks what kind of terminal this is: a VT102.
const KIND: &[u8] = b"\x1b[?6c";

/// The character that widens the one before, in UTF-8, and the one that leaves it narrow.
const WIDENS: [u8; 3] = [0xef, 0xb8, 0x8f];
const NARROW: u8 = 0x8e;

/// A screen, and what is printed on it.
#[derive(Clone)]
pub(super) struct Emulator(Arc<Mutex<Printed>>);

/// A screen, and the last bytes that were printed.
struct Printed {
    parser: Parser<Answers>,
    last: [u8; 2],
}

/// The answers to what a program has asked its terminal, until they are sent.
#[derive(Default)]
struct Answers(Vec<u8>);

impl Emulator {
    pub(super) fn new(size: TerminalSize) -> Self {
        let [rows, columns] = sides(size);
        let parser = Parser::new_with_callbacks(rows, columns, KEPT, Answers::default());
        Self(Arc::new(Mutex::new(Printed {
            parser,
            last: [0; 2],
        })))
    }

    /// Takes what is printed.
    pub(super) fn output(&self) -> OnOutput {
        let emulator = self.clone();
        Box::new(move |bytes| emulator.print(bytes))
    }

    /// Prints; returns what the terminal answers, if it was asked anything.
    pub(super) fn print(&self, bytes: &[u8]) -> Vec<u8> {
        let mut printed = self.printed();
        printed.print(bytes);
        std::mem::take(&mut printed.parser.callbacks_mut().0)
    }

    pub(super) fn resize(&self, size: TerminalSize) {
        let [rows, columns] = sides(size);
        self.printed().parser.set_size(rows, columns);
    }

    /// Goes back by so many lines, or forward. Returns whether that shows anything else.
    pub(super) fn scroll(&self, lines: isize) -> bool {
        let mut printed = self.printed();
        let screen = printed.parser.screen_mut();
        let before = screen.scrollback();
        screen.set_scrollback(before.saturating_add_signed(lines));
        screen.scrollback() != before
    }

    /// Looks at the screen. Output waits meanwhile.
    pub(super) fn look<T>(&self, look: impl FnOnce(&Screen) -> T) -> T {
        look(self.printed().parser.screen())
    }

    fn printed(&self) -> MutexGuard<'_, Printed> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Printed {
    /// Prints, but leaves every character as wide as it is by itself: vt100 0.18 panics where one that
    /// stands in the last column is widened.
    fn print(&mut self, bytes: &[u8]) {
        if bytes.contains(&WIDENS[2]) {
            let mut bytes = bytes.to_vec();
            let mut last = self.last;
            for byte in &mut bytes {
                if [last[0], last[1], *byte] == WIDENS {
                    *byte = NARROW;
                }
                last = [last[1], *byte];
            }
            self.parser.process(&bytes);
        } else {
            self.parser.process(bytes);
        }
        for byte in bytes.iter().skip(bytes.len().saturating_sub(2)) {
            self.last = [self.last[1], *byte];
        }
    }
}

impl Callbacks for Answers {
    fn unhandled_csi(
        &mut self,
        screen: &mut Screen,
        mark: Option<u8>,
        _: Option<u8>,
        parameters: &[&[u16]],
        last: char,
    ) {
        match (mark, parameters, last) {
            (None, [[5]], 'n') => self.0.extend_from_slice(b"\x1b[0n"),
            (None, [[6]], 'n') => {
                let (row, column) = screen.cursor_position();
                let place = format!("\x1b[{};{}R", row + 1, column + 1);
                self.0.extend_from_slice(place.as_bytes());
            }
            (None, [] | [[0]], 'c') => self.0.extend_from_slice(KIND),
            _ => {}
        }
    }
}

/// Rows and columns, of which there are enough for a wide letter: vt100 panics in a narrower screen.
fn sides(size: TerminalSize) -> [NonZeroU16; 2] {
    [size.rows, size.columns.max(WIDE)].map(|side| NonZeroU16::new(side).unwrap_or(NonZeroU16::MIN))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn emulator(columns: u16, rows: u16) -> Emulator {
        Emulator::new(TerminalSize { columns, rows })
    }

    #[test]
    fn a_progress_bar_stays_one_line() {
        let emulator = emulator(20, 3);
        for percent in [10, 50, 100] {
            emulator.print(format!("\r{percent:3} %").as_bytes());
        }
        assert_eq!(emulator.look(Screen::contents), "100 %");
    }

    #[test]
    fn a_program_that_asks_for_the_cursor_is_answered() {
        let emulator = emulator(20, 3);
        assert_eq!(emulator.print(b"ab\r\nc\x1b[6n"), b"\x1b[2;2R");
        assert_eq!(emulator.print(b"\x1b[c\x1b[5n"), b"\x1b[?6c\x1b[0n");
        assert!(
            emulator
                .print(b"\x07\x1b]0;title\x07\x1b]52;c;aGk=\x07")
                .is_empty()
        );
    }

    #[test]
    fn lines_above_the_screen_are_gone_back_to_and_the_oldest_of_very_many_are_forgotten() {
        let emulator = emulator(20, 3);
        for line in 1..=2000 {
            emulator.print(format!("\r\n{line}").as_bytes());
        }
        assert!(emulator.scroll(2));
        assert_eq!(emulator.look(Screen::contents), "1996\n1997\n1998");
        // What is looked at stays where it is.
        emulator.print(b"\r\nmore");
        assert_eq!(emulator.look(Screen::contents), "1996\n1997\n1998");
        emulator.scroll(isize::MAX);
        assert_eq!(emulator.look(Screen::scrollback), KEPT);
        assert!(emulator.scroll(isize::MIN) && !emulator.scroll(-1));
    }

    proptest! {
        #[test]
        fn nothing_that_is_printed_ends_it(
            prints in prop::collection::vec((
                prop::collection::vec(prop_oneof![
                    Just(b"\x1b[".to_vec()),
                    Just("漢".into()),
                    Just("e\u{301}".into()),
                    Just("*\u{fe0f}".into()),
                    Just(b"*\xef".to_vec()),
                    Just(b"\xb8\x8f".to_vec()),
                    "[0-9;?]{0,6}[A-Za-z@]".prop_map(String::into_bytes),
                    "[ -~]{0,9}".prop_map(String::into_bytes),
                    prop::collection::vec(any::<u8>(), 0..9),
                ], 0..20),
                1_u16..30,
                1_u16..9,
                -9_isize..9,
            ), 1..9),
        ) {
            let emulator = emulator(10, 4);
            for (bytes, columns, rows, lines) in prints {
                emulator.print(&bytes.concat());
                emulator.resize(TerminalSize { columns, rows });
                emulator.scroll(lines);
                emulator.look(Screen::contents);
            }
        }
    }
}
