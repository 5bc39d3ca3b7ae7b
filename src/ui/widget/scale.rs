//! [`Scale`]: the ticks of an axis and their labels.

use crate::theme::Glyphs;
use crate::ui::widget::CELL;
use ratatui::{buffer::Buffer, layout::Rect, style::Style, widgets::Widget};

/// An axis: one row of labels, and a line with ticks above it where there are two rows.
pub(crate) struct Scale<'a> {
    /// Where the ticks are, in [`CELL`]ths of a cell, and their labels, from left to right.
    pub(crate) ticks: &'a [(u32, String)],
    pub(crate) line: Style,
    pub(crate) text: Style,
    pub(crate) glyphs: Glyphs,
}

impl Widget for Scale<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let area = area.intersection(buffer.area);
        if area.is_empty() {
            return;
        }
        if area.height > 1 {
            let rule = self.glyphs.rule.repeat(usize::from(area.width));
            buffer.set_stringn(area.x, area.y, rule, usize::from(area.width), self.line);
        }
        let mut free = area.x;
        for (place, label) in self.ticks {
            let Ok(column) = u16::try_from(place / CELL) else {
                break;
            };
            if column >= area.width {
                break;
            }
            let column = area.x + column;
            if area.height > 1 {
                let tick = if *place == 0 {
                    self.glyphs.corner
                } else {
                    self.glyphs.tick
                };
                buffer.set_stringn(column, area.y, tick, 1, self.line);
            }
            let width = u16::try_from(label.chars().count()).unwrap_or(u16::MAX);
            // The label's middle is at its tick; at the ends of the axis it is pushed inwards.
            let start = column.saturating_sub(width / 2).max(area.x);
            let start = start.min(area.right().saturating_sub(width));
            if start >= free && start >= area.x {
                let row = area.bottom() - 1;
                buffer.set_stringn(
                    start,
                    row,
                    label,
                    usize::from(area.right() - start),
                    self.text,
                );
                free = start.saturating_add(width).saturating_add(2);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_stand_under_their_ticks_and_never_run_into_each_other() {
        let area = Rect::new(0, 0, 20, 2);
        let mut buffer = Buffer::empty(area);
        let ticks = [(0, "0"), (8, "10 ms"), (9, "11 ms"), (16, "20 ms")]
            .map(|(cell, label)| (cell * CELL, label.to_owned()));
        Scale {
            ticks: &ticks,
            line: Style::new(),
            text: Style::new(),
            glyphs: Glyphs::unicode(),
        }
        .render(area, &mut buffer);
        assert_eq!(
            buffer,
            Buffer::with_lines(["└───────┴┴──────┴───", "0     10 ms   20 ms "])
        );
    }
}
