//! The keys of the code.

use crate::ui::keymap::binding::{Binding, char, plain, row};
use crate::ui::{Action, CodeCommand, Pane};
use crossterm::event::KeyCode;

pub(super) const SHOW: &[Binding] = &[row(
    &[char('V')],
    Action::Show(Pane::Code),
    "show or hide the program in Python",
    None,
)
.also("python source code listing multiprocessing script")];

pub(super) const ROWS: &[Binding] = &[
    row(
        &[plain(KeyCode::PageUp)],
        Action::Code(CodeCommand::Back),
        "in the code: back",
        Some("scroll"),
    )
    .in_pane(Pane::Code),
    row(
        &[plain(KeyCode::PageDown)],
        Action::Code(CodeCommand::Forward),
        "in the code: forward",
        Some("scroll"),
    )
    .in_pane(Pane::Code),
];
