//! [`FindingContext`]: a run with all that its findings are made from.

use super::{BUDGET, Finding, FindingKind, WORTH};
use crate::{
    base::{Nanos, Ratio},
    log::{Kind, Lane},
    model::{Ledger, Noise, Row, Run},
    plan::Resolved,
};

/// The data that findings are made from.
pub(super) struct FindingContext<'a> {
    pub(super) run: &'a Run,
    experiment: &'a Resolved,
    pub(super) ledger: Ledger,
    pub(super) noise: Vec<Noise>,
}

impl<'a> FindingContext<'a> {
    /// The context of a run that is over and in which something could have gone on at once.
    pub(super) fn of(run: &'a Run) -> Option<Self> {
        let outcome = run.outcome()?;
        let experiment = run.planned()?;
        let whole = outcome.failure.is_none() && !experiment.is_serial();
        Some(Self {
            run,
            experiment,
            ledger: run.ledger().filter(|_| whole)?,
            noise: Noise::all(run),
        })
    }

    pub(super) const fn experiment(&self) -> &Resolved {
        self.experiment
    }

    pub(super) fn cores(&self) -> u32 {
        self.run.description.machine.usable_cores.max(1)
    }

    pub(super) fn workers(&self) -> u32 {
        self.ledger.lanes()
    }

    /// The number of pieces in which work was handed out.
    pub(super) fn chunks(&self) -> u32 {
        match self.experiment().chunks().len() {
            0 => self.experiment().task_count(),
            chunks => chunks,
        }
    }

    /// The mean computing time of a chunk.
    pub(super) fn chunk_time(&self) -> Nanos {
        let computed = self.ledger.get(Row::Work) + self.ledger.get(Row::Inflation);
        computed.cost() / u64::from(self.chunks().max(1))
    }

    /// A finding on a whole row, where it is worth it.
    pub(super) fn row(
        &self,
        row: Row,
        explain: impl FnOnce(Nanos) -> (String, String),
    ) -> Option<Finding> {
        self.part(row, self.ledger.get(row).cost(), explain)
    }

    /// A finding on a part of a row, where it is worth it.
    pub(super) fn part(
        &self,
        row: Row,
        time: Nanos,
        explain: impl FnOnce(Nanos) -> (String, String),
    ) -> Option<Finding> {
        let share = Ratio::of(time.get(), self.ledger.lane_time().get());
        let worth = if row == Row::Recorder { BUDGET } else { WORTH };
        (share.get() >= worth).then(|| {
            let (cause, advice) = explain(time);
            Finding {
                kind: FindingKind::Row(row),
                share,
                time: None,
                cause,
                advice,
            }
        })
    }

    /// The lanes that do tasks.
    pub(super) fn lanes(&self) -> impl Iterator<Item = &'a Lane> {
        let numbers: Vec<_> = self
            .ledger
            .by_lane()
            .iter()
            .map(|(lane, _)| *lane)
            .collect();
        let flow = self.run.flow();
        flow.filter(move |lane| numbers.contains(&lane.info.lane))
    }

    /// How many spans of some kinds those lanes have, and how many bytes went with them.
    pub(super) fn count(&self, kinds: &[Kind]) -> (u64, u64) {
        let spans = self.lanes().flat_map(|lane| &lane.spans);
        let some = spans.filter(|span| kinds.contains(&span.kind));
        some.fold((0, 0), |(count, bytes), span| {
            (count + 1, bytes + u64::from(span.bytes))
        })
    }
}

/// A noun for so many: `core`, `cores`.
pub(super) fn counted(count: u32, noun: &str) -> String {
    if count == 1 {
        noun.to_owned()
    } else {
        format!("{noun}s")
    }
}
