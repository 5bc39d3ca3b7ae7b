//! [`Keys`]: the user's keys: those of the keymap, changed by the config.

use crate::ui::keymap::key::Key;
use crate::ui::keymap::{Binding, KEYMAP, key};
use crate::ui::{Action, Pane};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// The key that always leaves.
const LEAVE: Key = (KeyCode::Char('c'), KeyModifiers::CONTROL);

/// The bindings of the keymap with the keys that they have here.
#[derive(Debug, Clone)]
pub struct Keys(Vec<Bound>);

/// A binding with its keys.
#[derive(Debug, Clone)]
pub struct Bound {
    /// The row of the keymap.
    pub binding: &'static Binding,
    keys: Vec<Key>,
}

/// Why a key cannot be given to an action.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// There is no action of that name.
    #[error("there is no action `{name}`{hint}: `parscope list actions` shows all")]
    Action {
        /// The name that was given.
        name: String,
        /// The nearest existing name, worded as the end of a sentence.
        hint: String,
    },
    /// There is no key of that name.
    #[error("`{0}` is no key: give one like x, ctrl-x, shift-left, f5, space or pgup")]
    Key(String),
    /// The key has another action already.
    #[error("{key} means {other} already: give that another key, too")]
    Taken {
        /// The key.
        key: String,
        /// The action that already has this key.
        other: String,
    },
}

impl Default for Keys {
    fn default() -> Self {
        let bound = |binding: &'static Binding| Bound {
            binding,
            keys: binding.keys.to_vec(),
        };
        Self(KEYMAP.iter().map(bound).collect())
    }
}

impl Keys {
    /// All bindings, in the order of the help.
    #[must_use]
    pub fn rows(&self) -> &[Bound] {
        &self.0
    }

    /// Gives an action these keys in place of its own.
    ///
    /// # Errors
    /// [`KeyError`], where there is no such action or key.
    pub fn give(&mut self, name: &str, keys: &[&str]) -> Result<(), KeyError> {
        let Some(bound) = self.0.iter_mut().find(|bound| bound.name() == name) else {
            return Err(KeyError::Action {
                name: name.to_owned(),
                hint: nearest(name)
                    .map_or_else(String::new, |near| format!(", did you mean `{near}`?")),
            });
        };
        let read = |text: &&str| key::parse(text).ok_or_else(|| KeyError::Key((*text).to_owned()));
        bound.keys = keys.iter().map(read).collect::<Result<_, _>>()?;
        Ok(())
    }

    /// Makes sure that the keys of an action mean nothing else in the same place.
    ///
    /// # Errors
    /// [`KeyError::Taken`].
    pub fn check(&self, name: &str) -> Result<(), KeyError> {
        let Some(own) = self.0.iter().find(|bound| bound.name() == name) else {
            return Ok(());
        };
        let others = || {
            let rest = self.0.iter().filter(|other| !std::ptr::eq(*other, own));
            rest.filter(|other| other.binding.place == own.binding.place)
        };
        for &key in &own.keys {
            let leaves = key == LEAVE && own.binding.action != Action::Quit;
            let other = others().find(|other| other.keys.contains(&key));
            let other = other.map(Bound::name);
            if let Some(other) = other.or_else(|| leaves.then(|| Action::Quit.name())) {
                let key = key::label(key);
                return Err(KeyError::Taken { key, other });
            }
        }
        Ok(())
    }

    /// The action of a key while a pane has the focus; `None` if it has none.
    #[must_use]
    pub(in crate::ui) fn action(&self, event: &KeyEvent, focus: Pane) -> Option<Action> {
        let pressed = key::pressed(event);
        if pressed == LEAVE {
            return Some(Action::Quit);
        }
        let of = |place| {
            let mut rows = self.0.iter().filter(move |row| row.binding.place == place);
            rows.find(|row| row.keys.contains(&pressed))
        };
        of(Some(focus))
            .or_else(|| of(None))
            .map(|row| row.binding.action)
    }

    /// The key of a row that counts while a pane has the focus: the first that is none of the
    /// pane's own for something else.
    #[must_use]
    pub fn counting(&self, row: &Bound, focus: Pane) -> Option<String> {
        let own = row.binding.place;
        let others = || {
            let rows = self.0.iter();
            rows.filter(|other| own.is_none() && other.binding.place == Some(focus))
        };
        let free = |key: &&Key| !others().any(|other| other.keys.contains(key));
        row.keys.iter().find(free).copied().map(key::label)
    }

    /// The key of an action that counts while a pane has the focus; empty where it has none.
    #[must_use]
    pub fn label_in(&self, action: Action, focus: Pane) -> String {
        let row = self.0.iter().find(|row| row.binding.action == action);
        row.and_then(|row| self.counting(row, focus))
            .unwrap_or_default()
    }

    /// The key of an action as it is shown; empty where it has none.
    #[must_use]
    pub fn label(&self, action: Action) -> String {
        let row = self.0.iter().find(|row| row.binding.action == action);
        row.map_or_else(String::new, Bound::label)
    }
}

impl Bound {
    /// The name of its action.
    #[must_use]
    pub fn name(&self) -> String {
        self.binding.action.name()
    }

    /// The key as it is written in the status bar: the first of them, if there is any.
    #[must_use]
    pub fn label(&self) -> String {
        self.labels().next().unwrap_or_default()
    }

    /// All its keys as they are written in the help.
    pub fn labels(&self) -> impl Iterator<Item = String> {
        self.keys.iter().copied().map(key::label)
    }
}

/// The action whose name is most like that one, if any is.
fn nearest(name: &str) -> Option<String> {
    let names = KEYMAP.iter().map(|binding| binding.action.name());
    let rated = names.map(|other| (strsim::jaro_winkler(name, &other), other));
    let best = rated.max_by(|a, b| a.0.total_cmp(&b.0));
    best.filter(|(likeness, _)| *likeness > 0.8)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(name: &str, keys: &[&str]) -> String {
        let mut own = Keys::default();
        let given = own.give(name, keys).and_then(|()| own.check(name));
        given.map_or_else(|error| error.to_string(), |()| String::new())
    }

    #[test]
    fn a_key_of_ones_own_takes_the_place_of_the_old_one() {
        let mut keys = Keys::default();
        keys.give("run", &["ctrl-r", "f5"]).unwrap();
        keys.check("run").unwrap();
        let f5 = KeyEvent::new(KeyCode::F(5), KeyModifiers::NONE);
        assert_eq!(keys.action(&f5, Pane::Timeline), Some(Action::Run));
        let enter = KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE);
        assert_ne!(keys.action(&enter, Pane::Cores), Some(Action::Run));
        assert_eq!(keys.label(Action::Run), "Ctrl-r");
    }

    #[test]
    fn a_wrong_name_and_a_key_that_is_taken_are_refused() {
        assert!(complaint("worker-up", &["x"]).contains("did you mean `workers-up`?"));
        assert!(complaint("run", &["hyper"]).contains("`hyper` is no key"));
        assert!(complaint("run", &["q"]).contains("q means quit already"));
        assert!(complaint("run", &["ctrl-c"]).contains("Ctrl-c means quit already"));
        assert_eq!(complaint("quit", &["ctrl-q"]), "");
        assert_eq!(complaint("palette", &[]), "");
    }

    #[test]
    fn whatever_is_remapped_there_is_a_key_that_leaves() {
        let mut keys = Keys::default();
        keys.give("quit", &[]).unwrap();
        let leave = KeyEvent::new(LEAVE.0, LEAVE.1);
        assert_eq!(keys.action(&leave, Pane::Timeline), Some(Action::Quit));
    }
}
