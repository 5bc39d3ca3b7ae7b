//! [`Digits`]: a number that can be read from the back row, in blocks of any size.

use crate::theme::Glyphs;
use ratatui::{buffer::Buffer, layout::Rect, style::Style, widgets::Widget};

/// Dots of a letter from top to bottom. A dot is as wide as a cell and half as tall, and so square.
const TALL: u16 = 5;

/// Digits, a point, the sign of a factor, and units of time (`1.78×`, `0.84 s`).
pub(crate) struct Digits<'a> {
    pub(crate) text: &'a str,
    pub(crate) style: Style,
    /// The width of a dot in cells.
    pub(crate) scale: u16,
    pub(crate) glyphs: Glyphs,
}

impl Digits<'_> {
    /// Cells from left to right.
    pub(crate) fn width(&self) -> u16 {
        let widths = self.text.chars().map(|c| dots(c)[0].len() + 1);
        let width = u16::try_from(widths.sum::<usize>().saturating_sub(1)).unwrap_or(u16::MAX);
        width.saturating_mul(self.scale)
    }

    /// Rows of digits of a size.
    pub(crate) const fn rows(scale: u16) -> u16 {
        (TALL * scale).div_ceil(2)
    }

    /// Whether the upper and the lower half of a cell are filled.
    fn halves(&self, row: u16, letter: [&str; TALL as usize], column: usize) -> [bool; 2] {
        [2 * row, 2 * row + 1].map(|half| {
            let dots = letter.get(usize::from(half / self.scale.max(1)));
            dots.is_some_and(|dots| dots.as_bytes().get(column) == Some(&b'#'))
        })
    }
}

impl Widget for Digits<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let area = area.intersection(buffer.area);
        let glyphs = self.glyphs;
        let rows = Self::rows(self.scale).min(area.height);
        let mut left = 0;
        for letter in self.text.chars().map(dots) {
            for column in 0..letter[0].len() {
                for x in left..left + self.scale {
                    for y in 0..rows {
                        let glyph = match self.halves(y, letter, column) {
                            [false, false] => continue,
                            [true, true] => glyphs.left[8],
                            [upper, _] => glyphs.halves[usize::from(!upper)],
                        };
                        let place = (area.x.saturating_add(x), area.y + y);
                        if let Some(cell) = buffer.cell_mut(place).filter(|_| x < area.width) {
                            cell.set_symbol(glyph).set_style(self.style);
                        }
                    }
                }
                left += self.scale;
            }
            left += self.scale;
        }
    }
}

/// The dots of a letter, row by row.
const fn dots(c: char) -> [&'static str; TALL as usize] {
    match c {
        '0' => ["###", "# #", "# #", "# #", "###"],
        '1' => ["## ", " # ", " # ", " # ", "###"],
        '2' => ["###", "  #", "###", "#  ", "###"],
        '3' => ["###", "  #", " ##", "  #", "###"],
        '4' => ["# #", "# #", "###", "  #", "  #"],
        '5' => ["###", "#  ", "###", "  #", "###"],
        '6' => ["###", "#  ", "###", "# #", "###"],
        '7' => ["###", "  #", "  #", "  #", "  #"],
        '8' => ["###", "# #", "###", "# #", "###"],
        '9' => ["###", "# #", "###", "  #", "###"],
        '.' => [" ", " ", " ", " ", "#"],
        '×' => ["   ", "   ", "# #", " # ", "# #"],
        '–' => ["   ", "   ", "###", "   ", "   "],
        '?' => ["## ", "  #", " # ", "   ", " # "],
        's' => ["    ", " ###", "##  ", "  ##", "### "],
        'm' => ["     ", "#### ", "# # #", "# # #", "# # #"],
        _ => [" ", " ", " ", " ", " "],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(text: &str, scale: u16, glyphs: Glyphs) -> Buffer {
        let digits = Digits {
            text,
            style: Style::new(),
            scale,
            glyphs,
        };
        let area = Rect::new(0, 0, digits.width(), Digits::rows(scale));
        let mut buffer = Buffer::empty(area);
        digits.render(area, &mut buffer);
        buffer
    }

    #[test]
    fn a_factor_is_written_large() {
        assert_eq!(
            draw("1.9×", 1, Glyphs::unicode()),
            Buffer::with_lines(["▀█    █▀█    ", " █    ▀▀█ ▀▄▀", "▀▀▀ ▀ ▀▀▀ ▀ ▀"])
        );
    }

    #[test]
    fn larger_still_it_needs_no_more_than_ascii() {
        assert_eq!(
            draw("7 s", 2, Glyphs::ascii()),
            Buffer::with_lines([
                "######              ",
                "    ##        ######",
                "    ##      ####    ",
                "    ##          ####",
                "    ##      ######  ",
            ])
        );
    }

    #[test]
    fn digits_that_do_not_fit_are_cut_and_never_panic() {
        for (width, height, scale) in [(0, 0, 1), (1, 1, 3), (5, 2, 2), (9, 1, 0), (40, 3, 9)] {
            let area = Rect::new(0, 0, width, height);
            let mut buffer = Buffer::empty(area);
            let text = "0.8 ms – 1×";
            let (style, glyphs) = (Style::new(), Glyphs::unicode());
            let digits = Digits {
                text,
                style,
                scale,
                glyphs,
            };
            digits.render(area, &mut buffer);
        }
    }
}
