//! Presets: choosing one, and looking at its trials.

use super::{App, active_run::ActiveRun, host::Host};
use crate::{
    base::Moment,
    lesson::{Lesson, PRESETS},
    session::Member,
    ui::{
        Message, Trials,
        pane::{presets::Picker, search_list::Pressed},
    },
};
use crossterm::event::KeyEvent;

impl<E: Host> App<E> {
    /// Opens a preset: its first trial is in the form, and nothing is run yet.
    pub(in crate::ui) fn opening(mut self, preset: Option<&'static Lesson>) -> Self {
        if let Some(preset) = preset {
            self.set_aside();
            self.open(Trials::of_preset(preset));
        }
        self
    }

    /// Opens the list of presets.
    pub(super) fn pick(&mut self) {
        self.windows.help.is_open = false;
        self.windows.palette = None;
        let open = self.runs.trials.as_ref().and_then(Trials::preset);
        self.windows.presets = Some(Picker::new(&PRESETS, open));
    }

    /// A key, while the list of presets is open. Returns whether it was one of the list's.
    pub(super) fn choose(&mut self, key: &KeyEvent, now: Moment) -> bool {
        let Some(picker) = &mut self.windows.presets else {
            return false;
        };
        match picker.press(key) {
            Pressed::NotMine => return false,
            Pressed::GoesOn | Pressed::Typed => {}
            Pressed::Cancelled => self.windows.presets = None,
            Pressed::Chosen(preset) => {
                self.windows.presets = None;
                self.engine.stop();
                self.engine(now);
                self.set_aside();
                self.open(Trials::of_preset(preset));
                self.message = None;
                self.run(now);
            }
        }
        self.changed = true;
        true
    }

    /// Looks at the trial that is so many further on, and from the last at the first.
    pub(super) fn step_trial(&mut self, step: fn(&mut Trials, Option<usize>)) {
        let running = self.running_trial();
        let Some(trials) = &mut self.runs.trials else {
            let text = "there is nothing to compare: a preset may have several trials";
            self.message = Some(Message::Note(text.into()));
            return;
        };
        step(trials, running);
        self.fill_form();
    }

    /// The trial that goes on, if one does.
    pub(super) fn running_trial(&self) -> Option<usize> {
        match self.campaign.running() {
            Some(Member::Trial(trial)) => Some(trial),
            _ => None,
        }
    }

    pub(super) fn open(&mut self, trials: Trials) {
        self.runs.live = ActiveRun::new(None);
        self.runs.trials = Some(trials);
        self.fill_form();
    }

    /// Remembers the experiment in the form, unless it is of a preset or a lesson.
    pub(super) fn set_aside(&mut self) {
        let is_own = self.runs.trials.is_none() && !self.is_taught();
        if is_own || self.before.is_none() {
            self.before = Some(self.panes.form.experiment.clone());
        }
    }

    /// Closes the preset, if one is open. Outside of a lesson, the experiment from before is in the
    /// form again.
    pub(super) fn close_preset(&mut self, now: Moment) {
        if self.runs.trials.take().is_some() && !self.is_taught() {
            self.bring_back(now);
        }
    }

    /// Puts the experiment from before back into the form; undo brings the present one back.
    pub(super) fn bring_back(&mut self, now: Moment) {
        let Some(own) = self.before.take() else {
            return;
        };
        let left = std::mem::replace(&mut self.panes.form.experiment, own);
        if left != self.panes.form.experiment {
            self.panes.form.changes.keep("mode", left, now);
            self.foresee();
        }
    }

    /// The form has the experiment of the trial that is looked at.
    pub(super) fn fill_form(&mut self) {
        if let Some(experiment) = self.runs.trials.as_ref().and_then(Trials::experiment) {
            self.panes.form.experiment = experiment.clone();
        }
    }
}
