//! The keys of a program's output.

use crate::ui::keymap::binding::{Binding, char, control, plain, row};
use crate::ui::{Action, OutputCommand, Pane};
use crossterm::event::KeyCode;

pub(super) const SHOW: &[Binding] = &[row(
    &[char('Y')],
    Action::Show(Pane::Output),
    "show or hide what a program prints",
    None,
)
.also("terminal stdout print stderr")];

pub(super) const ROWS: &[Binding] = &[
    row(
        &[plain(KeyCode::Enter), char('i')],
        Action::Output(OutputCommand::Type),
        "type into the program",
        Some("type"),
    )
    .in_pane(Pane::Output)
    .also("input stdin keyboard answer"),
    row(
        &[control(']')],
        Action::Output(OutputCommand::EndTyping),
        "end typing into the program",
        None,
    )
    .in_pane(Pane::Output),
    row(
        &[plain(KeyCode::PageUp)],
        Action::Output(OutputCommand::Back),
        "back to what was printed before",
        Some("scroll"),
    )
    .in_pane(Pane::Output),
    row(
        &[plain(KeyCode::PageDown)],
        Action::Output(OutputCommand::Forward),
        "forward to what is printed now",
        Some("scroll"),
    )
    .in_pane(Pane::Output),
];
