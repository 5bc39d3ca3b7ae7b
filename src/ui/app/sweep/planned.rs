//! [`Planned`]: the sweep that a key would begin, with its prediction: a preview of the curve.

use super::{
    super::{App, host::Host},
    Sweeping,
};
use crate::{
    base::{Moment, Nanos},
    log::Machine,
    model::{Prediction, Run},
    plan::Sweep,
    sample::Costs,
    ui::{Layout, Pane, SweepState, SweepView},
};

/// The most tasks in all its points that are simulated while the form is being changed: more would
/// take too long.
const MOST_TASKS: u32 = 50_000;

/// A sweep of which nothing was run.
pub(in crate::ui::app) struct Planned {
    sweeping: Sweeping,
    /// T₁, measured or meant.
    serial: Option<Nanos>,
    /// The run that gives the time of the tasks, if there is one.
    run: Option<Moment>,
}

impl Planned {
    fn new(sweep: Sweep, machine: &Machine, run: Option<&Run>, costs: Option<&Costs>) -> Self {
        let mut planned = Self {
            sweeping: Sweeping::new(sweep, Vec::new(), None, machine),
            serial: None,
            run: run.and_then(Run::began),
        };
        if let Some(costs) = costs {
            planned.foretell(machine.usable_cores, run, costs);
        }
        planned
    }

    /// Predicts the points from the task times of a run, or from those that were set.
    fn foretell(&mut self, cores: u32, run: Option<&Run>, costs: &Costs) {
        let points = self.sweeping.sweep.points().iter();
        let tasks = points.clone().map(|point| point.experiment.task_count());
        if tasks.fold(0, u32::saturating_add) > MOST_TASKS {
            return;
        }
        if let Some((run, baseline)) = run.and_then(|run| Some((run, run.baseline()?))) {
            self.sweeping.foretell(run, costs);
            self.serial = Some(baseline.wall);
        }
        let predicted = &mut self.sweeping.predicted;
        if predicted.iter().any(Option::is_some) {
            return;
        }
        let points = self.sweeping.sweep.points().iter();
        let estimates =
            points.map(|point| Prediction::estimate(&point.experiment, costs, cores, None));
        let estimates: Vec<_> = estimates.collect();
        let first = estimates.iter().flatten().next();
        let serial = first.and_then(|one| one.run().baseline());
        self.serial = serial.map(|serial| serial.wall);
        *predicted = estimates
            .iter()
            .map(|one| one.as_ref().map(Prediction::wall))
            .collect();
    }

    /// Its view; the prediction is in it only if `is_told`.
    pub(in crate::ui::app) fn view(&self, is_told: bool) -> SweepView<'_> {
        let view = self.sweeping.view(None);
        SweepView {
            state: SweepState::Planned,
            serial: self.serial.filter(|_| is_told),
            predicted: if is_told { view.predicted } else { &[] },
            ..view
        }
    }
}

impl<E: Host> App<E> {
    /// Plans the sweep anew after a change of the form; there is no plan once a sweep has begun.
    pub(in crate::ui::app) fn plan_sweep(&mut self) {
        let is_seen =
            self.arrangement.center == Pane::Sweep || self.arrangement.layout == Layout::Explore;
        let is_asked = is_seen && self.runs.sweeping.is_none();
        let sweep = is_asked.then(|| self.wanted_sweep(false).ok()).flatten();
        let Some(sweep) = sweep else {
            self.planned = None;
            return;
        };
        let run = self
            .runs
            .live
            .shown()
            .run
            .as_deref()
            .filter(|run| run.is_over());
        let known = self.planned.as_ref().is_some_and(|known| {
            known.sweeping.sweep == sweep && known.run == run.and_then(Run::began)
        });
        if !known {
            let planned = Planned::new(sweep, &self.machine, run, self.runs.live.costs());
            self.planned = Some(planned);
        }
    }
}
