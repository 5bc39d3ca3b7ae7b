//! [`key`] and [`chord`]: keys by their names in VHS, as a terminal would send them.

use super::{lexer::Token, line::Words};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// The key of that name.
pub(super) fn key(name: &str) -> Option<KeyCode> {
    Some(match name {
        "Enter" => KeyCode::Enter,
        "Escape" => KeyCode::Esc,
        "Space" => KeyCode::Char(' '),
        "Tab" => KeyCode::Tab,
        "Backspace" => KeyCode::Backspace,
        "Delete" => KeyCode::Delete,
        "Insert" => KeyCode::Insert,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        "PageUp" => KeyCode::PageUp,
        "PageDown" => KeyCode::PageDown,
        _ => return None,
    })
}

/// Keys that are held while another is pressed: `Ctrl+Alt+x`.
pub(super) fn chord(first: &str, words: &mut Words<'_>) -> Result<KeyEvent, String> {
    let mut held = modifier(first).unwrap_or(KeyModifiers::NONE);
    while words.sign('+') {
        let code = match words.any() {
            Some(Token::Word(name)) => match (modifier(name), key(name)) {
                (Some(modifier), _) => {
                    held |= modifier;
                    continue;
                }
                (_, Some(code)) => code,
                _ => letter(name)?,
            },
            Some(Token::Sign(sign)) => KeyCode::Char(sign),
            Some(Token::Number(digit)) => letter(digit)?,
            _ => break,
        };
        return Ok(pressed(code, held));
    }
    Err("a + and a key are missing".into())
}

fn modifier(name: &str) -> Option<KeyModifiers> {
    match name {
        "Ctrl" => Some(KeyModifiers::CONTROL),
        "Alt" => Some(KeyModifiers::ALT),
        "Shift" => Some(KeyModifiers::SHIFT),
        _ => None,
    }
}

fn letter(name: &str) -> Result<KeyCode, String> {
    let mut letters = name.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) => Ok(KeyCode::Char(letter)),
        _ => Err(format!("`{name}` is no key")),
    }
}

/// A key as a terminal would send it: a shifted letter is a capital, and without Shift a letter with
/// Ctrl is a small one.
fn pressed(code: KeyCode, held: KeyModifiers) -> KeyEvent {
    let shift = held.contains(KeyModifiers::SHIFT);
    match code {
        KeyCode::Char(letter) if held.contains(KeyModifiers::CONTROL) => {
            let small = KeyCode::Char(letter.to_ascii_lowercase());
            KeyEvent::new(small, held - KeyModifiers::SHIFT)
        }
        KeyCode::Char(letter) if shift => {
            let capital = KeyCode::Char(letter.to_ascii_uppercase());
            KeyEvent::new(capital, held - KeyModifiers::SHIFT)
        }
        KeyCode::Tab if shift => KeyEvent::new(KeyCode::BackTab, held - KeyModifiers::SHIFT),
        code => KeyEvent::new(code, held),
    }
}
