//! [`Changes`]: the experiments that the form had before, so that a change can be taken back.

use super::{App, host::Host};
use crate::{
    base::{Moment, Nanos},
    plan::{Experiment, Parameter, parameter},
    ui::Message,
};

/// Changes that can be taken back.
const MOST: usize = 200;

/// Turns of one knob that follow each other as fast as that are one change.
const TOGETHER: Nanos = Nanos::from_millis(600);

/// An experiment, and which parameter's change led away from it.
struct Change {
    name: &'static str,
    experiment: Experiment,
}

/// What can be taken back, and what was.
#[derive(Default)]
pub(super) struct Changes {
    past: Vec<Change>,
    future: Vec<Change>,
    last: Option<Moment>,
}

impl Changes {
    /// A parameter was changed; the experiment was this before.
    pub(super) fn keep(&mut self, name: &'static str, experiment: Experiment, now: Moment) {
        let soon = self.last.is_some_and(|last| now.since(last) < TOGETHER);
        let same = self.past.last().is_some_and(|change| change.name == name);
        if !(soon && same && self.future.is_empty()) {
            self.past.push(Change { name, experiment });
        }
        if self.past.len() > MOST {
            self.past.remove(0);
        }
        self.future.clear();
        self.last = Some(now);
    }

    /// Goes back by a change from this experiment, or forward again. Returns what it was before,
    /// and what was changed.
    fn go(&mut self, back: bool, here: &Experiment) -> Option<(Experiment, &'static str)> {
        let (from, to) = if back {
            (&mut self.past, &mut self.future)
        } else {
            (&mut self.future, &mut self.past)
        };
        let Change { name, experiment } = from.pop()?;
        to.push(Change {
            name,
            experiment: here.clone(),
        });
        self.last = None;
        Some((experiment, name))
    }
}

impl<E: Host> App<E> {
    /// Takes the last change back.
    pub(super) fn undo(&mut self, now: Moment) {
        self.step_changes(true, now);
    }

    /// Makes the change again that was taken back last.
    pub(super) fn redo(&mut self, now: Moment) {
        self.step_changes(false, now);
    }

    fn step_changes(&mut self, back: bool, now: Moment) {
        let found = self.changes.go(back, &self.panes.form.experiment);
        let Some((experiment, name)) = found else {
            let text = if back {
                "nothing was changed before that"
            } else {
                "nothing was taken back"
            };
            self.message = Some(Message::Note(text.into()));
            return;
        };
        self.panes.form.experiment = experiment;
        let Ok(row) = parameter(name) else { return };
        self.message = Some(Message::Note(self.standing(row, back)));
        self.follow_up(row, now);
    }

    fn standing(&self, row: &Parameter, back: bool) -> String {
        let value = (row.get)(&self.panes.form.experiment).to_string();
        let again = if back { "again" } else { "once more" };
        match &*value {
            "" => format!("{} is as it was", row.name),
            value => format!("{} is {value} {again}", row.name),
        }
    }
}
