//! A key by its name: as it is written in help and status bar, and as it is read from the config.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A key with its modifiers.
pub(in crate::ui) type Key = (KeyCode, KeyModifiers);

/// Keys that go by a word, as the config has it and as it is shown.
const WORDS: &[(&str, KeyCode, &str)] = &[
    ("enter", KeyCode::Enter, "Enter"),
    ("esc", KeyCode::Esc, "Esc"),
    ("tab", KeyCode::Tab, "Tab"),
    ("shift-tab", KeyCode::BackTab, "S-Tab"),
    ("space", KeyCode::Char(' '), "Space"),
    ("backspace", KeyCode::Backspace, "Bksp"),
    ("insert", KeyCode::Insert, "Ins"),
    ("delete", KeyCode::Delete, "Del"),
    ("up", KeyCode::Up, "↑"),
    ("down", KeyCode::Down, "↓"),
    ("left", KeyCode::Left, "←"),
    ("right", KeyCode::Right, "→"),
    ("pgup", KeyCode::PageUp, "PgUp"),
    ("pgdn", KeyCode::PageDown, "PgDn"),
    ("home", KeyCode::Home, "Home"),
    ("end", KeyCode::End, "End"),
];

/// Modifiers, as the config has them and as they are shown.
const MODIFIERS: [(&str, KeyModifiers, &str); 3] = [
    ("ctrl-", KeyModifiers::CONTROL, "Ctrl-"),
    ("alt-", KeyModifiers::ALT, "Alt-"),
    ("shift-", KeyModifiers::SHIFT, "S-"),
];

/// The key that was pressed. Shift is part of a character already, and terminals disagree on
/// whether to report it.
pub(super) fn pressed(event: &KeyEvent) -> Key {
    match event.code {
        KeyCode::Char(_) | KeyCode::BackTab => (event.code, event.modifiers - KeyModifiers::SHIFT),
        code => (code, event.modifiers),
    }
}

/// How a key is shown: `Ctrl-x`.
pub(super) fn label((code, modifiers): Key) -> String {
    let held = MODIFIERS.iter().filter(|row| modifiers.contains(row.1));
    let held: String = held.map(|row| row.2).collect();
    let word = WORDS.iter().find(|row| row.1 == code).map(|row| row.2);
    held + &word.map_or_else(|| code.to_string(), Into::into)
}

/// The key of that name: `x`, `ctrl-x`, `shift-left`, `f5`, `pgup`.
pub(super) fn parse(text: &str) -> Option<Key> {
    let word = |text: &str| {
        let is = |row: &&(&str, KeyCode, &str)| row.0.eq_ignore_ascii_case(text);
        WORDS.iter().find(is).map(|row| row.1)
    };
    let (mut rest, mut modifiers) = (text, KeyModifiers::NONE);
    while word(rest).is_none() {
        let held = MODIFIERS.iter().find_map(|(name, modifier, _)| {
            let (head, tail) = rest.split_at_checked(name.len())?;
            (head.eq_ignore_ascii_case(name) && !tail.is_empty()).then_some((tail, *modifier))
        });
        let Some((tail, modifier)) = held else { break };
        rest = tail;
        modifiers |= modifier;
    }
    let mut chars = rest.chars();
    let code = match (word(rest), chars.next(), chars.as_str()) {
        (Some(code), ..) => code,
        (None, Some(char), "") if !char.is_control() => KeyCode::Char(char),
        (None, Some('f' | 'F'), number) => {
            KeyCode::F(number.parse().ok().filter(|n| (1..=12).contains(n))?)
        }
        _ => return None,
    };
    Some(match code {
        // A terminal sends a control character, which has no case.
        KeyCode::Char(char) if modifiers.contains(KeyModifiers::CONTROL) => {
            (KeyCode::Char(char.to_ascii_lowercase()), modifiers)
        }
        KeyCode::Char(char) if modifiers.contains(KeyModifiers::SHIFT) => (
            KeyCode::Char(char.to_ascii_uppercase()),
            modifiers - KeyModifiers::SHIFT,
        ),
        code => (code, modifiers),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_people_write_them() {
        for (text, shown) in [
            ("x", "x"),
            ("X", "X"),
            ("shift-x", "X"),
            ("Ctrl-X", "Ctrl-x"),
            ("ctrl-alt-left", "Ctrl-Alt-←"),
            ("shift-tab", "S-Tab"),
            ("shift-left", "S-←"),
            ("f5", "F5"),
            ("space", "Space"),
            ("-", "-"),
            ("ctrl--", "Ctrl--"),
            ("é", "é"),
        ] {
            assert_eq!(parse(text).map(label).as_deref(), Some(shown), "{text}");
        }
        for text in ["", "xy", "ctrl-", "f0", "f13", "hyper-x", "\u{1b}"] {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }
}
