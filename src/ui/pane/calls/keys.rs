//! The keys of the calls.

use crate::ui::keymap::binding::{Binding, char, plain, row};
use crate::ui::{Action, CallCommand, Pane};
use crossterm::event::KeyCode;

pub(super) const ROWS: &[Binding] = &[
    row(
        &[plain(KeyCode::Down), char('j')],
        Action::Call(CallCommand::Next),
        "in the calls: the next call",
        None,
    )
    .in_pane(Pane::Calls),
    row(
        &[plain(KeyCode::Up), char('k')],
        Action::Call(CallCommand::Previous),
        "the one above",
        None,
    )
    .in_pane(Pane::Calls),
    row(
        &[plain(KeyCode::Enter)],
        Action::Call(CallCommand::Open),
        "in the calls: zoom to its time",
        Some("zoom"),
    )
    .in_pane(Pane::Calls),
    row(
        &[char('S')],
        Action::Call(CallCommand::Simulate),
        "simulate it in other chunks",
        Some("what if"),
    )
    .also("what if workers chunksize u-curve best")
    .in_pane(Pane::Calls),
];
