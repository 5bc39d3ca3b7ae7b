//! The heading of the timeline: the visible part of the run, and the moment that is shown.
//!
//! Its line is a map of the run, thick where the window is: it costs no row, and lanes stay where
//! they are while one zooms.

use super::{PaneContext, cursor::put, row, ruler};
use crate::{
    base::Nanos,
    model::Window,
    ui::{Arrangement, Paused},
};
use ratatui::{buffer::Buffer, layout::Rect};

const TITLE: &str = "Timeline";

/// Draws the heading with what fits of the notes; returns what is left of the area.
pub(super) fn draw(
    look: &PaneContext<'_>,
    progress: &str,
    area: Rect,
    buffer: &mut Buffer,
) -> Rect {
    let scope = look.view.scope;
    let whole = look.view.axis.length();
    // A run that is over says how long it took: its axis may be longer, for another run.
    let over = look.view.run.filter(|run| run.is_over());
    let taken = over.map(|run| run.elapsed(look.view.now));
    let seen = scope.window.map(|window| {
        let taken = taken.filter(|&taken| window.start < taken);
        let taken = taken.unwrap_or(whole);
        let length = window.length.min(taken.saturating_sub(window.start));
        ruler::words(Window { length, ..window }, taken)
    });
    let goes_on = look.view.phase.is_some();
    let paused = scope.paused.map(|paused| standing(paused, goes_on));
    let by_core = (scope.arrangement == Arrangement::Cores).then_some("by core");
    let parts = [paused.as_deref(), by_core, seen.as_deref(), Some(progress)];
    let mut parts: Vec<_> = parts.into_iter().flatten().collect();
    // A line beside the title is left, and it is the longer the more it is to show.
    let line = if scope.window.is_some() { 12 } else { 4 };
    let room = usize::from(area.width).saturating_sub(TITLE.len() + line);
    let width = |parts: &[&str]| parts.join(" · ").chars().count();
    while parts.len() > 1 && width(&parts) > room {
        parts.pop();
    }
    let note = parts.join(" · ");
    let rest = look.heading(TITLE, &note, area, buffer);
    if let Some(window) = scope.window {
        let taken = u16::try_from(TITLE.len() + 1).unwrap_or(0);
        let noted = u16::try_from(note.chars().count() + 1).unwrap_or(u16::MAX);
        let line = Rect {
            x: area.x.saturating_add(taken),
            width: area.width.saturating_sub(taken.saturating_add(noted)),
            ..row(area, 0)
        };
        map(look, window, whole, line, buffer);
    }
    rest
}

/// `paused at 1.20 s · live is 3.40 s`, of a run that goes on
fn standing(paused: Paused, goes_on: bool) -> String {
    let Paused { at, all, speed, .. } = paused;
    if goes_on && paused.live && speed.is_none() {
        format!("paused at {at} · live is {all}")
    } else {
        format!("at {at} of {all}")
    }
}

/// Draws the place of the window in the whole run; a cell at least.
fn map(look: &PaneContext<'_>, window: Window, whole: Nanos, line: Rect, buffer: &mut Buffer) {
    let cells = u128::from(line.width);
    let all = u128::from(whole.get().max(1));
    let cell =
        |time: Nanos| u16::try_from(u128::from(time.get()) * cells / all).unwrap_or(u16::MAX);
    let first = cell(window.start).min(line.width.saturating_sub(1));
    let last = cell(window.end()).clamp(first + 1, line.width.max(first + 1));
    for x in first..last.min(line.width) {
        let place = (line.x + x, line.y);
        put(place, look.glyphs.stop, look.theme.key, buffer);
    }
}
