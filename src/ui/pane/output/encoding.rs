//! [`encoded`]: a key as a terminal sends it to a program.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// The escapes around a text that is pasted, for a program that wants to tell it from keys.
const PASTE: &str = "\x1b[200~";
const PASTED: &str = "\x1b[201~";

/// The bytes of a key, as xterm sends them; none for a key that it has no bytes for. `application`:
/// whether the program has asked for the other form of the arrows.
pub(super) fn encoded(key: &KeyEvent, application: bool) -> Vec<u8> {
    let held = key.modifiers;
    let alt = if held.contains(KeyModifiers::ALT) {
        "\x1b"
    } else {
        ""
    };
    let text = match key.code {
        KeyCode::Char(char) if held.contains(KeyModifiers::CONTROL) => {
            format!("{alt}{}", control(char))
        }
        KeyCode::Char(char) => format!("{alt}{char}"),
        KeyCode::Enter => format!("{alt}\r"),
        KeyCode::Tab => format!("{alt}\t"),
        KeyCode::Backspace => format!("{alt}\x7f"),
        KeyCode::Esc => format!("{alt}\x1b"),
        KeyCode::BackTab => "\x1b[Z".into(),
        KeyCode::Up => lettered('A', held, application),
        KeyCode::Down => lettered('B', held, application),
        KeyCode::Right => lettered('C', held, application),
        KeyCode::Left => lettered('D', held, application),
        KeyCode::End => lettered('F', held, application),
        KeyCode::Home => lettered('H', held, application),
        KeyCode::Insert => numbered(2, held),
        KeyCode::Delete => numbered(3, held),
        KeyCode::PageUp => numbered(5, held),
        KeyCode::PageDown => numbered(6, held),
        KeyCode::F(number @ 1..=4) => lettered(char::from(b'O' + number), held, true),
        KeyCode::F(number @ 5) => numbered(number + 10, held),
        KeyCode::F(number @ 6..=10) => numbered(number + 11, held),
        KeyCode::F(number @ 11..=12) => numbered(number + 12, held),
        _ => String::new(),
    };
    text.into_bytes()
}

/// A text as it is pasted: its lines end as those that are typed do, and it cannot end itself.
pub(super) fn pasted(text: &str, bracketed: bool) -> Vec<u8> {
    let text = text.replace("\r\n", "\r").replace('\n', "\r");
    if bracketed {
        let text = text.replace('\x1b', "");
        format!("{PASTE}{text}{PASTED}").into_bytes()
    } else {
        text.into_bytes()
    }
}

/// The control character of a key, where it has one.
fn control(char: char) -> char {
    match char.to_ascii_uppercase() {
        ' ' => '\0',
        '?' => '\x7f',
        upper @ '@'..='_' => char::from_u32(u32::from(upper) - u32::from('@')).unwrap_or(char),
        _ => char,
    }
}

fn lettered(last: char, held: KeyModifiers, application: bool) -> String {
    match modifiers(held) {
        1 if application => format!("\x1bO{last}"),
        1 => format!("\x1b[{last}"),
        modifiers => format!("\x1b[1;{modifiers}{last}"),
    }
}

fn numbered(number: u8, held: KeyModifiers) -> String {
    match modifiers(held) {
        1 => format!("\x1b[{number}~"),
        modifiers => format!("\x1b[{number};{modifiers}~"),
    }
}

/// xterm's number for modifiers: one more than the bits of Shift, Alt and Control.
fn modifiers(held: KeyModifiers) -> u8 {
    let bit = |modifier, bit| if held.contains(modifier) { bit } else { 0 };
    1 + bit(KeyModifiers::SHIFT, 1) + bit(KeyModifiers::ALT, 2) + bit(KeyModifiers::CONTROL, 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_sent_as_xterm_sends_them() {
        let none = KeyModifiers::NONE;
        for (code, held, application, bytes) in [
            (KeyCode::Char('a'), none, false, "a"),
            (KeyCode::Char('é'), none, false, "é"),
            (KeyCode::Char('c'), KeyModifiers::CONTROL, false, "\x03"),
            (KeyCode::Char(' '), KeyModifiers::CONTROL, false, "\0"),
            (KeyCode::Char('\\'), KeyModifiers::CONTROL, false, "\x1c"),
            (KeyCode::Char('x'), KeyModifiers::ALT, false, "\x1bx"),
            (KeyCode::Enter, none, false, "\r"),
            (KeyCode::Backspace, none, false, "\x7f"),
            (KeyCode::Up, none, false, "\x1b[A"),
            (KeyCode::Up, none, true, "\x1bOA"),
            (KeyCode::Left, KeyModifiers::CONTROL, true, "\x1b[1;5D"),
            (KeyCode::PageUp, none, false, "\x1b[5~"),
            (KeyCode::Delete, KeyModifiers::SHIFT, false, "\x1b[3;2~"),
            (KeyCode::F(1), none, false, "\x1bOP"),
            (KeyCode::F(5), none, false, "\x1b[15~"),
            (KeyCode::F(10), none, false, "\x1b[21~"),
            (KeyCode::F(12), none, false, "\x1b[24~"),
            (KeyCode::BackTab, none, false, "\x1b[Z"),
        ] {
            let key = KeyEvent::new(code, held);
            let found = String::from_utf8(encoded(&key, application)).unwrap();
            assert_eq!(found, bytes, "{key:?}");
        }
    }

    #[test]
    fn a_text_that_is_pasted_is_typed_and_cannot_end_its_own_paste() {
        assert_eq!(pasted("a\nb\r\nc", false), b"a\rb\rc");
        let text = pasted("a\x1b[201~b", true);
        assert_eq!(text, b"\x1b[200~a[201~b\x1b[201~");
    }
}
