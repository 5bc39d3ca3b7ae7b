//! [`Digits`]: a number that can be read from the back row, three rows tall.

use ratatui::{buffer::Buffer, layout::Rect, style::Style, widgets::Widget};

/// Digits, a point, and the sign of a factor (`1.78×`).
pub(crate) struct Digits<'a> {
    pub(crate) text: &'a str,
    pub(crate) style: Style,
}

impl Digits<'_> {
    /// Cells from left to right.
    pub(crate) fn width(&self) -> u16 {
        let widths = self.text.chars().map(|c| rows(c)[0].chars().count() + 1);
        u16::try_from(widths.sum::<usize>().saturating_sub(1)).unwrap_or(u16::MAX)
    }
}

impl Widget for Digits<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let area = area.intersection(buffer.area);
        for (row, y) in (area.y..area.bottom()).take(3).enumerate() {
            let line: Vec<_> = self.text.chars().map(|c| rows(c)[row]).collect();
            let width = usize::from(area.width);
            buffer.set_stringn(area.x, y, line.join(" "), width, self.style);
        }
    }
}

const fn rows(c: char) -> [&'static str; 3] {
    match c {
        '0' => ["█▀█", "█ █", "▀▀▀"],
        '1' => ["▀█ ", " █ ", "▀▀▀"],
        '2' => ["▀▀█", "█▀▀", "▀▀▀"],
        '3' => ["▀▀█", " ▀█", "▀▀▀"],
        '4' => ["█ █", "▀▀█", "  ▀"],
        '5' => ["█▀▀", "▀▀█", "▀▀▀"],
        '6' => ["█▀▀", "█▀█", "▀▀▀"],
        '7' => ["▀▀█", "  █", "  ▀"],
        '8' => ["█▀█", "█▀█", "▀▀▀"],
        '9' => ["█▀█", "▀▀█", "▀▀▀"],
        '.' => [" ", " ", "▀"],
        '×' => ["   ", "▀▄▀", "▀ ▀"],
        _ => [" ", " ", " "],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_factor_is_written_large() {
        let digits = Digits {
            text: "1.9×",
            style: Style::new(),
        };
        assert_eq!(digits.width(), 13);
        let mut buffer = Buffer::empty(Rect::new(0, 0, 13, 3));
        digits.render(buffer.area, &mut buffer);
        assert_eq!(
            buffer,
            Buffer::with_lines(["▀█    █▀█    ", " █    ▀▀█ ▀▄▀", "▀▀▀ ▀ ▀▀▀ ▀ ▀"])
        );
    }
}
