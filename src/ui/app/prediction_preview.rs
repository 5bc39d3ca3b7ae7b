//! [`PredictionPreview`]: the prediction for the experiment in the form, before it was ever run.

use crate::{
    base::{Moment, Ratio},
    model::{Prediction, Run},
    plan::{Experiment, Resolved},
    sample::Costs,
    ui::Message,
};

/// The most tasks that are simulated while the form is being changed: more would take too long.
const MOST_TASKS: u32 = 50_000;

/// The prediction for the experiment in the form, and the user's guess.
#[derive(Default)]
pub(super) struct PredictionPreview {
    costs: Option<Costs>,
    guess: Option<Ratio>,
    hidden: bool,
    /// The experiment that was predicted last, the beginning of the run that gave its task times,
    /// and the prediction.
    seen: Option<(Experiment, Option<Moment>, Option<Prediction>)>,
}

impl PredictionPreview {
    pub(super) fn new(costs: Option<&Costs>, guess: Option<Ratio>) -> Self {
        Self {
            costs: costs.copied(),
            guess,
            hidden: false,
            seen: None,
        }
    }

    /// Simulates the experiment, unless it was the last one, too. The time of its tasks is known
    /// from a run of the same tasks; if there is none, it is the time that was set for them.
    pub(super) fn look_at(&mut self, experiment: &Experiment, cores: u32, run: Option<&Run>) {
        let Some(costs) = &self.costs else { return };
        let began = run.and_then(Run::began);
        let is_seen = |(seen, of, _): &(Experiment, _, _)| seen == experiment && *of == began;
        if self.seen.as_ref().is_some_and(is_seen) {
            return;
        }
        let resolved = experiment.resolve(cores).ok();
        let resolved =
            resolved.filter(|one| one.is_predictable() && one.task_count() <= MOST_TASKS);
        let foresee = |resolved: &Resolved| {
            let known = run.and_then(|run| {
                let planned = run.planned()?;
                let experiment = resolved.with_size(planned.known_size()?);
                let same = experiment.tasks_key() == planned.tasks_key();
                let speed = run.description.core_speed;
                let of = |serial| Prediction::of(&experiment, serial, costs, cores, speed);
                run.baseline().filter(|_| same).map(of)
            });
            known.or_else(|| Prediction::estimate(resolved, costs, cores, None))
        };
        let prediction = resolved.as_ref().and_then(foresee);
        self.seen = Some((experiment.clone(), began, prediction));
    }

    /// The prediction, if there is one.
    pub(super) fn prediction(&self) -> Option<&Prediction> {
        self.seen.as_ref()?.2.as_ref()
    }

    /// Whether it is drawn.
    pub(super) const fn is_shown(&self) -> bool {
        !self.hidden
    }

    /// Shows it from now on.
    pub(super) const fn show(&mut self) {
        self.hidden = false;
    }

    /// The speedup that the user expects.
    pub(super) const fn guess(&self) -> Option<Ratio> {
        self.guess
    }

    /// Shows or hides it; says why there is nothing to be shown.
    pub(super) fn toggle(&mut self) -> Option<Message> {
        self.hidden = !self.hidden;
        let text = match (&self.costs, self.hidden) {
            (None, _) => "nothing is predicted yet: run `parscope calibrate` once",
            (Some(_), true) => "the expected run is hidden",
            (Some(_), false) => return None,
        };
        Some(Message::Note(text.into()))
    }
}
