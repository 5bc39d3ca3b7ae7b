//! [`Planned`]: the sweep that a key would begin, with its prediction: a preview of the curve.

use super::sweeping::Sweeping;
use crate::{
    base::Moment,
    log::Machine,
    model::{Prediction, Run},
    plan::Sweep,
    sample::Costs,
};

/// The most tasks in all its points that are simulated while the form is being changed: more would
/// take too long.
const MOST_TASKS: u32 = 50_000;

/// A sweep of which nothing was run.
pub(in crate::ui) struct Planned {
    pub(in crate::ui) sweeping: Sweeping,
    /// The run that gives the time of the tasks, if there is one.
    run: Option<Moment>,
    /// Whether it was to be predicted.
    is_told: bool,
}

impl Planned {
    /// With a prediction where there are costs for it.
    pub(in crate::ui) fn new(
        sweep: Sweep,
        machine: &Machine,
        run: Option<&Run>,
        costs: Option<&Costs>,
    ) -> Self {
        let mut planned = Self {
            sweeping: Sweeping::planned(sweep, machine),
            is_told: costs.is_some(),
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
            self.sweeping.serial = Some(baseline.wall);
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
        self.sweeping.serial = serial.map(|serial| serial.wall);
        *predicted = estimates
            .iter()
            .map(|one| one.as_ref().map(Prediction::wall))
            .collect();
    }

    /// Whether it is the plan of that sweep, from that run and as far as it may be predicted.
    pub(in crate::ui) fn is_of(&self, sweep: &Sweep, run: Option<&Run>, is_told: bool) -> bool {
        let is_same = self.sweeping.sweep == *sweep && self.run == run.and_then(Run::began);
        is_same && self.is_told == is_told
    }
}
