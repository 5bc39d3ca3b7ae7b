//! Where the time of the lanes went: rows that add up, and what each costs of the speedup.

use super::{BAR, Report};
use crate::{
    base::{Nanos, Ratio},
    export::Table,
    model::{Disturbance, Ledger, Row, Run, said_speedup},
};
use strum::VariantArray;

/// What is less than this share of the lane time is nothing to be read.
const LITTLE: f64 = 0.0005;

impl Report {
    pub(super) fn ledger(self, run: &Run) -> String {
        let Some(ledger) = run.ledger() else {
            return String::new();
        };
        let lanes = match ledger.lanes() {
            1 => "1 lane".to_owned(),
            lanes => format!("{lanes} lanes × {}", ledger.wall()),
        };
        let heads = [
            "lane time",
            &ledger.lane_time().to_string(),
            "",
            "",
            ledger.unit(),
        ];
        let mut table = Table::new("<>><><");
        let heads = heads.map(|head| self.0.faint(head)).into_iter();
        table.row(heads.chain([self.0.faint(&lanes)]));
        for &row in Row::VARIANTS {
            let share = ledger.share(row);
            if row == Row::Work || share.get().abs() >= LITTLE {
                table.row([
                    ledger.name(row).to_owned(),
                    ledger.get(row).to_string(),
                    share.fine_percent(),
                    self.0.bar(share, BAR),
                    speedup(run, &ledger, row),
                    self.0.faint(ledger.about(row)),
                ]);
            }
        }
        table.lines() + &self.unavoidable(run, &ledger)
    }

    /// What nobody is to be blamed for.
    fn unavoidable(self, run: &Run, ledger: &Ledger) -> String {
        let excess: Nanos = Row::LOSSES.iter().map(|&row| ledger.excess(row)).sum();
        let beyond = (excess > Nanos::ZERO).then(|| {
            format!(
                "{excess} of it are of lanes beyond what can go on at once, and cost no speedup"
            )
        });
        let ceiling = run.ceiling().map(|ceiling| {
            let factor = ceiling.factor();
            format!(
                "ceiling {factor}: what copies with nothing to coordinate reach on this machine"
            )
        });
        let said = beyond.into_iter().chain(ceiling);
        let lines: Vec<_> = said
            .map(|line| format!("  {}", self.0.faint(&line)))
            .collect();
        lines.into_iter().map(|line| line + "\n").collect()
    }
}

/// What is left of the lanes: the speedup, where there is one.
pub(in crate::export) fn said(run: &Run, ledger: &Ledger) -> String {
    let left = ledger.in_lanes(Row::Work);
    if ledger.has_speedup() {
        return said_speedup(left, Disturbance::of(run).is_some());
    }
    ledger.figure(left)
}

/// What a row costs of the ideal speedup; of the work, the speedup that is left.
fn speedup(run: &Run, ledger: &Ledger, row: Row) -> String {
    if row == Row::Work {
        return said(run, ledger);
    }
    let lost = ledger.lost(row).get();
    let size = ledger.figure(Ratio::new(lost.abs()));
    match lost {
        lost if lost.abs() < 0.005 => String::new(),
        lost if lost < 0.0 => format!("+{size}"),
        _ => format!("−{size}"),
    }
}
