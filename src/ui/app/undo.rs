//! Undo and redo of changes of the form.

use super::{App, host::Host};
use crate::{
    base::Moment,
    plan::{Parameter, parameter},
    ui::Message,
};

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
        let form = &mut self.panes.form;
        let found = form.changes.go(back, &form.experiment);
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
