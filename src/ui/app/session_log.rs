//! What goes into the [`SessionLog`]: runs and what came of them, and whatever was told.

use super::{App, host::Host};
use crate::{
    base::Moment,
    log::Description,
    model::left_running,
    session::Phase,
    ui::{Message, SessionLog},
};

/// Entries that are kept.
const MOST: usize = 500;

impl SessionLog {
    /// Notes something, unless it is what was noted last.
    fn note(&mut self, message: Message, now: Moment) {
        let last = self.entries.back();
        if last.is_some_and(|(_, last)| *last == message) {
            return;
        }
        if self.entries.is_empty() {
            self.began = now;
        }
        if self.entries.len() == MOST {
            self.entries.pop_front();
        }
        self.entries.push_back((now, message));
    }
}

impl<E: Host> App<E> {
    /// Notes what the status bar says, if it says something.
    pub(super) fn note_down(&mut self, now: Moment) {
        if let Some(message) = &self.message {
            self.session_log.note(message.clone(), now);
        }
    }

    pub(super) fn note_begin(&mut self, stage: Phase, now: Moment) {
        let title = self
            .runs
            .live
            .shown()
            .run
            .as_deref()
            .map(crate::model::Run::title);
        let text = match (stage, title) {
            (Phase::Run { .. }, Some(title)) => format!("{stage}: {title}"),
            _ => stage.to_string(),
        };
        self.session_log.note(Message::Note(text), now);
    }

    pub(super) fn note_end(&mut self, stage: Phase, end: &Description, now: Moment) {
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
                "{stage} failed after {wall}: {why}{restarts}{left}"
            )),
            None => Message::Note(format!("{stage} ended after {wall}{restarts}{left}")),
        };
        self.session_log.note(message, now);
    }
}
