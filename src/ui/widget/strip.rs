//! [`Strip`]: a lane as a row of bars whose edges are drawn to an eighth of a cell.
//!
//! Positions are whole numbers of [`CELL`]ths of a cell, so that the same parts always make the
//! same picture: a frame in which nothing happened writes nothing.

mod mix;
mod paint;

use crate::theme::{Glyphs, Look};
pub(crate) use paint::is_hatched;
use paint::write_label;
pub(crate) use paint::write_sign;
use ratatui::{buffer::Buffer, layout::Rect, style::Color, widgets::Widget};
use std::borrow::Cow;

/// Positions per cell.
pub(crate) const CELL: u32 = 64;

/// A bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part {
    /// Where it begins.
    pub(crate) start: u32,
    /// Where it ends.
    pub(crate) end: u32,
    /// How it looks.
    pub(crate) look: Look,
    /// Another look all over it, and how many [`CELL`]ths of each cell it has: less than half.
    pub(crate) beside: Option<(Look, u32)>,
    /// A strip along the top of what is a task in it, and how many [`CELL`]ths of its height that
    /// takes: how long the task could not go on, at whatever moment that was.
    pub(crate) strip: Option<(Look, u32)>,
    /// The text on it, if there is room.
    pub(crate) label: Option<Label>,
    /// Whether it is one bar with the one before it.
    pub(crate) goes_on: bool,
    /// Whether it is still growing: its number then stands at its beginning and does not move.
    pub(crate) grows: bool,
}

impl Part {
    /// A bar of one look, with nothing written on it.
    pub(crate) const fn new(start: u32, end: u32, look: Look) -> Self {
        Self {
            start,
            end,
            look,
            beside: None,
            strip: None,
            label: None,
            goes_on: false,
            grows: false,
        }
    }
}

/// The text on a bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Label {
    /// A number.
    Number(u32),
    /// A word.
    Word(&'static str),
    /// The name of that number, else a shorter one; where it has none, as much of it as there is room for.
    Name(u32),
    /// The task of a program, by its chunk and number: its name, `work(0.5)`, or the part that
    /// tells it from others.
    Task(u32, u32),
}

/// Bars from left to right; they do not overlap.
pub(crate) struct Strip<'a> {
    pub(crate) parts: &'a [Part],
    /// The bars that those are pieces of, where they are: names are written on these.
    pub(crate) whole: Option<&'a [Part]>,
    /// The names on bars, of labels that have any: the first that fits is written.
    pub(crate) names: &'a dyn Fn(Label) -> [Cow<'a, str>; 3],
    pub(crate) blank: Look,
    pub(crate) glyphs: Glyphs,
}

impl Widget for Strip<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let area = area.intersection(buffer.area);
        let mut least = None;
        let mut first = 0;
        let mut pieces = Vec::new();
        let mut inked = Vec::new();
        // The bar that fills all of the cell before.
        let mut filling = None;
        for column in 0..area.width {
            let from = u32::from(column) * CELL;
            while self.parts.get(first).is_some_and(|part| part.end <= from) {
                first += 1;
            }
            let filled = self.filled(first, from);
            if filled.is_none() || filled != filling {
                let layers = self.mixed(first, from, filled, &mut pieces, &mut least);
                inked.clear();
                let rows = (0..area.height).map(|row| self.cell(layers, (column, row), area));
                inked.extend(rows);
                filling = filled.filter(|_| !self.is_dithered(layers));
            }
            for (y, (glyph, style)) in (area.y..).zip(&inked) {
                if let Some(cell) = buffer.cell_mut((area.x + column, y)) {
                    cell.set_symbol(glyph).set_style(*style);
                }
            }
        }
        for part in self.whole.unwrap_or(self.parts) {
            write_label(part, self.names, area, self.glyphs, buffer);
        }
    }
}

impl Strip<'_> {
    /// The bar that fills the cell that begins at `from`, without a visible edge in it: from
    /// `first` on, none ends before. One behind the last where the cell is blank.
    fn filled(&self, first: usize, from: u32) -> Option<usize> {
        let to = from + CELL;
        let Some(part) = self.parts.get(first) else {
            return Some(first);
        };
        let is_blend = part.beside.is_some() || part.strip.is_some();
        let begins = part.start < from || is_blend || first == 0;
        let fills = begins && part.start <= from && part.end >= to;
        fills.then_some(first)
    }
}

/// Leaves a bar an eighth of a row short of the one above: without a row between them, bars would
/// be one block.
pub(crate) fn stand_apart(glyphs: Glyphs, bar: Rect, buffer: &mut Buffer) {
    for place in bar.intersection(buffer.area).positions() {
        let cell = &mut buffer[place];
        let filled = glyphs.left.iter().position(|part| *part == cell.symbol());
        let color = match filled.filter(|_| glyphs.fine) {
            Some(4..) => cell.fg,
            Some(_) => cell.bg,
            None => Color::Reset,
        };
        if color != Color::Reset {
            cell.set_symbol(glyphs.up[7])
                .set_fg(color)
                .set_bg(Color::Reset);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::{Fill, Theme, Tone};

    fn draw(parts: &[(u32, u32, Tone)], width: u16, height: u16, glyphs: Glyphs) -> Buffer {
        let theme = Theme::dark();
        let parts: Vec<_> = parts
            .iter()
            .enumerate()
            .map(|(index, &(start, end, tone))| Part {
                label: Some(Label::Number(u32::try_from(index).unwrap() + 40)),
                ..Part::new(start, end, theme.look(tone, glyphs))
            })
            .collect();
        let area = Rect::new(0, 0, width, height);
        let mut buffer = Buffer::empty(area);
        let blank = theme.look(Tone::Blank, glyphs);
        Strip {
            parts: &parts,
            whole: None,
            names: &|_| Default::default(),
            blank,
            glyphs,
        }
        .render(area, &mut buffer);
        buffer
    }

    fn text(buffer: &Buffer) -> String {
        let rows = buffer.content.chunks(usize::from(buffer.area.width).max(1));
        let lines = rows.map(|row| row.iter().map(ratatui::buffer::Cell::symbol).collect());
        lines.collect::<Vec<String>>().join("\n")
    }

    #[test]
    fn a_bar_begins_and_ends_to_an_eighth_of_a_cell() {
        let buffer = draw(
            &[(CELL / 2, 7 * CELL + 24, Tone::TaskA)],
            9,
            1,
            Glyphs::unicode(),
        );
        assert_eq!(text(&buffer), "▌██40██▍ ");
        let begins = buffer[(0, 0)].style();
        assert!(
            begins
                .add_modifier
                .contains(ratatui::style::Modifier::REVERSED)
        );
    }

    #[test]
    fn neighbours_share_a_cell_in_both_colours() {
        let buffer = draw(
            &[(0, 90, Tone::StartUp), (90, 300, Tone::TaskA)],
            4,
            1,
            Glyphs::unicode(),
        );
        let theme = Theme::dark();
        let looks = [Tone::StartUp, Tone::TaskA].map(|tone| theme.look(tone, Glyphs::unicode()));
        assert_eq!(text(&buffer), "▒▍██");
        let both = Fill::style(looks[0].fill, looks[1].fill).unwrap();
        assert_eq!(
            (buffer[(1, 0)].fg, buffer[(1, 0)].bg),
            (both.fg.unwrap(), both.bg.unwrap())
        );
    }

    #[test]
    fn tasks_of_a_chunk_are_told_apart_by_a_hair() {
        let tasks = [(0, 256, Tone::TaskA), (256, 512, Tone::TaskA)];
        assert_eq!(text(&draw(&tasks, 8, 1, Glyphs::unicode())), "█40█▏41█");
        assert_eq!(text(&draw(&tasks, 8, 1, Glyphs::ascii())), "#40#|41#");
    }

    #[test]
    fn tasks_that_are_nearly_of_one_width_are_all_told_apart_or_none_is() {
        let lane = |width: u32, spread: u32| {
            let edge = |task: u32| task * width + task % 2 * spread;
            let tasks = (0..8).map(|task| (edge(task), edge(task + 1), Tone::TaskA));
            let buffer = draw(&tasks.collect::<Vec<_>>(), 30, 1, Glyphs::unicode());
            let hairs = ["▏", "│", "▕"];
            let drawn = buffer.content.iter();
            drawn.filter(|cell| hairs.contains(&cell.symbol())).count()
        };
        assert_eq!(lane(2 * CELL + 10, 40), 7);
        assert_eq!(lane(2 * CELL - 10, 40), 0);
    }

    #[test]
    fn many_short_tasks_in_a_cell_show_their_share_of_its_time() {
        let mut parts = Vec::new();
        for start in (0..512).step_by(16) {
            parts.push((start, start + 8, Tone::TaskA));
            parts.push((start + 8, start + 16, Tone::Wait));
        }
        assert_eq!(text(&draw(&parts, 8, 1, Glyphs::unicode())), "▄".repeat(8));
        assert_eq!(text(&draw(&parts, 2, 2, Glyphs::unicode())), "  \n██");
    }

    #[test]
    fn no_area_is_too_small() {
        for (width, height) in [(0, 0), (0, 5), (5, 0), (1, 1)] {
            draw(&[(0, 900, Tone::TaskA)], width, height, Glyphs::unicode());
        }
    }

    #[test]
    fn bars_in_rows_that_touch_are_told_apart() {
        let glyphs = Glyphs::unicode();
        let area = Rect::new(0, 0, 4, 1);
        let mut buffer = Buffer::with_lines(["█▎▎╲"]);
        buffer[(0, 0)].set_fg(Color::Blue);
        buffer[(1, 0)].set_fg(Color::Blue).set_bg(Color::Gray);
        buffer[(2, 0)].set_fg(Color::Gray);
        stand_apart(glyphs, area, &mut buffer);
        let drawn = area
            .positions()
            .map(|place| (buffer[place].symbol(), buffer[place].fg));
        let expected = [
            ("▇", Color::Blue),
            ("▇", Color::Gray),
            ("▎", Color::Gray),
            ("╲", Color::Reset),
        ];
        assert_eq!(drawn.collect::<Vec<_>>(), expected);
    }
}
