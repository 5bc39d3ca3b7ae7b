//! Bindings that choose the panes on the screen.

use super::binding::{Binding, char, plain, row};
use crate::ui::{Action, Layout};
use crossterm::event::KeyCode;

/// The arrangements of panes. Between these and the next, each pane brings its own.
pub(super) const LAYOUTS: &[Binding] = &[
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
        &[char('5')],
        Action::Layout(Layout::Program),
        "panes to watch a program of yours",
        None,
    )
    .also("view arrangement python own"),
];

pub(super) const FOCUS: &[Binding] = &[
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
        "close this pane; 1 to 5 bring it back",
        None,
    )
    .also("hide remove minimize"),
];
