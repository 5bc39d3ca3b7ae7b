//! [`ActiveRun`]: the run that goes on or was the last to, from its first span until after its end.

use super::background::{aside, close, discard};
use crate::{
    base::{Moment, Nanos, Ratio},
    log::{Baseline, Description, Follow, Outcome},
    model::{Axis, Figures, Finding, Origin, Prediction, Run, Scaling},
    plan::{Cost, Resolved},
    sample::{Costs, Round},
    session::Phase,
    ui::{Opened, run_view::RunView},
};
use std::{sync::Arc, thread::JoinHandle};

/// The length of the axis of a run of which nothing is known.
const SOME_TIME: Nanos = Nanos::from_millis(1000);

/// Steps of a growing bar that can be told apart in a cell.
const EIGHTHS: u64 = 8;

/// All that a prediction depends on besides the machine's costs: the experiment, T₁, and how fast
/// a core is beside others.
type Foreseen = (Resolved, Option<Nanos>, Option<Ratio>);

/// The active run, with its log, its phase and its prediction.
pub(super) struct ActiveRun {
    shown: RunView,
    reader: Option<Box<dyn Follow>>,
    phase: Option<Phase>,
    /// Whether what is shown is of the experiment that was begun last.
    begun: bool,
    /// The runs that count, each without its spans.
    counted: Vec<Run>,
    /// The results of several numbers of workers.
    scaling: Scaling,
    /// How long the experiment's tasks are supposed to take one after another.
    estimate: Nanos,
    /// The machine's costs besides the tasks, where they were measured.
    costs: Option<Costs>,
    /// The input of the last prediction, or of the one that is being made.
    foreseen: Option<Foreseen>,
    /// The thread that makes a prediction.
    simulation: Option<JoinHandle<Option<Prediction>>>,
    /// The run that is predicted next.
    unforeseen: Option<Run>,
    /// When the log was last found to have something new.
    followed: Moment,
}

impl ActiveRun {
    /// With a run that was opened from a file, if any.
    pub(super) fn new(opened: Option<Opened>) -> Self {
        Self {
            shown: opened.map_or_else(|| RunView::nothing(SOME_TIME), RunView::opened),
            reader: None,
            phase: None,
            begun: false,
            counted: Vec::new(),
            scaling: Scaling::default(),
            estimate: SOME_TIME,
            costs: None,
            foreseen: None,
            simulation: None,
            unforeseen: None,
            followed: Moment::default(),
        }
    }

    /// Whether there is only a preview of the run from a file.
    pub(super) fn is_preview(&self) -> bool {
        self.shown.run.as_deref().is_some_and(Run::is_preview)
    }

    /// Takes the whole run from a file in place of its preview.
    pub(super) fn complete(&mut self, opened: Opened) {
        self.shown = RunView::opened(opened);
    }

    /// Predicts runs by these costs from now on.
    pub(super) fn foresee(&mut self, costs: Option<&Costs>) {
        self.costs = costs.copied();
    }

    /// Those costs.
    pub(super) const fn costs(&self) -> Option<&Costs> {
        self.costs.as_ref()
    }

    pub(super) const fn shown(&self) -> &RunView {
        &self.shown
    }

    pub(super) const fn phase(&self) -> Option<Phase> {
        self.phase
    }

    /// Whether what is shown is of the experiment that was begun last.
    pub(super) const fn has_begun(&self) -> bool {
        self.begun
    }

    /// The result of the experiment that was begun last, as far as it got.
    pub(super) fn result(&self) -> Option<RunView> {
        self.begun.then(|| self.shown.kept())
    }

    /// Whether the experiment that was begun last has reached a run, beyond the phases before it.
    pub(super) fn has_run(&self) -> bool {
        let goes_on = matches!(self.phase, Some(Phase::Run { .. } | Phase::Watch));
        self.begun && (goes_on || !self.counted.is_empty())
    }

    /// How long the run has taken; `None` in other phases.
    pub(super) fn running_for(&self, now: Moment) -> Option<Nanos> {
        matches!(self.phase, Some(Phase::Run { .. })).then(|| self.shown.elapsed(now))
    }

    /// A round of processes came in. Returns whether it says anything new.
    pub(super) fn see(&mut self, round: Round, now: Moment) -> bool {
        self.shown.processes.see(round, now)
    }

    /// An experiment is about to begin; what was going on is over.
    pub(super) fn prepare(&mut self, experiment: &Resolved, now: Moment) {
        self.settle(now);
        self.begun = false;
        self.counted.clear();
        self.shown.figures = None;
        self.shown.walls.clear();
        self.shown.findings.clear();
        self.shown.laws.clear();
        self.shown.left_out.clear();
        self.estimate = match experiment.cost {
            Cost::Time(time) | Cost::Found { time, .. } => {
                time * u64::from(experiment.task_count())
            }
            Cost::Default | Cost::Size(_) => SOME_TIME,
        };
    }

    /// A program is about to be watched; what was going on is over.
    pub(super) fn prepare_program(&mut self, now: Moment) {
        self.settle(now);
        self.begun = false;
        self.counted.clear();
        self.shown = RunView::nothing(SOME_TIME);
        self.estimate = SOME_TIME;
    }

    /// A phase began. A calibration has nothing to be shown: what was there stays.
    pub(super) fn begin(
        &mut self,
        phase: Phase,
        origin: Origin,
        description: Description,
        reader: Option<Box<dyn Follow>>,
    ) {
        self.phase = Some(phase);
        if reader.is_none() {
            return;
        }
        let run = Run::new(origin, description);
        self.shown.axis = Axis::expecting(run.ideal().unwrap_or(self.estimate));
        self.predict(&run, phase);
        self.shown.miss = None;
        if let Some(old) = self.shown.run.replace(Arc::new(run)) {
            discard(old);
        }
        self.shown.findings.clear();
        self.shown.ended = None;
        self.shown.processes.clear();
        self.shown.cores = None;
        close(std::mem::replace(&mut self.reader, reader));
        self.begun = true;
    }

    /// Predicts a run, unless the prediction of the one before holds for it; one with very many
    /// tasks is predicted on another thread.
    fn predict(&mut self, run: &Run, phase: Phase) {
        let costs = self.costs.filter(|_| phase != Phase::Baseline);
        let serial = run.baseline().map(|serial| serial.wall);
        let speed = run.description.core_speed;
        let foreseen = costs.and_then(|_| Some((run.planned()?.clone(), serial, speed)));
        if foreseen == self.foreseen {
            return;
        }
        self.foreseen = foreseen;
        self.shown.prediction = None;
        self.unforeseen = None;
        let Some(costs) = costs else { return };
        if run.task_count() <= Prediction::MOST_DRAWN {
            self.shown.prediction = Prediction::of_run(run, &costs);
            return;
        }
        self.unforeseen = Some(run.clone());
        self.simulate();
    }

    /// Begins the prediction that is wanted. One at a time, so that repeated requests do not fill
    /// the machine; of the requests meanwhile, only the last is kept. Where every core is being
    /// measured, it waits until that is over.
    fn simulate(&mut self) {
        let disturbs = |run: &Run| self.phase.is_some() && run.fills_cores();
        if self.simulation.is_none()
            && let Some(costs) = self.costs
            && let Some(run) = self.unforeseen.take_if(|run| !disturbs(run))
        {
            self.simulation = aside(move || Prediction::of_run(&run, &costs));
        }
    }

    /// Takes in a prediction that was being made. Returns whether there is one.
    fn foretold(&mut self, now: Moment) -> bool {
        let Some(made) = self.simulation.take_if(|made| made.is_finished()) else {
            return false;
        };
        self.simulate();
        // A thread that panicked has reported it already.
        let Some(prediction) = made.join().ok().flatten() else {
            return false;
        };
        let shown = &mut self.shown;
        let wanted = self.foreseen.as_ref();
        let is_wanted = wanted.is_some_and(|wanted| wanted.0 == *prediction.experiment());
        let Some(run) = shown.run.as_deref().filter(|_| is_wanted) else {
            return false;
        };
        shown.miss = run.is_over().then(|| prediction.miss(run, now)).flatten();
        shown.prediction = Some(prediction);
        true
    }

    /// A phase ended. Returns why, if it failed.
    pub(super) fn end(
        &mut self,
        phase: Phase,
        description: Description,
        now: Moment,
    ) -> Option<String> {
        let failure = description.outcome.as_ref()?.failure.as_ref();
        let failure = failure.map(ToString::to_string);
        match phase {
            Phase::Calibration | Phase::Ceiling => return failure,
            // One that failed leaves T₁ as it was.
            Phase::Again => {
                self.hold_against(description.baseline.as_ref(), now);
                return None;
            }
            Phase::Baseline | Phase::Warmup { .. } | Phase::Run { .. } | Phase::Watch => {}
        }
        self.follow(u16::MAX, now);
        // The run is not shared before it has ended, so this makes no copy.
        let run = Arc::make_mut(self.shown.run.as_mut()?);
        run.conclude(description);
        // Now that the program has ended, no process of it is waited for any more.
        if let Some(reader) = self.reader.as_mut().filter(|_| run.watched().is_some()) {
            run.follow(&mut **reader);
        }
        close(self.reader.take());
        if matches!(phase, Phase::Run { .. } | Phase::Watch) {
            self.counted.push(run.without_spans());
        }
        self.judge(now);
        let shown = &mut self.shown;
        let elapsed = shown.elapsed(now);
        shown.axis = shown.axis.holding(elapsed);
        if elapsed * 3 < shown.axis.length() * 2 {
            shown.axis = Axis::fitting(elapsed);
        }
        failure
    }

    /// T₁ was measured again: the results are computed anew from it.
    fn hold_against(&mut self, baseline: Option<&Baseline>, now: Moment) {
        let Some(run) = self.shown.run.as_mut().filter(|_| self.begun) else {
            return;
        };
        Arc::make_mut(run).hold_against(baseline);
        for run in &mut self.counted {
            run.hold_against(baseline);
        }
        self.judge(now);
    }

    /// Computes the results of a phase that has ended.
    fn judge(&mut self, now: Moment) {
        let shown = &mut self.shown;
        let Some(run) = shown.run.as_deref() else {
            return;
        };
        shown.findings = Finding::all(run);
        let prediction = shown.prediction.as_ref();
        shown.miss = prediction.and_then(|prediction| prediction.miss(run, now));
        if self.counted.is_empty() {
            return;
        }
        shown.figures = Figures::of(&self.counted);
        let outcomes = self.counted.iter().filter_map(Run::outcome);
        let sound = outcomes.filter(|outcome| outcome.failure.is_none());
        shown.walls = sound.map(Outcome::wall).collect();
        // A disturbed measurement does not go into the laws.
        let certain = |figures: &&Figures| figures.disturbance.is_none();
        if let Some(figures) = shown.figures.as_ref().filter(certain) {
            self.scaling.add(run, figures);
        }
        shown.laws = self.scaling.laws(run);
        shown.left_out = self.scaling.left_out(run);
    }

    /// All phases have ended, or were stopped.
    pub(super) fn finish(&mut self, now: Moment) {
        self.settle(now);
        self.simulate();
    }

    /// Ends the phase that went on.
    fn settle(&mut self, now: Moment) {
        self.phase = None;
        close(self.reader.take());
        self.shown.ended = self.shown.ended.or(Some(now));
    }

    /// Reads on in the log. Returns whether a screen of so many columns would show a change.
    pub(super) fn follow(&mut self, columns: u16, now: Moment) -> bool {
        let foretold = self.foretold(now);
        let (Some(run), Some(reader)) = (&mut self.shown.run, &mut self.reader) else {
            return foretold;
        };
        let run = Arc::make_mut(run);
        let news = run.follow(&mut **reader);
        let grain = self.shown.axis.length() / (u64::from(columns) * EIGHTHS);
        let grows = run.lanes.iter().any(|lane| lane.now.is_some());
        let seen = news || (grows && now.since(self.followed) >= grain);
        if seen {
            self.followed = now;
        }
        seen || foretold
    }
}

#[cfg(test)]
impl ActiveRun {
    /// Gives the run that is shown the lanes that its log would have had.
    pub(super) fn restore(&mut self, lanes: Vec<crate::log::Lane>) {
        self.reader = None;
        if let Some(run) = &mut self.shown.run {
            *run = Arc::new(Run::clone(run).with_lanes(lanes));
        }
    }
}
