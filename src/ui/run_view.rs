//! [`RunView`]: a run with all that is drawn with it, so that it can be looked at again.

use crate::{
    base::{Moment, Nanos, SignedNanos},
    log::{Outcome, Span},
    model::{Axis, Figures, Finding, Law, Prediction, Row, Run},
    sample::{CoreSample, ProcessRecord, UsageHistory},
    ui::Opened,
};
use std::sync::Arc;

/// A run with its results, prediction and processes, as the panes show them.
#[derive(Clone)]
pub(in crate::ui) struct RunView {
    /// Shared with the history, once it has ended: it may have a million spans.
    pub(in crate::ui) run: Option<Arc<Run>>,
    pub(in crate::ui) figures: Option<Figures>,
    /// How long each of the runs took that the figures sum up.
    pub(in crate::ui) walls: Vec<Nanos>,
    /// Where its time went.
    pub(in crate::ui) findings: Vec<Finding>,
    /// The scaling laws from it and from runs of the same work with other numbers of workers.
    pub(in crate::ui) laws: Vec<Law>,
    /// The numbers of workers that no law takes in.
    pub(in crate::ui) left_out: Vec<u32>,
    /// How the run should go, simulated.
    pub(in crate::ui) prediction: Option<Prediction>,
    /// The row in which it differs most from the prediction.
    pub(in crate::ui) miss: Option<(Row, SignedNanos)>,
    /// The time axis as planned in advance; it doubles when the run takes longer.
    pub(in crate::ui) axis: Axis,
    /// When it all ended: nothing grows any more.
    pub(in crate::ui) ended: Option<Moment>,
    /// Its processes as they were seen.
    pub(in crate::ui) processes: ProcessRecord,
    /// Its cores as they were, of a run from a file: those of this machine are others.
    pub(in crate::ui) cores: Option<UsageHistory>,
}

impl RunView {
    /// An empty view, on an axis for a run that is expected to take that long.
    pub(in crate::ui) fn nothing(expected: Nanos) -> Self {
        Self {
            run: None,
            figures: None,
            walls: Vec::new(),
            findings: Vec::new(),
            laws: Vec::new(),
            left_out: Vec::new(),
            prediction: None,
            miss: None,
            axis: Axis::expecting(expected),
            ended: None,
            processes: ProcessRecord::default(),
            cores: None,
        }
    }

    /// A run from a file, which does not go on, even where it was cut off.
    pub(in crate::ui) fn opened(opened: Opened) -> Self {
        let Opened { run, snapshots, .. } = opened;
        let spans = run.flow().flat_map(|lane| &lane.spans);
        let ended = run.end(spans.map(Span::end).max().unwrap_or_default());
        Self {
            figures: Figures::of(&[run.without_spans()]),
            walls: run
                .outcome()
                .filter(|outcome| outcome.failure.is_none())
                .map(Outcome::wall)
                .into_iter()
                .collect(),
            findings: Finding::all(&run),
            laws: Vec::new(),
            left_out: Vec::new(),
            prediction: None,
            miss: None,
            axis: Axis::fitting(run.elapsed(ended)),
            ended: Some(ended),
            processes: ProcessRecord::of(snapshots),
            cores: usage(&run),
            run: Some(Arc::new(run)),
        }
    }

    /// A copy to be looked at later. Its processes are watched no more, so none is shown as alive.
    pub(in crate::ui) fn kept(&self) -> Self {
        let mut kept = self.clone();
        kept.processes.end();
        kept
    }

    /// The present, which stands still when all has ended.
    pub(in crate::ui) fn present(&self, now: Moment) -> Moment {
        self.ended.unwrap_or(now)
    }

    /// How long the run has taken.
    pub(in crate::ui) fn elapsed(&self, now: Moment) -> Nanos {
        let run = self.run.as_deref();
        run.map_or(Nanos::ZERO, |run| run.elapsed(self.present(now)))
    }

    /// The time axis, long enough for the run so far.
    pub(in crate::ui) fn axis(&self, now: Moment) -> Axis {
        self.axis.holding(self.elapsed(now))
    }
}

/// The usage of the cores, where it was recorded. Those of another program's trace are not those of
/// this machine, also where it says nothing of them.
pub(in crate::ui) fn usage(run: &Run) -> Option<UsageHistory> {
    let mut samples: Vec<_> = run
        .cores()
        .flat_map(|lane| &lane.spans)
        .map(|span| CoreSample {
            core: span.core,
            start: span.start,
            length: span.length,
            usage: span.cpu,
        })
        .collect();
    // Samples of one round have the same start.
    samples.sort_by_key(|sample| sample.start);
    let mut history = UsageHistory::new(run.cores().count());
    for round in samples.chunk_by(|a, b| a.start == b.start) {
        history.push(round);
    }
    let is_foreign = run.planned().is_none();
    (is_foreign || history.rounds() > 0).then_some(history)
}
