//! Where the time of the lanes went: rows that add up, and what each costs of the speedup.

use super::{Bar, DocumentTable, Element, Passage, speedup::BAR};
use crate::{
    base::{Nanos, Ratio},
    model::{Disturbance, Ledger, Row, Run, said_speedup},
};
use strum::VariantArray;

/// A row with less than this share of the lane time is left out.
const LITTLE: f64 = 0.0005;

/// The ledger of a run, and below it the losses that no program can avoid.
pub(super) fn ledger(run: &Run) -> Vec<Element<'static>> {
    let Some(ledger) = run.ledger() else {
        return Vec::new();
    };
    let lanes = match ledger.lanes() {
        1 => "1 lane".to_owned(),
        lanes => format!("{lanes} lanes × {}", ledger.wall()),
    };
    let total = ledger.lane_time().to_string();
    let heads = ["lane time", &total, "share", "", ledger.unit(), &lanes];
    let mut table = DocumentTable::new("<>><><", heads);
    for &row in Row::VARIANTS {
        let share = ledger.share(row);
        if row == Row::Work || share.get().abs() >= LITTLE {
            let bar = Bar {
                row,
                ..Bar::new(share, BAR)
            };
            table.row([
                ledger.name(row).into(),
                ledger.get(row).to_string().into(),
                share.fine_percent().into(),
                Passage::default().bar(bar),
                cost(run, &ledger, row).unwrap_or_default().into(),
                Passage::faint(ledger.about(row)),
            ]);
        }
    }
    let notes = unavoidable(run, &ledger);
    let notes = notes.map(|note| Element::line(Passage::faint(note)));
    [Element::Table(table)].into_iter().chain(notes).collect()
}

/// Losses that no program can avoid.
fn unavoidable(run: &Run, ledger: &Ledger) -> impl Iterator<Item = String> {
    let excess: Nanos = Row::LOSSES.iter().map(|&row| ledger.excess(row)).sum();
    let beyond = (excess > Nanos::ZERO).then(|| {
        format!("{excess} of it are of lanes beyond what can go on at once, and cost no speedup")
    });
    let ceiling = run.ceiling().map(|ceiling| {
        let factor = ceiling.factor();
        format!("ceiling {factor}: what copies with nothing to coordinate reach on this machine")
    });
    beyond.into_iter().chain(ceiling)
}

/// Lanes that are left for work: the speedup, if there is one.
pub(in crate::export) fn left(run: &Run, ledger: &Ledger) -> String {
    let left = ledger.in_lanes(Row::Work);
    if ledger.has_speedup() {
        return said_speedup(left, Disturbance::of(run).is_some());
    }
    ledger.figure(left)
}

/// The cost of a row in speedup, unless it is too little to be read; for work, the speedup that is left.
pub(in crate::export) fn cost(run: &Run, ledger: &Ledger, row: Row) -> Option<String> {
    if row == Row::Work {
        return Some(left(run, ledger));
    }
    let lost = ledger.lost(row).get();
    let sign = if lost < 0.0 { '+' } else { '−' };
    let size = ledger.figure(Ratio::new(lost.abs()));
    (lost.abs() >= 0.005).then(|| format!("{sign}{size}"))
}
