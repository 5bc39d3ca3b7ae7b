//! The [`View`] of the app's state that a frame is made from.

use super::{App, host::Host};
use crate::{
    base::Moment,
    model::{Prediction, Run},
    plan::Experiment,
    ui::{
        Action, Conclusions, Expectation, LiveRun, Message, Pane, ReferenceKind, Scope,
        TimelineCommand, View, pane::sweep::Sweeping,
    },
};

impl<E: Host> App<E> {
    /// Everything that a frame is made from.
    pub(in crate::ui) fn view(&self, now: Moment) -> View<'_> {
        let again = self.runs.again();
        let shown = self.runs.shown();
        let point = self.runs.sweeping.as_ref().and_then(Sweeping::experiment);
        let experiment = point.unwrap_or(&self.panes.form.experiment);
        let view = View {
            experiment,
            changed: self.changed_from(),
            size: self.size(experiment),
            machine: &self.machine,
            run: shown.run.as_deref(),
            phase: self.runs.live.phase().filter(|_| again.is_none()),
            axis: shown.axis(now),
            now: shown.present(now),
            conclusions: Conclusions {
                figures: shown.figures.as_ref(),
                findings: &shown.findings,
                laws: &shown.laws,
                left_out: &shown.left_out,
                miss: shown.miss,
            },
            expectation: Expectation {
                prediction: shown
                    .prediction
                    .as_ref()
                    .or_else(|| {
                        let free = shown.run.is_none() && !self.is_in_step();
                        self.prediction_preview.prediction().filter(|_| free)
                    })
                    // A learner who has yet to guess does not see it.
                    .filter(|_| !self.is_asking()),
                next: self.next(),
                ghost: self.prediction_preview.is_shown()
                    && self.ghosts.who() == ReferenceKind::Expected,
                reference: self
                    .ghosts
                    .reference(&self.runs.live, now)
                    .filter(|_| self.prediction_preview.is_shown() && again.is_none()),
                guess: self.prediction_preview.guess(),
            },
            scope: Scope::default(),
            trials: self.runs.trials.as_ref(),
            sweep: self.runs.sweeping.as_ref(),
            live: self.live_run(now),
            history: &self.runs.history,
            cores: shown.cores.as_ref().unwrap_or(&self.cores),
            process_table: &shown.processes.process_table,
            panes: &self.panes,
            windows: &self.windows,
            arrangement: &self.arrangement,
            keys: &self.keys,
            message: self.message.as_ref(),
        };
        let mut view = self.panes.timeline.onto(view, shown, now);
        if let Some(paused) = view.scope.paused.as_mut().filter(|_| self.runs.holds()) {
            paused.live = true;
        }
        view
    }

    /// The run that goes on, whichever is shown.
    fn live_run(&self, now: Moment) -> LiveRun<'_> {
        let live = &self.runs.live;
        LiveRun {
            is_running: self.is_running(),
            member: self.campaign.running(),
            run: live.shown().run.as_deref(),
            axis: live.shown().axis(Moment::default()),
            taken: live.running_for(now),
            now,
        }
    }

    /// The size of a task, where it is known.
    fn size(&self, experiment: &Experiment) -> Option<u64> {
        experiment.known_size().or_else(|| {
            let experiment = experiment.resolve(self.machine.usable_cores).ok()?;
            self.engine.size(&experiment)
        })
    }

    /// The experiment of the run that is shown, where the form has another by now; `None` in a
    /// preset, a sweep or a comparison, which are of several runs.
    fn changed_from(&self) -> Option<&Experiment> {
        let is_compared = self.races() || self.arrangement.center == Pane::Compare;
        let is_one = self.runs.trials.is_none() && self.runs.sweeping.is_none() && !is_compared;
        let begun = self
            .runs
            .history
            .opened()
            .map_or(Some(&self.begun), |past| past.experiment.as_ref())?;
        let is_another = !begun.has_effect_of(&self.panes.form.experiment);
        let run = self.runs.shown().run.as_deref();
        let is_planned = run.is_some_and(|run| run.planned().is_some());
        (is_one && is_planned && is_another).then_some(begun)
    }

    /// The prediction for the form's experiment, over a run with another that has ended.
    fn next(&self) -> Option<&Prediction> {
        let is_told =
            self.prediction_preview.is_shown() && self.ghosts.who() == ReferenceKind::Expected;
        let ended = self.runs.shown().run.as_deref().is_some_and(Run::is_over);
        let is_next = ended && !self.is_running() && self.changed_from().is_some();
        let wanted = is_told && is_next && !self.is_asking();
        self.prediction_preview.prediction().filter(|_| wanted)
    }

    /// Keeps a paused run on the screen while the next run of the same experiment begins, as it
    /// does after the serial one: the user is still looking at it.
    pub(super) fn hold(&mut self, now: Moment) {
        let run = self.runs.live.shown().run.as_deref();
        let stands = run.is_some_and(|run| self.panes.timeline.stands_in(run));
        if stands && self.runs.live.has_begun() && self.runs.again().is_none() {
            let mut held = self.runs.live.shown().kept();
            held.ended.get_or_insert(now);
            self.runs.held = Some(held);
            let key = self.keys.label(Action::Timeline(TimelineCommand::Pause));
            let text = format!("the next run has begun: {key} shows it");
            self.message = Some(Message::Note(text));
        }
    }

    /// Shows the active run in place of a paused one. Returns whether there was one.
    pub(super) fn let_go(&mut self) -> bool {
        let held = self.runs.holds();
        if held {
            self.panes.timeline.resume();
        }
        self.runs.held = None;
        held
    }
}
