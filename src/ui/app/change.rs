//! What follows from a change of the experiment: a message, a run, or nothing.
//!
//! A value is never taken back because it does not fit the others: it may be the others that are
//! about to change. What does not fit is said, and not run.

use super::{App, engine::Engine, form::Typing};
use crate::{
    base::{Moment, Nanos},
    plan::{Chunksize, Experiment, Group, Parameter, Step, parameter},
    ui::Message,
};

/// After a change with `auto` on, how long a further change is waited for: a key that is held
/// down is one change, not thirty a second.
const SETTLING: Nanos = Nanos::from_millis(120);

impl<E: Engine> App<E> {
    pub(super) fn turn_named(&mut self, name: &str, step: Step, now: Moment) {
        match parameter(name) {
            Ok(row) => self.turn(row, step, now),
            Err(error) => self.message = Some(Message::Fault(error.to_string())),
        }
    }

    pub(super) fn turn(&mut self, row: &'static Parameter, step: Step, now: Moment) {
        let before = self.form.experiment.clone();
        if !(row.applies)(&before) {
            // What nobody sees is not to be another when it is seen again.
            return self.message = Some(Message::Note(without_effect(row, &before)));
        }
        row.step(&mut self.form.experiment, step, self.machine.usable_cores);
        if self.form.experiment == before {
            let text = format!("{} takes {}", row.name, row.takes());
            self.message = Some(Message::Note(text));
        } else {
            self.settle(row, before, now);
        }
    }

    /// Sets a parameter to what was typed for it elsewhere.
    pub(super) fn set(&mut self, row: &'static Parameter, text: &str, now: Moment) {
        let before = self.form.experiment.clone();
        match row.set(&mut self.form.experiment, text) {
            Ok(()) => {
                let value = (row.get)(&self.form.experiment);
                self.message = Some(Message::Note(format!("{} is {value}", row.name)));
                self.settle(row, before, now);
            }
            Err(error) => self.message = Some(Message::Fault(error.to_string())),
        }
    }

    pub(super) fn next_rule(&mut self, now: Moment) {
        let Ok(row) = parameter("chunksize") else {
            return;
        };
        let current = (row.get)(&self.form.experiment).to_string();
        let names = Chunksize::NAMES;
        let here = names.iter().position(|name| *name == current);
        let first = here.map_or(0, |here| here + 1);
        for name in names.iter().cycle().skip(first).take(names.len()) {
            let mut changed = self.form.experiment.clone();
            // A rule that means nothing here is passed over.
            if row.set(&mut changed, name).is_ok() && changed.effective().check().is_ok() {
                let before = std::mem::replace(&mut self.form.experiment, changed);
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
                self.settle(row, before, now);
            }
        }
    }

    /// After a change: what is wrong with it, or what follows from it.
    fn settle(&mut self, row: &'static Parameter, before: Experiment, now: Moment) {
        self.changes.keep(row.name, before, now);
        self.follow_up(row, now);
    }

    /// The experiment is another: what is wrong with it, or what follows from it.
    pub(super) fn follow_up(&mut self, row: &Parameter, now: Moment) {
        self.forget_point();
        let experiment = &self.form.experiment;
        self.rerun_at = None;
        if let Some(series) = &mut self.series {
            series.change(experiment);
        }
        if let Err(conflict) = experiment.effective().check() {
            self.message = Some(Message::Fault(conflict.to_string()));
        } else if !(row.applies)(experiment) {
            self.message = Some(Message::Note(without_effect(row, experiment)));
        } else if self.auto {
            self.rerun_at = Some(now + SETTLING);
        }
    }
}

fn without_effect(row: &Parameter, experiment: &Experiment) -> String {
    let Parameter { name, group, .. } = row;
    match group {
        Group::Work => format!(
            "{name} has no effect here: workload {} does not use it",
            experiment.workload.name
        ),
        _ => format!("{name} has no effect in mode {}", experiment.mode),
    }
}
