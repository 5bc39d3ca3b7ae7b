//! The keys of a remote, in lecture mode.

use crate::ui::keymap::binding::{Binding, char, plain, row};
use crate::ui::{Action, Pane, Remote};
use crossterm::event::KeyCode;

pub(super) const ROWS: &[Binding] = &[
    row(
        &[plain(KeyCode::PageDown), plain(KeyCode::Right)],
        Action::Remote(Remote::Next),
        "the next trial, or the next mode",
        Some("next"),
    )
    .in_pane(Pane::Lecture),
    row(
        &[plain(KeyCode::PageUp), plain(KeyCode::Left)],
        Action::Remote(Remote::Previous),
        "the one before",
        Some("back"),
    )
    .in_pane(Pane::Lecture),
    row(
        &[
            plain(KeyCode::Enter),
            plain(KeyCode::F(5)),
            char('.'),
            char('b'),
        ],
        Action::Remote(Remote::Press),
        "run, or stop the run",
        Some("run or stop"),
    )
    .in_pane(Pane::Lecture),
    row(
        &[plain(KeyCode::Esc)],
        Action::Remote(Remote::Leave),
        "leave lecture mode, or stop the run",
        Some("leave"),
    )
    .in_pane(Pane::Lecture),
];
