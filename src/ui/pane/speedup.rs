//! The speedup: the one number, its distance from the ideal, and the times that it is made of.

mod numbers;
pub(super) mod program;
mod why;

pub(super) use numbers::Numbers;

use super::{Component, PaneContext, Standing, below, cut, joined, row};
use crate::{
    base::{Nanos, SignedNanos},
    log::{LaneInfo, Outcome},
    model::{Check, Run},
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
    widgets::Widget,
};

/// The speedup, and its reasons.
#[derive(Debug, Default)]
pub(in crate::ui) struct SpeedupPane;

impl Component for SpeedupPane {
    const NAME: &'static str = "speedup";
    const IS_VISITED_LAST: bool = true;

    fn draw(&self, look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
        let declared = look.view.run.is_some_and(|run| !run.notes().is_empty());
        let note = match lead(look) {
            Some(lead) => lead,
            None if declared => "under the conditions above".into(),
            None => String::new(),
        };
        let title = match look.view.run {
            Some(run) if !run.has_speedup() => "Time",
            _ => "Speedup",
        };
        let inner = look.heading(title, &note, area, buffer);
        let Some(run) = look.view.run else {
            let text = if look.view.experiment.has_answers() {
                "T₁ / Tₚ, when both are measured"
            } else {
                "commands are run once, so there is no T₁ and no speedup"
            };
            return look.say(text, inner, buffer);
        };
        if run.watched().is_some() {
            return program::draw(look, run, inner, buffer);
        }
        let standing = Standing::of(look, run);
        if standing.is_cut() {
            return draw_cut(look, run, standing, inner, buffer);
        }
        let figures = Numbers::of(look, run);
        let rest = if inner.height >= 8 {
            figures.draw_large(look, inner, buffer)
        } else {
            figures
                .headline(look, inner.width)
                .render(row(inner, 0), buffer);
            figures.gauge(look, row(inner, 1), buffer);
            below(inner, 2)
        };
        let [times, notes] = [
            figures.times(look, inner.width),
            notes(look, run, inner.width),
        ];
        if rest.height >= 2 {
            times.render(row(rest, 0), buffer);
            why::draw(look, run, notes, below(rest, 1), buffer);
        } else {
            // The times come first as long as there is nothing wrong.
            let wrong = |outcome: &Outcome| !run.is_sound() || outcome.failed_tasks > 0;
            let wrong = run.outcome().is_some_and(wrong);
            let line = if wrong { notes } else { times };
            line.render(row(rest, 0), buffer);
        }
    }
}

/// The lead of the run over its reference run: `0.42 s ahead of the last run`.
/// With all digits that tell something, so that it is seen to count.
fn lead(look: &PaneContext<'_>) -> Option<String> {
    let reference = look.view.expectation.reference?;
    let lead = reference.lead?;
    let run = look.view.run?;
    if Standing::of(look, run).is_cut() {
        return None;
    }
    let seconds = lead.size().as_secs_f64();
    let long = run.elapsed(look.view.now) >= Nanos::from_millis(500);
    let gap = if long {
        format!("{seconds:.2} s")
    } else {
        lead.size().to_string()
    };
    let word = if lead < SignedNanos::ZERO {
        "behind"
    } else {
        "ahead of"
    };
    Some(format!("{gap} {word} {}", reference.who.name()))
}

/// A run that was cut off has no speedup, and says so.
fn draw_cut(
    look: &PaneContext<'_>,
    run: &Run,
    standing: Standing,
    area: Rect,
    buffer: &mut Buffer,
) {
    let (theme, glyphs) = (look.theme, look.glyphs);
    let (sign, word, style) = match standing {
        Standing::Stopped => (glyphs.stop, "stopped", theme.warn),
        _ => (glyphs.bad, "failed", theme.bad),
    };
    let elapsed = run.elapsed(look.view.now);
    let all = run.task_count();
    let done = run
        .outcome()
        .map_or(run.tasks_done(), |outcome| outcome.tasks_done);
    let head = Line::from(vec![
        Span::styled(format!("{sign} {word} after {elapsed}"), style),
        Span::styled(format!("   {done} of {all} tasks done"), theme.text),
    ]);
    let why = match standing {
        Standing::Stopped => Line::styled("there is no speedup of half a run", theme.dim),
        _ => notes(look, run, area.width),
    };
    let top = u16::from(area.height >= 8);
    head.render(row(area, top), buffer);
    why.render(row(area, top + 1), buffer);
}

/// The verdict on the answers, and the records that are missing: nothing is dropped silently.
fn notes(look: &PaneContext<'_>, run: &Run, width: u16) -> Line<'static> {
    let (theme, glyphs) = (look.theme, look.glyphs);
    let total = |count: fn(&LaneInfo) -> u64| -> u64 {
        run.lanes.iter().map(|lane| count(&lane.info)).sum()
    };
    let told = |number: u64, what: &str, style| {
        (number > 0).then(|| vec![Span::styled(format!("{number} {what}"), style)])
    };
    let restarts = run.outcome().map_or(0, |outcome| outcome.restarts.into());
    let counts = [
        told(total(|info| info.dropped), "spans dropped", theme.bad),
        told(
            restarts,
            if restarts == 1 { "restart" } else { "restarts" },
            theme.warn,
        ),
        // The tasks of a program are counted one by one, whether spans were merged or not.
        told(total(|info| info.merged), "tasks merged", theme.dim)
            .filter(|_| run.watched().is_none()),
    ];
    let counts: Vec<_> = counts.into_iter().flatten().collect();
    // The counts are never cut off by a long sentence before them.
    let kept: usize = counts.iter().flatten().map(|span| span.width() + 3).sum();
    // That a program ended well stands in the header, and below its output.
    let verdict = Check::of(run).filter(|check| check.is_bad() || run.watched().is_none());
    let verdict = verdict.and_then(|check| {
        let (text, style) = match &check {
            bad if bad.is_bad() => (format!("{} {bad}", glyphs.bad), theme.bad),
            Check::Verified(1) => (format!("{} the answer is right", glyphs.good), theme.good),
            Check::Verified(all) => (
                format!("{} all {all} answers are right", glyphs.good),
                theme.good,
            ),
            Check::Exited(_) => (check.to_string(), theme.good),
            _ => (check.to_string(), theme.dim),
        };
        let room = usize::from(width).saturating_sub(kept);
        // A good verdict stands in the header, too; a fault is said as far as there is room.
        let fits = check.is_bad() || Span::raw(&text).width() <= room;
        fits.then(|| vec![Span::styled(cut(&text, room, glyphs), style)])
    });
    joined(verdict.into_iter().chain(counts), width)
}
