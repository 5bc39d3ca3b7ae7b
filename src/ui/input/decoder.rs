//! [`Decoder`]: from the bytes of a terminal to keys.
//!
//! It knows what the keymap and a typed value need (xterm's, VT220's and the Linux console's
//! forms of them) and leaves out everything else without losing its place.

use crate::ui::event::UiEvent;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

mod mouse;

const ESCAPE: u8 = 0x1b;

/// The longest sequence that is waited for; what is longer is no key.
const LONGEST: usize = 64;

/// The longest text that may be pasted.
const LONGEST_PASTE: usize = 64 * 1024;

const PASTE: &[u8] = b"\x1b[200~";
const PASTED: &[u8] = b"\x1b[201~";

/// Keeps the bytes of a key that has not arrived whole.
#[derive(Default)]
pub(super) struct Decoder {
    pending: Vec<u8>,
    /// Whether the next bytes are the rest of a paste that was too long.
    drowned: bool,
}

/// How many bytes were used, and what they mean, if anything. `None`: there must be more to come.
type Decoded = Option<(usize, Option<UiEvent>)>;

impl Decoder {
    /// The events in these bytes, together with those that were left.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Vec<UiEvent> {
        self.pending.extend_from_slice(bytes);
        let mut events = Vec::new();
        let mut at = 0;
        loop {
            let rest = &self.pending[at..];
            if self.drowned {
                // None of it is a key: a text that was pasted must not do anything.
                let (used, ended) = surface(rest);
                at += used;
                self.drowned = !ended;
                if !ended {
                    break;
                }
                continue;
            }
            if rest.starts_with(PASTE) && rest.len() > LONGEST_PASTE && end_of_paste(rest).is_none()
            {
                self.drowned = true;
                events.push(UiEvent::TooMuch);
                continue;
            }
            let Some((used, event)) = find(rest) else {
                break;
            };
            at += used;
            events.extend(event);
        }
        self.pending.drain(..at);
        events
    }

    /// Whether a key has begun to arrive. A paste may take its time.
    pub(super) fn is_waiting(&self) -> bool {
        !self.pending.is_empty() && !self.drowned && !self.pending.starts_with(PASTE)
    }

    /// The events after a pause: a lone escape is a key, and half a sequence is none.
    pub(super) fn pause(&mut self) -> Vec<UiEvent> {
        let pending = std::mem::take(&mut self.pending);
        match *pending {
            [ESCAPE] => vec![UiEvent::Key(KeyCode::Esc.into())],
            _ => Vec::new(),
        }
    }
}

fn find(bytes: &[u8]) -> Decoded {
    match *bytes {
        [] | [ESCAPE] => None,
        [ESCAPE, ESCAPE, ..] => key(1, KeyCode::Esc),
        [ESCAPE, b'O', ref rest @ ..] => rest.first().and_then(|&last| found(3, letter(last))),
        // F1 to F5 of the Linux console.
        [ESCAPE, b'[', b'[', ref rest @ ..] => rest.first().and_then(|&last| match last {
            b'A'..=b'E' => key(4, KeyCode::F(last - b'A' + 1)),
            _ => found(4, None),
        }),
        [ESCAPE, b'[', ref rest @ ..] => sequence(bytes, rest),
        [ESCAPE, ref rest @ ..] => {
            let (used, event) = character(rest)?;
            Some((used + 1, event.map(|event| with(event, KeyModifiers::ALT))))
        }
        _ => character(bytes),
    }
}

/// `ESC [`, parameters, and a final byte.
fn sequence(bytes: &[u8], rest: &[u8]) -> Decoded {
    if bytes.starts_with(PASTE) {
        return paste(bytes);
    }
    let Some(length) = rest.iter().position(|byte| !(0x20..0x40).contains(byte)) else {
        return (bytes.len() > LONGEST).then_some((bytes.len(), None));
    };
    let last = rest[length];
    if !(0x40..0x7f).contains(&last) {
        // A new key begins within this one, which was cut off.
        return found(2 + length, None);
    }
    let mut parameters = rest[..length].split(|&byte| byte == b';').map(number);
    let first = parameters.next().flatten();
    let code = match last {
        // A private sequence is an answer to something that we never ask.
        b'M' | b'm' if rest[0] == b'<' => {
            let event = mouse::event(&rest[1..length], last == b'M');
            return Some((3 + length, event.map(UiEvent::Mouse)));
        }
        _ if (b'<'..=b'?').contains(&rest[0]) => None,
        b'~' => first.and_then(numbered),
        b'Z' => Some(KeyCode::BackTab),
        _ => letter(last),
    };
    let modifiers = modifiers(parameters.next().flatten().unwrap_or(1));
    let event = code.map(|code| UiEvent::Key(KeyEvent::new(code, modifiers)));
    Some((3 + length, event))
}

fn paste(bytes: &[u8]) -> Decoded {
    let end = end_of_paste(bytes)?;
    let text = String::from_utf8_lossy(&bytes[PASTE.len()..end]).into_owned();
    Some((end + PASTED.len(), Some(UiEvent::Paste(text))))
}

fn end_of_paste(bytes: &[u8]) -> Option<usize> {
    let mut windows = bytes.windows(PASTED.len());
    windows.position(|window| window == PASTED)
}

/// How much of these bytes is still part of a paste, and whether it ends there.
fn surface(bytes: &[u8]) -> (usize, bool) {
    match end_of_paste(bytes) {
        Some(end) => (end + PASTED.len(), true),
        // The end may have begun to arrive.
        None => (bytes.len().saturating_sub(PASTED.len() - 1), false),
    }
}

/// A character, or the control code of one.
fn character(bytes: &[u8]) -> Decoded {
    let first = *bytes.first()?;
    match first {
        b'\r' | b'\n' => key(1, KeyCode::Enter),
        b'\t' => key(1, KeyCode::Tab),
        0x7f | 0x08 => key(1, KeyCode::Backspace),
        0x01..=0x1a => {
            let code = KeyCode::Char(char::from(first - 1 + b'a'));
            let event = UiEvent::Key(code.into());
            Some((1, Some(with(event, KeyModifiers::CONTROL))))
        }
        0x00 | 0x1c..=0x1f => {
            let char = if first == 0 {
                ' '
            } else {
                char::from(first + b'@')
            };
            let event = UiEvent::Key(KeyCode::Char(char).into());
            Some((1, Some(with(event, KeyModifiers::CONTROL))))
        }
        0x1b => found(1, None),
        _ => {
            let length = match first {
                0xc2..=0xdf => 2,
                0xe0..=0xef => 3,
                0xf0..=0xf4 => 4,
                _ => 1,
            };
            let text = std::str::from_utf8(bytes.get(..length)?).ok();
            match text.and_then(|text| text.chars().next()) {
                Some(char) => key(length, KeyCode::Char(char)),
                None => found(1, None),
            }
        }
    }
}

/// Keys that end in a letter of their own.
const fn letter(last: u8) -> Option<KeyCode> {
    Some(match last {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'M' => KeyCode::Enter,
        b'P'..=b'S' => KeyCode::F(last - b'P' + 1),
        _ => return None,
    })
}

/// Keys that are numbers before a tilde.
#[expect(clippy::cast_possible_truncation, reason = "each arm is below 25")]
const fn numbered(number: u32) -> Option<KeyCode> {
    Some(match number {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        11..=15 => KeyCode::F(number as u8 - 10),
        17..=21 => KeyCode::F(number as u8 - 11),
        23..=24 => KeyCode::F(number as u8 - 12),
        _ => return None,
    })
}

/// xterm's number for modifiers: one more than the bits of Shift, Alt and Control.
const fn modifiers(number: u32) -> KeyModifiers {
    let mut modifiers = KeyModifiers::NONE;
    let bits = number.saturating_sub(1);
    if bits & 1 != 0 {
        modifiers = modifiers.union(KeyModifiers::SHIFT);
    }
    if bits & 2 != 0 {
        modifiers = modifiers.union(KeyModifiers::ALT);
    }
    if bits & 4 != 0 {
        modifiers = modifiers.union(KeyModifiers::CONTROL);
    }
    modifiers
}

fn number(digits: &[u8]) -> Option<u32> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

fn with(event: UiEvent, modifiers: KeyModifiers) -> UiEvent {
    match event {
        UiEvent::Key(key) => UiEvent::Key(KeyEvent::new(key.code, key.modifiers | modifiers)),
        other => other,
    }
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "it stands where others wait for more"
)]
fn found(used: usize, code: Option<KeyCode>) -> Decoded {
    Some((used, code.map(|code| UiEvent::Key(code.into()))))
}

fn key(used: usize, code: KeyCode) -> Decoded {
    found(used, Some(code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn keys(bytes: &[u8]) -> Vec<String> {
        let mut decoder = Decoder::default();
        let mut events = decoder.feed(bytes);
        events.extend(decoder.pause());
        let name = |event| match event {
            UiEvent::Mouse(mouse) => {
                let kind = format!("{:?}", mouse.kind).to_lowercase();
                format!("{kind}@{},{}", mouse.column, mouse.row)
            }
            UiEvent::Key(key) if key.modifiers.is_empty() => key.code.to_string(),
            UiEvent::Key(key) => format!("{}+{}", key.modifiers, key.code),
            UiEvent::Paste(text) => format!("«{text}»"),
            other => format!("{other:?}"),
        };
        events.into_iter().map(name).collect()
    }

    #[test]
    fn every_key_of_the_keymap_is_known_as_terminals_send_it() {
        for (bytes, names) in [
            ("q?", "q ?"),
            ("\r", "Enter"),
            ("\x1b", "Esc"),
            ("\x1b\x1b[A", "Esc Up"),
            ("\x1b[A\x1b[B\x1b[C\x1b[D", "Up Down Right Left"),
            ("\x1bOA\x1bOB\x1bOC\x1bOD", "Up Down Right Left"),
            ("\x1b[5~\x1b[6~", "Page Up Page Down"),
            ("\x1bOP\x1b[11~\x1b[[A", "F1 F1 F1"),
            ("\x1bOQ\x1b[12~\x1b[[B", "F2 F2 F2"),
            ("\x1b[1;5C", "Control+Right"),
            ("\x03\x0c\x1a", "Control+c Control+l Control+z"),
            ("\x1c\x1d\x00", "Control+\\ Control+] Control+Space"),
            ("\x7f\x08", "Backspace Backspace"),
            ("\x1bx", "Alt+x"),
            ("é€😀", "é € 😀"),
        ] {
            assert_eq!(keys(bytes.as_bytes()).join(" "), names, "{bytes:?}");
        }
    }

    #[test]
    fn a_pasted_text_is_not_taken_for_keys() {
        let bytes = b"a\x1b[200~q\r1,2,3\x1b[201~b";
        assert_eq!(keys(bytes), ["a", "«q\r1,2,3»", "b"]);
    }

    #[test]
    fn the_mouse_is_heard_where_it_is_pressed_dragged_and_turned() {
        for (bytes, names) in [
            ("\x1b[<0;3;4M", "down(left)@2,3"),
            ("\x1b[<0;3;4m", "up(left)@2,3"),
            ("\x1b[<32;300;4M", "drag(left)@299,3"),
            ("\x1b[<64;1;1M", "scrollup@0,0"),
            ("\x1b[<65;1;1M", "scrolldown@0,0"),
            ("\x1b[<35;1;1M\x1b[<0;;M\x1b[<0M\x1b[<0;0;0M", ""),
            ("\x1b[<0;70000;1M", ""),
        ] {
            assert_eq!(keys(bytes.as_bytes()).join(" "), names, "{bytes:?}");
        }
    }

    #[test]
    fn nothing_of_a_paste_that_is_too_long_is_taken_for_keys() {
        let mut decoder = Decoder::default();
        let mut events = decoder.feed(PASTE);
        for _ in 0..2560 {
            events.extend(decoder.feed(&[b'q'; 4096]));
        }
        events.extend(decoder.feed(b"q\x1b[201~a"));
        assert_eq!(
            events,
            [UiEvent::TooMuch, UiEvent::Key(KeyCode::Char('a').into())]
        );
        assert!(decoder.pending.is_empty());
    }

    #[test]
    fn what_is_no_key_is_left_out_and_the_next_one_is_not() {
        for bytes in ["\x1b[?1;2cq", "\x1b[<0;3Mq", "\x1b[9999~q", "\x1b[1\x1b[Z"] {
            assert_eq!(keys(bytes.as_bytes()).len(), 1, "{bytes:?}");
        }
        assert_eq!(keys(b"\xff\xfeq"), ["q"]);
        assert_eq!(keys(b"\x1b[1;"), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic_or_keep_more_than_a_paste(
            chunks in proptest::collection::vec(proptest::collection::vec(0_u8.., 0..50), 0..20)
        ) {
            let mut decoder = Decoder::default();
            for chunk in &chunks {
                decoder.feed(chunk);
                prop_assert!(decoder.pending.len() <= LONGEST_PASTE + 50);
            }
        }

        #[test]
        fn it_does_not_matter_how_the_bytes_are_cut(cut in 0_usize..24) {
            let bytes = "a\x1b[5~é\x1b[200~x\x1b[201~\x1bOPz".as_bytes();
            let (head, tail) = bytes.split_at(cut.min(bytes.len()));
            let mut decoder = Decoder::default();
            let mut events = decoder.feed(head);
            events.extend(decoder.feed(tail));
            prop_assert_eq!(events, Decoder::default().feed(bytes));
        }
    }
}
