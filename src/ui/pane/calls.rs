//! The calls of a program that is watched: what was called, where, in which chunks, and what came of it.
//!
//! Beside the timeline each has two or three rows; in the largest place they are a table, with the lines of
//! source around the selected one and what other chunks and workers would have made of it.

mod call_command;
mod calls_pane;
mod details;
mod keys;
mod list;
mod simulation;
mod source_excerpt;
mod table;

pub use call_command::CallCommand;
pub(in crate::ui) use calls_pane::CallsPane;

use super::{Component, Pane, PaneContext, Rows, below, cut, row};
use crate::{
    base::Nanos,
    log::Call,
    model::{CallFigures, Run},
    ui::{Action, keymap::binding},
};
use ratatui::{buffer::Buffer, layout::Rect};

/// The width from which calls are a table.
const WIDE: u16 = 66;

/// Rows from which a part below the calls says something.
const LEAST_BELOW: u16 = 5;

/// The calls that are drawn, with what is known of each.
struct DrawnCalls<'a> {
    look: &'a PaneContext<'a>,
    run: &'a Run,
    calls: Vec<(&'a Call, CallFigures)>,
    selected: usize,
}

impl Component for CallsPane {
    const NAME: &'static str = "calls";
    const KEYS: Rows = keys::ROWS;
    const SHOW: Rows = &[binding::row(
        &[binding::char('K')],
        Action::Show(Pane::Calls),
        "show or hide the calls of a program",
        None,
    )
    .also("pool map submit chunks functions")];

    fn draw(&self, look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
        let watched = look.view.run.and_then(|run| Some((run, run.watched()?)));
        let Some((run, watched)) = watched.filter(|(_, watched)| !watched.calls.is_empty()) else {
            let inner = look.heading("Calls", "", area, buffer);
            let text = if look.view.run.is_some_and(Run::is_over) {
                "no call of a pool, thread or process was seen"
            } else {
                "calls such as Pool.map are listed here"
            };
            return look.say(text, inner, buffer);
        };
        let note = match watched.calls.len() {
            1 => "1 call".to_owned(),
            calls => format!("{calls} calls"),
        };
        let inner = look.heading("Calls", &note, area, buffer);
        let figures = |call| {
            let machine = &run.description.machine;
            CallFigures::of(call, machine, run.is_over(), look.view.now)
        };
        let drawn = DrawnCalls {
            look,
            run,
            calls: watched
                .calls
                .iter()
                .map(|call| (call, figures(call)))
                .collect(),
            selected: self.selected(run).unwrap_or(0),
        };
        let left = if inner.width >= WIDE {
            table::draw(&drawn, inner, buffer)
        } else {
            list::draw(&drawn, inner, buffer)
        };
        if left.height >= LEAST_BELOW {
            details::draw(self, &drawn, left, buffer);
        }
    }
}

impl DrawnCalls<'_> {
    fn current(&self) -> Option<&(&Call, CallFigures)> {
        self.calls.get(self.selected)
    }
}

/// How long a call took, or has taken so far, where that is known.
fn time(figures: &CallFigures) -> String {
    if figures.wall > Nanos::ZERO {
        figures.wall.to_string()
    } else {
        String::new()
    }
}

/// The tasks that came to no good: `2 failed, 3 lost`.
fn misfortune(call: &Call) -> Option<String> {
    let counts = [
        (call.failed, "failed"),
        (call.lost, "lost"),
        (call.stopped, "stopped"),
    ];
    let said = counts.iter().filter(|(count, _)| *count > 0);
    let said: Vec<_> = said
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    (!said.is_empty()).then(|| said.join(", "))
}
