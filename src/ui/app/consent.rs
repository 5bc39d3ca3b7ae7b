//! Commands that come from a file are asked for before they run: [`App::start`] is the one place
//! where the dashboard begins an experiment.

use super::{App, host::Host};
use crate::{
    base::Moment,
    engine::EngineError,
    plan::{Experiment, Resolved},
    ui::{Consent, Message, Others, pane::consent::ConsentQuestion},
};
use crossterm::event::{KeyEvent, MouseEventKind};

/// The commands that may be run, and the one that waits for the user's consent.
#[derive(Default)]
pub(super) struct CommandConsent {
    pub(super) given: Consent,
    /// The experiment that begins once the user agrees to its command.
    asked: Option<Experiment>,
    /// A command that was not run because there is no user to ask.
    refused: Option<String>,
}

impl<E: Host> App<E> {
    /// Runs what the user has agreed to, and asks for the rest.
    pub(in crate::ui) fn consenting(mut self, consent: Consent) -> Self {
        self.consent.given = consent;
        self
    }

    /// Begins an experiment; `None` where its command is asked for first, or is refused.
    pub(super) fn start(&mut self, experiment: &Resolved) -> Option<Result<(), EngineError>> {
        if self.consent.given.covers(experiment) {
            return Some(self.engine.start(experiment));
        }
        let command = experiment.command_line();
        self.changed = true;
        if self.consent.given.others() == Others::Refused {
            self.consent.refused = Some(command);
            return None;
        }
        self.windows.question = Some(ConsentQuestion::new(command));
        self.consent.asked = Some(Experiment::clone(experiment));
        None
    }

    /// A command that was not run because there is no user to ask.
    pub(in crate::ui) const fn take_refused(&mut self) -> Option<String> {
        self.consent.refused.take()
    }

    /// A key, while a command is asked for. Returns whether one is.
    pub(super) fn answer(&mut self, key: &KeyEvent, now: Moment) -> bool {
        let Some(question) = &mut self.windows.question else {
            return false;
        };
        self.changed = true;
        match question.press(key, self.last_frame.screen) {
            Some(true) => self.agree(now),
            Some(false) => {
                self.windows.question = None;
                self.message = Some(Message::Note("the command was not run".into()));
            }
            None => {}
        }
        true
    }

    /// The mouse, while a command is asked for. Returns whether one is.
    pub(super) fn scroll_question(&mut self, kind: MouseEventKind) -> bool {
        let Some(question) = &mut self.windows.question else {
            return false;
        };
        self.changed |= question.scroll(kind, self.last_frame.screen);
        true
    }

    fn agree(&mut self, now: Moment) {
        self.windows.question = None;
        let Some(experiment) = self.consent.asked.take() else {
            return;
        };
        self.consent.given.agree(&experiment);
        self.begin_next(now);
        self.engine(now);
    }
}
