//! [`Picture`]: a screen whose colours are settled.

use super::{Palette, Rgb};
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
pub struct Cell {
    /// What stands in it; empty where nothing does.
    pub glyph: String,
    /// Whether it reaches into the next cell, in which nothing stands then.
    pub wide: bool,
    /// The colour of the glyph.
    pub ink: Rgb,
    /// The colour behind it.
    pub ground: Rgb,
    /// Whether the glyph is bold.
    pub bold: bool,
    /// Whether it is underlined.
    pub underlined: bool,
}

/// A screen whose colours are settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    columns: u16,
    /// Row by row.
    cells: Vec<Cell>,
    ground: Rgb,
}

impl Picture {
    /// What a terminal with that palette shows of a buffer.
    #[must_use]
    pub fn of(buffer: &Buffer, palette: &Palette) -> Self {
        let Rect { width, .. } = buffer.area;
        let cells = buffer.content.iter();
        let cells = cells.map(|source| of_buffer(source, palette));
        Self {
            columns: width,
            cells: uncovered(cells, width),
            ground: palette.back,
        }
    }

    /// What is on the screen of a terminal with that palette, on a ground of so many columns and
    /// rows.
    pub(super) fn of_screen(
        screen: &vt100::Screen,
        (columns, rows): (u16, u16),
        palette: &Palette,
    ) -> Self {
        let places = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        let cells = places.map(|(row, column)| {
            screen.cell(row, column).map_or_else(
                || bare(palette),
                |cell| of_terminal(cell, column + 1 < columns, palette),
            )
        });
        Self {
            columns,
            cells: uncovered(cells, columns),
            ground: palette.back,
        }
    }

    /// Its columns.
    #[must_use]
    pub const fn columns(&self) -> u16 {
        self.columns
    }

    /// What the terminal writes on.
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

/// Cells row by row. What a wide one reaches into looks like that one, whatever was written there.
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
                underlined: false,
                ..wide.clone()
            };
        }
        all.push(cell.settled());
    }
    all
}

const fn bare(palette: &Palette) -> Cell {
    Cell {
        glyph: String::new(),
        wide: false,
        ink: palette.front,
        ground: palette.back,
        bold: false,
        underlined: false,
    }
}

fn of_buffer(source: &buffer::Cell, palette: &Palette) -> Cell {
    let has = |modifier| source.modifier.contains(modifier);
    let symbol = source.symbol();
    let cell = Cell {
        glyph: glyph(if has(Modifier::HIDDEN) { "" } else { symbol }),
        wide: display_width(symbol) > 1,
        ink: palette.resolve(source.fg, palette.front),
        ground: palette.resolve(source.bg, palette.back),
        bold: has(Modifier::BOLD),
        underlined: has(Modifier::UNDERLINED),
    };
    cell.turned(has(Modifier::REVERSED), has(Modifier::DIM))
}

fn of_terminal(source: &vt100::Cell, has_next: bool, palette: &Palette) -> Cell {
    let cell = Cell {
        glyph: glyph(source.contents()),
        wide: source.is_wide() && has_next,
        ink: palette.shown(source.fgcolor(), palette.front),
        ground: palette.shown(source.bgcolor(), palette.back),
        bold: source.bold(),
        underlined: source.underline(),
    };
    cell.turned(source.inverse(), source.dim())
}

/// A space is nothing; and what comes from a file may be anything.
fn glyph(text: &str) -> String {
    let seen = text != " " && !text.chars().any(char::is_control);
    if seen { text.to_owned() } else { String::new() }
}

impl Cell {
    /// With what a terminal does to its colours at last.
    fn turned(mut self, reversed: bool, dim: bool) -> Self {
        if reversed {
            std::mem::swap(&mut self.ink, &mut self.ground);
        }
        if dim {
            self.ink = self.ink.on(self.ground, DIM);
        }
        self
    }

    /// Where there is no ink its colour is that of the ground, so that what looks the same is the
    /// same.
    fn settled(mut self) -> Self {
        if self.glyph.is_empty() && !self.underlined {
            (self.ink, self.bold) = (self.ground, false);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::{Color, Style};

    #[test]
    fn a_picture_of_a_buffer_and_one_of_what_a_terminal_made_of_it_are_the_same() {
        let palette = Palette::default();
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
        let [rows, columns] = [2, 8].map(|n| std::num::NonZeroU16::new(n).unwrap());
        let mut parser = vt100::Parser::new(rows, columns, 0);
        parser.process(bytes.as_bytes());
        let (ours, theirs) = (
            Picture::of(&buffer, &palette),
            Picture::of_screen(parser.screen(), (8, 2), &palette),
        );
        assert_eq!(ours, theirs);
        assert_eq!(ours.text(), "a█ 漢 x\n⣿─\n");
    }
}
