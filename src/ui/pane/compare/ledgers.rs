//! [`Ledgers`]: beside the table, where the time of a lane went in each of the runs: as bars on the
//! scale of the lanes above, with what makes most of the difference.
//!
//! A bar is the mean of a run's lanes, so it is as long as the run took, and runs with many lanes
//! can be compared with runs with few.

use super::{RaceView, fitted, noise, put};
use crate::{
    base::Nanos,
    model::{Digest, Ledger, Row, RunComparison},
    theme::Tone,
    ui::{
        pane::{
            PaneContext, fitting, joined,
            ledger::{position, tone},
            row,
        },
        widget::{CELL, Part, Strip, stand_apart},
    },
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
    widgets::Widget,
};
use strum::VariantArray;

/// Cells of a name at most, with the space behind it.
const NAMES: u16 = 12;

/// Cells of the note at the right, and from how many cells of all there is one.
const NOTES: u16 = 27;
const NOTED: u16 = 60;

/// The least width in which bars can be told apart.
const LEAST: u16 = 28;

/// Rows that a bar has at most.
const TALLEST: u16 = 2;

/// The bars, ready to be drawn.
pub(super) struct Ledgers<'a> {
    bars: Vec<RunBar<'a>>,
    /// The time of the whole width.
    scale: Nanos,
    /// Whether nothing must move when a run ends.
    is_race: bool,
}

/// A run.
struct RunBar<'a> {
    name: &'a str,
    /// The mean time of its lanes in each kind that there is, in seconds.
    pieces: Vec<(Row, f64)>,
    /// How it differs from the fastest, in fewer and fewer words.
    notes: Vec<String>,
    counts: bool,
}

impl<'a> Ledgers<'a> {
    /// The ledgers of all runs, whether they have ended or not: bars stay where they are.
    pub(super) fn of(
        look: &PaneContext<'_>,
        race: &'a RaceView<'_>,
        contrast: &RunComparison,
    ) -> Self {
        let digests = race.runners.iter().filter_map(|one| one.digest);
        let base = digests.clone().nth(contrast.base);
        let base = base.and_then(|digest| digest.ledger.as_ref());
        let wall = contrast.lines.first();
        let mut cells = wall.into_iter().flat_map(|line| &line.cells).flatten();
        let bars = race.runners.iter().map(|runner| {
            let ledger = runner.digest.and_then(|digest| digest.ledger.as_ref());
            let cell = runner.digest.and_then(Digest::wall);
            let counts = cell
                .and_then(|_| cells.next())
                .is_none_or(|cell| cell.counts);
            let notes = match (base, ledger) {
                (Some(base), Some(own)) if std::ptr::eq(base, own) => vec!["took least".into()],
                _ if !counts => vec![format!("{} {}", look.glyphs.noted, noise(contrast))],
                (Some(base), Some(own)) => difference(base, own),
                _ => Vec::new(),
            };
            RunBar {
                name: &runner.name,
                pieces: ledger.map(pieces).unwrap_or_default(),
                notes,
                counts,
            }
        });
        Self {
            bars: bars.collect(),
            scale: race.axis.length(),
            is_race: race.is_race,
        }
    }

    /// The rows for all of them in so many columns, with the legend; none where there is no room
    /// or no ledger.
    pub(super) fn rows(&self, width: u16) -> u16 {
        if width < LEAST || !(self.is_race || self.is_known()) {
            return 0;
        }
        // A head, an empty row below each bar, and the legend.
        2 + 2 * self.count()
    }

    /// Rows in which bars are as tall as they ever are.
    pub(super) fn most(&self, width: u16) -> u16 {
        match self.rows(width) {
            0 => 0,
            _ => 2 + (TALLEST + 1) * self.count(),
        }
    }

    fn is_known(&self) -> bool {
        self.bars.iter().any(|bar| !bar.pieces.is_empty())
    }

    fn count(&self) -> u16 {
        u16::try_from(self.bars.len()).unwrap_or(u16::MAX).min(99)
    }

    pub(super) fn draw(&self, look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
        if area.width < LEAST || !self.is_known() || area.height < self.count() + 2 {
            return;
        }
        let theme = look.theme;
        let names = self.bars.iter().map(|bar| bar.name.chars().count() + 2);
        let names = u16::try_from(names.max().unwrap_or(0)).unwrap_or(u16::MAX);
        let names = names.min(NAMES);
        let notes = if area.width >= NOTED { NOTES } else { 0 };
        let column = |line: Rect, start: u16, width: u16| Rect {
            x: line.x + start,
            width,
            ..line
        };
        let width = area.width - names - notes;
        let head = [
            "where the time of a lane went, on average",
            "a lane's time, on average",
            "a lane's mean time",
        ];
        let head = fitting(head.map(str::to_owned), usize::from(area.width - names));
        let place = column(row(area, 0), names, area.width - names);
        put(Line::styled(head, theme.dim), false, place, buffer);
        // The legend does without air where bars would touch for it.
        let pitch = (area.height - 1) / self.count().max(1);
        let pitch = pitch.clamp(1, TALLEST + 1);
        let height = pitch.saturating_sub(1).max(1);
        let tops = (0..).map(|index| area.y + 1 + index * pitch);
        for (bar, y) in self.bars.iter().zip(tops) {
            let line = Rect { y, height, ..area };
            let text = row(line, (height - 1) / 2);
            let place = column(text, 0, names - 1);
            let name = Line::styled(fitted(look, bar.name, place), theme.title);
            put(name, false, place, buffer);
            Strip {
                parts: &self.parts(look, bar, width),
                whole: None,
                names: &|_| Default::default(),
                blank: theme.look(Tone::Blank, look.glyphs),
                glyphs: look.glyphs,
            }
            .render(column(line, names, width), buffer);
            if pitch == 1 {
                stand_apart(look.glyphs, column(line, names, width), buffer);
            }
            if notes > 0 {
                let room = column(text, names + width + 2, notes - 2);
                let style = if bar.counts { theme.text } else { theme.dim };
                let note = fitting(bar.notes.iter().cloned(), room.width.into());
                put(Line::styled(note, style), false, room, buffer);
            }
        }
        let after = 1 + self.count() * pitch;
        let legend = row(area, after.min(area.height - 1));
        // Right below a bar, its first colour would be taken for a part of that.
        let touches = pitch == 1 || after >= area.height;
        let start = if notes > 0 && !touches { names } else { 0 };
        let legend = column(legend, start, legend.width - start);
        self.legend(look, width, legend.width)
            .render(legend, buffer);
    }

    /// The pieces of a bar in so many columns.
    fn parts(&self, look: &PaneContext<'_>, bar: &RunBar<'_>, width: u16) -> Vec<Part> {
        let positions = f64::from(width) * f64::from(CELL) / self.scale.as_secs_f64();
        let mut end = 0.0;
        let part = |&(row, time): &(Row, f64)| {
            let start = position(end * positions);
            end += time;
            let mut seen = look.theme.look(tone(row), look.glyphs);
            seen.thin = false;
            Part::new(start, position(end * positions), seen)
        };
        bar.pieces.iter().map(part).collect()
    }

    /// The legend of the visible colours: the row that most of the time went to first.
    fn legend<'b>(&self, look: &PaneContext<'b>, columns: u16, width: u16) -> Line<'b> {
        let least = self.scale.as_secs_f64() / f64::from(columns.max(1)) / 2.0;
        let most = |row: Row| {
            let pieces = self.bars.iter().flat_map(|bar| &bar.pieces);
            let times = pieces.filter(|piece| piece.0 == row).map(|piece| piece.1);
            times.fold(0.0, f64::max)
        };
        let seen = Row::VARIANTS.iter().map(|&row| (row, most(row)));
        let mut seen: Vec<_> = seen.filter(|&(_, time)| time >= least).collect();
        seen.sort_by(|one, other| other.1.total_cmp(&one.1));
        let key = |(row, _): (Row, f64)| {
            let tone = look.theme.look(tone(row), look.glyphs);
            let name = format!(" {}", row.name());
            vec![
                Span::styled(tone.glyph, tone.mark),
                Span::styled(name, look.theme.dim),
            ]
        };
        joined(seen.into_iter().map(key), width)
    }
}

/// The mean time of the lanes in each kind. Time that tasks saved against the serial run cannot
/// be drawn: it is taken from the work.
fn pieces(ledger: &Ledger) -> Vec<(Row, f64)> {
    let mean = |row| ledger.get(row).as_secs_f64() / f64::from(ledger.lanes().max(1));
    let gained: f64 = Row::LOSSES.iter().map(|&row| mean(row).min(0.0)).sum();
    let each = Row::VARIANTS.iter().map(|&row| match row {
        Row::Work => (row, mean(row) + gained),
        _ => (row, mean(row)),
    });
    each.filter(|&(_, time)| time > 0.0).collect()
}

/// How much longer a run took, and what the mean lane spent that on.
fn difference(base: &Ledger, own: &Ledger) -> Vec<String> {
    let more = own.wall().saturating_sub(base.wall());
    let mean =
        |ledger: &Ledger, row| ledger.get(row).as_secs_f64() / f64::from(ledger.lanes().max(1));
    let rows = Row::VARIANTS.iter();
    let rows = rows.map(|&row| (row, mean(own, row) - mean(base, row)));
    let Some((row, most)) = rows.max_by(|one, other| one.1.total_cmp(&other.1)) else {
        return Vec::new();
    };
    if more == Nanos::ZERO || most <= 0.0 {
        return Vec::new();
    }
    let share = if most * 2.0 > more.as_secs_f64() {
        "mostly"
    } else {
        "partly"
    };
    let why = format!("{share} {}", row.name());
    vec![format!("+{more}, {why}"), why]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::scenario;

    fn ledger(settings: &str, lanes: &str) -> Ledger {
        let run = scenario::run(&format!(
            "set workload=primes tasks=2 {settings}\nserial 40ms\n{lanes}"
        ));
        Ledger::of(&run, scenario::at("1s")).unwrap()
    }

    #[test]
    fn a_bar_is_as_long_as_its_run_took_however_many_lanes_it_has() {
        let one = ledger(
            "mode=pool workers=1",
            "w1: task 0 0ms 20ms | task 1 20ms 40ms\nend 40ms",
        );
        let two = ledger(
            "mode=pool workers=2",
            "w1: task 0 0ms 20ms\nw2: task 1 0ms 14ms\nend 30ms",
        );
        for ledger in [one, two] {
            let all: f64 = pieces(&ledger).iter().map(|piece| piece.1).sum();
            assert!(
                (all - ledger.wall().as_secs_f64()).abs() < 1e-9,
                "{ledger:?}"
            );
        }
    }

    #[test]
    fn what_makes_most_of_a_difference_is_named() {
        let swift = ledger(
            "mode=pool workers=2",
            "w1: task 0 0ms 20ms\nw2: task 1 0ms 20ms\nend 20ms",
        );
        let slow = ledger(
            "mode=pool workers=2",
            "w1: start-up 0ms 30ms | task 0 30ms 50ms\nw2: start-up 0ms 30ms | task 1 30ms 50ms\nend 50ms",
        );
        assert_eq!(
            difference(&swift, &slow),
            ["+30.0 ms, mostly start-up", "mostly start-up"]
        );
        assert_eq!(difference(&slow, &swift), [""; 0]);
    }
}
