//! [`Spark`]: a short history, one cell a sample, the latest at the right.

use crate::{base::Ratio, theme::Glyphs};
use ratatui::{buffer::Buffer, layout::Rect, style::Style, widgets::Widget};

/// Samples from 0 to 1; a missing one stays a gap.
pub(crate) struct Spark<I> {
    /// From the latest to the oldest.
    pub(crate) latest_first: I,
    pub(crate) style: Style,
    pub(crate) gap: Style,
    pub(crate) glyphs: Glyphs,
}

impl<I: Iterator<Item = Option<Ratio>>> Widget for Spark<I> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let area = area.intersection(buffer.area);
        for (column, sample) in (area.x..area.right()).rev().zip(self.latest_first) {
            let (glyph, style) = match sample {
                Some(share) => (level(share, self.glyphs), self.style),
                None => (self.glyphs.gap, self.gap),
            };
            if let Some(cell) = buffer
                .cell_mut((column, area.y))
                .filter(|_| area.height > 0)
            {
                cell.set_symbol(glyph).set_style(style);
            }
        }
    }
}

/// The glyph of a share: even next to nothing shows a line.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to 1..=8"
)]
pub(crate) fn level(share: Ratio, glyphs: Glyphs) -> &'static str {
    glyphs.up[((share.clamped().get() * 8.0).round() as usize).clamp(1, 8)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_is_at_the_right_and_a_gap_stays_a_gap() {
        let area = Rect::new(0, 0, 5, 1);
        let mut buffer = Buffer::empty(area);
        let samples = [Some(1.0), None, Some(0.0), Some(0.5)];
        Spark {
            latest_first: samples.into_iter().map(|share| share.map(Ratio::new)),
            style: Style::new(),
            gap: Style::new(),
            glyphs: Glyphs::unicode(),
        }
        .render(area, &mut buffer);
        assert_eq!(buffer, Buffer::with_lines([" ▄▁·█"]));
    }
}
