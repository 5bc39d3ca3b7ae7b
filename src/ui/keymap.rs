//! [`KEYMAP`]: everything that can be done, and by which key, once. Help, status bar, palette and
//! the config's `[keys]` are made from it.

mod experiment;
mod key;
mod keys;
mod lecture;
mod lesson;
mod panes;
mod runs;
mod session;
mod timeline;

pub use keys::{Bound, KeyError, Keys};

use super::{Action, Pane, TimelineCommand};
use crate::base::{joined, rows};
#[cfg(test)]
use crossterm::event::KeyEvent;
use crossterm::event::{KeyCode, KeyModifiers};
use key::Key;

/// A row of the keymap.
#[derive(Debug, Clone, Copy)]
pub struct Binding {
    /// The keys that trigger it; the first one is the one that is shown.
    pub(super) keys: &'static [Key],
    /// What it does.
    pub action: Action,
    /// What it does, in a line, for the help.
    pub about: &'static str,
    /// Other words for it, by which the palette finds it, too.
    pub also: &'static str,
    /// One word for the status bar, where the action belongs there. Neighbours that share a word
    /// share a place: `+- worker`.
    pub hint: Option<&'static str>,
    /// The pane that has to have the focus; `None` where any may.
    pub place: Option<Pane>,
}

const fn plain(code: KeyCode) -> Key {
    (code, KeyModifiers::NONE)
}

const fn char(c: char) -> Key {
    plain(KeyCode::Char(c))
}

const fn control(c: char) -> Key {
    (KeyCode::Char(c), KeyModifiers::CONTROL)
}

const GROUPS: &[&[Binding]] = &[
    experiment::ROWS,
    panes::ROWS,
    runs::ROWS,
    timeline::ROWS,
    lecture::ROWS,
    lesson::ROWS,
    session::ROWS,
];

/// Every binding, in the order of the help.
pub static KEYMAP: &[Binding] = &joined::<_, { rows(GROUPS) }>(GROUPS);

const fn shift(code: KeyCode) -> Key {
    (code, KeyModifiers::SHIFT)
}

/// A row that counts while the timeline has the focus.
const fn on_timeline(
    keys: &'static [Key],
    gesture: TimelineCommand,
    about: &'static str,
    hint: Option<&'static str>,
) -> Binding {
    row(keys, Action::Timeline(gesture), about, hint).in_pane(Pane::Timeline)
}

const fn row(
    keys: &'static [Key],
    action: Action,
    about: &'static str,
    hint: Option<&'static str>,
) -> Binding {
    Binding {
        keys,
        action,
        about,
        also: "",
        hint,
        place: None,
    }
}

impl Binding {
    /// The same, found by other words, too.
    const fn also(self, also: &'static str) -> Self {
        Self { also, ..self }
    }

    /// The same where a pane has the focus; there it goes before what counts everywhere.
    const fn in_pane(self, pane: Pane) -> Self {
        Self {
            place: Some(pane),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_key_means_two_things_in_one_place() {
        let keys = Keys::default();
        for binding in KEYMAP {
            let name = binding.action.name();
            assert_eq!(keys.check(&name), Ok(()), "{name}");
        }
    }

    #[test]
    fn every_action_has_a_name_of_its_own() {
        let mut seen = HashSet::new();
        for binding in KEYMAP {
            let name = binding.action.name();
            let plain = |c: char| c.is_ascii_lowercase() || c == '-';
            assert!(name.chars().all(plain), "{name}");
            assert!(!binding.about.is_empty(), "{name}");
            assert!(seen.insert(name.clone()), "{name} is there twice");
        }
    }

    #[test]
    fn shift_that_a_terminal_reports_with_a_character_changes_nothing() {
        let event = KeyEvent::new(KeyCode::Char('?'), KeyModifiers::SHIFT);
        let found = Keys::default().action(&event, Pane::Timeline);
        assert_eq!(found, Some(Action::ToggleHelp));
    }
}
