//! The history of runs: keeping runs in it, and opening them.

use super::{App, host::Host};
use crate::{
    base::Moment,
    model::Run,
    plan::Experiment,
    ui::{Action, Message, Opened, Pane, pane::history::words, run_view::RunView},
};

/// The experiment of a run, as a form has it.
fn planned(run: &Run) -> Option<Experiment> {
    run.planned().map(|planned| Experiment::clone(planned))
}

impl<E: Host> App<E> {
    /// Keeps the run that has just ended. Returns its number.
    pub(super) fn remember(&mut self, now: Moment) -> Option<u32> {
        let experiment = self.program.is_none().then(|| self.begun.clone());
        self.runs
            .history
            .add(experiment, self.runs.live.shown(), now)
    }

    /// Keeps the run from a file that is shown, and others from further files, which it is
    /// compared with.
    pub(super) fn remember_opened(&mut self, others: impl Iterator<Item = Opened>) {
        let Some(run) = &self.runs.live.shown().run else {
            return;
        };
        let now = Moment::default();
        let experiment = planned(run);
        let mut numbers = Vec::from_iter(self.runs.history.add(
            experiment,
            self.runs.live.shown(),
            now,
        ));
        for opened in others {
            let experiment = planned(&opened.run);
            let shown = RunView::opened(opened);
            numbers.extend(self.runs.history.add(experiment, &shown, now));
        }
        if numbers.len() > 1 {
            self.runs.history.marked = numbers;
            self.arrangement.show(Pane::Compare);
        }
    }

    /// Opens the list of runs, or closes it.
    pub(super) fn show_history(&mut self) {
        self.arrangement.toggle(Pane::History);
    }

    /// Closes the history or a comparison, where one stands in the largest place and does not
    /// belong there. Returns which.
    pub(super) fn close_runs(&mut self) -> Option<Pane> {
        let closed = self.arrangement.center;
        let is_own = closed == self.arrangement.layout.center();
        if is_own || !matches!(closed, Pane::History | Pane::Compare) {
            return None;
        }
        self.arrangement.hide(closed);
        Some(closed)
    }

    /// Closes the timeline of an earlier run. Returns whether there was one.
    pub(super) fn close_past(&mut self) -> bool {
        let was_open = self.runs.history.opened.take().is_some();
        if was_open {
            self.arrangement.show(Pane::History);
        }
        was_open
    }

    /// Another run is about to begin: closes the history, so that it is seen.
    pub(super) fn leave_history(&mut self) {
        self.runs.history.opened = None;
        self.close_runs();
    }

    pub(super) fn step_run(&mut self, down: bool) {
        self.runs.history.step(down);
    }

    pub(super) fn mark_run(&mut self) {
        self.message = self.runs.history.mark().map(Message::Note);
    }

    /// Says that there is no run yet, and which key begins one.
    pub(super) fn no_run_yet(&self) -> String {
        let key = self.keys.label(Action::Run);
        match &self.program {
            Some(_) => "no run has ended yet: this one is kept when it does".into(),
            None => format!("no run has ended yet: {key} in the form begins one"),
        }
    }

    /// Opens the selected run in the timeline; its experiment is in the form.
    pub(super) fn open_run(&mut self, now: Moment) {
        let Some(past) = self.runs.history.current() else {
            self.message = Some(Message::Note(self.no_run_yet()));
            return;
        };
        let number = past.number;
        let is_import = past.digest.run.import().is_some();
        let is_program = past.digest.run.watched().is_some();
        let text = if is_program && past.shown.is_some() {
            let words = words(&past.digest.run).join(" · ");
            format!("run {number}, {words}; Esc leads back")
        } else if is_program {
            format!("the spans of run {number} are gone")
        } else if is_import && past.shown.is_some() {
            format!("run {number}, a trace of another program; Esc leads back")
        } else if is_import {
            format!("the spans of run {number}, a trace of another program, are gone")
        } else if past.shown.is_some() {
            format!("run {number}, its experiment in the form; Esc leads back")
        } else {
            format!("the spans of run {number} are gone, its experiment is in the form")
        };
        let is_whole = past.shown.is_some();
        if let Some(experiment) = past.experiment.clone() {
            let before = std::mem::replace(&mut self.panes.form.experiment, experiment);
            self.panes.form.changes.keep("mode", before, now);
        }
        // The experiment is no trial of a preset.
        self.runs.trials = None;
        self.forget_point();
        if is_whole {
            self.close_runs();
            if self.arrangement.center != Pane::Timeline {
                self.arrangement.show(Pane::Timeline);
            }
            self.let_go();
            self.runs.history.opened = Some(number);
        }
        self.message = Some(Message::Note(text));
    }
}
