//! Sentences about a sweep: how far it is, the best point, and the selected one.

use crate::{
    model::Interval,
    ui::{
        Action,
        pane::{
            PaneContext, cut, joined, row,
            sweep::{SweepState, Sweeping},
            wrapped,
        },
    },
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
    widgets::Widget,
};
use std::fmt::Write as _;

/// The least rows of a readable chart.
const CHART: u16 = 9;

/// `Sweep of chunksize`
pub(super) fn title(sweep: &Sweeping) -> String {
    let axes = sweep.sweep.axes().iter();
    let names: Vec<_> = axes.map(|axis| axis.parameter.name).collect();
    format!("Sweep of {}", names.join(" and "))
}

/// `12/30 runs · about 8 s left`
pub(super) fn progress(look: &PaneContext<'_>, sweep: &Sweeping) -> String {
    let curve = &sweep.curve;
    let mut text = format!("{}/{} runs", curve.done, curve.all);
    match (sweep.state(look.view.live.member), curve.left_in_words()) {
        (SweepState::Running(_), Some(left)) => {
            let _ = write!(text, " · about {left} left");
        }
        (SweepState::Running(_), None) => {}
        (SweepState::Stopped, _) => text += " · stopped, S goes on",
        (SweepState::Done, _) => text = format!("{} runs", curve.all),
        (SweepState::Planned, _) if sweep.predicted.iter().any(Option::is_some) => {
            return "simulated".into();
        }
        (SweepState::Planned, _) => return String::new(),
    }
    match curve.failed() {
        0 => text,
        failed => format!("{text} · {failed} failed"),
    }
}

/// Writes the best point in a sentence, and the selected point, below everything else. Returns
/// the rest of the area.
pub(super) fn draw(
    look: &PaneContext<'_>,
    sweep: &Sweeping,
    area: Rect,
    buffer: &mut Buffer,
) -> Rect {
    let theme = look.theme;
    let state = sweep.state(look.view.live.member);
    let spare = area.height.saturating_sub(CHART);
    let rows = spare.clamp(1, 3);
    let sentence = match (sweep.curve.done, state) {
        (_, SweepState::Planned) => planned(sweep),
        (0, SweepState::Running(_)) => String::new(),
        _ => capital(&sweep.curve.verdict(&sweep.sweep)),
    };
    let law = sweep
        .curve
        .laws(&sweep.sweep, look.view.machine.usable_cores);
    let sentence = match law.first().filter(|_| state == SweepState::Done) {
        Some(law) => format!("{sentence}. {law}"),
        None => sentence,
    };
    let lines = wrapped(&sentence, area.width, rows, look.glyphs);
    let taken = u16::try_from(lines.len()).unwrap_or(0).max(1);
    let point = u16::from(area.height > taken + 4);
    let chart = Rect {
        height: area.height.saturating_sub(taken + point),
        ..area
    };
    for (index, line) in (chart.height..).zip(&lines) {
        let style = if state == SweepState::Done {
            theme.title
        } else {
            theme.text
        };
        Line::styled(line.as_str(), style).render(row(area, index), buffer);
    }
    if point > 0 {
        looked_at(look, sweep, area.width).render(row(area, chart.height + taken), buffer);
    }
    chart
}

/// `chunksize 8   312 ms   308 ms – 320 ms   speedup 1.84×   5 runs   Enter opens it`
fn looked_at<'a>(look: &PaneContext<'_>, sweep: &'a Sweeping, width: u16) -> Line<'a> {
    let (theme, glyphs) = (look.theme, look.glyphs);
    let hint = |key: &str, word: &str| {
        vec![
            Span::styled(key.to_owned(), theme.key),
            Span::styled(format!(" {word}"), theme.dim),
        ]
    };
    let state = sweep.state(look.view.live.member);
    if state == SweepState::Planned {
        let [one, both] = [Action::Sweep, Action::SweepBoth].map(|key| look.view.keys.label(key));
        let begins = hint(&one, &format!("runs {}", extent(sweep)));
        return joined([begins, hint(&both, "makes a map")], width);
    }
    let Some(point) = sweep.cursor else {
        let keys = match sweep.sweep.axes() {
            [_] => "← →",
            _ => "← → ↑ ↓",
        };
        let stop = match state {
            SweepState::Running(_) => "stops",
            _ => "closes",
        };
        return joined(
            [
                hint(keys, "look at a point"),
                hint("Enter", "opens the best one"),
                hint("Esc", stop),
            ],
            width,
        );
    };
    let spot = sweep.curve.spots.get(point);
    let label = sweep.sweep.label(point);
    let mut groups = vec![vec![Span::styled(
        cut(&format!(" {label} "), width.into(), glyphs),
        theme.selected,
    )]];
    let mut say = |text: String, style| groups.push(vec![Span::styled(text, style)]);
    match spot.and_then(|spot| Some((spot, spot.wall?))) {
        Some((spot, wall)) => {
            say(wall.median.to_string(), theme.number);
            if let Some(Interval { low, high, .. }) = spot.interval {
                say(format!("{low} – {high}"), theme.text);
            }
            if let Some(speedup) = spot.said_speedup() {
                let is_certain = spot.uncertain().is_none();
                let style = if is_certain { theme.text } else { theme.dim };
                say(format!("speedup {speedup}"), style);
            }
        }
        None => say("no time yet".into(), theme.dim),
    }
    if let Some(spot) = spot {
        let failed = match spot.failed() {
            0 => String::new(),
            failed => format!(", {failed} failed"),
        };
        let runs = match spot.runs.len() {
            1 => "1 run".to_owned(),
            runs => format!("{runs} runs"),
        };
        say(format!("{runs}{failed}"), theme.dim);
    }
    say("Enter opens it".into(), theme.dim);
    joined(groups, width)
}

/// The question that a sweep will answer, before it begins.
fn planned(sweep: &Sweeping) -> String {
    let name = sweep
        .sweep
        .axes()
        .first()
        .map_or("", |axis| axis.parameter.name);
    let asked = format!("Which {name} takes least time for the same work?");
    if sweep.predicted.iter().any(Option::is_some) {
        asked + " The line is simulated"
    } else {
        asked
    }
}

/// `8 values 3 times each`
fn extent(sweep: &Sweeping) -> String {
    let (points, runs) = (sweep.sweep.points().len(), sweep.curve.all);
    format!("{points} values {} times each", runs / points.max(1))
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    // Names of parameters stay as they are typed.
    match letters.next() {
        Some(first) if text.starts_with("no ") || text.starts_with("so ") => {
            first.to_uppercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}
