//! [`Sweeping`]: a sweep that goes on, was stopped, or is done, and which point is looked at.
//!
//! Of each point the last run is kept whole, so that its timeline can be opened: as long as all
//! of them together are not too large. Of others only the time is known, and opening one runs it.

use crate::{
    base::{Nanos, Ratio},
    log::{Entry, Machine},
    model::{Curve, MaxParallelism, Prediction, ReferenceChunksize, Run, entry, marks, missing},
    plan::{Adjustment, Experiment, Point, Sweep, SweepAxis, Turn},
    sample::Costs,
    session::{Campaign, Member},
    store::Journal,
    ui::{Unfinished, run_view::RunView},
};

/// Spans that are kept of all points together.
const MOST_SPANS: usize = 1 << 20;

/// A sweep and how far it is.
pub struct Sweeping {
    pub(in crate::ui) sweep: Sweep,
    entries: Vec<Entry>,
    /// The curve through the results of its runs.
    pub(in crate::ui) curve: Curve,
    /// Where the chunk rules lie on its axis.
    pub(super) marks: Vec<ReferenceChunksize>,
    /// The speedup that an ideal machine would reach at each point.
    pub(in crate::ui) ideals: Vec<Ratio>,
    /// The predicted time of each point; empty where nothing is predicted.
    pub(in crate::ui) predicted: Vec<Option<Nanos>>,
    /// T₁ as it was or is meant to be, while none was measured for it.
    pub(in crate::ui) serial: Option<Nanos>,
    /// Whether it is what a key would begin.
    pub(in crate::ui) is_planned: bool,
    journal: Option<Journal>,
    /// The point that is looked at.
    pub(in crate::ui) cursor: Option<usize>,
    /// The point whose timeline is open.
    pub(in crate::ui) opened: Option<usize>,
    /// The last run of each point.
    last: Vec<Option<RunView>>,
}

/// How a sweep stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum SweepState {
    /// It is what a key would begin.
    Planned,
    /// A run of that point goes on.
    Running(usize),
    /// It was stopped and can go on.
    Stopped,
    /// Every run has ended.
    Done,
}

impl Sweeping {
    /// A sweep of which some runs may have been made before.
    pub(in crate::ui) fn new(
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
            serial: None,
            is_planned: false,
            cursor: None,
            opened: None,
            last: vec![None; sweep.points().len()],
            journal,
            entries,
            sweep,
        }
    }

    /// A sweep that a key would begin.
    pub(super) fn planned(sweep: Sweep, machine: &Machine) -> Self {
        Self {
            is_planned: true,
            ..Self::new(sweep, Vec::new(), None, machine)
        }
    }

    /// How it stands while that run of a campaign goes on.
    pub(in crate::ui) fn state(&self, running: Option<Member>) -> SweepState {
        match running {
            _ if self.is_planned => SweepState::Planned,
            Some(Member::Turn(turn)) => SweepState::Running(turn.point as usize),
            _ if self.curve.is_complete() => SweepState::Done,
            _ => SweepState::Stopped,
        }
    }

    /// The run whose timeline is open.
    pub(in crate::ui) fn shown(&self) -> Option<&RunView> {
        self.last.get(self.opened?)?.as_ref()
    }

    /// The experiment of the point that is looked at.
    pub(in crate::ui) fn experiment(&self) -> Option<&Experiment> {
        let point = self.sweep.points().get(self.cursor.or(self.opened)?)?;
        Some(&point.set)
    }

    /// Whether it is a sweep of that experiment, whose swept parameters may have any value.
    pub(in crate::ui) fn is_of(&self, experiment: &Experiment) -> bool {
        let (base, mut other) = (self.sweep.base(), experiment.clone());
        for axis in self.sweep.axes() {
            let value = (axis.parameter.get)(base).to_string();
            // A value that cannot be set has no effect in the other experiment.
            let _ = axis.parameter.set(&mut other, &value);
        }
        other.has_effect_of(base)
    }

    /// Whether it sweeps the same parameters as another.
    pub(in crate::ui) fn has_axes_of(&self, sweep: &Sweep) -> bool {
        let names = |sweep: &Sweep| -> Vec<_> {
            let axes = sweep.axes().iter();
            axes.map(|axis| axis.parameter.name).collect()
        };
        names(&self.sweep) == names(sweep)
    }

    /// The runs that are still to be made.
    pub(in crate::ui) fn campaign(&self) -> Campaign {
        let last_round = self.entries.last().map(|last| last.round);
        let turns = missing(&self.sweep, &self.entries);
        Campaign::of_sweep(&self.sweep, &turns, last_round)
    }

    /// How far it is, where it is left before it was done and can go on.
    pub(in crate::ui) fn unfinished(&self) -> Option<Unfinished> {
        let journal = self.journal.as_ref();
        let journal = journal.filter(|_| !self.curve.is_complete())?;
        Some(Unfinished {
            done: self.entries.len(),
            all: self.sweep.turns().len(),
            is_command: self.sweep.base().is_command(),
            journal: journal.path().to_owned(),
        })
    }

    /// Opens the last run of a point. Returns whether there is one.
    pub(in crate::ui) fn open(&mut self, point: usize) -> bool {
        let is_kept = self.last.get(point).is_some_and(Option::is_some);
        if is_kept {
            self.opened = Some(point);
            self.cursor = Some(point);
        }
        is_kept
    }

    /// Takes in a run that has ended. Returns why it could not be kept.
    pub(in crate::ui) fn ended(
        &mut self,
        turn: Turn,
        result: Option<RunView>,
        costs: Option<&Costs>,
        failure: Option<String>,
    ) -> Option<String> {
        let run = result.as_ref().and_then(|shown| shown.run.as_deref());
        let entry = entry(turn, run, failure);
        let journal = self.journal.as_mut();
        let kept = journal.map_or(Ok(()), |journal| journal.add(&entry));
        if let (Some(run), Some(costs)) = (run, costs) {
            self.foretell(run, costs);
        }
        self.entries.push(entry);
        self.curve = Curve::of(&self.sweep, &self.entries);
        self.keep(turn.point as usize, result);
        kept.err().map(|error| error.to_string())
    }

    /// Predicts every point whose work is that of the run.
    pub(super) fn foretell(&mut self, run: &Run, costs: &Costs) {
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
    pub(in crate::ui) fn go(&mut self, axis: usize, step: Adjustment) {
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
