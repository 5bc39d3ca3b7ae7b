//! [`KEYMAP`]: which key means what, once; help and status bar are made from it.

use super::{Action, Pane};
use crate::plan::Step;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A key with its modifiers.
pub(super) type Key = (KeyCode, KeyModifiers);

/// A row of the keymap.
pub struct Binding {
    /// The keys that trigger it; the first one is the one that is shown.
    pub(super) keys: &'static [Key],
    /// What it does.
    pub action: Action,
    /// What it does, in a line, for the help.
    pub about: &'static str,
    /// One word for the status bar, where the action belongs there. Neighbours that share a word
    /// share a place: `+ - worker`.
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

/// Every binding, in the order of the help.
pub static KEYMAP: &[Binding] = &[
    row(
        &[plain(KeyCode::Enter)],
        Action::Run,
        "run the experiment",
        Some("run"),
    ),
    row(
        &[plain(KeyCode::Esc)],
        Action::Stop,
        "stop the run, or close what is open",
        Some("stop"),
    ),
    row(
        &[char('o')],
        Action::PickPreset,
        "choose a preset, or read what it shows",
        Some("presets"),
    ),
    row(
        &[char('n')],
        Action::NextTrial,
        "look at the next trial",
        None,
    ),
    row(&[char('N')], Action::PreviousTrial, "the one before", None),
    row(
        &[char('m')],
        Action::TurnNamed("mode", Step::Up),
        "next mode: serial, threaded, process, pool",
        Some("mode"),
    ),
    row(
        &[char('+'), char('=')],
        Action::TurnNamed("workers", Step::Up),
        "one worker more",
        Some("worker"),
    ),
    row(
        &[char('-'), char('_')],
        Action::TurnNamed("workers", Step::Down),
        "one worker less",
        Some("worker"),
    ),
    row(
        &[char(']')],
        Action::TurnNamed("chunksize", Step::Up),
        "a larger chunk",
        Some("chunk"),
    ),
    row(
        &[char('[')],
        Action::TurnNamed("chunksize", Step::Down),
        "a smaller chunk",
        Some("chunk"),
    ),
    row(
        &[char('}')],
        Action::TurnNamed("chunksize", Step::Double),
        "a chunk twice as large",
        None,
    ),
    row(
        &[char('{')],
        Action::TurnNamed("chunksize", Step::Halve),
        "a chunk half as large",
        None,
    ),
    row(
        &[char('c')],
        Action::NextRule,
        "next chunk rule: default, static, guided, dynamic",
        None,
    ),
    row(
        &[char('a')],
        Action::ToggleAuto,
        "run again at once after every change",
        Some("auto"),
    ),
    row(
        &[plain(KeyCode::Down), char('j')],
        Action::Next,
        "next parameter",
        None,
    ),
    row(
        &[plain(KeyCode::Up), char('k')],
        Action::Previous,
        "parameter before",
        None,
    ),
    row(
        &[plain(KeyCode::Right), char('l')],
        Action::Turn(Step::Up),
        "turn the parameter up",
        None,
    ),
    row(
        &[plain(KeyCode::Left), char('h')],
        Action::Turn(Step::Down),
        "turn the parameter down",
        None,
    ),
    row(
        &[plain(KeyCode::PageUp), char('*')],
        Action::Turn(Step::Double),
        "double it",
        None,
    ),
    row(
        &[plain(KeyCode::PageDown), char('/')],
        Action::Turn(Step::Halve),
        "halve it",
        None,
    ),
    row(
        &[char('e'), plain(KeyCode::F(2))],
        Action::Edit,
        "type a value for the parameter",
        None,
    ),
    row(
        &[char('s')],
        Action::Sweep,
        "sweep the chunksize, or the selected parameter",
        Some("sweep"),
    ),
    row(&[char('S')], Action::SweepBoth, "sweep both: a map", None),
    row(
        &[char('t')],
        Action::Show(Pane::Processes),
        "show or hide the tree of processes",
        Some("tree"),
    ),
    row(
        &[char('w')],
        Action::Show(Pane::Ledger),
        "show or hide where the time went",
        Some("ledger"),
    ),
    row(&[char('g')], Action::ToggleGhost, "the expected run", None),
    row(
        &[plain(KeyCode::Tab)],
        Action::FocusNext,
        "keys for the next pane",
        None,
    ),
    row(
        &[plain(KeyCode::BackTab)],
        Action::FocusPrevious,
        "for the one before",
        None,
    ),
    row(
        &[char('?'), plain(KeyCode::F(1))],
        Action::ToggleHelp,
        "show or hide these keys",
        Some("keys"),
    ),
    row(
        &[control('l')],
        Action::Redraw,
        "draw the screen anew",
        None,
    ),
    row(
        &[control('z')],
        Action::Suspend,
        "go to the background",
        None,
    ),
    row(
        &[char('q'), control('c')],
        Action::Quit,
        "quit",
        Some("quit"),
    ),
];

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
        hint,
        place: None,
    }
}

impl Binding {
    /// The same where a pane has the focus; there it goes before what counts everywhere.
    #[expect(dead_code, reason = "no pane has keys of its own yet")]
    const fn in_pane(self, pane: Pane) -> Self {
        Self {
            place: Some(pane),
            ..self
        }
    }
}

/// What a key means while a pane has the focus, if anything.
#[must_use]
pub(super) fn action(event: &KeyEvent, focus: Pane) -> Option<Action> {
    // Shift is part of the character already, and terminals disagree on whether to report it.
    let pressed = (event.code, event.modifiers - KeyModifiers::SHIFT);
    let of = |place| {
        let mut rows = KEYMAP.iter().filter(move |binding| binding.place == place);
        rows.find(|binding| binding.keys.contains(&pressed))
    };
    of(Some(focus))
        .or_else(|| of(None))
        .map(|binding| binding.action)
}

impl Binding {
    /// The key as it is written in the status bar: the first of them.
    #[must_use]
    pub fn label(&self) -> String {
        self.labels().next().unwrap_or_default()
    }

    /// All its keys as they are written in the help.
    pub fn labels(&self) -> impl Iterator<Item = String> {
        self.keys.iter().map(|&(code, modifiers)| {
            let control = modifiers.contains(KeyModifiers::CONTROL);
            format!("{}{}", if control { "Ctrl-" } else { "" }, name(code))
        })
    }
}

fn name(code: KeyCode) -> String {
    match code {
        KeyCode::Char(c) => c.to_string(),
        KeyCode::Up => "↑".into(),
        KeyCode::Down => "↓".into(),
        KeyCode::Left => "←".into(),
        KeyCode::Right => "→".into(),
        KeyCode::PageUp => "PgUp".into(),
        KeyCode::PageDown => "PgDn".into(),
        KeyCode::BackTab => "S-Tab".into(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_means_two_things() {
        let of = |binding: &'static Binding| binding.keys.iter().map(|key| (binding.place, key));
        let mut keys: Vec<_> = KEYMAP.iter().flat_map(of).collect();
        let all = keys.len();
        keys.sort_by_key(|key| format!("{key:?}"));
        keys.dedup();
        assert_eq!(keys.len(), all);
    }

    #[test]
    fn shift_that_a_terminal_reports_with_a_character_changes_nothing() {
        let event = KeyEvent::new(KeyCode::Char('?'), KeyModifiers::SHIFT);
        assert_eq!(action(&event, Pane::Timeline), Some(Action::ToggleHelp));
    }
}
