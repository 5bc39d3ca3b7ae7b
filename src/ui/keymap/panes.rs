//! To choose what is on the screen.

use super::{Binding, char, plain, row};
use crate::ui::{Action, Layout, Pane};
use crossterm::event::KeyCode;

pub(super) const ROWS: &[Binding] = &[
    row(
        &[char('1')],
        Action::Layout(Layout::Watch),
        "panes to watch a run",
        None,
    ),
    row(
        &[char('2')],
        Action::Layout(Layout::Explore),
        "panes to explore the chunksize",
        None,
    ),
    row(
        &[char('3')],
        Action::Layout(Layout::Compare),
        "panes to compare runs",
        Some("compare"),
    ),
    row(
        &[char('4')],
        Action::Layout(Layout::Teach),
        "panes to teach",
        None,
    ),
    row(
        &[char('t')],
        Action::Show(Pane::Processes),
        "show or hide the tree of processes",
        Some("tree"),
    ),
    row(
        &[char('w')],
        Action::Show(Pane::Ledger),
        "show or hide where the time went",
        Some("ledger"),
    ),
    row(
        &[char('W')],
        Action::Show(Pane::Findings),
        "show or hide what was found out",
        None,
    ),
    row(
        &[char('A')],
        Action::Show(Pane::Laws),
        "show or hide the laws",
        None,
    ),
    row(
        &[char('E')],
        Action::Show(Pane::Log),
        "show or hide what happened so far",
        None,
    ),
    row(
        &[plain(KeyCode::Tab)],
        Action::FocusNext,
        "the next pane, whose keys then count",
        Some("pane"),
    ),
    row(
        &[plain(KeyCode::BackTab)],
        Action::FocusPrevious,
        "the pane before",
        None,
    ),
    row(
        &[char('F')],
        Action::ToggleFull,
        "this pane in full screen, or all again",
        None,
    ),
    row(
        &[char('X')],
        Action::ClosePane,
        "close this pane; 1 to 4 bring it back",
        None,
    ),
];
