//! [`Binding`]: a row of the keymap, and how one is written.

use super::key::Key;
use crate::ui::{Action, Pane, TimelineCommand};
use crossterm::event::{KeyCode, KeyModifiers};

/// A row of the keymap.
#[derive(Debug, Clone, Copy)]
pub struct Binding {
    /// The keys that trigger it; the first one is the one that is shown.
    pub(in crate::ui) keys: &'static [Key],
    /// The action that it triggers.
    pub action: Action,
    /// The action in one line, for the help.
    pub about: &'static str,
    /// Other words for it, by which the palette finds it, too.
    pub also: &'static str,
    /// One word for the status bar, where the action belongs there. Neighbours that share a word
    /// share a place: `+- worker`.
    pub hint: Option<&'static str>,
    /// The pane that has to have the focus; `None` where any may.
    pub place: Option<Pane>,
}

pub(in crate::ui) const fn plain(code: KeyCode) -> Key {
    (code, KeyModifiers::NONE)
}

pub(in crate::ui) const fn char(c: char) -> Key {
    plain(KeyCode::Char(c))
}

pub(in crate::ui) const fn control(c: char) -> Key {
    (KeyCode::Char(c), KeyModifiers::CONTROL)
}

pub(in crate::ui) const fn shift(code: KeyCode) -> Key {
    (code, KeyModifiers::SHIFT)
}

/// A row that counts while the timeline has the focus.
pub(in crate::ui) const fn on_timeline(
    keys: &'static [Key],
    gesture: TimelineCommand,
    about: &'static str,
    hint: Option<&'static str>,
) -> Binding {
    row(keys, Action::Timeline(gesture), about, hint).in_pane(Pane::Timeline)
}

pub(in crate::ui) const fn row(
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
    /// This binding, which the palette finds by those words, too.
    pub(in crate::ui) const fn also(self, also: &'static str) -> Self {
        Self { also, ..self }
    }

    /// This binding, but only while that pane has the focus; there it overrides the general ones.
    pub(in crate::ui) const fn in_pane(self, pane: Pane) -> Self {
        Self {
            place: Some(pane),
            ..self
        }
    }
}
