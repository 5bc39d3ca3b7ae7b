//! [`Picture`]: a screen with all its colours resolved.

use super::{CastPalette, Rgb, underline::Underline};
use ratatui::{
    buffer::{self, Buffer},
    layout::Rect,
    style::Modifier,
};
use textwrap::core::display_width;

/// The share of dimmed ink that is left, of 255.
const DIM: u8 = 140;

/// A place on a screen.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one attribute that a terminal knows"
)]
pub struct Cell {
    /// The glyph in it; empty where there is none.
    pub glyph: String,
    /// Whether it reaches into the next cell, which is empty then.
    pub wide: bool,
    /// The colour of the glyph.
    pub ink: Rgb,
    /// The colour behind it.
    pub ground: Rgb,
    /// Whether the glyph is bold.
    pub bold: bool,
    /// Whether it is slanted.
    pub italic: bool,
    /// The line under it, and its colour.
    pub under: Option<(Underline, Rgb)>,
    /// Whether a line goes through it.
    pub struck: bool,
}

/// A screen with all its colours resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    columns: u16,
    /// Row by row.
    cells: Vec<Cell>,
    ground: Rgb,
}

impl Picture {
    /// The picture that a terminal with that palette shows of a buffer.
    #[must_use]
    pub fn of(buffer: &Buffer, palette: &CastPalette) -> Self {
        let Rect { width, .. } = buffer.area;
        let cells = buffer.content.iter();
        let cells = cells.map(|source| of_buffer(source, palette));
        Self::new(width, cells, palette.back)
    }

    /// Cells row by row.
    pub(super) fn new(columns: u16, cells: impl Iterator<Item = Cell>, ground: Rgb) -> Self {
        Self {
            columns,
            cells: uncovered(cells, columns),
            ground,
        }
    }

    /// Its columns.
    #[must_use]
    pub const fn columns(&self) -> u16 {
        self.columns
    }

    /// The colour of the background.
    #[must_use]
    pub const fn ground(&self) -> Rgb {
        self.ground
    }

    /// Its rows, from the top.
    #[must_use]
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[Cell]> {
        self.cells.chunks_exact(usize::from(self.columns.max(1)))
    }

    /// Its text, a line for each row.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        for row in self.rows() {
            let mut covered = false;
            let mut line = String::new();
            for cell in row {
                line.push_str(match cell.glyph.as_str() {
                    "" if covered => "",
                    "" => " ",
                    glyph => glyph,
                });
                covered = cell.wide;
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

/// Cells row by row. The second half of a wide cell looks like the first, in place of its own look.
fn uncovered(cells: impl Iterator<Item = Cell>, columns: u16) -> Vec<Cell> {
    let mut all: Vec<Cell> = Vec::new();
    for mut cell in cells {
        let starts = all.len().is_multiple_of(usize::from(columns.max(1)));
        if let Some(wide) = all.last()
            && wide.wide
            && !starts
        {
            cell = Cell {
                glyph: String::new(),
                wide: false,
                under: None,
                struck: false,
                ..wide.clone()
            };
        }
        all.push(cell.settled());
    }
    all
}

fn of_buffer(source: &buffer::Cell, palette: &CastPalette) -> Cell {
    let has = |modifier| source.modifier.contains(modifier);
    let symbol = source.symbol();
    CellLook {
        glyph: glyph(symbol),
        wide: display_width(symbol) > 1,
        ink: palette.resolve(source.fg, palette.front),
        ground: palette.resolve(source.bg, palette.back),
        bold: has(Modifier::BOLD),
        italic: has(Modifier::ITALIC),
        under: has(Modifier::UNDERLINED).then_some((Underline::Single, None)),
        struck: has(Modifier::CROSSED_OUT),
        reversed: has(Modifier::REVERSED),
        dim: has(Modifier::DIM),
        hidden: has(Modifier::HIDDEN),
    }
    .cell()
}

/// How a place looks, before a terminal settles its colours.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one attribute that a terminal knows"
)]
pub(super) struct CellLook {
    pub(super) glyph: String,
    pub(super) wide: bool,
    pub(super) ink: Rgb,
    pub(super) ground: Rgb,
    pub(super) bold: bool,
    pub(super) italic: bool,
    /// The line under it, and its colour where that is not the ink's.
    pub(super) under: Option<(Underline, Option<Rgb>)>,
    pub(super) struck: bool,
    pub(super) reversed: bool,
    pub(super) dim: bool,
    pub(super) hidden: bool,
}

impl CellLook {
    /// The cell with its final colours: reversed, dimmed or hidden as a terminal does it.
    pub(super) fn cell(self) -> Cell {
        let (mut ink, mut ground) = (self.ink, self.ground);
        if self.reversed {
            std::mem::swap(&mut ink, &mut ground);
        }
        if self.dim {
            ink = ink.on(ground, DIM);
        }
        let is_seen = !self.hidden;
        let under = self.under.filter(|_| is_seen);
        Cell {
            glyph: if is_seen { self.glyph } else { String::new() },
            wide: self.wide,
            ink,
            ground,
            bold: self.bold,
            italic: self.italic,
            under: under.map(|(under, color)| (under, color.unwrap_or(ink))),
            struck: self.struck && is_seen,
        }
    }
}

/// A space has no glyph, and neither has a control character, which a file may hold.
pub(super) fn glyph(text: &str) -> String {
    let seen = text != " " && !text.chars().any(char::is_control);
    if seen { text.to_owned() } else { String::new() }
}

impl Cell {
    /// An empty cell.
    pub(super) const fn bare(palette: &CastPalette) -> Self {
        Self {
            glyph: String::new(),
            wide: false,
            ink: palette.back,
            ground: palette.back,
            bold: false,
            italic: false,
            under: None,
            struck: false,
        }
    }

    /// An empty cell's ink has the colour of its ground, so that cells that look alike are
    /// equal.
    fn settled(mut self) -> Self {
        if self.glyph.is_empty() {
            (self.bold, self.italic) = (false, false);
            if self.under.is_none() && !self.struck {
                self.ink = self.ground;
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::cast::screen::Screen;
    use ratatui::layout::Size;
    use ratatui::style::{Color, Style};

    #[test]
    fn a_picture_of_a_buffer_and_one_of_what_a_terminal_made_of_it_are_the_same() {
        let palette = CastPalette::default();
        let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 2));
        let styles = [
            Style::new().fg(Color::Indexed(208)).bg(Color::Blue),
            Style::new().add_modifier(Modifier::REVERSED | Modifier::BOLD),
            Style::new()
                .fg(Color::Rgb(1, 2, 3))
                .add_modifier(Modifier::DIM),
        ];
        buffer.set_string(0, 0, "a█", styles[0]);
        buffer.set_string(3, 0, "漢 x", styles[1]);
        buffer.set_string(0, 1, "⣿─", styles[2]);
        let bytes = "\x1b[38;5;208;44ma█\x1b[0m \x1b[1;7m漢 x\x1b[0m\r\n\x1b[2;38;2;1;2;3m⣿─";
        let (columns, rows) = (8, 2);
        let mut screen = Screen::new(Size::new(columns, rows));
        screen.write(bytes);
        let ours = Picture::of(&buffer, &palette);
        let theirs = screen.picture((columns, rows), &palette);
        assert_eq!(ours, theirs);
        assert_eq!(ours.text(), "a█ 漢 x\n⣿─\n");
    }
}
