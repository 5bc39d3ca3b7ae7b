//! [`RunTracks`]: the places of the runs, and their drawing.

use crate::ui::pane::compare::{ComparedRun, RaceView, fitted, put};
use crate::{
    base::Nanos,
    model::RunComparison,
    theme::{Glyphs, Tone},
    ui::{
        TrialState,
        pane::{
            PaneContext,
            band::{self, BandPicture},
            row,
        },
    },
};
use ratatui::{
    buffer::{Buffer, Cell},
    layout::Rect,
    style::{Color, Modifier, Style},
    text::{Line, Span},
};

/// Cells of a time at the right, with the space before it.
const TIME: u16 = 9;

/// The tallest lane.
const TALLEST: u16 = 6;

/// The places of the runs.
pub(super) struct RunTracks {
    rows: Vec<Rect>,
    label: u16,
}

impl RunTracks {
    /// Rows that are taken of so many: lanes of all runs are equally tall.
    pub(super) fn rows(race: &RaceView<'_>, room: u16) -> u16 {
        let (heights, gap) = heights(race, room);
        let gaps = u16::try_from(heights.len().saturating_sub(1)).unwrap_or(u16::MAX);
        heights.iter().sum::<u16>() + gap * gaps
    }

    pub(super) fn of(race: &RaceView<'_>, area: Rect) -> Self {
        let (heights, gap) = heights(race, area.height);
        let mut top = area.y;
        let rows = heights.iter().map(|&height| {
            let track = Rect {
                y: top,
                height,
                ..area
            };
            top = top.saturating_add(height + gap);
            track.intersection(area)
        });
        Self {
            rows: rows.collect(),
            label: match area.width {
                110.. => 22,
                70.. => 16,
                _ if race.is_race => 12,
                _ => 15,
            },
        }
    }

    /// The part of a row that is on the time axis.
    pub(super) fn lane(&self, area: Rect) -> Rect {
        let label = self.label.min(area.width);
        Rect {
            x: area.x + label,
            width: (area.width - label).saturating_sub(TIME),
            ..area
        }
    }

    pub(super) fn draw(
        &self,
        look: &PaneContext<'_>,
        race: &RaceView<'_>,
        contrast: &RunComparison,
        buffer: &mut Buffer,
    ) {
        let length = race.axis.length();
        let fastest = race.runners.iter().filter_map(finish).min();
        let all_ended = race.runners.iter().all(|one| one.digest.is_some());
        let mut digested = contrast.places.iter();
        for (runner, &area) in race.runners.iter().zip(&self.rows) {
            let place = runner
                .digest
                .and_then(|_| digested.next().copied().flatten());
            let place = place.filter(|_| all_ended);
            let sign = race
                .is_race
                .then(|| sign(look, runner.state, place, &contrast.places));
            self.label(look, runner, sign, area, buffer);
            time(look, runner, fastest, area, buffer);
            let lanes = self.lane(area);
            if let Some(thumbnail) = &runner.thumbnail {
                let picture = BandPicture {
                    thumbnail,
                    whole: runner.whole,
                    is_live: runner.state == TrialState::Running,
                    lanes: runner.lanes,
                };
                band::draw_all(look, picture, length, lanes, buffer);
            }
            // Where two lines share a column, the one drawn first stays: it says more.
            let mut taken = Vec::new();
            let mut line = |time: Nanos, glyph, style, over| {
                let column = band::end(time, length, lanes.width);
                if !taken.contains(&column) {
                    taken.push(column);
                    vertical(lanes, column, glyph, style, over, buffer);
                }
            };
            if let Some(ideal) = runner.ideal.filter(|_| runner.lanes > 1) {
                line(
                    ideal,
                    look.glyphs.ideal,
                    look.theme.ideal,
                    Some(look.theme.ideal_over),
                );
            }
            match (finish(runner), fastest) {
                (Some(own), Some(best)) if own > best => {
                    line(own, look.glyphs.hairs[0], look.theme.number, None);
                    line(best, look.glyphs.serial, look.theme.number, None);
                }
                (Some(own), _) => line(own, look.glyphs.hairs[0], look.theme.number, None),
                (None, Some(best)) => line(best, look.glyphs.serial, look.theme.dim, None),
                (None, None) => {}
            }
        }
    }

    /// Draws its name, and its difference from the others.
    fn label(
        &self,
        look: &PaneContext<'_>,
        runner: &ComparedRun<'_>,
        sign: Option<(String, Style)>,
        area: Rect,
        buffer: &mut Buffer,
    ) {
        let theme = look.theme;
        let place = Rect {
            width: self.label.saturating_sub(1).min(area.width),
            ..area
        };
        let before = if sign.is_some() { 3 } else { 0 };
        let before = before.min(place.width);
        let text = Rect {
            x: place.x + before,
            width: place.width - before,
            ..place
        };
        let named = match runner.state {
            TrialState::Waiting => theme.dim,
            _ => theme.title,
        };
        if let Some((sign, style)) = sign {
            put(
                Line::from(Span::styled(sign, style)),
                false,
                row(place, 0),
                buffer,
            );
        }
        let mut about = runner.about.iter();
        let mut first = Line::from(Span::styled(fitted(look, &runner.name, text), named));
        // The most important one stands beside the name, if there is room.
        if let Some(best) = about.clone().next()
            && first.width() + 1 + Span::raw(best).width() <= usize::from(text.width)
        {
            first.push_span(Span::styled(format!(" {best}"), theme.dim));
            about.next();
        }
        put(first, false, row(text, 0), buffer);
        for (line, words) in (1..text.height).zip(about) {
            let words = fitted(look, shorter(words, text.width.into()), text);
            put(
                Line::styled(words, theme.dim),
                false,
                row(text, line),
                buffer,
            );
        }
    }
}

/// The value without its parameter, where there is no room for both.
fn shorter(words: &str, room: usize) -> &str {
    match words.split_once(' ') {
        Some((_, value)) if words.chars().count() > room => value,
        _ => words,
    }
}

/// How long it took, and how much longer than the fastest.
fn time(
    look: &PaneContext<'_>,
    runner: &ComparedRun<'_>,
    fastest: Option<Nanos>,
    area: Rect,
    buffer: &mut Buffer,
) {
    let theme = look.theme;
    let place = Rect {
        x: area.right().saturating_sub(TIME.min(area.width)),
        width: TIME.min(area.width),
        ..area
    };
    let drawn = runner.thumbnail.as_ref().map(|thumbnail| thumbnail.ended());
    let (text, style) = match (runner.state, drawn) {
        (TrialState::Running, Some(time)) => (time.to_string(), theme.live),
        (TrialState::Stopped, _) => ("stopped".into(), theme.warn),
        (TrialState::Failed, _) => ("failed".into(), theme.bad),
        (TrialState::Done, Some(time)) if Some(time) == fastest => (time.to_string(), theme.number),
        (TrialState::Done, Some(time)) => (time.to_string(), theme.text),
        _ => (String::new(), theme.dim),
    };
    put(Line::styled(text, style), true, row(place, 0), buffer);
    if let (Some(own), Some(best)) = (finish(runner), fastest)
        && own > best
    {
        let more = format!("+{}", own.saturating_sub(best));
        put(Line::styled(more, theme.dim), true, row(place, 1), buffer);
    }
}

/// The rank of a run among all, or its state. Runs that cannot be told apart share a rank; one
/// that all share is `=`.
fn sign(
    look: &PaneContext<'_>,
    state: TrialState,
    place: Option<usize>,
    places: &[Option<usize>],
) -> (String, Style) {
    let (theme, glyphs) = (look.theme, look.glyphs);
    let shared = places.iter().filter(|&&other| other == place).count();
    let (sign, style) = match (state, place) {
        (_, Some(_)) if shared == places.len() => return ("=".into(), theme.dim),
        (_, Some(place)) => {
            let even = if shared > 1 { "=" } else { "" };
            let style = if place == 1 { theme.ideal } else { theme.key };
            return (format!("{place}{even}"), style);
        }
        (TrialState::Running, _) => (glyphs.live, theme.live),
        (TrialState::Waiting, _) => (glyphs.tone(Tone::Wait), theme.dim),
        (TrialState::Stopped, _) => (glyphs.stop, theme.warn),
        (TrialState::Failed, _) => (glyphs.bad, theme.bad),
        (TrialState::Done, _) => (glyphs.good, theme.good),
    };
    (sign.into(), style)
}

/// When a run was done, if it was.
fn finish(runner: &ComparedRun<'_>) -> Option<Nanos> {
    let thumbnail = runner.thumbnail.as_ref()?;
    (runner.state == TrialState::Done).then(|| thumbnail.ended())
}

/// The rows of each run, and those between two.
fn heights(race: &RaceView<'_>, room: u16) -> (Vec<u16>, u16) {
    let runners = race.runners.len();
    let lanes = race.runners.iter().map(|one| one.lanes.max(1));
    let lanes: Vec<_> = lanes
        .map(|n| u16::try_from(n).unwrap_or(u16::MAX))
        .collect();
    let all: u16 = lanes.iter().fold(0, |sum: u16, &n| sum.saturating_add(n));
    let gaps = u16::try_from(runners.saturating_sub(1)).unwrap_or(u16::MAX);
    // Runs that touch are taken for one: that costs more than a row of lanes. But in a race it is
    // the lanes that tell the modes apart: there air must not cost the last of them its row.
    let roomy = room > gaps.saturating_mul(2);
    let costs = race.is_race && all <= room && all > room.saturating_sub(gaps);
    let gap = u16::from(roomy && !costs);
    let room = room.saturating_sub(gap * gaps);
    if all <= room {
        let each = (room / all.max(1)).clamp(1, TALLEST);
        return (lanes.iter().map(|&n| n * each).collect(), gap);
    }
    let taken = |most: u16| lanes.iter().map(|&n| n.min(most)).sum::<u16>();
    let most = (1..=room.max(1)).rev().find(|&most| taken(most) <= room);
    let most = most.unwrap_or(1);
    (lanes.iter().map(|&n| n.min(most)).collect(), gap)
}

/// A line from top to bottom, through whatever is there.
fn vertical(
    area: Rect,
    column: u16,
    glyph: &str,
    style: Style,
    over: Option<Style>,
    buffer: &mut Buffer,
) {
    let x = area.x.saturating_add(column);
    // A run that ends with the axis has its line in the space behind that.
    if column > area.width {
        return;
    }
    for y in area.rows().map(|row| row.y) {
        let Some(cell) = buffer.cell_mut((x, y)) else {
            continue;
        };
        let is_free = matches!(cell.symbol(), " " | "·" | "╱") && cell.bg == Color::Reset;
        let ground = ground(cell);
        cell.set_symbol(glyph);
        match over {
            _ if is_free => cell.set_style(style),
            Some(over) => cell.set_style(over),
            None => cell.set_style(style.bg(ground)),
        };
    }
}

/// The colour that most of a cell has.
fn ground(cell: &Cell) -> Color {
    let set = Glyphs::unicode();
    let part = |set: &[&str; 9]| set.iter().position(|&part| part == cell.symbol());
    let is_reversed = cell.modifier.contains(Modifier::REVERSED);
    match part(&set.left).or_else(|| part(&set.up)) {
        Some(eighths) if (eighths >= 4) != is_reversed => cell.fg,
        None if cell.bg == Color::Reset => cell.fg,
        _ => cell.bg,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Axis;

    fn race(lanes: &[usize]) -> RaceView<'static> {
        let runner = |&lanes: &usize| ComparedRun {
            name: "run 1".into(),
            about: Vec::new(),
            state: TrialState::Waiting,
            lanes,
            thumbnail: None,
            whole: None,
            ideal: None,
            digest: None,
        };
        RaceView {
            runners: lanes.iter().map(runner).collect(),
            axis: Axis::fitting(Nanos::from_millis(10)),
            is_race: false,
            unit: "modes",
            unlike: Vec::new(),
        }
    }

    #[test]
    fn where_a_parameter_has_no_room_its_value_has() {
        let all = ["workload hypotenuse", "workload count", "pool"];
        let said = all.map(|words| shorter(words, 14));
        assert_eq!(said, ["hypotenuse", "workload count", "pool"]);
    }

    #[test]
    fn lanes_of_all_runs_are_equally_tall_and_every_run_has_a_row() {
        assert_eq!(heights(&race(&[1, 2, 2, 2]), 24), (vec![3, 6, 6, 6], 1));
        assert_eq!(heights(&race(&[1, 1]), 99), (vec![TALLEST; 2], 1));
        assert_eq!(heights(&race(&[1, 2]), 4), (vec![1, 2], 1));
        assert_eq!(heights(&race(&[1, 8, 8]), 9), (vec![1, 3, 3], 1));
        for (lanes, room) in (1..20).flat_map(|lanes| (4..40).map(move |room| (lanes, room))) {
            let race = race(&[1, lanes, lanes, lanes]);
            let rows = RunTracks::rows(&race, room);
            assert!(rows <= room, "{lanes} lanes in {room} rows take {rows}");
            let tracks = RunTracks::of(&race, Rect::new(0, 0, 60, rows));
            assert!(
                tracks.rows.iter().all(|track| track.height > 0),
                "{lanes} in {room}"
            );
        }
    }

    #[test]
    fn runs_stand_apart_as_soon_as_each_has_a_row() {
        for (lanes, room, gap) in [(2, 2, 0), (2, 3, 1), (3, 5, 1), (4, 6, 0), (4, 7, 1)] {
            let (rows, found) = heights(&race(&vec![4; lanes]), room);
            assert_eq!((rows, found), (vec![1; lanes], gap), "{lanes} in {room}");
        }
    }
}
