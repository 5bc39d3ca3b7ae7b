//! The keys that choose among the runs of the session.

use crate::ui::keymap::binding::{Binding, char, plain, row};
use crate::ui::{Action, Pane};
use crossterm::event::KeyCode;

pub(super) const ROWS: &[Binding] = &[
    row(
        &[plain(KeyCode::Down), char('j')],
        Action::NextRun,
        "in the history: the next run",
        None,
    )
    .in_pane(Pane::History),
    row(
        &[plain(KeyCode::Up), char('k')],
        Action::PreviousRun,
        "the one above",
        None,
    )
    .in_pane(Pane::History),
    row(
        &[plain(KeyCode::Enter)],
        Action::OpenRun,
        "in the history: open the run",
        Some("open"),
    )
    .in_pane(Pane::History),
    row(
        &[char('x')],
        Action::MarkRun,
        "mark it to be compared",
        Some("mark"),
    )
    .in_pane(Pane::History),
];
