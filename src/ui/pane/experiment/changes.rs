//! [`Changes`]: the experiments that the form had before, so that a change can be undone.

use crate::{
    base::{Moment, Nanos},
    plan::Experiment,
};

/// The most changes that can be undone.
const MOST: usize = 200;

/// Changes of one parameter that follow each other as fast as this are one change.
const TOGETHER: Nanos = Nanos::from_millis(600);

/// An experiment, and which parameter's change led away from it.
#[derive(Debug)]
struct Change {
    name: &'static str,
    experiment: Experiment,
}

/// The changes that can be undone, and those that were.
#[derive(Debug, Default)]
pub(in crate::ui) struct Changes {
    past: Vec<Change>,
    future: Vec<Change>,
    last: Option<Moment>,
}

impl Changes {
    /// A parameter was changed; the experiment was this before.
    pub(in crate::ui) fn keep(&mut self, name: &'static str, experiment: Experiment, now: Moment) {
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

    /// The experiment before the change that was made last.
    pub(in crate::ui) fn before(&self) -> Option<&Experiment> {
        self.past.last().map(|change| &change.experiment)
    }

    /// Goes back by a change from this experiment, or forward again. Returns the experiment there,
    /// and the parameter that changes.
    pub(in crate::ui) fn go(
        &mut self,
        back: bool,
        here: &Experiment,
    ) -> Option<(Experiment, &'static str)> {
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
