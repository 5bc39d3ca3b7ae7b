//! The lanes of a run in little: bars that are as tall as a lane is busy.

use super::Look;
use crate::{
    base::Nanos,
    model::{Glimpse, Portrait},
    trace::Kind,
    ui::{
        Glyphs, Theme,
        theme::{Fill, Tone},
    },
};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use std::ops::Range;

/// Eighths of a row that a bar fills at most: lanes above each other do not touch.
const FULL: u16 = 7;

/// Some bands of a portrait in so many rows, on an axis of that length.
fn draw(
    look: &Look<'_>,
    portrait: &Portrait,
    bands: &Range<usize>,
    length: Nanos,
    area: Rect,
    buffer: &mut Buffer,
) {
    let idle_from = bands.clone().map(|band| portrait.idle_from(band)).max();
    for column in 0..area.width {
        let [from, to] = [column, column + 1].map(|at| time(length, at, area.width));
        // A cell that the run did not reach the middle of is beyond its end.
        if (from + to) / 2 > portrait.ended() {
            return;
        }
        let seen = portrait.glimpse(bands.clone(), from, to);
        let tail = idle_from.is_some_and(|idle| idle <= from);
        for row in 0..area.height {
            let (glyph, style) = cell((look.theme, look.glyphs), seen, tail, (row, area.height));
            if let Some(cell) = buffer.cell_mut((area.x + column, area.y + row)) {
                cell.set_symbol(glyph).set_style(style);
            }
        }
    }
}

/// When a column begins.
fn time(length: Nanos, column: u16, columns: u16) -> Nanos {
    length * u64::from(column) / u64::from(columns)
}

/// A cell of a row of a lane that is so many rows tall: tasks below, and above them what took most
/// of the rest, where that is something that a lane does.
fn cell(
    (theme, glyphs): (&Theme, Glyphs),
    seen: Glimpse,
    tail: bool,
    (row, rows): (u16, u16),
) -> (&'static str, Style) {
    let (task, nothing) = (theme.look(Tone::TaskA, glyphs), (" ", Style::new()));
    let other = match seen.rest {
        Some(_) if tail => Tone::Tail,
        Some(kind) => tone_of(kind),
        None => Tone::Blank,
    };
    let other = theme.look(other, glyphs);
    let most = 8 * rows - (8 - FULL);
    let level = eighths(seen.busy.get() * f64::from(most));
    let here = level.saturating_sub(8 * (rows - 1 - row)).min(8);
    match (other.fill, here) {
        // The topmost row ends below its edge, and a cell has two colours, not three.
        (Fill::Color(_), 1..) if glyphs.fine && row > 0 => (
            glyphs.up[usize::from(here)],
            Fill::style(task.fill, other.fill).unwrap_or(task.mark),
        ),
        (_, 1..) => (
            glyphs.up[usize::from(here)],
            Fill::style(task.fill, Fill::None).unwrap_or(task.mark),
        ),
        // The same shape as a task's bar, in its own colour.
        (Fill::Color(_), 0) if glyphs.fine && (level == 0 || rows > 1) => {
            let style = Fill::style(other.fill, Fill::None).unwrap_or(other.mark);
            let level = if row == 0 { FULL } else { 8 };
            (glyphs.up[usize::from(level)], style)
        }
        _ if level > 0 || other.thin && row + 1 < rows => nothing,
        _ => (other.glyph, other.mark),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a height in eighths of a row; a cast from float saturates"
)]
fn eighths(height: f64) -> u16 {
    height.round() as u16
}

const fn tone_of(kind: Kind) -> Tone {
    match kind {
        Kind::StartUp | Kind::Create => Tone::StartUp,
        Kind::Receive | Kind::Dispatch => Tone::Receive,
        Kind::Send | Kind::Collect => Tone::Send,
        Kind::Lock => Tone::Lock,
        Kind::Exit => Tone::Exit,
        Kind::Io => Tone::Io,
        Kind::Added => Tone::Added,
        Kind::Task => Tone::TaskA,
        _ => Tone::Wait,
    }
}

/// The bands of a portrait that one of so many rows stands for.
fn share(portrait: &Portrait, row: usize, rows: usize) -> Range<usize> {
    let bands = portrait.bands();
    row * bands / rows..((row + 1) * bands).div_ceil(rows).min(bands)
}

/// All bands of a portrait, each in its rows; of more bands than rows, several in each. Rows that
/// `lanes` of them would leave over stay empty.
pub(super) fn draw_all(
    look: &Look<'_>,
    portrait: &Portrait,
    lanes: usize,
    length: Nanos,
    area: Rect,
    buffer: &mut Buffer,
) {
    let rows = usize::from(area.height).max(1);
    let bands = portrait.bands().clamp(1, rows);
    let each = u16::try_from(rows / lanes.clamp(1, rows)).unwrap_or(1);
    for band in 0..bands {
        let top = u16::try_from(band).unwrap_or(u16::MAX).saturating_mul(each);
        let strip = Rect {
            y: area.y.saturating_add(top),
            height: each,
            ..area
        };
        let own = share(portrait, band, bands);
        draw(
            look,
            portrait,
            &own,
            length,
            strip.intersection(area),
            buffer,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Ratio;

    /// The cells of a lane of so many rows, from its top, with their colour and that behind it.
    fn column(busy: f64, rest: Kind, rows: u16) -> Vec<(&'static str, Style)> {
        let seen = Glimpse {
            busy: Ratio::new(busy),
            rest: Some(rest),
        };
        let dark = (&Theme::dark(), Glyphs::unicode());
        (0..rows)
            .map(|row| cell(dark, seen, false, (row, rows)))
            .collect()
    }

    #[test]
    fn above_the_work_of_a_lane_stands_what_kept_it_from_more() {
        let color = |tone| match Theme::dark().look(tone, Glyphs::unicode()).fill {
            Fill::Color(color) => Some(color),
            _ => None,
        };
        let (task, lock) = (color(Tone::TaskA), color(Tone::Lock));
        let cells = column(0.52, Kind::Lock, 3);
        let glyphs: Vec<_> = cells.iter().map(|cell| cell.0).collect();
        assert_eq!(glyphs, ["▇", "▄", "█"]);
        let inks: Vec<_> = cells.iter().map(|cell| cell.1.fg).collect();
        assert_eq!(inks, [lock, task, task]);
        assert_eq!(cells[1].1.bg, lock);
        // Who waits for work does nothing that could be shown.
        let waits: Vec<_> = column(0.52, Kind::Wait, 3)
            .iter()
            .map(|cell| cell.0)
            .collect();
        assert_eq!(waits, [" ", "▄", "█"]);
        // One row has no room for a third colour.
        assert_eq!(
            column(0.5, Kind::Lock, 1)[0].1.bg,
            column(0.5, Kind::Wait, 1)[0].1.bg
        );
    }
}
