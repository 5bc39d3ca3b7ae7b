//! [`UsageTrace`]: a history drawn as an oscilloscope draws it: in place, from left to right and over
//! again, so that a new sample changes a column and moves none.

use crate::{base::Ratio, theme::Glyphs};
use ratatui::{buffer::Buffer, layout::Rect, style::Style, widgets::Widget};

/// Samples from 0 to 1 as columns; a missing one stays a gap.
pub(crate) struct UsageTrace<I> {
    /// From the latest to the oldest.
    pub(crate) latest_first: I,
    /// The number of samples so far, which is the place of the latest one.
    pub(crate) count: usize,
    pub(crate) style: Style,
    /// The latest of them, which tells the newest from the oldest beside it: a gap between them
    /// would be taken for a core that was idle.
    pub(crate) head: Style,
    pub(crate) gap: Style,
    pub(crate) glyphs: Glyphs,
}

impl<I: Iterator<Item = Option<Ratio>>> Widget for UsageTrace<I> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let area = area.intersection(buffer.area);
        let columns = usize::from(area.width);
        let shown = columns.min(self.count);
        for (back, sample) in self.latest_first.take(shown).enumerate() {
            let column = u16::try_from((self.count - 1 - back) % columns).unwrap_or(0);
            for row in 0..area.height {
                let (glyph, style) = match sample {
                    None if row + 1 == area.height => (self.glyphs.gap, self.gap),
                    None => (self.glyphs.up[0], self.gap),
                    Some(share) => {
                        let style = if back == 0 { self.head } else { self.style };
                        (filled(share, row, area.height, self.glyphs), style)
                    }
                };
                if let Some(cell) = buffer.cell_mut((area.x + column, area.y + row)) {
                    cell.set_symbol(glyph).set_style(style);
                }
            }
        }
    }
}

/// The glyph of a row of a column: even next to nothing shows a line.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a screen's height"
)]
fn filled(share: Ratio, row: u16, height: u16, glyphs: Glyphs) -> &'static str {
    // Not quite to the top, so that the past is not taken for another bar.
    let full = f64::from(8 * height - 1);
    let eighths = (share.clamped().get() * full).round() as u16;
    let below = 8 * (height - 1 - row);
    match eighths.max(1).saturating_sub(below).min(8) {
        0 => " ",
        level => glyphs.up[usize::from(level)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::Modifier;

    fn draw(samples: &[f64]) -> Buffer {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 6, 2));
        let latest_first = samples.iter().rev().map(|&share| Some(Ratio::new(share)));
        UsageTrace {
            latest_first,
            count: samples.len(),
            style: Style::new(),
            head: Style::new().add_modifier(Modifier::BOLD),
            gap: Style::new(),
            glyphs: Glyphs::unicode(),
        }
        .render(buffer.area, &mut buffer);
        buffer
    }

    #[test]
    fn a_new_sample_moves_no_other() {
        let three = draw(&[1.0, 0.5, 0.0]);
        let symbols = three.content.iter().map(ratatui::buffer::Cell::symbol);
        assert_eq!(symbols.collect::<String>(), "▇     ██▁   ");
        let (one, two) = (draw(&[0.5; 9]), draw(&[0.5; 10]));
        assert!(one.diff(&two).len() <= 4);
    }

    #[test]
    fn a_core_that_was_busy_all_the_time_has_no_gap_in_its_past() {
        let buffer = draw(&[0.5; 9]);
        let lower: Vec<_> = (0..6).map(|x| &buffer[(x, 1)]).collect();
        assert!(lower.iter().all(|cell| cell.symbol() == "█"));
        let newest = |cell: &&&ratatui::buffer::Cell| cell.modifier == Modifier::BOLD;
        assert_eq!(lower.iter().position(|cell| newest(&cell)), Some(2));
    }
}
