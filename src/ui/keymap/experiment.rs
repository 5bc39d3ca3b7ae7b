//! Bindings that run the experiment, and that change it.

use super::binding::{Binding, char, plain, row};
use crate::{plan::Adjustment, ui::Action};
use crossterm::event::KeyCode;

pub(super) const ROWS: &[Binding] = &[
    row(
        &[plain(KeyCode::Enter), plain(KeyCode::F(5))],
        Action::Run,
        "run the experiment",
        Some("run"),
    )
    .also("start go begin execute again rerun repeat"),
    row(
        &[plain(KeyCode::Esc)],
        Action::Stop,
        "stop the run, or close what is open",
        Some("stop"),
    )
    .also("cancel abort kill halt interrupt end escape"),
    row(
        &[char('m')],
        Action::TurnNamed("mode", Adjustment::Up),
        "serial, threaded, process or pool",
        Some("mode"),
    )
    .also("processes threads serial parallel multiprocessing threading pool"),
    row(
        &[char('+'), char('=')],
        Action::TurnNamed("workers", Adjustment::Up),
        "one worker more",
        Some("worker"),
    )
    .also("more threads processes cores jobs increase add"),
    row(
        &[char('-'), char('_')],
        Action::TurnNamed("workers", Adjustment::Down),
        "one worker less",
        Some("worker"),
    )
    .also("fewer threads processes cores jobs decrease remove"),
    row(
        &[char(']')],
        Action::TurnNamed("chunksize", Adjustment::Up),
        "a larger chunk",
        Some("chunk"),
    )
    .also("batch increase bigger"),
    row(
        &[char('[')],
        Action::TurnNamed("chunksize", Adjustment::Down),
        "a smaller chunk",
        Some("chunk"),
    )
    .also("batch decrease finer"),
    row(
        &[char('}')],
        Action::TurnNamed("chunksize", Adjustment::Double),
        "a chunk twice as large",
        None,
    ),
    row(
        &[char('{')],
        Action::TurnNamed("chunksize", Adjustment::Halve),
        "a chunk half as large",
        None,
    ),
    row(
        &[char('c')],
        Action::NextRule,
        "the next rule that cuts the chunks",
        None,
    )
    .also("scheduling schedule strategy"),
    row(
        &[char('o')],
        Action::PickPreset,
        "choose a preset, or read what it shows",
        Some("preset"),
    )
    .also("examples demos tutorial lessons templates load"),
    row(
        &[char('n')],
        Action::NextTrial,
        "look at the next trial",
        None,
    ),
    row(&[char('N')], Action::PreviousTrial, "the one before", None),
    row(&[char('R')], Action::MeasureAgain, "measure T₁ again", None)
        .also("serial baseline disturbed noisy remeasure"),
    row(
        &[char('a')],
        Action::ToggleAuto,
        "run again at once after every change",
        Some("auto"),
    )
    .also("automatic rerun immediately"),
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
        Action::Turn(Adjustment::Up),
        "turn the parameter up",
        None,
    ),
    row(
        &[plain(KeyCode::Left), char('h')],
        Action::Turn(Adjustment::Down),
        "turn the parameter down",
        None,
    ),
    row(
        &[plain(KeyCode::PageUp), char('*')],
        Action::Turn(Adjustment::Double),
        "double it",
        None,
    ),
    row(
        &[plain(KeyCode::PageDown), char('/')],
        Action::Turn(Adjustment::Halve),
        "halve it",
        None,
    ),
    row(
        &[char('e'), plain(KeyCode::F(2))],
        Action::Edit,
        "type a value for the parameter",
        None,
    )
    .also("change enter set value number input"),
    row(&[char('u')], Action::Undo, "take a change back", None).also("back revert reset"),
    row(&[char('U')], Action::Redo, "make it again", None).also("forward"),
    row(
        &[char('S')],
        Action::Sweep,
        "sweep the selected row, or chunksize",
        Some("sweep"),
    )
    .also("curve scan range best tune optimize"),
    row(&[char('B')], Action::SweepBoth, "sweep both: a map", None).also("grid heatmap surface"),
];
