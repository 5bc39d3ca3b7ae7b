//! Lecture mode, for a projector and a remote with four keys: the keys and the captions.

use super::{App, host::Host};
use crate::{
    base::Moment,
    model::{Disturbance, Run, caption},
    plan::Adjustment,
    session::Phase,
    ui::{Action, Message, Pane, Remote, Trials, View, uncertain::uncertain},
};

impl<E: Host> App<E> {
    /// Enters lecture mode, or leaves it.
    pub(super) fn toggle_lecture(&mut self) {
        if let Some([center, focus]) = self.panes.lecture.back.take() {
            (self.arrangement.center, self.arrangement.focus) = (center, focus);
        } else {
            self.windows.help.is_open = false;
            self.panes.lecture.back = Some([self.arrangement.center, self.arrangement.focus]);
            (self.arrangement.center, self.arrangement.focus) = (Pane::Lecture, Pane::Lecture);
        }
    }

    /// Leaves lecture mode for an action that has no place in it.
    pub(super) fn make_room_for(&mut self, action: Action) {
        let is_elsewhere = matches!(
            action,
            Action::Show(_)
                | Action::Layout(_)
                | Action::ToggleFull
                | Action::ClosePane
                | Action::FocusNext
                | Action::FocusPrevious
                | Action::Sweep
                | Action::SweepBoth
        );
        if is_elsewhere && self.panes.lecture.is_on() {
            self.toggle_lecture();
        }
    }

    /// A key of the remote.
    pub(super) fn remote(&mut self, key: Remote, now: Moment) {
        match key {
            Remote::Next if self.runs.trials.is_some() => {
                self.step_trial(|trials, running| trials.step(1, running));
            }
            Remote::Previous if self.runs.trials.is_some() => self.step_trial(Trials::step_back),
            Remote::Next => self.remote_mode(Adjustment::Up, now),
            Remote::Previous => self.remote_mode(Adjustment::Down, now),
            Remote::Press | Remote::Leave if self.is_running() => self.stop(now),
            Remote::Press => self.run(now),
            Remote::Leave if self.windows.help.is_open => self.windows.help.is_open = false,
            Remote::Leave if self.panes.lecture.is_on() => self.toggle_lecture(),
            Remote::Leave => {}
        }
    }

    /// Chooses another mode and names it, as the form is not on the screen.
    fn remote_mode(&mut self, step: Adjustment, now: Moment) {
        self.turn_named("mode", step, now);
        let mode = self.panes.form.experiment.mode;
        let key = self.keys.label(Action::Remote(Remote::Press));
        let text = if self.is_running() {
            format!("mode {mode} for the next run: {key} stops this one")
        } else {
            format!("mode {mode}: {key} runs it")
        };
        self.message.get_or_insert(Message::Note(text));
    }

    /// Says what is happening at the moment that is shown, which need not be the present.
    pub(super) fn narrate(&mut self, now: Moment) {
        if !self.panes.lecture.is_on() {
            return;
        }
        let view = self.view(now);
        let over = view.run.is_some_and(Run::is_over);
        let stands = view
            .scope
            .paused
            .is_some_and(|paused| paused.speed.is_none());
        let text = narration(&view);
        self.changed |= self.panes.lecture.say(text, over, stands, now);
    }
}

/// The caption for the run that is shown.
fn narration(view: &View<'_>) -> Option<String> {
    let run = view.run;
    let over = run.is_some_and(Run::is_over);
    let of_run = || {
        let run = run?;
        let paused = view.scope.paused;
        let past = paused.is_some_and(|paused| paused.at < paused.all);
        let cut = view.phase.is_none() && !over && !past;
        let reason = Disturbance::of(run).filter(|_| over);
        Some(if cut {
            format!("stopped after {}", run.elapsed(view.now))
        } else if let Some(reason) = reason {
            uncertain(reason, view.keys)
        } else {
            caption(run, view.conclusions.findings, view.now)
        })
    };
    match view.phase {
        Some(Phase::Calibration) => Some("first it is found out how large a task has to be".into()),
        Some(Phase::Ceiling) => {
            Some("how fast are copies of the task that have nothing to do with each other?".into())
        }
        Some(Phase::Baseline) if !over => of_run().map(|text| format!("T₁ first: {text}")),
        Some(Phase::Warmup { .. }) if !over => {
            of_run().map(|text| format!("a run to warm up: {text}"))
        }
        _ => of_run(),
    }
}
