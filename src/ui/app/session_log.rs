//! Entries of the [session log](crate::ui::pane::log::SessionLog): runs, results and messages.

use super::{App, host::Host};
use crate::{base::Moment, log::Description, model::left_running, session::Phase, ui::Message};

impl<E: Host> App<E> {
    /// Notes what the status bar says, if it says something.
    pub(super) fn note_down(&mut self, now: Moment) {
        if let Some(message) = &self.message {
            self.panes.log.note(message.clone(), now);
        }
    }

    pub(super) fn note_begin(&mut self, phase: Phase, now: Moment) {
        let title = self
            .runs
            .live
            .shown()
            .run
            .as_deref()
            .map(crate::model::Run::title);
        let text = match (phase, title) {
            (Phase::Run { .. }, Some(title)) => format!("{phase}: {title}"),
            _ => phase.to_string(),
        };
        self.panes.log.note(Message::Note(text), now);
    }

    pub(super) fn note_end(&mut self, phase: Phase, end: &Description, now: Moment) {
        let Some(outcome) = &end.outcome else { return };
        let wall = outcome.wall();
        let restarts = match outcome.restarts {
            0 => String::new(),
            1 => ", a worker was restarted".to_owned(),
            some => format!(", workers were restarted {some} times"),
        };
        let left = left_running(outcome).map_or_else(String::new, |left| format!("; {left}"));
        let message = match &outcome.failure {
            Some(why) => Message::Fault(format!(
                "{phase} failed after {wall}: {why}{restarts}{left}"
            )),
            None => Message::Note(format!("{phase} ended after {wall}{restarts}{left}")),
        };
        self.panes.log.note(message, now);
    }
}
