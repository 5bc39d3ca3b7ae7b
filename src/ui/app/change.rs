//! Effects of a change of the experiment: a message, a run, or none.
//!
//! A value that does not fit the others is never undone: the others may be about to change. The
//! conflict is shown, and the experiment is not run.

use super::{App, host::Host};
use crate::{
    base::{Moment, Nanos},
    plan::{Adjustment, Chunksize, Domain, Experiment, Group, Mode, Parameter, Value, parameter},
    ui::{Action, Message, pane::experiment::Typing},
};
use strum::VariantNames;

/// After a change with `auto` on, how long a further change is waited for: a key that is held
/// down is one change, not thirty a second.
const SETTLING: Nanos = Nanos::from_millis(120);

impl<E: Host> App<E> {
    pub(super) fn turn_named(&mut self, name: &str, step: Adjustment, now: Moment) {
        match parameter(name) {
            Ok(row) => self.turn(row, step, now),
            Err(error) => self.message = Some(Message::Fault(error.to_string())),
        }
    }

    pub(super) fn turn(&mut self, row: &'static Parameter, step: Adjustment, now: Moment) {
        let before = self.panes.form.experiment.clone();
        if !(row.applies)(&before) {
            // A hidden parameter must not change unseen.
            return self.message = Some(Message::Note(self.without_effect(row, &before)));
        }
        row.step(
            &mut self.panes.form.experiment,
            step,
            self.machine.usable_cores,
        );
        if self.panes.form.experiment == before {
            self.message = Some(Message::Note(end_of(row, &before, step)));
        } else {
            self.settle(row, before, now);
        }
    }

    /// Sets a parameter to what was typed for it elsewhere.
    pub(super) fn set(&mut self, row: &'static Parameter, text: &str, now: Moment) {
        if self.refuses_experiment() {
            return;
        }
        let before = self.panes.form.experiment.clone();
        match row.set(&mut self.panes.form.experiment, text) {
            Ok(()) => {
                let value = (row.get)(&self.panes.form.experiment);
                self.message = Some(Message::Note(format!("{} is {value}", row.name)));
                self.consent
                    .given
                    .edited(&before, &self.panes.form.experiment);
                self.settle(row, before, now);
            }
            Err(error) => self.message = Some(Message::Fault(error.to_string())),
        }
    }

    pub(super) fn next_rule(&mut self, now: Moment) {
        let Ok(row) = parameter("chunksize") else {
            return;
        };
        let current = (row.get)(&self.panes.form.experiment).to_string();
        let names = Chunksize::NAMES;
        let here = names.iter().position(|name| *name == current);
        let first = here.map_or(0, |here| here + 1);
        for name in names.iter().cycle().skip(first).take(names.len()) {
            let mut changed = self.panes.form.experiment.clone();
            // A rule that is not valid here is skipped.
            if row.set(&mut changed, name).is_ok()
                && changed.resolve(self.machine.usable_cores).is_ok()
            {
                let before = std::mem::replace(&mut self.panes.form.experiment, changed);
                return self.settle(row, before, now);
            }
        }
    }

    /// Something was typed for a parameter, of an experiment that was `before`.
    pub(super) fn typed(&mut self, typing: Typing, before: Experiment, now: Moment) {
        match typing {
            Typing::GoesOn | Typing::Cancelled => self.message = None,
            Typing::Refused(error) => self.message = Some(Message::Fault(error.to_string())),
            Typing::Done(row) => {
                self.message = None;
                self.consent
                    .given
                    .edited(&before, &self.panes.form.experiment);
                self.settle(row, before, now);
            }
        }
    }

    /// Keeps a change for undo, and handles it.
    fn settle(&mut self, row: &'static Parameter, before: Experiment, now: Moment) {
        self.panes.form.changes.keep(row.name, before, now);
        self.panes.code.follow();
        self.follow_up(row, now);
    }

    /// Handles a change of the experiment: shows what is wrong with it, or runs it later.
    pub(super) fn follow_up(&mut self, row: &Parameter, now: Moment) {
        self.forget_point();
        let experiment = &self.panes.form.experiment;
        self.rerun_at = None;
        let gave_way = self
            .runs
            .trials
            .as_mut()
            .and_then(|trials| trials.change(experiment));
        if gave_way.is_some() && gave_way == self.running_trial() {
            self.campaign.end();
        }
        if let Err(conflict) = experiment.resolve(self.machine.usable_cores) {
            self.message = Some(Message::Fault(conflict.to_string()));
        } else if !(row.applies)(experiment) {
            self.message = Some(Message::Note(self.without_effect(row, experiment)));
        } else if self.panes.form.is_auto {
            self.rerun_at = Some(now + SETTLING);
        }
    }

    /// The message that says why a parameter has no effect, and where it would have one.
    fn without_effect(&self, row: &Parameter, experiment: &Experiment) -> String {
        let Parameter { name, needs, .. } = row;
        if row.group == Group::Work {
            let workload = experiment.workload.name;
            return format!("{name} has no effect here: workload {workload} does not use it");
        }
        let none = format!("{name} has no effect in mode {}", experiment.mode);
        if !needs.is_empty() {
            return format!("{none}: it needs {needs}");
        }
        let has = |mode: &&&str| {
            let mut other = experiment.clone();
            let is_set = mode.parse().map(|mode| other.mode = mode);
            is_set.is_ok() && (row.applies)(&other)
        };
        let modes: Vec<_> = Mode::VARIANTS.iter().filter(has).copied().collect();
        let key = self.keys.label(Action::TurnNamed("mode", Adjustment::Up));
        match &modes[..] {
            [] => none,
            modes => format!("{none}, but in {}: {key} changes it", modes.join(", ")),
        }
    }
}

/// The message that says why a step changed nothing.
fn end_of(row: &Parameter, experiment: &Experiment, step: Adjustment) -> String {
    let (name, value) = (row.name, (row.get)(experiment));
    let is = |end: u64| matches!(value, Value::Number(number) if number == end);
    let none = matches!(&*value.to_string(), "0" | "0s" | "0 B" | "0B" | "0%");
    match (row.domain, step) {
        (Domain::Number { min, .. }, Adjustment::Down | Adjustment::Halve) if is(min) => {
            format!("{name} {value} is the smallest")
        }
        (Domain::Multiple { .. }, Adjustment::Down | Adjustment::Halve) if is(1) => {
            format!("{name} {value} is the smallest")
        }
        (_, Adjustment::Down | Adjustment::Halve) if none => {
            format!("{name} {value} is the smallest")
        }
        (Domain::Number { .. }, Adjustment::Up | Adjustment::Double) if name == "chunksize" => {
            format!("{name} {value} is the largest: there are no more tasks")
        }
        (Domain::Number { max, .. }, Adjustment::Up | Adjustment::Double) if is(max) => {
            format!("{name} {value} is the largest")
        }
        (Domain::Multiple { max, .. }, Adjustment::Up | Adjustment::Double) if is(max.into()) => {
            format!("{name} {value} is the largest")
        }
        (
            Domain::Names(_)
            | Domain::Words
            | Domain::Path
            | Domain::Interpreter
            | Domain::Function
            | Domain::Numbers,
            _,
        ) => {
            format!("{name} takes {}", row.takes())
        }
        _ => format!("no such step from {name} {value}: it takes {}", row.takes()),
    }
}
