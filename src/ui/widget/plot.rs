//! [`Plot`]: points with error bars, and lines between them.
//!
//! Lines are of braille dots, eight to a cell, so that a curve is one; where those cannot be
//! shown, of full stops. Marks that must be visible from far away are whole cells.

use crate::theme::Glyphs;
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
    widgets::Widget,
};

/// A point: places are shares of the area, from the left and from below.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dot {
    pub(crate) x: f64,
    /// The middle; its error bar goes from `low` to `high`.
    pub(crate) y: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) glyph: &'static str,
    pub(crate) style: Style,
    pub(crate) bar: Style,
}

/// A line through several places.
#[derive(Debug, Clone)]
pub(crate) struct Trace {
    pub(crate) places: Vec<(f64, f64)>,
    pub(crate) style: Style,
    /// One of so many dots is drawn.
    pub(crate) every: usize,
    /// Whether it is two dots thick.
    pub(crate) thick: bool,
}

/// Lines first, error bars over them, points over all.
pub(crate) struct Plot<'a> {
    pub(crate) traces: &'a [Trace],
    pub(crate) dots: &'a [Dot],
    pub(crate) glyphs: Glyphs,
}

/// Dots in a cell, across and down.
const ACROSS: u32 = 2;
const DOWN: u32 = 4;

/// The bit of each braille dot: rows of two.
const BITS: [[u32; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];

impl Widget for Plot<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let area = area.intersection(buffer.area);
        if area.is_empty() {
            return;
        }
        for trace in self.traces {
            self.trace(trace, area, buffer);
        }
        for dot in self.dots {
            self.bar(dot, area, buffer);
        }
        for dot in self.dots {
            put(buffer, place(area, dot.x, dot.y), dot.glyph, dot.style);
        }
    }
}

impl Plot<'_> {
    fn trace(&self, trace: &Trace, area: Rect, buffer: &mut Buffer) {
        let (columns, rows) = (
            u32::from(area.width) * ACROSS,
            u32::from(area.height) * DOWN,
        );
        let mut cells = vec![0_u32; usize::from(area.width) * usize::from(area.height)];
        let mut drawn = 0_usize;
        let mut ink = |x: u32, y: u32| {
            let cell = (y / DOWN) * u32::from(area.width) + x / ACROSS;
            let bit = BITS[(y % DOWN) as usize][(x % ACROSS) as usize];
            if let Some(cell) = cells
                .get_mut(cell as usize)
                .filter(|_| x < columns && y < rows)
            {
                *cell |= bit;
            }
        };
        for pair in trace.places.windows(2) {
            let [from, to] = [pair[0], pair[1]];
            let start = along(from.0, columns);
            let end = along(to.0, columns).max(start);
            let mut before = None;
            for x in start..=end {
                let share = f64::from(x - start) / f64::from((end - start).max(1));
                let y = upwards(from.1 + (to.1 - from.1) * share, rows);
                drawn += 1;
                if drawn.is_multiple_of(trace.every.max(1)) {
                    // A steep line has no gaps.
                    let last = before.filter(|_| trace.every <= 1).unwrap_or(y);
                    for y in y.min(last)..=y.max(last) {
                        ink(x, y);
                        if trace.thick {
                            ink(x, y + 1);
                        }
                    }
                }
                before = Some(y);
            }
        }
        for (cell, bits) in (0_u16..).zip(cells).filter(|(_, bits)| *bits != 0) {
            let position = Position::new(area.x + cell % area.width, area.y + cell / area.width);
            let braille = char::from_u32(0x2800 + bits).filter(|_| self.glyphs.fine);
            if let Some(cell) = buffer.cell_mut(position) {
                cell.set_char(braille.unwrap_or('.')).set_style(trace.style);
            }
        }
    }

    fn bar(&self, dot: &Dot, area: Rect, buffer: &mut Buffer) {
        let (top, foot) = (place(area, dot.x, dot.high), place(area, dot.x, dot.low));
        for y in top.y..=foot.y {
            let glyph = match y {
                _ if top.y == foot.y => continue,
                y if y == top.y => self.glyphs.caps[0],
                y if y == foot.y => self.glyphs.caps[1],
                _ => self.glyphs.hairs[1],
            };
            put(buffer, Position::new(top.x, y), glyph, dot.bar);
        }
    }
}

/// The cell at a place.
pub(crate) fn place(area: Rect, x: f64, y: f64) -> Position {
    let column = along(x, area.width.into());
    let row = upwards(y, area.height.into());
    Position::new(
        area.x + u16::try_from(column).unwrap_or(0),
        area.y + u16::try_from(row).unwrap_or(0),
    )
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to what a screen has"
)]
fn along(share: f64, cells: u32) -> u32 {
    let last = cells.saturating_sub(1);
    (share.clamp(0.0, 1.0) * f64::from(last)).round() as u32
}

fn upwards(share: f64, cells: u32) -> u32 {
    along(1.0 - share, cells)
}

fn put(buffer: &mut Buffer, position: Position, glyph: &str, style: Style) {
    if let Some(cell) = buffer.cell_mut(position) {
        cell.set_symbol(glyph).set_style(style);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn drawn(glyphs: Glyphs, size: (u16, u16), values: &[(f64, f64)]) -> Buffer {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 6));
        let dot = |&(x, y): &(f64, f64)| Dot {
            x,
            y,
            low: y - 0.3,
            high: y + 0.3,
            glyph: "o",
            style: Style::new(),
            bar: Style::new(),
        };
        let trace = Trace {
            places: values.to_vec(),
            style: Style::new(),
            every: 1,
            thick: true,
        };
        Plot {
            traces: &[trace],
            dots: &values.iter().map(dot).collect::<Vec<_>>(),
            glyphs,
        }
        .render(Rect::new(0, 0, size.0, size.1), &mut buffer);
        buffer
    }

    #[test]
    fn a_curve_goes_through_its_points() {
        let values = [(0.0, 1.0), (0.5, 0.0), (1.0, 0.6)];
        for (glyphs, line) in [(Glyphs::unicode(), "│"), (Glyphs::ascii(), "|")] {
            let buffer = drawn(glyphs, (20, 6), &values);
            let lowest = |x| (0..6).rfind(|&y| buffer[(x, y)].symbol() != " ");
            // A point at its place, and how far it is spread above and below it.
            for (x, y) in [(0, 0), (10, 5), (19, 2)] {
                assert_eq!(buffer[(x, y)].symbol(), "o", "{buffer:?}");
            }
            assert_eq!(buffer[(0, 1)].symbol(), line, "{buffer:?}");
            assert_eq!(buffer[(19, 3)].symbol(), line, "{buffer:?}");
            // Between them it falls, then rises, and no column is left out.
            let lowest: Vec<_> = (1..19).map(lowest).collect();
            assert!(lowest.iter().all(Option::is_some), "{buffer:?}");
            let (falls, rises) = lowest.split_at(9);
            assert!(
                falls.is_sorted() && rises.iter().rev().is_sorted(),
                "{buffer:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn whatever_is_plotted_stays_where_it_belongs(
            size in (0_u16..30, 0_u16..10),
            values in proptest::collection::vec((-2.0..3.0, -2.0..3.0), 0..9),
        ) {
            let buffer = drawn(Glyphs::unicode(), size, &values);
            for y in 0..6 {
                for x in 0..20 {
                    let cell = buffer.cell(Position::new(x, y)).unwrap();
                    prop_assert!(cell.symbol() == " " || (x < size.0 && y < size.1));
                }
            }
        }
    }
}
