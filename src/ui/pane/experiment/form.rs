//! [`Form`]: the experiment as it is being edited.

use super::changes::Changes;
use crate::plan::{Adjustment, Experiment, Parameter, PlanError, TABLE, Value};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// The longest value that can be typed: a list of some hundred numbers.
const LONGEST: usize = 2000;

/// The experiment, which row is selected, and what is being typed for it.
#[derive(Debug, Default)]
pub(in crate::ui) struct Form {
    pub(in crate::ui) experiment: Experiment,
    /// An index into the parameter table.
    pub(in crate::ui) selected: usize,
    pub(in crate::ui) typed: Option<String>,
    /// The changes that can be undone.
    pub(in crate::ui) changes: Changes,
    /// Whether every change reruns at once.
    pub(in crate::ui) is_auto: bool,
}

/// The effect of a key on the value that is being typed.
pub(in crate::ui) enum Typing {
    /// It is not yet complete.
    GoesOn,
    /// The parameter is as it was.
    Cancelled,
    /// The parameter does not take it; it can be corrected.
    Refused(PlanError),
    /// The parameter has it.
    Done(&'static Parameter),
}

impl Form {
    pub(in crate::ui) fn new(experiment: Experiment) -> Self {
        Self {
            experiment,
            ..Self::default()
        }
    }

    /// The selected row.
    pub(in crate::ui) fn row(&self) -> &'static Parameter {
        &TABLE[self.selected]
    }

    /// The parameter that a value is being typed for.
    pub(in crate::ui) fn typing(&self) -> Option<&'static Parameter> {
        self.typed.as_ref().map(|_| self.row())
    }

    /// Selects the next row (or the one before) that has an effect; after the last comes the
    /// first.
    pub(in crate::ui) fn select(&mut self, direction: Adjustment) {
        let forward = match direction {
            Adjustment::Up | Adjustment::Double => 1,
            Adjustment::Down | Adjustment::Halve => TABLE.len() - 1,
        };
        let rows = (1..=TABLE.len()).map(|n| (self.selected + n * forward) % TABLE.len());
        let mut rows = rows.filter(|&row| (TABLE[row].applies)(&self.experiment));
        self.selected = rows.next().unwrap_or(self.selected);
    }

    /// Begins to type. A list is there to correct; any other value is typed faster from scratch.
    pub(in crate::ui) fn edit(&mut self) {
        self.typed = Some(match (self.row().get)(&self.experiment) {
            list @ Value::List(_) => list.to_string(),
            _ => String::new(),
        });
    }

    /// A key, while something is being typed.
    pub(in crate::ui) fn press(&mut self, key: &KeyEvent) -> Typing {
        let text = self.typed.get_or_insert_default();
        match (key.code, key.modifiers - KeyModifiers::SHIFT) {
            (KeyCode::Enter, _) => return self.enter(),
            (KeyCode::Esc, _) => {
                self.typed = None;
                return Typing::Cancelled;
            }
            (KeyCode::Backspace, _) => {
                text.pop();
            }
            (KeyCode::Char('u' | 'w'), KeyModifiers::CONTROL) => text.clear(),
            (KeyCode::Char(char), KeyModifiers::NONE) if text.len() < LONGEST => text.push(char),
            _ => {}
        }
        Typing::GoesOn
    }

    /// Adds a text to what is being typed. Returns whether anything is.
    pub(in crate::ui) fn paste(&mut self, text: &str) -> bool {
        if let Some(typed) = &mut self.typed {
            let room = LONGEST.saturating_sub(typed.len());
            typed.extend(text.chars().filter(|c| !c.is_control()).take(room));
        }
        self.typed.is_some()
    }

    fn enter(&mut self) -> Typing {
        let row = self.row();
        match self.typed.take() {
            Some(text) if !text.trim().is_empty() => match row.set(&mut self.experiment, &text) {
                Ok(()) => Typing::Done(row),
                Err(error) => {
                    self.typed = Some(text);
                    Typing::Refused(error)
                }
            },
            _ => Typing::Cancelled,
        }
    }
}
