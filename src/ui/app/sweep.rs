//! [`Sweeping`]: a sweep that goes on, was stopped, or is done, and which point is looked at.
//!
//! Of each point the last run is kept whole, so that its timeline can be opened: as long as all
//! of them together are not too large. Of others only the time is known, and opening one runs it.

mod keys;
mod planned;

pub(super) use planned::Planned;

use super::active_run::ActiveRun;
use crate::{
    base::{Nanos, Ratio},
    log::{Entry, Machine},
    model::{Curve, MaxParallelism, Prediction, ReferenceChunksize, Run, entry, marks, missing},
    plan::{Adjustment, Experiment, Point, Sweep, SweepAxis, Turn},
    sample::Costs,
    session::Campaign,
    store::Journal,
    ui::{SweepState, SweepView, run_view::RunView},
};

/// Spans that are kept of all points together.
const MOST_SPANS: usize = 1 << 20;

/// A sweep and how far it is.
pub(super) struct Sweeping {
    sweep: Sweep,
    entries: Vec<Entry>,
    curve: Curve,
    marks: Vec<ReferenceChunksize>,
    ideals: Vec<Ratio>,
    /// The predicted time of each point; empty where nothing is predicted.
    predicted: Vec<Option<Nanos>>,
    journal: Option<Journal>,
    /// The point that is looked at.
    cursor: Option<usize>,
    /// The point whose timeline is open.
    opened: Option<usize>,
    /// The last run of each point.
    last: Vec<Option<RunView>>,
}

impl Sweeping {
    /// A sweep of which some runs may have been made before.
    pub(super) fn new(
        sweep: Sweep,
        entries: Vec<Entry>,
        journal: Option<Journal>,
        machine: &Machine,
    ) -> Self {
        let cores = machine.usable_cores;
        let ideal = |point: &Point| MaxParallelism::of(&point.experiment, cores).tasks;
        Self {
            ideals: sweep.points().iter().map(ideal).collect(),
            curve: Curve::of(&sweep, &entries),
            marks: marks(&sweep, cores),
            predicted: Vec::new(),
            cursor: None,
            opened: None,
            last: vec![None; sweep.points().len()],
            journal,
            entries,
            sweep,
        }
    }

    /// How it stands while that run goes on.
    pub(super) fn view(&self, running: Option<Turn>) -> SweepView<'_> {
        SweepView {
            sweep: &self.sweep,
            curve: &self.curve,
            marks: &self.marks,
            ideals: &self.ideals,
            predicted: &self.predicted,
            serial: None,
            cursor: self.cursor,
            running: running.map(|turn| turn.point as usize),
            state: match running {
                Some(_) => SweepState::Running,
                None if self.curve.is_complete() => SweepState::Done,
                None => SweepState::Stopped,
            },
        }
    }

    /// The run whose timeline is open.
    pub(super) fn shown(&self) -> Option<&RunView> {
        self.last.get(self.opened?)?.as_ref()
    }

    /// The experiment of the point that is looked at.
    pub(super) fn experiment(&self) -> Option<&Experiment> {
        let point = self.sweep.points().get(self.cursor.or(self.opened)?)?;
        Some(&point.set)
    }

    /// Whether it is a sweep of that experiment, whose swept parameters may have any value.
    fn is_of(&self, experiment: &Experiment) -> bool {
        let (base, mut other) = (self.sweep.base(), experiment.clone());
        for axis in self.sweep.axes() {
            let value = (axis.parameter.get)(base).to_string();
            // A value that cannot be set has no effect in the other experiment.
            let _ = axis.parameter.set(&mut other, &value);
        }
        other.has_effect_of(base)
    }

    /// Whether it sweeps the same parameters as another.
    fn has_axes_of(&self, sweep: &Sweep) -> bool {
        let names = |sweep: &Sweep| -> Vec<_> {
            let axes = sweep.axes().iter();
            axes.map(|axis| axis.parameter.name).collect()
        };
        names(&self.sweep) == names(sweep)
    }

    /// The runs that are still to be made.
    fn campaign(&self) -> Campaign {
        let last_round = self.entries.last().map(|last| last.round);
        let turns = missing(&self.sweep, &self.entries);
        Campaign::of_sweep(&self.sweep, &turns, last_round)
    }

    /// Takes in a run that has ended. Returns why it could not be kept.
    fn ended(&mut self, turn: Turn, live: &ActiveRun, failure: Option<String>) -> Option<String> {
        let result = live.result();
        let run = result.as_ref().and_then(|shown| shown.run.as_deref());
        let entry = entry(turn, run, failure);
        let journal = self.journal.as_mut();
        let kept = journal.map_or(Ok(()), |journal| journal.add(&entry));
        if let (Some(run), Some(costs)) = (run, live.costs()) {
            self.foretell(run, costs);
        }
        self.entries.push(entry);
        self.curve = Curve::of(&self.sweep, &self.entries);
        self.keep(turn.point as usize, result);
        kept.err().map(|error| error.to_string())
    }

    /// Predicts every point whose work is that of the run.
    fn foretell(&mut self, run: &Run, costs: &Costs) {
        let (Some(baseline), Some(size)) =
            (run.baseline(), run.planned().and_then(|e| e.known_size()))
        else {
            return;
        };
        let machine = &run.description.machine;
        self.predicted.resize(self.sweep.points().len(), None);
        for (point, predicted) in self.sweep.points().iter().zip(&mut self.predicted) {
            let experiment = point.experiment.with_size(size);
            let same = Some(experiment.tasks_key()) == run.planned().map(|e| e.tasks_key());
            if predicted.is_none() && same && experiment.task_count() <= Prediction::MOST_DRAWN {
                let cores = machine.usable_cores;
                let speed = run.description.core_speed;
                let foretold = Prediction::of(&experiment, baseline, costs, cores, speed);
                *predicted = Some(foretold.wall());
            }
        }
    }

    fn keep(&mut self, point: usize, result: Option<RunView>) {
        let spans = |shown: &RunView| {
            let lanes = shown.run.iter().flat_map(|run| run.flow());
            lanes.map(|lane| lane.spans.len()).sum::<usize>()
        };
        let others = self.last.iter().enumerate();
        let others = others.filter(|(other, _)| *other != point);
        let taken: usize = others
            .filter_map(|(_, shown)| shown.as_ref())
            .map(spans)
            .sum();
        let fits = |shown: &RunView| taken + spans(shown) <= MOST_SPANS;
        if let Some(last) = self.last.get_mut(point) {
            *last = result.filter(fits);
        }
    }

    /// Goes along an axis by one point; from nowhere to the best one.
    fn go(&mut self, axis: usize, step: Adjustment) {
        let best = self.curve.best.as_ref().map_or(0, |best| best.point);
        let Some(here) = self.cursor else {
            self.cursor = Some(best);
            return;
        };
        let lengths: Vec<_> = self.sweep.axes().iter().map(SweepAxis::len).collect();
        let stride: usize = lengths.iter().take(axis).product();
        let length = lengths.get(axis).copied().unwrap_or(1).max(1);
        let at = here / stride % length;
        let there = match step {
            Adjustment::Up | Adjustment::Double => (at + 1).min(length - 1),
            Adjustment::Down | Adjustment::Halve => at.saturating_sub(1),
        };
        self.cursor = Some(here - at * stride + there * stride);
    }
}
