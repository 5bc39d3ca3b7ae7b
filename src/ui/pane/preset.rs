//! The preset that is open, above the timeline: its text, and its trials compared.

mod trial_row;
mod trials;

pub use trial_row::{TrialRow, TrialState};
pub use trials::Trials;

use super::{PaneContext, around, below, cut, row};
use crate::{base::Nanos, theme::Tone, ui::Layout};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Style,
    text::{Line, Span},
    widgets::Widget,
};

/// Cells of the longest line that is read with ease.
const READABLE: u16 = 92;

/// Columns from which the trials stand beside the text.
const WIDE: u16 = 120;

/// Rows from which panes have an empty one between them.
const TALL: u16 = 20;

/// Cells of a time and of a speedup, with the space before them.
const WALL: u16 = 10;
const SPEEDUP: u16 = 8;

/// Between two notes in the heading.
const APART: &str = "  ";

/// The least bar that tells anything.
const LEAST_BAR: u16 = 6;

/// Eighths of a row that a bar is tall: bars below each other do not touch.
const BAR_HEIGHT: usize = 5;

/// Rows that it takes of a column that is the timeline's otherwise: less than half.
pub(in crate::ui) fn rows(look: &PaneContext<'_>, column: Rect) -> u16 {
    let Some(trials) = look.view.trials else {
        return 0;
    };
    // A single trial without a text has nothing to show.
    if trials.text().is_empty() && trials.count() < 2 {
        return 0;
    }
    let least = match column.height {
        short @ ..12 => short * 2 / 3,
        tall => tall / 2 + 1 + u16::from(tall >= TALL),
    };
    let most = Rect {
        height: column.height.saturating_sub(least),
        ..column
    };
    PresetPlaces::of(trials, most).rows
}

pub(in crate::ui) fn draw(look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
    let Some(trials) = look.view.trials else {
        return;
    };
    let places = PresetPlaces::of(trials, area);
    heading(look, trials, &places, area, buffer);
    look.prose(trials.text(), look.theme.text, places.text, buffer);
    draw_trials(look, trials, places.trials, buffer);
}

/// The areas of the pane.
struct PresetPlaces {
    text: Rect,
    /// Whether the whole text is there.
    whole: bool,
    trials: Rect,
    /// All that is taken, with the heading.
    rows: u16,
}

impl PresetPlaces {
    fn of(trials: &Trials, area: Rect) -> Self {
        let inner = below(area, 1);
        let room = inner.height;
        // A single trial is compared with nothing.
        let count = Some(trials.count()).filter(|count| *count > 1);
        let count = u16::try_from(count.unwrap_or(0)).unwrap_or(u16::MAX);
        let count = count.min(room);
        let beside = area.width >= WIDE && count > 0;
        let width = if beside {
            area.width / 2 + 4
        } else {
            area.width
        };
        let width = width.min(READABLE);
        let needed = match trials.text() {
            "" => 0,
            text => super::rows(text, width),
        };
        let text = |height| Rect {
            width,
            height,
            ..inner
        };
        if beside {
            let shown = needed.min(room);
            let right = part(inner, width + 4, area.width);
            return Self {
                text: text(shown),
                whole: needed == shown,
                trials: Rect {
                    height: count,
                    ..right
                },
                rows: 1 + shown.max(count),
            };
        }
        // Half of a text is worth less than the timeline's room; the list has it whole.
        let left = room - count;
        let shown = if needed <= left { needed } else { 0 };
        let air = u16::from(shown > 0 && count > 0 && shown < left);
        Self {
            text: text(shown),
            whole: shown > 0,
            trials: Rect {
                height: count,
                ..below(inner, shown + air)
            },
            rows: 1 + shown + air + count,
        }
    }
}

/// Draws the title, and the keys that lead to hidden parts.
fn heading(
    look: &PaneContext<'_>,
    trials: &Trials,
    places: &PresetPlaces,
    area: Rect,
    buffer: &mut Buffer,
) {
    let (title, all) = (trials.title(), trials.count());
    // There the text is beside it, and `n` goes from step to step.
    let in_lesson = look.view.arrangement.layout == Layout::Lesson;
    let hidden = all > 1 && usize::from(places.trials.height) < all;
    let notes = [
        (!places.whole && !in_lesson).then(|| "o text".to_owned()),
        (all > 1).then(|| format!("{} next", if in_lesson { "N" } else { "n" })),
        hidden.then(|| format!("{} of {all}", trials.at() + 1)),
    ];
    let mut notes: Vec<_> = notes.into_iter().flatten().collect();
    let room = |notes: &[String]| {
        let taken = notes.iter().map(|note| note.len() + APART.len());
        usize::from(area.width).saturating_sub(taken.sum::<usize>() + 2)
    };
    // The title is worth more than keys that the help names, too; the first key leads to the text.
    while notes.len() > 1 && room(&notes) < Span::raw(title).width() {
        notes.pop();
    }
    let title = cut(title, room(&notes), look.glyphs);
    let note = notes.join(APART);
    look.heading(&title, &note, area, buffer);
}

/// A row for each trial; where they do not all fit, those around the one that is looked at.
fn draw_trials(look: &PaneContext<'_>, trials: &Trials, area: Rect, buffer: &mut Buffer) {
    let rows = trials.rows(look.view.live);
    let shown = around(trials.at(), rows.len(), area.height);
    let longest = rows.iter().filter_map(|trial| trial.wall).max();
    let columns = TrialColumns::of(&rows, area.width);
    for (line, index) in (0..).zip(shown) {
        columns.draw(
            look,
            &rows[index],
            index == trials.at(),
            longest.unwrap_or_default(),
            row(area, line),
            buffer,
        );
    }
}

/// The widths of a row's parts; those that there is no room for have none.
struct TrialColumns {
    label: u16,
    bar: u16,
    wall: u16,
    speedup: u16,
}

impl TrialColumns {
    fn of(rows: &[TrialRow], width: u16) -> Self {
        let label = rows
            .iter()
            .map(|trial| Span::raw(trial.label).width())
            .max();
        let label = u16::try_from(label.unwrap_or(0)).unwrap_or(u16::MAX);
        // The pointer, the sign and the space before each part.
        let label = label.min(width / 2).saturating_add(4);
        let left = width.saturating_sub(label);
        let wall = if left >= WALL { WALL } else { 0 };
        let speedup = if left - wall >= SPEEDUP { SPEEDUP } else { 0 };
        let left = left - wall - speedup;
        Self {
            label,
            bar: if left > LEAST_BAR { left } else { 0 },
            wall,
            speedup,
        }
    }

    fn draw(
        &self,
        look: &PaneContext<'_>,
        trial: &TrialRow,
        selected: bool,
        longest: Nanos,
        area: Rect,
        buffer: &mut Buffer,
    ) {
        let (theme, glyphs) = (look.theme, look.glyphs);
        let (sign, style) = sign(look, trial.state);
        let pointer = if selected { glyphs.pointer } else { " " };
        let name = cut(
            trial.label,
            usize::from(self.label).saturating_sub(4),
            glyphs,
        );
        let named = if selected { theme.title } else { theme.dim };
        Line::from(vec![
            Span::styled(pointer, theme.key),
            Span::styled(sign, style),
            Span::styled(format!(" {name}"), named),
        ])
        .render(part(area, 0, self.label), buffer);
        let bar = match trial.state {
            TrialState::Running => theme.live,
            _ => theme.usage,
        };
        let filled = trial.wall.map_or(0, |wall| filled(wall, longest, self.bar));
        Line::styled(glyphs.up[BAR_HEIGHT].repeat(filled), bar)
            .render(part(area, self.label, self.bar), buffer);
        let even = if trial.is_even { "≈ " } else { "" };
        let numbers = [
            (trial.wall.map(|wall| format!("{even}{wall}")), self.wall),
            (trial.speedup.clone(), self.speedup),
        ];
        let mut start = self.label + self.bar;
        for (number, width) in numbers {
            let style = match trial.is_even {
                _ if selected => theme.number,
                true => theme.dim,
                false => theme.text,
            };
            let number = number.or_else(|| word(trial.state, width));
            let number = Line::styled(number.unwrap_or_default(), style);
            number
                .right_aligned()
                .render(part(area, start, width), buffer);
            start += width;
        }
    }
}

/// The cells of a bar for a time, where the longest takes so many: one at least.
fn filled(wall: Nanos, longest: Nanos, cells: u16) -> usize {
    let share = u128::from(wall.get()) * u128::from(cells);
    let longest = u128::from(longest.get().max(1));
    let whole = (share + longest / 2) / longest;
    usize::try_from(whole)
        .unwrap_or(usize::MAX)
        .clamp(1, usize::from(cells).max(1))
}

/// The word in the place of a time that is missing.
fn word(state: TrialState, width: u16) -> Option<String> {
    let word = match state {
        TrialState::Stopped => "stopped",
        TrialState::Failed => "failed",
        _ => return None,
    };
    (width >= WALL).then(|| word.into())
}

fn sign(look: &PaneContext<'_>, state: TrialState) -> (&'static str, Style) {
    let (theme, glyphs) = (look.theme, look.glyphs);
    match state {
        TrialState::Waiting => (glyphs.tone(Tone::Wait), theme.dim),
        TrialState::Running => (glyphs.live, theme.live),
        TrialState::Stopped => (glyphs.stop, theme.warn),
        TrialState::Failed => (glyphs.bad, theme.bad),
        TrialState::Done => (glyphs.good, theme.good),
    }
}

/// So many cells of a row, from that one on.
fn part(area: Rect, start: u16, width: u16) -> Rect {
    let start = start.min(area.width);
    Rect {
        x: area.x + start,
        width: width.min(area.width - start),
        ..area
    }
}
