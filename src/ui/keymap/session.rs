//! Bindings for the session: help, appearance, leaving.

use super::binding::{Binding, char, control, plain, row};
use crate::ui::Action;
use crossterm::event::KeyCode;

pub(super) const ROWS: &[Binding] = &[
    row(
        &[char('M')],
        Action::ToggleMouse,
        "mouse for parscope, or to select text",
        None,
    )
    .also("copy select text clipboard"),
    row(
        &[char(':'), control('p')],
        Action::Palette,
        "find and do anything by its name",
        Some("do"),
    )
    .also("search commands"),
    row(
        &[char('?'), plain(KeyCode::F(1))],
        Action::ToggleHelp,
        "show or hide these keys",
        Some("keys"),
    )
    .also("help keys ? manual shortcuts bindings keyboard"),
    row(
        &[char('L')],
        Action::ToggleLecture,
        "lecture mode, for a projector",
        None,
    )
    .also("presentation projector beamer slides large big"),
    row(&[char('T')], Action::NextTheme, "the next theme", None)
        .also("colours colors dark light contrast monochrome looks appearance"),
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
    )
    .also("refresh repaint clear"),
    row(
        &[control('z')],
        Action::Suspend,
        "go to the background",
        None,
    )
    .also("shell background"),
    row(
        &[char('q'), control('c')],
        Action::Quit,
        "quit",
        Some("quit"),
    )
    .also("exit leave bye terminate"),
];
