//! [`HistoryColumns`]: the columns of the history, and their texts for a run.

use super::{PastRun, name::Name, program};
use crate::{
    base::Ratio,
    log::Outcome,
    model::{Digest, Figures},
    plan::{Chunks, Chunksize, Parameter, parameter},
    ui::pane::{
        PaneContext,
        band::{self, BandPicture},
        cut, fitting, row,
    },
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Style,
    text::{Line, Span},
    widgets::Widget,
};

/// Cells of the pointer, the mark and a number.
const HEAD: u16 = 5;

/// Cells of the columns that are always there, with the space before them.
const MODE: u16 = 12;
const WALL: u16 = 8;
const SPEEDUP: u16 = 8;

/// Cells of the longest mode, with those of its workers.
const LEAST_MODE: u16 = 10;

/// Cells of the columns that are there if there is room.
const CHUNKS: u16 = 10;
const WORK: u16 = 20;

/// The widest of those.
const WIDEST: u16 = 32;

/// The least width of a picture beside a long name.
const LEAST_PICTURE: u16 = 10;

/// Where the columns begin, and how wide they are; those that there is no room for have no width.
pub(super) struct HistoryColumns {
    pub(super) picture: u16,
    work: u16,
    mode: u16,
    chunks: u16,
    wall: u16,
}

impl HistoryColumns {
    /// The columns in so many cells, for names of so many.
    pub(super) fn of(width: u16, name: u16) -> Self {
        let left = width.saturating_sub(HEAD + MODE + WALL + SPEEDUP);
        let picture = match left {
            46.. => (left - CHUNKS - WORK).min(16),
            10.. => left.min(22),
            _ => 0,
        };
        let left = left.saturating_sub(picture);
        let chunks = if left >= CHUNKS { CHUNKS } else { 0 };
        let left = left - chunks;
        let work = if left >= WORK { left.min(WIDEST) } else { 0 };
        // The cells left over make the picture larger.
        let picture = picture + if work > 0 { left - work } else { 0 };
        // A name that tells runs apart is worth more than a larger picture.
        let wanted = (name + 1).saturating_sub(MODE);
        let more = wanted.min(picture.saturating_sub(LEAST_PICTURE));
        Self {
            picture: picture - more,
            work,
            mode: MODE + more,
            chunks,
            // Half a mode is none: rather no time, which the comparison beside it has, too.
            wall: if width < HEAD + LEAST_MODE + WALL + SPEEDUP {
                0
            } else {
                WALL
            },
        }
    }

    pub(super) fn head(&self, look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
        let dim = |text: &str| Line::styled(text.to_owned(), look.theme.dim);
        let [picture, work, mode, chunks, wall, speedup] = self.places(area);
        let number = Rect {
            x: area.x + 1,
            width: area.width.saturating_sub(1).min(HEAD),
            ..area
        };
        dim("run").render(number, buffer);
        if picture.width > 0 {
            dim("workers").render(picture, buffer);
        }
        dim("work").render(work, buffer);
        dim("mode").render(mode, buffer);
        dim("chunks").render(chunks, buffer);
        if wall.width > 0 {
            dim("time").right_aligned().render(wall, buffer);
        }
        dim("speedup").right_aligned().render(speedup, buffer);
    }

    fn places(&self, area: Rect) -> [Rect; 6] {
        let mode = self
            .mode
            .min(area.width.saturating_sub(HEAD + self.wall + SPEEDUP));
        let mut x = HEAD;
        let mut next = |width: u16, air: u16| {
            let start = x.min(area.width);
            x += width;
            Rect {
                x: area.x + start,
                width: width.saturating_sub(air).min(area.width - start),
                ..area
            }
        };
        [
            next(self.picture, 2),
            next(self.work, 2),
            next(mode, 1),
            next(self.chunks, 1),
            next(self.wall, 0),
            next(SPEEDUP, 0),
        ]
    }

    pub(super) fn draw(
        &self,
        look: &PaneContext<'_>,
        (run, name): (&PastRun, &Name),
        (selected, is_marked): (bool, bool),
        area: Rect,
        buffer: &mut Buffer,
    ) {
        let (theme, glyphs) = (look.theme, look.glyphs);
        let digest = &run.digest;
        let [picture, work, mode, chunks, wall, speedup] = self.places(area);
        let in_little = BandPicture {
            thumbnail: &digest.thumbnail,
            whole: run.whole(),
            is_live: false,
            lanes: digest.thumbnail.bands(),
        };
        let length = digest.thumbnail.ended();
        band::draw_all(look, in_little, length, picture, buffer);
        let bold = |style: Style| if selected { theme.title } else { style };
        let pointer = if selected { glyphs.pointer } else { " " };
        let mark = if is_marked { glyphs.best } else { " " };
        Line::from(vec![
            Span::styled(pointer, theme.key),
            Span::styled(mark, theme.live),
            Span::styled(format!("{:>2}", run.number), bold(theme.text)),
        ])
        .render(row(area, 0), buffer);
        for line in (1..area.height).filter(|_| selected) {
            let pointer = Line::from(Span::styled(pointer, theme.key));
            pointer.render(row(area, line), buffer);
        }
        let mut put = |text: String, style: Style, right: bool, place: Rect| {
            let line = Line::styled(cut(&text, place.width.into(), glyphs), style);
            let line = if right { line.right_aligned() } else { line };
            line.render(row(place, 0), buffer);
        };
        put(work_of(digest), bold(theme.text), false, work);
        let who = fitting(name.first.iter().cloned(), mode.width.into());
        put(who, bold(theme.text), false, mode);
        let rule = chunks_of(digest);
        let size = rule.split(' ').next_back().map(str::to_owned);
        let rule = fitting([rule].into_iter().chain(size), chunks.width.into());
        put(rule, bold(theme.dim), false, chunks);
        let taken = Some(digest).filter(|digest| digest.is_sound());
        let time = taken.and_then(Digest::wall);
        let (text, style) = match time {
            Some(time) => (time.to_string(), bold(theme.text)),
            None if digest.run.outcome().is_some() => ("failed".into(), theme.bad),
            None => ("stopped".into(), theme.warn),
        };
        let figures = taken.and_then(|digest| digest.figures.as_ref());
        let is_certain = figures.is_none_or(|figures| figures.disturbance.is_none());
        let shown = match selected {
            true => theme.number,
            false if is_certain => theme.text,
            false => theme.dim,
        };
        match figures.and_then(Figures::said_speedup) {
            Some(factor) => put(factor, shown, true, speedup),
            // The outcome is said once: here, if the wall time has no column.
            None if time.is_none() && wall.width == 0 => put(text.clone(), style, true, speedup),
            None => put("–".into(), shown, true, speedup),
        }
        put(text, style, true, wall);
        if area.height > 1 {
            let second = |place: Rect| row(place, 1);
            if let Some(words) = &name.second {
                let words = cut(words, mode.width.into(), glyphs);
                Line::styled(words, bold(theme.dim)).render(second(mode), buffer);
            }
            Line::styled(repeats(digest), theme.dim)
                .right_aligned()
                .render(second(wall), buffer);
            let efficiency = taken.and_then(|digest| digest.figures?.efficiency);
            let efficiency = efficiency.map_or_else(String::new, Ratio::percent);
            Line::styled(efficiency, theme.dim)
                .right_aligned()
                .render(second(speedup), buffer);
        }
    }
}

/// `primes · 24 tasks`
fn work_of(digest: &Digest) -> String {
    let unit = digest.run.unit();
    if let Some(watched) = digest.run.watched() {
        let tasks = digest.run.outcome().map_or(0, |outcome| outcome.tasks_done);
        return format!("{} · {}", program::function(watched), unit.count(tasks));
    }
    let Some(planned) = digest.run.planned() else {
        let slices = digest.run.outcome().map_or(0, |outcome| outcome.tasks_done);
        return format!("a trace · {}", unit.count(slices));
    };
    let tasks = unit.count(planned.task_count());
    format!("{} · {tasks}", planned.workload.name)
}

/// The chunk rule, where there is one; of the default also what that was: `default 3`.
pub(super) fn chunks_of(digest: &Digest) -> String {
    if let Some(watched) = digest.run.watched() {
        return program::chunks(watched).unwrap_or_default();
    }
    let Some(experiment) = digest.run.planned() else {
        return String::new();
    };
    let row = parameter("chunksize").ok();
    let Some(row) = row.filter(|row: &&Parameter| (row.applies)(experiment)) else {
        return String::new();
    };
    let rule = (row.get)(experiment);
    match experiment.chunks() {
        Chunks::Even { size, .. } if experiment.chunksize == Chunksize::Default => {
            format!("{rule} {size}")
        }
        _ => rule.to_string(),
    }
}

/// How many repeats there were, where it was more than one.
fn repeats(digest: &Digest) -> String {
    let outcome = digest.run.outcome();
    match digest.walls.len() {
        0 | 1 => String::new(),
        many if outcome.is_some_and(|outcome: &Outcome| outcome.verified) => format!("of {many}"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::pane::history::name::longest;

    #[test]
    fn a_name_that_tells_runs_apart_takes_its_room_from_the_pictures() {
        let names = [Name {
            first: vec!["pool 4, payload 4MiB".into(), "pool 4".into()],
            second: None,
        }];
        let columns = HistoryColumns::of(98, longest(&names));
        assert_eq!(usize::from(columns.mode - 1), names[0].first[0].len());
        assert!(columns.picture >= LEAST_PICTURE);
        // Where there is no picture, it stays as it is.
        assert_eq!(HistoryColumns::of(40, longest(&names)).mode, MODE);
    }
}
