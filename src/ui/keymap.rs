//! [`KEYMAP`]: everything that can be done, and by which key, once. Help, status bar, palette and
//! the config's `[keys]` are made from it.

pub(super) mod binding;
mod experiment;
mod key;
mod keys;
mod panes;
mod runs;
mod session;

pub use binding::Binding;
pub use keys::{Bound, KeyError, Keys};

use super::pane::{PANE_KEYS, SHOW_KEYS};
use crate::base::{joined, rows};

const GROUPS: &[&[Binding]] = &[
    experiment::ROWS,
    panes::LAYOUTS,
    &joined::<_, { rows(SHOW_KEYS) }>(SHOW_KEYS),
    panes::FOCUS,
    runs::ROWS,
    &joined::<_, { rows(PANE_KEYS) }>(PANE_KEYS),
    session::ROWS,
];

/// Every binding, in the order of the help.
pub static KEYMAP: &[Binding] = &joined::<_, { rows(GROUPS) }>(GROUPS);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::{Action, Pane};
    use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
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
