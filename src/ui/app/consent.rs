//! Commands that come from a file are asked for before they run: [`App::start`] is the one place
//! where the dashboard begins an experiment.

use super::{App, host::Host};
use crate::{
    base::Moment,
    engine::EngineError,
    plan::{Experiment, Resolved},
    ui::{Consent, Message, Others, QuestionView, pane},
};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseEventKind};

/// Whether a command may be run: all of it, and what it is asked for.
pub(super) struct ConsentQuestion {
    command: String,
    experiment: Experiment,
    /// The first of its lines that is shown.
    from: usize,
}

impl<E: Host> App<E> {
    /// Runs what the user has agreed to, and asks for the rest.
    pub(in crate::ui) fn consenting(mut self, consent: Consent) -> Self {
        self.consent = consent;
        self
    }

    /// Begins an experiment; `None` where its command is asked for first, or is refused.
    pub(super) fn start(&mut self, experiment: &Resolved) -> Option<Result<(), EngineError>> {
        if self.consent.covers(experiment) {
            return Some(self.engine.start(experiment));
        }
        let command = experiment.command_line();
        self.changed = true;
        if self.consent.others() == Others::Refused {
            self.refused = Some(command);
            return None;
        }
        self.question = Some(ConsentQuestion {
            command,
            experiment: Experiment::clone(experiment),
            from: 0,
        });
        None
    }

    /// A command that was not run because there is nobody to be asked.
    pub(in crate::ui) const fn take_refused(&mut self) -> Option<String> {
        self.refused.take()
    }

    /// The question, while it is asked.
    pub(super) fn question(&self) -> Option<QuestionView<'_>> {
        let question = self.question.as_ref()?;
        Some(QuestionView {
            command: &question.command,
            from: question.from,
        })
    }

    /// A key, while a command is asked for: only `y` runs it, and only once its end was seen.
    pub(super) fn answer(&mut self, key: &KeyEvent, now: Moment) -> bool {
        let Some(question) = &mut self.question else {
            return false;
        };
        let screen = self.arranged.screen;
        let most = pane::consent::hidden(&question.command, screen);
        let page = pane::consent::page(&question.command, screen);
        let plain = key.modifiers - KeyModifiers::SHIFT == KeyModifiers::NONE;
        self.changed = true;
        question.from = match key.code {
            KeyCode::Char('y' | 'Y') if plain && question.from >= most => {
                self.agree(now);
                return true;
            }
            KeyCode::Char('n' | 'N' | 'q') | KeyCode::Enter | KeyCode::Esc => {
                self.question = None;
                self.message = Some(Message::Note("the command was not run".into()));
                return true;
            }
            KeyCode::Char('y' | 'Y' | ' ') | KeyCode::PageDown => question.from + page,
            KeyCode::Up | KeyCode::Char('k') => question.from.saturating_sub(1),
            KeyCode::Down | KeyCode::Char('j') => question.from + 1,
            KeyCode::PageUp => question.from.saturating_sub(page),
            KeyCode::Home => 0,
            KeyCode::End => most,
            _ => question.from,
        }
        .min(most);
        true
    }

    /// The mouse, while a command is asked for: the wheel scrolls.
    pub(super) fn scroll_question(&mut self, kind: MouseEventKind) -> bool {
        let Some(question) = &mut self.question else {
            return false;
        };
        let most = pane::consent::hidden(&question.command, self.arranged.screen);
        match kind {
            MouseEventKind::ScrollUp => question.from = question.from.saturating_sub(1),
            MouseEventKind::ScrollDown => question.from = (question.from + 1).min(most),
            _ => return true,
        }
        self.changed = true;
        true
    }

    fn agree(&mut self, now: Moment) {
        let Some(question) = self.question.take() else {
            return;
        };
        self.consent.agree(&question.experiment);
        self.begin_next(now);
        self.engine(now);
    }
}
