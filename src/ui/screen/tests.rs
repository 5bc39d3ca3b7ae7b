//! Whole frames, from runs that are written as text.

mod cast;
mod center;
mod expected;
mod form;
mod lanes;
mod layout;
mod preset;
mod robust;
mod run;
mod runs;
mod scene;
mod scope;
pub(in crate::ui) mod sight;
mod story;
mod sweep;

use super::*;
use crate::{
    base::{CoreId, Moment, Nanos, Ratio},
    log::Machine,
    model::{
        Axis, Figures, Finding, Law, Prediction, Run,
        scenario::{self, ORIGIN, at},
    },
    plan::{Experiment, TABLE, parameter},
    sample::{CoreSample, Costs, ProcessTable, Round, State, UsageHistory, script::resident},
    session::Phase,
    ui::{Keys, Layout, Message, ReferenceKind, ReferenceRun, Scope},
};
use scene::Scene;
use sight::{columns, is_said_in_every_look, is_whole, row, rows, said, shows, titles};

fn text(buffer: &Buffer) -> String {
    let rows = buffer.content.chunks(usize::from(buffer.area.width).max(1));
    let lines = rows.map(|row| {
        row.iter()
            .map(ratatui::buffer::Cell::symbol)
            .collect::<String>()
    });
    lines
        .map(|line| line.trim_end().to_owned() + "\n")
        .collect()
}

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 36), (200, 50)];
