//! [`Sweep`]: a history drawn as an oscilloscope draws it: in place, from left to right and over
//! again, so that a new sample changes a column and moves none.

use crate::{base::Ratio, ui::Glyphs};
use ratatui::{buffer::Buffer, layout::Rect, style::Style, widgets::Widget};

/// Columns ahead of the latest sample, with a line that tells it from the oldest.
const AHEAD: u16 = 1;

/// Samples from 0 to 1 as columns; what is missing stays a gap.
pub(crate) struct Sweep<I> {
    /// From the latest to the oldest.
    pub(crate) latest_first: I,
    /// How many samples there have ever been: where the latest one is.
    pub(crate) count: usize,
    pub(crate) style: Style,
    pub(crate) gap: Style,
    pub(crate) glyphs: Glyphs,
}

impl<I: Iterator<Item = Option<Ratio>>> Widget for Sweep<I> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let area = area.intersection(buffer.area);
        let columns = usize::from(area.width);
        let shown = usize::from(area.width.saturating_sub(AHEAD)).min(self.count);
        if self.count > shown && shown > 0 {
            let head = u16::try_from(self.count % columns).unwrap_or(0);
            for row in 0..area.height {
                if let Some(cell) = buffer.cell_mut((area.x + head, area.y + row)) {
                    cell.set_symbol(self.glyphs.hairs[1]).set_style(self.gap);
                }
            }
        }
        for (back, sample) in self.latest_first.take(shown).enumerate() {
            let column = u16::try_from((self.count - 1 - back) % columns).unwrap_or(0);
            for row in 0..area.height {
                let (glyph, style) = match sample {
                    None if row + 1 == area.height => (self.glyphs.gap, self.gap),
                    None => (self.glyphs.up[0], self.gap),
                    Some(share) => (filled(share, row, area.height, self.glyphs), self.style),
                };
                if let Some(cell) = buffer.cell_mut((area.x + column, area.y + row)) {
                    cell.set_symbol(glyph).set_style(style);
                }
            }
        }
    }
}

/// The glyph of a row of a column: also next to nothing shows a line.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a screen's height"
)]
fn filled(share: Ratio, row: u16, height: u16, glyphs: Glyphs) -> &'static str {
    // Not quite to the top: what was is not to be taken for another bar.
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

    fn draw(samples: &[f64]) -> Buffer {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 6, 2));
        let latest_first = samples.iter().rev().map(|&share| Some(Ratio::new(share)));
        Sweep {
            latest_first,
            count: samples.len(),
            style: Style::new(),
            gap: Style::new(),
            glyphs: Glyphs::unicode(),
        }
        .render(buffer.area, &mut buffer);
        buffer
    }

    #[test]
    fn a_new_sample_moves_no_other() {
        assert_eq!(
            draw(&[1.0, 0.5, 0.0]),
            Buffer::with_lines(["▇     ", "██▁   "])
        );
        let (one, two) = (draw(&[0.5; 9]), draw(&[0.5; 10]));
        assert!(one.diff(&two).len() <= 4);
        assert_eq!(two, Buffer::with_lines(["    │ ", "████│█"]));
    }
}
