//! [`Meter`]: a horizontal bar, filled to an eighth of a cell, with an optional mark.

use crate::{base::Ratio, theme::Glyphs};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Color, Modifier, Style},
    widgets::Widget,
};

/// A bar from nothing at the left to the whole at the right.
pub(crate) struct Meter<'a> {
    /// How much of it is filled.
    pub(crate) share: Ratio,
    /// A place on it that stands out.
    pub(crate) mark: Option<(Ratio, Style)>,
    /// The text at its end, in front of the mark.
    pub(crate) note: &'a str,
    /// The filled part.
    pub(crate) bar: Style,
    /// The rest.
    pub(crate) track: Style,
    /// The note, where the bar has not come to.
    pub(crate) written: Style,
    pub(crate) glyphs: Glyphs,
}

impl Widget for Meter<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let area = area.intersection(buffer.area);
        let eighths = scaled(self.share, u32::from(area.width) * 8);
        let middle = area.y + area.height.saturating_sub(1) / 2;
        for column in 0..area.width {
            let filled = eighths.saturating_sub(u32::from(column) * 8).min(8);
            let (glyph, style) = match filled {
                0 => (self.glyphs.track, self.track),
                _ => (self.glyphs.left[filled as usize], self.bar),
            };
            for row in area.y..area.bottom() {
                let glyph = if filled == 0 && row != middle {
                    " "
                } else {
                    glyph
                };
                if let Some(cell) = buffer.cell_mut((area.x + column, row)) {
                    cell.set_symbol(glyph).set_style(style);
                }
            }
        }
        self.write(eighths, area, buffer);
        if let Some(((_, style), column)) = self.mark.zip(self.mark_column(area)) {
            let column = area.x + column;
            for row in area.y..area.bottom() {
                if let Some(cell) = buffer.cell_mut((column, row)) {
                    cell.set_symbol(self.glyphs.ideal).set_style(style);
                }
            }
        }
    }
}

impl Meter<'_> {
    fn mark_column(&self, area: Rect) -> Option<u16> {
        let last = area.width.checked_sub(1)?;
        let (place, _) = self.mark?;
        let column = scaled(place, u32::from(area.width)).min(last.into());
        u16::try_from(column).ok()
    }

    /// Writes the note into the middle row: before the mark, or from when the bar comes there, at
    /// the beginning of the bar. It is on the bar as a whole or not at all, since words of two
    /// colours are hard to read; where it fits neither on the bar nor beside it, it is left out,
    /// since a bar with a gap has no length.
    fn write(&self, eighths: u32, area: Rect, buffer: &mut Buffer) {
        let length = u16::try_from(self.note.chars().count()).unwrap_or(u16::MAX);
        let end = self.mark_column(area).unwrap_or(area.width);
        let Some(start) = end.checked_sub(length.saturating_add(1)) else {
            return;
        };
        let row = area.y + area.height.saturating_sub(1) / 2;
        // Once the bar has come to the note, the note moves to the beginning of the bar.
        let reached = eighths > u32::from(start) * 8;
        let covered = reached && eighths >= u32::from(length + 1) * 8;
        if reached && !covered {
            return;
        }
        let start = if covered { 1.min(start) } else { start };
        let style = match self.bar.fg {
            _ if !covered => self.written,
            // On any colour of a bar, and in any theme, black is read best.
            Some(ground) => Style::new().fg(Color::Black).bg(ground).bold(),
            None => self.bar.add_modifier(Modifier::REVERSED | Modifier::BOLD),
        };
        for (column, letter) in (start..).zip(self.note.chars()) {
            if let Some(cell) = buffer
                .cell_mut((area.x + column, row))
                .filter(|_| area.height > 0)
            {
                cell.reset();
                cell.set_char(letter).set_style(style);
            }
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to 0..=whole"
)]
fn scaled(share: Ratio, whole: u32) -> u32 {
    (share.clamped().get() * f64::from(whole)).round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(share: f64, mark: Option<f64>, note: &str, glyphs: Glyphs) -> String {
        let area = Rect::new(0, 0, 8, 1);
        let mut buffer = Buffer::empty(area);
        Meter {
            share: Ratio::new(share),
            mark: mark.map(|mark| (Ratio::new(mark), Style::new())),
            note,
            written: Style::new(),
            bar: Style::new(),
            track: Style::new(),
            glyphs,
        }
        .render(area, &mut buffer);
        buffer
            .content
            .iter()
            .map(ratatui::buffer::Cell::symbol)
            .collect()
    }

    #[test]
    fn half_is_half_and_more_than_all_is_all() {
        assert_eq!(draw(0.5, None, "", Glyphs::unicode()), "████────");
        assert_eq!(draw(0.55, None, "", Glyphs::unicode()), "████▍───");
        assert_eq!(draw(7.0, Some(1.0), "", Glyphs::unicode()), "███████┃");
        assert_eq!(draw(0.5, Some(0.75), "", Glyphs::ascii()), "####..!.");
    }

    #[test]
    fn a_bar_that_grows_never_splits_a_word_and_no_word_cuts_into_it() {
        for eighths in 0..=64 {
            let area = Rect::new(0, 0, 8, 1);
            let mut buffer = Buffer::empty(area);
            Meter {
                share: Ratio::of(eighths, 64),
                mark: None,
                note: "word",
                written: Style::new(),
                bar: Style::new(),
                track: Style::new(),
                glyphs: Glyphs::unicode(),
            }
            .render(area, &mut buffer);
            let letters = buffer.content.iter().filter(|cell| {
                let mut letters = cell.symbol().chars();
                letters.all(char::is_alphabetic)
            });
            let mut styles: Vec<_> = letters.map(|cell| cell.modifier).collect();
            let fits = eighths <= 3 * 8 || eighths >= 5 * 8;
            assert_eq!(styles.len(), if fits { 4 } else { 0 }, "{eighths} eighths");
            styles.dedup();
            assert!(styles.len() <= 1, "{eighths} eighths");
        }
    }

    #[test]
    fn a_note_keeps_its_place_or_is_left_out() {
        assert_eq!(draw(0.25, None, "ab", Glyphs::unicode()), "██───ab─");
        assert_eq!(draw(1.0, None, "ab", Glyphs::unicode()), "█ab█████");
        assert_eq!(draw(0.0, None, "abcdefgh", Glyphs::unicode()), "────────");
    }
}
