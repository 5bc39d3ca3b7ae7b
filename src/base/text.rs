//! [`Text`]: a text from outside, which is shown only with its hidden characters made visible;
//! and [`visible`], through which all of it goes.
//!
//! A terminal obeys control characters, and turns text around at some others. So names of
//! files, their content, and the output of commands never reach one as they are: a control
//! character is shown as its escape (`\u{1b}`), and no character is left out.

use serde::{Deserialize, Serialize};
use std::{
    borrow::Cow,
    ffi::OsStr,
    fmt::{self, Write as _},
    os::unix::ffi::OsStrExt,
};

/// A text from outside: a file, a command, another machine. Its `Display` is [`visible`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text(String);

impl Text {
    /// The text as it came, to be compared, parsed or kept; never to be shown.
    #[must_use]
    pub fn raw(&self) -> &str {
        &self.0
    }

    /// Whether it is empty.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&visible(&self.0))
    }
}

/// Whether a character would not be seen as itself: controls (C0, DEL, C1), marks that turn the
/// direction of text, marks without width, line and paragraph separators, tags, noncharacters.
#[must_use]
pub const fn is_hidden(c: char) -> bool {
    match c {
        ' '..='~' => false,
        '\0'..='\u{9f}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{fffe}'..='\u{ffff}'
        | '\u{e0000}'..='\u{e0fff}' => true,
        _ => false,
    }
}

/// A text with everything that [`is_hidden`] in it as an escape: `\n`, `\t`, `\u{1b}`.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        push_visible(c, &mut shown);
    }
    Cow::Owned(shown)
}

fn push_visible(c: char, shown: &mut String) {
    match c {
        '\n' | '\r' | '\t' => shown.extend(c.escape_default()),
        c if is_hidden(c) => shown.extend(c.escape_unicode()),
        c => shown.push(c),
    }
}

/// A path or another name of the system; bytes that are no UTF-8 are shown as `\xff`.
#[must_use]
pub fn visible_name(name: impl AsRef<OsStr>) -> String {
    let mut shown = String::new();
    for chunk in name.as_ref().as_bytes().utf8_chunks() {
        shown += &visible(chunk.valid());
        for byte in chunk.invalid() {
            let _ = write!(shown, "\\x{byte:02x}");
        }
    }
    shown
}

/// A word as a shell takes it, and as it can be read: in single quotes where it needs any, and as
/// `$'…'` where something in it would not be seen.
#[must_use]
pub fn quoted(word: impl AsRef<OsStr>) -> String {
    let bytes = word.as_ref().as_bytes();
    let plain = |text: &&str| !text.chars().any(is_hidden);
    let Some(text) = std::str::from_utf8(bytes).ok().filter(plain) else {
        return escaped(bytes);
    };
    let safe = |c: char| c.is_alphanumeric() || "%+,-./:=@_^{}".contains(c);
    if !text.is_empty() && text.chars().all(safe) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

fn escaped(bytes: &[u8]) -> String {
    let mut shown = String::from("$'");
    let hex = |bytes: &[u8], shown: &mut String| {
        for byte in bytes {
            let _ = write!(shown, "\\x{byte:02x}");
        }
    };
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '\\' | '\'' => shown.extend(['\\', c]),
                '\n' | '\r' | '\t' => shown.extend(c.escape_default()),
                c if is_hidden(c) => hex(c.encode_utf8(&mut [0; 4]).as_bytes(), &mut shown),
                c => shown.push(c),
            }
        }
        hex(chunk.invalid(), &mut shown);
    }
    shown.push('\'');
    shown
}

/// Words as a command line.
#[must_use]
pub fn command_line<W: AsRef<OsStr>>(words: impl IntoIterator<Item = W>) -> String {
    let words: Vec<_> = words.into_iter().map(quoted).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_a_terminal_would_obey_is_seen_instead() {
        for (text, shown) in [
            ("plain é 漢", "plain é 漢"),
            ("\u{1b}]52;c;eA==\u{7}", r"\u{1b}]52;c;eA==\u{7}"),
            ("\u{9b}31m\u{7f}", r"\u{9b}31m\u{7f}"),
            (
                "a\u{202e}b\u{2066}c\u{200f}",
                r"a\u{202e}b\u{2066}c\u{200f}",
            ),
            ("one\ntwo\r\tthree", r"one\ntwo\r\tthree"),
            (
                "\u{feff}x\u{200b}\u{e0041}\u{2028}",
                r"\u{feff}x\u{200b}\u{e0041}\u{2028}",
            ),
        ] {
            assert_eq!(visible(text), shown);
            assert_eq!(Text::from(text).to_string(), shown);
        }
        assert_eq!(
            format!("{:>4}|{:<4}|", Text::from("a"), Text::from("b")),
            "   a|b   |"
        );
    }

    #[test]
    fn a_name_that_is_no_text_is_shown_whole() {
        let name = OsStr::from_bytes(b"a\xff\x9b\n.json");
        assert_eq!(visible_name(name), r"a\xff\x9b\n.json");
        assert_eq!(quoted(name), r"$'a\xff\x9b\n.json'");
    }

    #[test]
    fn a_command_reads_as_a_shell_would_take_it() {
        let words = ["sh", "-c", "echo 'a' $b", "", "a\u{1b}[2J\\", "{}", "x;y"];
        assert_eq!(
            command_line(words),
            r"sh -c 'echo '\''a'\'' $b' '' $'a\x1b[2J\\' {} 'x;y'"
        );
    }

    proptest! {
        #[test]
        fn nothing_hidden_is_left_in_what_is_shown(text in any::<String>(), bytes: Vec<u8>) {
            prop_assert!(!visible(&text).chars().any(is_hidden));
            prop_assert!(!quoted(&text).chars().any(is_hidden));
            let name = OsStr::from_bytes(&bytes);
            prop_assert!(!visible_name(name).chars().any(is_hidden));
            prop_assert!(!quoted(name).chars().any(is_hidden));
        }
    }
}
