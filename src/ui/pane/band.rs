//! The thumbnail of a run's lanes: as on the timeline; and where there are more than rows, or
//! their spans are gone, as bars that are as tall as lanes are busy.

use crate::ui::pane::{PaneContext, Standing, timeline};
use crate::{
    base::Nanos,
    model::{Glimpse, Run, Thumbnail},
    theme::{Fill, Glyphs, Idle, Shade, Theme, Tone},
    ui::widget::is_hatched,
};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use std::ops::Range;

/// The least share of work that is seen.
const LEAST: f64 = 0.02;

/// Eighths of a row that a bar fills at most: lanes above each other do not touch.
const FULL: u16 = 7;

/// A run as a thumbnail.
#[derive(Clone, Copy)]
pub(super) struct BandPicture<'a> {
    /// How busy its lanes were.
    pub(super) thumbnail: &'a Thumbnail,
    /// The run with its spans, where they are kept.
    pub(super) whole: Option<&'a Run>,
    /// Whether it goes on.
    pub(super) is_live: bool,
    /// Lanes that there is room for.
    pub(super) lanes: usize,
}

/// Draws some bands of a thumbnail in so many rows, on an axis of that length.
fn draw(
    look: &PaneContext<'_>,
    thumbnail: &Thumbnail,
    bands: &Range<usize>,
    length: Nanos,
    area: Rect,
    buffer: &mut Buffer,
) {
    let idle_from = bands.clone().map(|band| thumbnail.idle_from(band)).max();
    let end = end(thumbnail.ended(), length, area.width);
    for column in 0..area.width.min(end) {
        let [from, to] = [column, column + 1].map(|at| time(length, at, area.width));
        let seen = thumbnail.glimpse(bands.clone(), from, to);
        let tail = idle_from.is_some_and(|idle| idle <= from);
        for row in 0..area.height {
            let place = (column, row, area.height);
            let (glyph, style) = cell((look.theme, look.glyphs), seen, tail, place);
            if let Some(cell) = buffer.cell_mut((area.x + column, area.y + row)) {
                cell.set_symbol(glyph).set_style(style);
            }
        }
    }
}

/// The column behind the end of a run: the first that a bar of so long does not fill by half, in
/// the eighths that bars are drawn in.
pub(super) fn end(time: Nanos, length: Nanos, columns: u16) -> u16 {
    let eighths = u128::from(columns) * 8;
    let length = u128::from(length.get().max(1));
    let eighths = (u128::from(time.get()) * eighths + length / 2) / length;
    u16::try_from((eighths + 4) / 8).unwrap_or(u16::MAX)
}

/// When a column begins.
fn time(length: Nanos, column: u16, columns: u16) -> Nanos {
    length * u64::from(column) / u64::from(columns)
}

/// A cell of a row of a lane that is so many rows tall: tasks below, above them what they had no core
/// for, and above that what took most of the rest, where that is something that a lane does.
fn cell(
    (theme, glyphs): (&Theme, Glyphs),
    seen: Glimpse,
    tail: bool,
    (column, row, rows): (u16, u16, u16),
) -> (&'static str, Style) {
    let toned = |tone| theme.look(tone, glyphs);
    let (task, nothing) = (toned(Tone::TaskA), (" ", Style::new()));
    let preempted = toned(Tone::Preempted);
    let other = match seen.rest {
        Some(_) if tail => Tone::Tail,
        Some(usage) => Tone::of(usage, Shade::A, Idle::Waits),
        None => Tone::Blank,
    };
    let other = toned(other);
    let most = 8 * rows - (8 - FULL);
    let busy = seen.busy.get();
    let [level, topped] =
        [busy, busy + seen.preempted.get()].map(|share| eighths(share * f64::from(most)));
    // Work beside a loss is visible, however little it is; but not in place of idle time.
    let level = if busy >= LEAST && topped > 1 && topped + 1 >= most {
        level.max(1)
    } else {
        level
    };
    let [here, taken] =
        [level, topped].map(|level| level.saturating_sub(8 * (rows - 1 - row)).min(8));
    let up = |eighths: u16| glyphs.up[usize::from(eighths)];
    let on = |front: Fill, back: Fill, or: Style| Fill::style(front, back).unwrap_or(or);
    let is_colored = |fill| glyphs.fine && matches!(fill, Fill::Color(_));
    match (here, taken) {
        (_, 1..) if taken > here && !is_colored(preempted.fill) => {
            let hatched = is_hatched(column, u32::from(8 * here / taken));
            let look = if hatched { preempted } else { task };
            (look.glyph, look.mark)
        }
        (1.., _) if taken > here => (up(here), on(task.fill, preempted.fill, task.mark)),
        // The topmost row ends below its edge, and a cell has two colours, not three.
        (1.., _) if is_colored(other.fill) && row > 0 => {
            (up(here), on(task.fill, other.fill, task.mark))
        }
        (1.., _) => (up(here), on(task.fill, Fill::None, task.mark)),
        (0, 8) => (preempted.glyph, preempted.mark),
        (0, 1..) => (up(taken), on(preempted.fill, Fill::None, preempted.mark)),
        // Its shape is that of a task's bar, in its own colour.
        (0, 0) if is_colored(other.fill) && (topped == 0 || rows > 1) => {
            let style = on(other.fill, Fill::None, other.mark);
            (up(if row == 0 { FULL } else { 8 }), style)
        }
        _ if topped > 0 || other.thin && row + 1 < rows => nothing,
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

/// The bands of a thumbnail that one of so many rows stands for.
fn share(thumbnail: &Thumbnail, row: usize, rows: usize) -> Range<usize> {
    let bands = thumbnail.bands();
    row * bands / rows..((row + 1) * bands).div_ceil(rows).min(bands)
}

/// All lanes of a run, each in its rows; of more lanes than rows, several in each. Rows that the
/// lanes would leave over stay empty.
pub(super) fn draw_all(
    look: &PaneContext<'_>,
    picture: BandPicture<'_>,
    length: Nanos,
    area: Rect,
    buffer: &mut Buffer,
) {
    let BandPicture {
        thumbnail, lanes, ..
    } = picture;
    let rows = usize::from(area.height).max(1);
    let bands = thumbnail.bands().clamp(1, rows);
    let each = u16::try_from(rows / lanes.clamp(1, rows)).unwrap_or(1);
    let whole = picture.whole.filter(|run| {
        let lanes = timeline::doers(run).len();
        lanes > 0 && lanes * usize::from(each) <= rows
    });
    if let Some(run) = whole {
        let standing = match run.outcome() {
            None if picture.is_live => Standing::Live,
            _ => Standing::ended(run),
        };
        let times = (length, thumbnail.ended());
        return timeline::draw_lanes(look, (run, standing), times, each, area, buffer);
    }
    for band in 0..bands {
        let top = u16::try_from(band).unwrap_or(u16::MAX).saturating_mul(each);
        let strip = Rect {
            y: area.y.saturating_add(top),
            height: each,
            ..area
        };
        let own = share(thumbnail, band, bands);
        draw(
            look,
            thumbnail,
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
    use crate::log::{Kind, Use};

    /// The cells of a lane of so many rows, from its top, with their colour and that behind it.
    fn column(busy: f64, rest: Kind, rows: u16) -> Vec<(&'static str, Style)> {
        let seen = Glimpse {
            busy: Ratio::new(busy),
            preempted: Ratio::ZERO,
            rest: Some(Use::Of(rest)),
        };
        let dark = (&Theme::dark(), Glyphs::unicode());
        (0..rows)
            .map(|row| cell(dark, seen, false, (0, row, rows)))
            .collect()
    }

    #[test]
    fn what_tasks_had_no_core_for_is_told_from_work_and_from_idle_time_in_a_single_row() {
        let seen = |busy, preempted| Glimpse {
            busy: Ratio::new(busy),
            preempted: Ratio::new(preempted),
            rest: Some(Use::Of(Kind::Wait)),
        };
        let drawn = |theme: &Theme, glyphs, seen| {
            let cells = (0..8).map(|column| cell((theme, glyphs), seen, false, (column, 0, 1)));
            cells.collect::<Vec<_>>()
        };
        for theme in [Theme::dark(), Theme::mono()] {
            for glyphs in [Glyphs::unicode(), Glyphs::ascii()] {
                let [both, work, idle] = [(0.5, 0.5), (1.0, 0.0), (0.5, 0.0)]
                    .map(|(busy, preempted)| drawn(&theme, glyphs, seen(busy, preempted)));
                assert!(both != work && both != idle && work != idle, "{both:?}");
            }
        }
        // Little work is seen, too.
        let dark = drawn(&Theme::dark(), Glyphs::unicode(), seen(0.05, 0.95));
        assert_eq!(dark[0].0, "▁");
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
        // A worker that waits for work does nothing that could be shown.
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

    #[test]
    fn a_run_ends_in_the_column_behind_the_last_one_that_its_bar_fills_by_half() {
        let length = Nanos::from_micros(100_000);
        let at = |micros| end(Nanos::from_micros(micros), length, 10);
        // Of a column of 10 ms, 4.4 are four eighths by rounding: a bar fills half of it.
        let times = [0, 4_000, 4_400, 50_000, 54_300, 54_400, 56_000, 100_000];
        assert_eq!(times.map(at), [0, 0, 1, 5, 5, 6, 6, 10]);
    }
}
