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
            "speedup",
        ];
        let mut table = Table::new("<>><><");
        let heads = heads.map(|head| self.0.faint(head)).into_iter();
        table.row(heads.chain([self.0.faint(&lanes)]));
        for &row in Row::VARIANTS {
            let share = ledger.share(row);
            if row == Row::Work || share.get().abs() >= LITTLE {
                table.row([
                    row.name().to_owned(),
                    ledger.get(row).to_string(),
                    share.fine_percent(),
                    self.0.bar(share, BAR),
                    speedup(run, &ledger, row),
                    self.0.faint(row.about()),
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

/// What a row costs of the ideal speedup; of the work, the speedup that is left.
fn speedup(run: &Run, ledger: &Ledger, row: Row) -> String {
    if row == Row::Work {
        return said_speedup(ledger.in_lanes(row), Disturbance::of(run).is_some());
    }
    let lost = ledger.lost(row).get();
    let size = Ratio::new(lost.abs()).factor();
    match lost {
        lost if lost.abs() < 0.005 => String::new(),
        lost if lost < 0.0 => format!("+{size}"),
        _ => format!("−{size}"),
    }
}
