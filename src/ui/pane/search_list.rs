//! [`SearchList`]: a list that is searched by typing, and of which one is selected.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Rows that a page key goes.
const PAGE: isize = 8;

/// A query, the entries that fit, and which of them is selected.
pub(in crate::ui) struct SearchList<T> {
    pub(in crate::ui) query: String,
    /// The entries that fit, the best first.
    pub(in crate::ui) found: Vec<T>,
    pub(in crate::ui) at: usize,
    /// The longest text that is looked for.
    longest: usize,
}

/// The effect of a key on a list.
pub(in crate::ui) enum Pressed<T> {
    /// Another entry may be selected.
    GoesOn,
    /// The query has changed.
    Typed,
    /// The key is none of the list's.
    NotMine,
    Cancelled,
    Chosen(T),
}

impl<T: Clone> SearchList<T> {
    pub(in crate::ui) const fn new(longest: usize) -> Self {
        Self {
            query: String::new(),
            found: Vec::new(),
            at: 0,
            longest,
        }
    }

    /// Replaces the entries that fit, and selects the first.
    pub(in crate::ui) fn fill(&mut self, found: impl Iterator<Item = T>) {
        self.found = found.collect();
        self.at = 0;
    }

    pub(in crate::ui) fn press(&mut self, key: &KeyEvent) -> Pressed<T> {
        match (key.code, key.modifiers - KeyModifiers::SHIFT) {
            (KeyCode::Esc, _) => return Pressed::Cancelled,
            (KeyCode::Enter, _) => {
                let chosen = self.found.get(self.at).cloned();
                return chosen.map_or(Pressed::GoesOn, Pressed::Chosen);
            }
            (KeyCode::Up, _) => self.go(-1),
            (KeyCode::Down, _) => self.go(1),
            (KeyCode::PageUp, _) => self.go(-PAGE),
            (KeyCode::PageDown, _) => self.go(PAGE),
            (KeyCode::Home, _) => self.go(isize::MIN),
            (KeyCode::End, _) => self.go(isize::MAX),
            // An empty query does not close the list: what is typed next is still meant for it.
            (KeyCode::Backspace, _) => {
                self.query.pop();
                return Pressed::Typed;
            }
            (KeyCode::Char('u' | 'w'), KeyModifiers::CONTROL) => {
                self.query.clear();
                return Pressed::Typed;
            }
            (KeyCode::Char(char), KeyModifiers::NONE) => {
                self.push(char.encode_utf8(&mut [0; 4]));
                return Pressed::Typed;
            }
            _ => return Pressed::NotMine,
        }
        Pressed::GoesOn
    }

    /// Adds a text to the query.
    pub(in crate::ui) fn push(&mut self, text: &str) {
        let room = self.longest.saturating_sub(self.query.chars().count());
        let plain = text.chars().filter(|c| !c.is_control());
        self.query.extend(plain.take(room));
    }

    /// Selects the entry that is so many rows further on.
    pub(in crate::ui) fn go(&mut self, by: isize) {
        let last = self.found.len().saturating_sub(1);
        self.at = self.at.saturating_add_signed(by).min(last);
    }
}
