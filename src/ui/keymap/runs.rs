//! To hold runs against each other.

use super::{Binding, char, plain, row};
use crate::ui::{Action, Pane};
use crossterm::event::KeyCode;

pub(super) const ROWS: &[Binding] = &[
    row(&[char('g')], Action::ToggleGhost, "the expected run", None)
        .also("prediction expectation simulated shadow hide"),
    row(
        &[char('G')],
        Action::NextGhost,
        "ghost: expected, last, serial or none",
        None,
    )
    .also("rival shadow prediction"),
    row(&[char('y')], Action::ShowHistory, "history of runs", None)
        .also("past previous earlier results"),
    row(
        &[char('s')],
        Action::Save,
        "save the run that is shown",
        None,
    )
    .also("keep file write store export"),
    row(&[char('C')], Action::Compare, "compare them", None).also("difference diff versus"),
    row(&[char('r')], Action::Race, "race of the four modes", None)
        .also("all modes contest versus"),
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
