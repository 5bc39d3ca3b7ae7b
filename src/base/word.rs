//! Words that the system takes as bytes, written as text: [`spell`] and [`unspell`].
//!
//! A file's name need not be UTF-8, but JSON, TOML and a screen know only that. So each byte that
//! is part of no character is written as `�` and its two hexadecimal digits: `caf�e9`. No byte
//! is lost, and a word that is shown has its invalid bytes marked.

use std::{
    ffi::{OsStr, OsString},
    fmt::Write,
    os::unix::ffi::{OsStrExt, OsStringExt},
};

/// Marks two hexadecimal digits that follow it.
const MARK: char = char::REPLACEMENT_CHARACTER;

/// A word as text.
#[must_use]
pub fn spell(word: &OsStr) -> String {
    let mut text = String::new();
    for chunk in word.as_bytes().utf8_chunks() {
        for c in chunk.valid().chars() {
            if c == MARK {
                escape(&mut text, c.encode_utf8(&mut [0; 4]).as_bytes());
            } else {
                text.push(c);
            }
        }
        escape(&mut text, chunk.invalid());
    }
    text
}

/// Writes bytes one by one.
fn escape(text: &mut String, bytes: &[u8]) {
    for byte in bytes {
        text.push(MARK);
        let _ = write!(text, "{byte:02x}");
    }
}

/// The word that a text stands for.
#[must_use]
pub fn unspell(text: &str) -> OsString {
    let mut bytes = Vec::with_capacity(text.len());
    let mut parts = text.split(MARK);
    bytes.extend_from_slice(parts.next().unwrap_or_default().as_bytes());
    for part in parts {
        let byte = part.get(..2).filter(|digits| {
            let mut digits = digits.bytes();
            digits.all(|digit| digit.is_ascii_hexdigit())
        });
        if let Some(byte) = byte.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            bytes.push(byte);
            bytes.extend_from_slice(&part.as_bytes()[2..]);
        } else {
            // Another program wrote it, as an ordinary character.
            bytes.extend_from_slice(MARK.encode_utf8(&mut [0; 4]).as_bytes());
            bytes.extend_from_slice(part.as_bytes());
        }
    }
    OsString::from_vec(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_text_stays_as_it_is_and_the_rest_is_seen() {
        assert_eq!(spell(OsStr::new("a b ü")), "a b ü");
        assert_eq!(spell(OsStr::from_bytes(b"caf\xe9.txt")), "caf�e9.txt");
        assert_eq!(unspell("caf�e9.txt").as_bytes(), b"caf\xe9.txt");
        // A file whose name holds the mark itself is found again, too.
        assert_eq!(unspell(&spell(OsStr::new("�e9"))), "�e9");
        assert_eq!(unspell("�"), "�");
    }

    proptest! {
        #[test]
        fn every_word_comes_back_byte_for_byte(bytes: Vec<u8>, text in "[�:a0fé]{0,9}") {
            for word in [OsString::from_vec(bytes), text.into()] {
                prop_assert_eq!(unspell(&spell(&word)), word);
            }
        }
    }
}
