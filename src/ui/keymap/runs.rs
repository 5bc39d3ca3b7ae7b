//! Bindings that compare runs.

use super::binding::{Binding, char, row};
use crate::ui::Action;

pub(super) const ROWS: &[Binding] = &[
    row(&[char('g')], Action::ToggleGhost, "the expected run", None)
        .also("prediction expectation simulated shadow hide"),
    row(
        &[char('G')],
        Action::NextGhost,
        "ghost: expected, last, serial or none",
        None,
    )
    .also("rival shadow prediction"),
    row(&[char('y')], Action::ShowHistory, "history of runs", None)
        .also("past previous earlier results"),
    row(
        &[char('s')],
        Action::Save,
        "save the run that is shown",
        None,
    )
    .also("keep file write store export"),
    row(&[char('C')], Action::Compare, "compare them", None).also("difference diff versus"),
    row(&[char('r')], Action::Race, "race of the four modes", None)
        .also("all modes contest versus"),
    row(
        &[char('D')],
        Action::RaceEngines,
        "race of Rust and CPython",
        None,
    )
    .also("python engine interpreter versus gil"),
];
