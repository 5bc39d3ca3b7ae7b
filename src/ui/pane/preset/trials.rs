//! [`Trials`]: the trials of a step, run one after another and kept to be compared.
//!
//! A step runs whole. A trial that the user changes stands beside them as one more, and runs alone.

use super::trial_row::{TrialRow, TrialState};
use crate::{
    lesson::{Lesson, LessonStep},
    model::{Difference, Figures, Run},
    plan::Experiment,
    session::Member,
    ui::{LiveRun, run_view::RunView},
};

/// The label of a trial that the user changed.
const CHANGED: &str = "changed";

/// The label of a preset's only trial beside a changed one.
const ONLY: &str = "preset";

/// The step whose trials are open.
pub struct Trials {
    step: &'static LessonStep,
    /// The preset that is this step; `None` in a lesson, which shows the text beside the run.
    preset: Option<&'static Lesson>,
    /// Those of the step, and behind them the changed one, if there is one.
    entries: Vec<TrialResult>,
    /// The trial whose experiment is in the form.
    at: usize,
    /// The trial whose run is looked at again; `None` while the active run is shown.
    again: Option<usize>,
}

/// A trial with its result.
struct TrialResult {
    label: &'static str,
    experiment: Experiment,
    result: Option<RunView>,
    /// Whether the experiment has been changed since it was begun.
    stale: bool,
}

impl Trials {
    pub(in crate::ui) fn of_preset(preset: &'static Lesson) -> Self {
        Self {
            preset: Some(preset),
            ..Self::of_step(preset.first_step())
        }
    }

    pub(in crate::ui) fn of_step(step: &'static LessonStep) -> Self {
        let label = |label: &'static str| if label.is_empty() { ONLY } else { label };
        let trials = step.trials.iter();
        Self {
            step,
            preset: None,
            entries: trials
                .map(|trial| TrialResult::new(label(&trial.label), &trial.experiment))
                .collect(),
            at: 0,
            again: None,
        }
    }

    pub(in crate::ui) const fn preset(&self) -> Option<&'static Lesson> {
        self.preset
    }

    /// Whether these are the trials of that step.
    pub(in crate::ui) fn are_of(&self, step: &LessonStep) -> bool {
        std::ptr::eq(self.step, step)
    }

    /// The experiment for the form.
    pub(in crate::ui) fn experiment(&self) -> Option<&Experiment> {
        self.entries.get(self.at).map(|entry| &entry.experiment)
    }

    /// The trials that run when the user says so: the changed one alone, or all from the first.
    pub(in crate::ui) fn due(&self) -> Vec<(usize, Experiment)> {
        let own = self.own();
        let due = if self.at < own {
            0..own
        } else {
            self.at..self.at + 1
        };
        let entries = self.entries.iter().enumerate();
        let due = entries.filter(|(trial, _)| due.contains(trial));
        due.map(|(trial, entry)| (trial, entry.experiment.clone()))
            .collect()
    }

    /// A trial began. A view of the trial before moves on to it; a view of another stays.
    pub(in crate::ui) fn began(&mut self, trial: usize) {
        let asked = trial == 0 || trial == self.own();
        let watched = self.again.is_none() && self.at + 1 == trial;
        let anew = if trial == 0 { self.own() } else { 1 };
        for entry in self.entries.iter_mut().skip(trial).take(anew) {
            entry.result = None;
            entry.stale = false;
        }
        if asked || watched {
            self.at = trial;
        }
        if self.at == trial {
            self.again = None;
        }
    }

    /// A trial has ended, with that result.
    pub(in crate::ui) fn ended(&mut self, trial: usize, result: Option<RunView>) {
        if let Some(entry) = self.entries.get_mut(trial) {
            entry.result = result;
        }
    }

    /// The experiment in the form was changed. Returns the trial that gave way to the new one, if
    /// one did.
    pub(in crate::ui) fn change(&mut self, experiment: &Experiment) -> Option<usize> {
        let own = self.own();
        if let Some(entry) = self.entries.get_mut(own).filter(|_| self.at == own) {
            entry.experiment = experiment.clone();
            entry.stale = true;
            return None;
        }
        self.again = self.again.filter(|&trial| trial < own);
        let gave_way = (self.entries.len() > own).then_some(own);
        self.entries.truncate(own);
        self.entries.push(TrialResult::new(CHANGED, experiment));
        self.at = own;
        gave_way
    }

    /// Goes on by so many trials, and from the last to the first; shows the result of that trial
    /// again, if it has one; `running` is the trial that goes on.
    pub(in crate::ui) fn step(&mut self, by: usize, running: Option<usize>) {
        self.at = (self.at + by) % self.entries.len().max(1);
        if running == Some(self.at) {
            self.again = None;
        } else if self
            .entries
            .get(self.at)
            .is_some_and(TrialResult::has_result)
        {
            self.again = Some(self.at);
        }
    }

    /// Goes back by one.
    pub(in crate::ui) fn step_back(&mut self, running: Option<usize>) {
        self.step(self.entries.len().saturating_sub(1), running);
    }

    /// The run that is looked at again, if one is.
    pub(in crate::ui) fn shown(&self) -> Option<&RunView> {
        self.entries.get(self.again?)?.result.as_ref()
    }

    /// The results of its own trials; `None` for one that was not run.
    pub(in crate::ui) fn results(&self) -> impl Iterator<Item = Option<&RunView>> {
        let own = self.entries.iter().take(self.own());
        own.map(|entry| entry.result.as_ref())
    }

    /// Takes these as the results of its own trials, and looks at the last.
    pub(in crate::ui) fn fill(&mut self, results: Vec<RunView>) {
        for (entry, result) in self.entries.iter_mut().zip(results) {
            entry.result = Some(result);
        }
        self.at = self.own().saturating_sub(1);
        self.step(0, None);
    }

    /// The title of the step.
    pub(in crate::ui) fn title(&self) -> &'static str {
        &self.step.title
    }

    /// The text that says what to look at; empty in a lesson, which shows it beside the run.
    pub(in crate::ui) fn text(&self) -> &'static str {
        self.preset.map_or("", |preset| &preset.about)
    }

    /// Which trial's experiment is in the form.
    pub(in crate::ui) const fn at(&self) -> usize {
        self.at
    }

    /// How many there are, with the one that the user changed.
    pub(in crate::ui) const fn count(&self) -> usize {
        self.entries.len()
    }

    /// Its trials as they stand, and behind them the one that the user changed.
    pub(in crate::ui) fn rows(&self, live: LiveRun<'_>) -> Vec<TrialRow> {
        let rows = self.entries.iter().enumerate().map(|(index, entry)| {
            if live.member == Some(Member::Trial(index)) {
                TrialRow {
                    label: entry.label,
                    state: TrialState::Running,
                    wall: live.taken,
                    speedup: None,
                    is_even: false,
                }
            } else {
                entry.row()
            }
        });
        let mut rows: Vec<_> = rows.collect();
        self.mark_even(&mut rows);
        rows
    }

    /// Marks trials that are no more than noise behind the fastest, so that no winner is shown
    /// where there is none.
    fn mark_even(&self, trials: &mut [TrialRow]) {
        let done = |row: &TrialRow| row.state == TrialState::Done;
        let measured = (0..trials.len()).filter(|&index| done(&trials[index]));
        let Some(fastest) = measured.min_by_key(|&index| trials[index].wall) else {
            return;
        };
        let walls = |index: usize| {
            let result = self.entries.get(index)?.result.as_ref()?;
            Some(result.walls.as_slice())
        };
        for (index, row) in trials.iter_mut().enumerate() {
            let difference = walls(fastest)
                .zip(walls(index))
                .and_then(|(best, other)| Difference::of(best, other));
            row.is_even = index != fastest
                && row.state == TrialState::Done
                && difference.is_some_and(|difference| !difference.stands_out());
        }
    }

    /// How many trials are the step's own.
    const fn own(&self) -> usize {
        self.step.trials.len()
    }
}

impl TrialResult {
    fn new(label: &'static str, experiment: &Experiment) -> Self {
        Self {
            label,
            experiment: experiment.clone(),
            result: None,
            stale: false,
        }
    }

    const fn has_result(&self) -> bool {
        self.result.is_some()
    }

    fn row(&self) -> TrialRow {
        let result = self.result.as_ref().filter(|_| !self.stale);
        let outcome = result.map(|shown| shown.run.as_deref().and_then(Run::outcome));
        let state = match outcome {
            None => TrialState::Waiting,
            Some(None) => TrialState::Stopped,
            Some(Some(outcome)) if outcome.verified => TrialState::Done,
            Some(Some(_)) => TrialState::Failed,
        };
        let figures = result.and_then(|shown| shown.figures.as_ref());
        let figures = figures.filter(|_| state == TrialState::Done);
        TrialRow {
            label: self.label,
            state,
            wall: figures.map(|figures: &Figures| figures.wall.median),
            speedup: figures.and_then(Figures::said_speedup),
            is_even: false,
        }
    }
}
