//! The keys of a lesson.

use crate::ui::keymap::binding::{Binding, char, plain, row};
use crate::ui::{Action, Pane, Teaching};
use crossterm::event::KeyCode;

pub(super) const ROWS: &[Binding] = &[
    row(
        &[char('O')],
        Action::Show(Pane::Lesson),
        "lessons; in one, free play and back",
        None,
    ),
    row(
        &[plain(KeyCode::Enter)],
        Action::Lesson(Teaching::GoOn),
        "answer, run, or go on",
        Some("go on"),
    )
    .in_pane(Pane::Lesson),
    row(
        &[char('n'), plain(KeyCode::Right), plain(KeyCode::PageDown)],
        Action::Lesson(Teaching::Next),
        "the next step",
        Some("step"),
    )
    .in_pane(Pane::Lesson),
    row(
        &[char('p'), plain(KeyCode::Left), plain(KeyCode::PageUp)],
        Action::Lesson(Teaching::Back),
        "the step before",
        Some("step"),
    )
    .in_pane(Pane::Lesson),
    row(
        &[char('r')],
        Action::Lesson(Teaching::Repeat),
        "do this step again",
        Some("again"),
    )
    .in_pane(Pane::Lesson),
    row(
        &[char('1')],
        Action::Lesson(Teaching::First),
        "guess the first choice",
        None,
    )
    .in_pane(Pane::Lesson),
    row(
        &[char('2')],
        Action::Lesson(Teaching::Second),
        "guess the second",
        None,
    )
    .in_pane(Pane::Lesson),
    row(
        &[char('3')],
        Action::Lesson(Teaching::Third),
        "guess the third",
        None,
    )
    .in_pane(Pane::Lesson),
    row(
        &[char('4')],
        Action::Lesson(Teaching::Fourth),
        "guess the fourth",
        None,
    )
    .in_pane(Pane::Lesson),
    row(
        &[plain(KeyCode::Down), char('j')],
        Action::Lesson(Teaching::Down),
        "the next choice or lesson",
        None,
    )
    .in_pane(Pane::Lesson),
    row(
        &[plain(KeyCode::Up), char('k')],
        Action::Lesson(Teaching::Up),
        "the one above",
        None,
    )
    .in_pane(Pane::Lesson),
    row(
        &[char('i')],
        Action::Lesson(Teaching::Notes),
        "the presenter's notes",
        Some("notes"),
    )
    .in_pane(Pane::Lesson),
    row(
        &[char('v')],
        Action::Lesson(Teaching::Replace),
        "show the step, recorded or simulated",
        None,
    )
    .in_pane(Pane::Lesson),
    row(
        &[plain(KeyCode::Esc)],
        Action::Lesson(Teaching::Leave),
        "stop the run, leave the lesson",
        Some("leave"),
    )
    .in_pane(Pane::Lesson),
];
