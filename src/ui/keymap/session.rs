//! What concerns the session: help, looks, leaving.

use super::{Binding, char, control, plain, row};
use crate::ui::Action;
use crossterm::event::KeyCode;

pub(super) const ROWS: &[Binding] = &[
    row(
        &[char('M')],
        Action::ToggleMouse,
        "the mouse for parscope, or to select text",
        None,
    ),
    row(
        &[char(':'), control('p')],
        Action::Palette,
        "find and do anything by its name",
        Some("find"),
    ),
    row(
        &[char('?'), plain(KeyCode::F(1))],
        Action::ToggleHelp,
        "show or hide these keys",
        Some("keys"),
    ),
    row(
        &[char('L')],
        Action::ToggleLecture,
        "lecture mode, for a projector",
        None,
    ),
    row(&[char('T')], Action::NextTheme, "the next theme", None),
    row(
        &[char('P')],
        Action::Screenshot,
        "a picture of the screen, in a file",
        None,
    ),
    row(
        &[control('l')],
        Action::Redraw,
        "draw the screen anew",
        None,
    ),
    row(
        &[control('z')],
        Action::Suspend,
        "go to the background",
        None,
    ),
    row(
        &[char('q'), control('c')],
        Action::Quit,
        "quit",
        Some("quit"),
    ),
];
