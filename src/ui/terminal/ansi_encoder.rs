//! [`AnsiEncoder`]: writes how a screen becomes the next one, quickly and in few bytes.
//!
//! A dashboard that moves sends more escapes than text: where a cell stands and how it looks. So
//! only what differs from the style before is said, all of it in one escape, nothing is said of how
//! a blank looks where nothing would be seen of it, and a few letters that are there already are
//! written once more where that is shorter than the way around them. A frame is written four or
//! thirty times a second beside the work that is measured, so bytes are copied, never formatted.

mod look;

pub use look::color_number;
use look::{PenStyle, is_blank};
use ratatui::{
    buffer::{Buffer, Cell},
    layout::Rect,
};
use std::io::Write;
use textwrap::core::display_width;

/// The escapes around an update that the terminal shows at once.
const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";

/// Takes all that was on the terminal away.
const CLEAR: &[u8] = b"\x1b[2J";

/// The bytes by which JSON makes an escape longer, as it is in a recording.
const ESCAPE: usize = "\\u001b".len() - 1;

/// Writes how a screen becomes the next one.
#[derive(Debug)]
pub struct AnsiEncoder {
    shown: Buffer,
    /// Whether something else is on the terminal, and has to go first.
    is_over: bool,
    /// Column and row of the cursor; `None` where terminals do not agree on it.
    place: Option<(u16, u16)>,
    look: PenStyle,
}

impl AnsiEncoder {
    /// For a terminal with nothing on it, of that size.
    #[must_use]
    pub fn new(area: Rect) -> Self {
        Self {
            shown: Buffer::empty(area),
            is_over: false,
            place: None,
            look: PenStyle::default(),
        }
    }

    /// For a terminal of that size on which there may be anything.
    #[must_use]
    pub fn over(area: Rect) -> Self {
        Self {
            is_over: true,
            ..Self::new(area)
        }
    }

    /// Writes what a terminal is sent to show this screen after the one before: nothing where it
    /// would not look different. The screen has to have the size of the first; it is taken, and the
    /// one before is left in its place, to be drawn on anew.
    ///
    /// The terminal is left without a style, and its cursor is not expected to stay where it is:
    /// another process may write to the terminal between two frames.
    pub fn draw(&mut self, screen: &mut Buffer, out: &mut Vec<u8>) {
        let begun = out.len();
        out.extend_from_slice(BEGIN);
        if std::mem::take(&mut self.is_over) {
            out.extend_from_slice(CLEAR);
        }
        let empty = begun + BEGIN.len();
        let width = usize::from(screen.area.width).max(1);
        std::mem::swap(&mut self.shown, screen);
        let before = &*screen;
        // Taken out, as the loop borrows the encoder mutably.
        let shown = std::mem::take(&mut self.shown);
        let rows = before.content.chunks(width);
        for ((y, old), row) in (0..).zip(rows).zip(shown.content.chunks(width)) {
            self.row(out, y, old, row);
        }
        self.shown = shown;
        self.place = None;
        if out.len() == empty {
            out.truncate(begun);
            return;
        }
        if self.look != PenStyle::default() {
            self.look = PenStyle::default();
            out.extend_from_slice(b"\x1b[m");
        }
        out.extend_from_slice(END);
    }

    /// Writes a row that was another before.
    fn row(&mut self, out: &mut Vec<u8>, y: u16, old: &[Cell], row: &[Cell]) {
        // Overwriting a wide character leaves the other cells that it covered undefined.
        let mut stale = 0;
        let mut x = 0;
        while let (Some(cell), Some(before)) = (row.get(x), old.get(x)) {
            let end = x + width(cell);
            if x < stale || !alike(before, cell) {
                let reach = (x..end).filter_map(|x| Some(x + width(old.get(x)?)));
                stale = reach.fold(stale.max(end), usize::max);
                self.go(out, row, x, y);
                self.put(out, cell);
                // Behind the last column the cursor waits on some terminals and wraps on others.
                let column = u16::try_from(end).ok().filter(|_| end < row.len());
                self.place = column.map(|column| (column, y));
            }
            x = end;
        }
    }

    /// Goes to a place: by an escape, or over what is there already.
    fn go(&mut self, out: &mut Vec<u8>, row: &[Cell], x: usize, y: u16) {
        let column = u16::try_from(x).unwrap_or(u16::MAX);
        let begun = out.len();
        match self.place {
            Some(place) if place == (column, y) => return,
            Some((from, on)) if on == y && from < column => {
                let _ = write!(out, "\x1b[{}G", column + 1);
                let most = out.len() - begun + ESCAPE;
                let between = &row[usize::from(from)..x];
                if between.len() < most && between.iter().all(|cell| self.writes(cell)) {
                    let length: usize = between.iter().map(|cell| cell.symbol().len()).sum();
                    if length < most {
                        out.truncate(begun);
                        for cell in between {
                            out.extend_from_slice(cell.symbol().as_bytes());
                        }
                    }
                }
            }
            Some((_, on)) if on + 1 == y && column == 0 => out.extend_from_slice(b"\r\n"),
            _ => {
                let _ = write!(out, "\x1b[{};{}H", y + 1, column + 1);
            }
        }
        self.place = Some((column, y));
    }

    /// Whether it could write a cell as it stands, and would be one column further then.
    fn writes(&self, cell: &Cell) -> bool {
        PenStyle::of(cell).over(cell, self.look) == self.look && width(cell) == 1
    }

    fn put(&mut self, out: &mut Vec<u8>, cell: &Cell) {
        let look = PenStyle::of(cell).over(cell, self.look);
        if look != self.look {
            look.turn(self.look, out);
            self.look = look;
        }
        out.extend_from_slice(cell.symbol().as_bytes());
    }
}

/// How many columns a cell reaches over.
fn width(cell: &Cell) -> usize {
    match cell.symbol().as_bytes() {
        // Letters, and lines, blocks and dots (U+2500 - U+259F, U+2800 - U+28FF), of which a
        // dashboard is drawn, take one column: looking each up would take as long as all else.
        [_] | [0xe2, 0x94..=0x95 | 0xa0..=0xa3, _] => 1,
        [0xe2, 0x96, last] if *last < 0xa0 => 1,
        _ => display_width(cell.symbol()).max(1),
    }
}

/// Whether two cells look alike.
fn alike(one: &Cell, other: &Cell) -> bool {
    let (one_look, look) = (PenStyle::of(one), PenStyle::of(other));
    (one_look == look && one.symbol() == other.symbol())
        || is_blank(one) && is_blank(other) && one.bg == other.bg
}
