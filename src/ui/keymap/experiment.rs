//! To run, and to change what is run.

use super::{Binding, char, plain, row};
use crate::{plan::Step, ui::Action};
use crossterm::event::KeyCode;

pub(super) const ROWS: &[Binding] = &[
    row(
        &[plain(KeyCode::Enter)],
        Action::Run,
        "run the experiment",
        Some("run"),
    ),
    row(
        &[plain(KeyCode::Esc)],
        Action::Stop,
        "stop the run, or close what is open",
        Some("stop"),
    ),
    row(
        &[char('m')],
        Action::TurnNamed("mode", Step::Up),
        "next mode: serial, threaded, process, pool",
        Some("mode"),
    ),
    row(
        &[char('+'), char('=')],
        Action::TurnNamed("workers", Step::Up),
        "one worker more",
        Some("worker"),
    ),
    row(
        &[char('-'), char('_')],
        Action::TurnNamed("workers", Step::Down),
        "one worker less",
        Some("worker"),
    ),
    row(
        &[char(']')],
        Action::TurnNamed("chunksize", Step::Up),
        "a larger chunk",
        Some("chunk"),
    ),
    row(
        &[char('[')],
        Action::TurnNamed("chunksize", Step::Down),
        "a smaller chunk",
        Some("chunk"),
    ),
    row(
        &[char('}')],
        Action::TurnNamed("chunksize", Step::Double),
        "a chunk twice as large",
        None,
    ),
    row(
        &[char('{')],
        Action::TurnNamed("chunksize", Step::Halve),
        "a chunk half as large",
        None,
    ),
    row(
        &[char('c')],
        Action::NextRule,
        "next chunk rule: default, static, guided, dynamic",
        None,
    ),
    row(
        &[char('o')],
        Action::PickPreset,
        "choose a preset, or read what it shows",
        Some("presets"),
    ),
    row(
        &[char('n')],
        Action::NextTrial,
        "look at the next trial",
        None,
    ),
    row(&[char('N')], Action::PreviousTrial, "the one before", None),
    row(
        &[char('a')],
        Action::ToggleAuto,
        "run again at once after every change",
        Some("auto"),
    ),
    row(
        &[plain(KeyCode::Down), char('j')],
        Action::Next,
        "next parameter",
        None,
    ),
    row(
        &[plain(KeyCode::Up), char('k')],
        Action::Previous,
        "parameter before",
        None,
    ),
    row(
        &[plain(KeyCode::Right), char('l')],
        Action::Turn(Step::Up),
        "turn the parameter up",
        None,
    ),
    row(
        &[plain(KeyCode::Left), char('h')],
        Action::Turn(Step::Down),
        "turn the parameter down",
        None,
    ),
    row(
        &[plain(KeyCode::PageUp), char('*')],
        Action::Turn(Step::Double),
        "double it",
        None,
    ),
    row(
        &[plain(KeyCode::PageDown), char('/')],
        Action::Turn(Step::Halve),
        "halve it",
        None,
    ),
    row(
        &[char('e'), plain(KeyCode::F(2))],
        Action::Edit,
        "type a value for the parameter",
        None,
    ),
    row(&[char('u')], Action::Undo, "take a change back", None),
    row(&[char('U')], Action::Redo, "make it again", None),
    row(
        &[char('S')],
        Action::Sweep,
        "sweep the chunksize, or the selected parameter",
        Some("sweep"),
    ),
    row(&[char('B')], Action::SweepBoth, "sweep both: a map", None),
];
