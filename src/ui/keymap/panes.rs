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
    )
    .also("view arrangement default"),
    row(
        &[char('2')],
        Action::Layout(Layout::Explore),
        "panes to explore the chunksize",
        None,
    )
    .also("view arrangement tune"),
    row(
        &[char('3')],
        Action::Layout(Layout::Compare),
        "panes to compare runs",
        Some("compare"),
    )
    .also("view arrangement difference versus"),
    row(
        &[char('4')],
        Action::Layout(Layout::Teach),
        "panes to teach",
        None,
    )
    .also("view arrangement class"),
    row(
        &[char('t')],
        Action::Show(Pane::Processes),
        "show or hide the tree of processes",
        Some("tree"),
    )
    .also("pids children zombies"),
    row(
        &[char('w')],
        Action::Show(Pane::Ledger),
        "show or hide where the time went",
        Some("ledger"),
    )
    .also("losses overhead waterfall breakdown cost"),
    row(
        &[char('W')],
        Action::Show(Pane::Findings),
        "show or hide what was found out",
        None,
    )
    .also("advice diagnosis why slow"),
    row(
        &[char('A')],
        Action::Show(Pane::Laws),
        "show or hide the laws",
        None,
    )
    .also("amdahl gustafson scaling"),
    row(
        &[char('E')],
        Action::Show(Pane::Log),
        "show or hide what happened so far",
        None,
    )
    .also("events messages diary"),
    row(
        &[plain(KeyCode::Tab)],
        Action::FocusNext,
        "the next pane, whose keys then count",
        Some("pane"),
    )
    .also("switch window focus select"),
    row(
        &[plain(KeyCode::BackTab)],
        Action::FocusPrevious,
        "the pane before",
        None,
    )
    .also("switch window focus back"),
    row(
        &[char('F')],
        Action::ToggleFull,
        "this pane in full screen, or all again",
        None,
    )
    .also("maximize maximise fullscreen full screen enlarge zoomed grow"),
    row(
        &[char('X')],
        Action::ClosePane,
        "close this pane; 1 to 4 bring it back",
        None,
    )
    .also("hide remove minimize"),
];
