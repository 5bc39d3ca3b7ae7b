//! [`Sweeping`]: a sweep that goes on, was stopped, or is done, and what is looked at of it.
//!
//! Of each point the last run is kept whole, so that its timeline can be opened: as long as all
//! of them together are not too large. Of others only the time is known, and opening one runs it.

use super::{App, engine::Engine, live::Live, shown::Shown};
use crate::{
    base::{Moment, Nanos, Ratio},
    engine::EngineError,
    model::{Curve, Mark, Parallelism, Run, entry, marks, missing, remembered, title},
    plan::{Axis, Experiment, Parameter, PlanError, Point, Step, Sweep, TABLE, Turn, parameter},
    trace::{Entry, Journal, Machine},
    ui::{
        Center, Message,
        view::{SweepState, SweepView},
    },
};

/// Spans that are kept of all points together.
const MOST_SPANS: usize = 1 << 20;

/// A sweep and how far it is.
pub(super) struct Sweeping {
    sweep: Sweep,
    entries: Vec<Entry>,
    curve: Curve,
    marks: Vec<Mark>,
    ideals: Vec<Ratio>,
    /// What a prediction says of each point; empty where nothing is predicted.
    predicted: Vec<Option<Nanos>>,
    journal: Option<Journal>,
    /// The run that goes on.
    turn: Option<Turn>,
    /// The point that is looked at.
    cursor: Option<usize>,
    /// Whose timeline is open.
    opened: Option<usize>,
    /// The last run of each point.
    last: Vec<Option<Shown>>,
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
        let ideal = |point: &Point| Parallelism::of(&point.experiment.settled(cores), cores).tasks;
        Self {
            ideals: sweep.points().iter().map(ideal).collect(),
            curve: Curve::of(&sweep, &entries),
            marks: marks(&sweep, cores),
            predicted: Vec::new(),
            turn: None,
            cursor: None,
            opened: None,
            last: vec![None; sweep.points().len()],
            journal,
            entries,
            sweep,
        }
    }

    pub(super) fn view(&self) -> SweepView<'_> {
        SweepView {
            sweep: &self.sweep,
            curve: &self.curve,
            marks: &self.marks,
            ideals: &self.ideals,
            predicted: &self.predicted,
            cursor: self.cursor,
            running: self.turn.map(|turn| turn.point as usize),
            state: match self.turn {
                Some(_) => SweepState::Running,
                None if self.curve.is_complete() => SweepState::Done,
                None => SweepState::Stopped,
            },
        }
    }

    /// The run whose timeline is open.
    pub(super) fn shown(&self) -> Option<&Shown> {
        self.last.get(self.opened?)?.as_ref()
    }

    /// The experiment of the point that is looked at.
    pub(super) fn experiment(&self) -> Option<&Experiment> {
        let point = self.sweep.points().get(self.cursor.or(self.opened)?)?;
        Some(&point.experiment)
    }

    /// Whether it is the sweep of that experiment, whatever that has for what is swept.
    fn is_of(&self, experiment: &Experiment) -> bool {
        let (base, mut other) = (self.sweep.base(), experiment.clone());
        for axis in self.sweep.axes() {
            let value = (axis.parameter.get)(base).to_string();
            // What is not set in one cannot be in the other.
            let _ = axis.parameter.set(&mut other, &value);
        }
        other == *base
    }

    /// Whether it sweeps the same parameters as another.
    fn has_axes_of(&self, sweep: &Sweep) -> bool {
        let names = |sweep: &Sweep| -> Vec<_> {
            let axes = sweep.axes().iter();
            axes.map(|axis| axis.parameter.name).collect()
        };
        names(&self.sweep) == names(sweep)
    }

    fn next(&self) -> Option<Turn> {
        missing(&self.sweep, &self.entries).first().copied()
    }

    /// Takes in the run that goes on, which has ended. Returns why it could not be kept.
    fn ended(&mut self, live: &Live, failure: Option<String>) -> Option<String> {
        let turn = self.turn.take()?;
        let result = live.result();
        let run = result.as_ref().and_then(|shown| shown.run.as_ref());
        let entry = entry(turn, run, failure);
        let journal = self.journal.as_mut();
        let kept = journal.map_or(Ok(()), |journal| journal.add(&entry));
        self.entries.push(entry);
        self.curve = Curve::of(&self.sweep, &self.entries);
        self.keep(turn.point as usize, result);
        kept.err().map(|error| error.to_string())
    }

    fn keep(&mut self, point: usize, result: Option<Shown>) {
        let spans = |shown: &Shown| {
            let lanes = shown.run.iter().flat_map(Run::flow);
            lanes.map(|lane| lane.spans.len()).sum::<usize>()
        };
        let others = self.last.iter().enumerate();
        let others = others.filter(|(other, _)| *other != point);
        let taken: usize = others
            .filter_map(|(_, shown)| shown.as_ref())
            .map(spans)
            .sum();
        let fits = |shown: &Shown| taken + spans(shown) <= MOST_SPANS;
        if let Some(last) = self.last.get_mut(point) {
            *last = result.filter(fits);
        }
    }

    /// Goes along an axis by one point; from nowhere to the best one.
    fn go(&mut self, axis: usize, step: Step) {
        let best = self.curve.best.as_ref().map_or(0, |best| best.point);
        let Some(here) = self.cursor else {
            self.cursor = Some(best);
            return;
        };
        let lengths: Vec<_> = self.sweep.axes().iter().map(Axis::len).collect();
        let stride: usize = lengths.iter().take(axis).product();
        let length = lengths.get(axis).copied().unwrap_or(1).max(1);
        let at = here / stride % length;
        let there = match step {
            Step::Up | Step::Double => (at + 1).min(length - 1),
            Step::Down | Step::Halve => at.saturating_sub(1),
        };
        self.cursor = Some(here - at * stride + there * stride);
    }
}

impl<E: Engine> App<E> {
    /// Begins with a sweep, maybe with one that was stopped before.
    pub(in crate::ui) fn with_sweep(
        mut self,
        begun: Option<(Sweep, Vec<Entry>, Journal)>,
        now: Moment,
    ) -> Self {
        if let Some((sweep, entries, journal)) = begun {
            for (experiment, entry) in remembered(&sweep, &entries) {
                self.engine.recall(experiment, &entry);
            }
            self.form.experiment = sweep.base().clone();
            let sweeping = Sweeping::new(sweep, entries, Some(journal), &self.machine);
            self.sweeping = Some(sweeping);
            self.center = Center::Sweep;
            self.go_on_sweeping(now);
        }
        self
    }

    /// Sweeps the selected parameter, or the chunksize; together with another one if asked to.
    /// One that was stopped goes on, and one that is there is shown.
    pub(super) fn sweep(&mut self, both: bool, now: Moment) {
        self.help = false;
        let there = self.center == Center::Sweep && self.sweeping.is_some();
        match self.wanted_sweep(both) {
            Err(error) => self.message = Some(Message::Fault(error.to_string())),
            Ok(sweep) => {
                let known = self.sweeping.as_ref().filter(|s| s.is_of(sweep.base()));
                let stopped = known.filter(|s| there && !both && !s.curve.is_complete());
                let same = known.filter(|known| known.has_axes_of(&sweep));
                if let Some(same) = stopped.or(same) {
                    // Once more from the beginning, but only for who sees what there is.
                    if there && same.curve.is_complete() {
                        self.begin_sweep(same.sweep.clone());
                    }
                } else {
                    self.begin_sweep(sweep);
                }
                self.show_sweep();
                self.go_on_sweeping(now);
            }
        }
    }

    /// The sweep that a key stands for now.
    fn wanted_sweep(&self, both: bool) -> Result<Sweep, PlanError> {
        let experiment = self.form.experiment.effective();
        let base = Experiment {
            repeats: match experiment.repeats {
                1 => Sweep::REPEATS,
                more => more,
            },
            ..experiment
        };
        let usual = |row: &'static Parameter| Axis::usual(row, &base, self.machine.usable_cores);
        let selected = &TABLE[self.form.selected];
        let chunksize = parameter("chunksize")?;
        let first = if both { chunksize } else { selected };
        let mut axes = vec![usual(first).or_else(|_| usual(chunksize))?];
        if both {
            let second = match selected.name {
                "chunksize" => parameter("task-time")?,
                _ => selected,
            };
            axes.push(usual(second).or_else(|_| usual(parameter("workers")?))?);
        }
        Sweep::new(base, axes)
    }

    fn begin_sweep(&mut self, sweep: Sweep) {
        self.engine.stop();
        let journal = match self.engine.journal(&title(&sweep, &self.machine)) {
            Ok(journal) => journal,
            Err(error) => {
                let text = format!("the runs are not kept on disk: {error}");
                self.message = Some(Message::Fault(text));
                None
            }
        };
        if let Some(journal) = &journal {
            let text = format!("runs are kept in {}", journal.path().display());
            self.message = Some(Message::Note(text));
        }
        self.sweeping = Some(Sweeping::new(sweep, Vec::new(), journal, &self.machine));
    }

    fn show_sweep(&mut self) {
        self.center = Center::Sweep;
        if let Some(sweeping) = &mut self.sweeping {
            sweeping.opened = None;
        }
    }

    /// Runs what comes next, if the sweep is not done and nothing goes on already.
    fn go_on_sweeping(&mut self, now: Moment) {
        let Some(sweeping) = self.sweeping.as_mut().filter(|s| s.turn.is_none()) else {
            return;
        };
        let next = sweeping.next();
        let Some((turn, experiment)) = next.and_then(|turn| {
            let experiment = sweeping.sweep.experiment(turn)?;
            Some((turn, experiment))
        }) else {
            return;
        };
        // Each round has a T₁ of its own: it drifts with the machine like all others.
        let last = sweeping.entries.last();
        if last.is_none_or(|last| last.round != turn.round) {
            self.engine.forget_baselines();
        }
        self.rerun_at = None;
        // A preset would take the runs for its own.
        self.series = None;
        match self.engine.start(&experiment) {
            Ok(()) => {
                self.live.prepare(&experiment, now);
                sweeping.turn = Some(turn);
            }
            Err(error) => self.message = Some(Message::Fault(error.to_string())),
        }
    }

    /// What goes on has ended: if it was a run of the sweep, the next one begins. Returns whether
    /// it was.
    pub(super) fn swept(&mut self, end: &Result<bool, EngineError>, now: Moment) -> bool {
        let Some(sweeping) = self.sweeping.as_mut().filter(|s| s.turn.is_some()) else {
            return false;
        };
        if matches!(end, Ok(false)) {
            sweeping.turn = None;
            let text = "stopped; s goes on with the sweep, and Esc closes it";
            self.message = Some(Message::Note(text.into()));
            return true;
        }
        let failure = end.as_ref().err().map(ToString::to_string);
        if let Some(why) = sweeping.ended(&self.live, failure) {
            // What cannot be kept is not to be run for hours.
            self.message = Some(Message::Fault(why));
            return true;
        }
        self.go_on_sweeping(now);
        true
    }

    /// Something else is about to be run.
    pub(super) fn leave_sweep(&mut self) {
        if let Some(sweeping) = &mut self.sweeping {
            sweeping.turn = None;
            sweeping.cursor = None;
            sweeping.opened = None;
        }
        if self.center == Center::Sweep {
            self.center = Center::Timeline;
        }
    }

    /// The form was changed: it shows its own experiment again.
    pub(super) fn forget_point(&mut self) {
        if let Some(sweeping) = &mut self.sweeping {
            sweeping.cursor = None;
        }
    }

    /// Moves the cursor where there is one. Returns whether there is.
    pub(super) fn move_on_sweep(&mut self, axis: usize, step: Step) -> bool {
        let shown = self.center == Center::Sweep;
        let Some(sweeping) = self.sweeping.as_mut().filter(|_| shown) else {
            return false;
        };
        if axis >= sweeping.sweep.axes().len() {
            return false;
        }
        sweeping.go(axis, step);
        true
    }

    /// Opens the timeline of the point under the cursor, or of the best one. Returns whether the
    /// sweep is what is looked at.
    pub(super) fn open_point(&mut self, now: Moment) -> bool {
        let shown = self.center == Center::Sweep;
        let Some(sweeping) = self.sweeping.as_mut().filter(|_| shown) else {
            return false;
        };
        let best = sweeping.curve.best.as_ref().map(|best| best.point);
        let Some(point) = sweeping.cursor.or(best) else {
            let text = "no point has been run yet".to_owned();
            self.message = Some(Message::Note(text));
            return true;
        };
        let label = sweeping.sweep.label(point);
        if sweeping.last.get(point).is_some_and(Option::is_some) {
            sweeping.opened = Some(point);
            sweeping.cursor = Some(point);
            self.center = Center::Timeline;
            let text = format!("the last run of {label}; Esc or s leads back to the sweep");
            self.message = Some(Message::Note(text));
        } else if sweeping.turn.is_some() {
            let text = format!("{label} has no run to be looked at yet");
            self.message = Some(Message::Note(text));
        } else if let Some(here) = sweeping.sweep.points().get(point) {
            let experiment = here.experiment.clone();
            self.leave_sweep();
            self.form.experiment = experiment;
            self.run(now);
            let text = format!("{label} is run again; s leads back to the sweep");
            self.message = self.message.take().or(Some(Message::Note(text)));
        }
        true
    }

    /// Closes the timeline of a point, or the sweep. Returns whether there was one to be closed.
    pub(super) fn close_sweep(&mut self) -> bool {
        let Some(sweeping) = &mut self.sweeping else {
            return false;
        };
        if sweeping.opened.take().is_some() {
            self.center = Center::Sweep;
            return true;
        }
        if self.center == Center::Sweep && sweeping.turn.is_none() {
            sweeping.cursor = None;
            self.center = Center::Timeline;
            return true;
        }
        false
    }
}
