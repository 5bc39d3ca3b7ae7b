//! [`Printer`]: the only writer to standard output and standard error, and into exported files.
//!
//! Texts from outside are made visible where they are put into a sentence ([`crate::base::Text`]).
//! This is the last place that all of them pass: any sequence that a terminal would obey, but our
//! own colours, is written as an escape. No other module has these descriptors (tests/house).

use super::CliError;
use crate::{
    base::{Output, Replacement, is_hidden, visible},
    export::{Format, Style},
};
use std::{
    fmt,
    io::{self, BufWriter, Write},
    path::Path,
};

/// The kind of output: how an escape is written depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextForm {
    /// Text or markup; with colours of our own, or without any.
    Text {
        /// Whether it may have colours.
        color: bool,
    },
    /// JSON, in which an escape can stand in strings only: `\u001b`.
    Json,
}

impl TextForm {
    /// Text without colours.
    pub(super) const PLAIN: Self = Self::Text { color: false };

    /// Text in a style.
    pub(super) const fn of(style: Style) -> Self {
        Self::Text { color: style.color }
    }

    /// A format; text is in a style.
    pub(super) const fn of_format(format: &Format, style: Style) -> Self {
        if format.is_json {
            Self::Json
        } else {
            Self::of(style)
        }
    }
}

/// A writer that lets through only what a terminal shows.
#[derive(Debug)]
pub(super) struct Printer<W: Write> {
    form: TextForm,
    out: W,
    /// The beginning of a character or of a colour whose rest has not been written yet.
    begun: Vec<u8>,
}

impl<W: Write> Printer<W> {
    pub(super) const fn new(form: TextForm, out: W) -> Self {
        Self {
            form,
            out,
            begun: Vec::new(),
        }
    }

    fn put(&mut self, bytes: &[u8], is_end: bool) -> io::Result<()> {
        let mut plain = String::with_capacity(bytes.len() + 16);
        let mut chunks = bytes.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            let mut text = chunk.valid();
            while let Some(at) = text.find(|c| is_hidden(c) && !matches!(c, '\n' | '\t')) {
                plain.push_str(&text[..at]);
                text = &text[at..];
                if let Some(color) = self.color(text) {
                    plain.push_str(&text[..color]);
                    text = &text[color..];
                } else if !is_end && "\x1b[00m".len() > text.len() && chunk.invalid().is_empty() {
                    // It may be the beginning of a colour.
                    self.begun = text.as_bytes().to_vec();
                    return self.out.write_all(plain.as_bytes());
                } else if let Some(c) = text.chars().next() {
                    self.escape(c, &mut plain);
                    text = &text[c.len_utf8()..];
                }
            }
            plain.push_str(text);
            let is_cut = !is_end && chunks.peek().is_none() && chunk.invalid().len() < 4;
            if is_cut
                && std::str::from_utf8(chunk.invalid()).is_err_and(|e| e.error_len().is_none())
            {
                self.begun = chunk.invalid().to_vec();
            } else {
                for byte in chunk.invalid() {
                    let _ = fmt::Write::write_fmt(&mut plain, format_args!("\\x{byte:02x}"));
                }
            }
        }
        self.out.write_all(plain.as_bytes())
    }

    /// The length of a colour of our own at the beginning of a text.
    fn color(&self, text: &str) -> Option<usize> {
        let colors = self.form == TextForm::Text { color: true };
        let own = Style::SEQUENCES.iter().find(|own| text.starts_with(**own));
        own.filter(|_| colors).map(|own| own.len())
    }

    fn escape(&self, c: char, plain: &mut String) {
        match self.form {
            TextForm::Text { .. } => plain.push_str(&visible(c.encode_utf8(&mut [0; 4]))),
            TextForm::Json => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = fmt::Write::write_fmt(plain, format_args!("\\u{unit:04x}"));
                }
            }
        }
    }

    /// Writes what is left.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        let begun = std::mem::take(&mut self.begun);
        self.put(&begun, true)?;
        self.out.flush()
    }
}

impl<W: Write> Write for Printer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let is_plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t');
        if self.begun.is_empty() && bytes.iter().all(is_plain) {
            self.out.write_all(bytes)?;
        } else {
            let mut begun = std::mem::take(&mut self.begun);
            begun.extend_from_slice(bytes);
            self.put(&begun, false)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Writes to standard output in one go.
pub(super) fn print(
    form: TextForm,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), CliError> {
    Ok(write_to(form, Output::stdout(), write)?)
}

/// Writes a whole text to standard error.
pub(super) fn print_beside(
    form: TextForm,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    write_to(form, Output::stderr(), write)
}

/// Writes a file, which is either written whole or left as it was.
pub(super) fn write_file(
    path: &Path,
    form: TextForm,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), CliError> {
    let written = Replacement::new(path).and_then(|mut file| {
        write_to(form, &mut file, write)?;
        file.finish()
    });
    written.map_err(|error| CliError::unwritten(path, &error))
}

/// Writes to an output or a file in one go.
pub(super) fn write_to(
    form: TextForm,
    out: impl Write,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, Printer::new(form, out));
    write(&mut out)?;
    out.flush()?;
    out.get_mut().finish()
}

/// Writes a message to standard error. Where that is closed, the message is dropped.
pub(super) fn tell(message: &str) {
    let line = format!("parscope: {}\n", visible(message));
    let _ = Output::stderr().write_all(line.as_bytes());
}

/// Replaces the line that was put there before; an empty line erases it.
pub(super) fn replace_line(line: &str) {
    // Return to the margin, write, and erase what is left of the line before.
    let text = format!("\r{}\x1b[K", visible(line));
    let _ = Output::stderr().write_all(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn printed(form: TextForm, parts: &[&[u8]]) -> String {
        let mut out = Vec::new();
        let mut printer = Printer::new(form, &mut out);
        for part in parts {
            printer.write_all(part).unwrap();
        }
        printer.finish().unwrap();
        String::from_utf8(out).unwrap()
    }

    const COLORED: TextForm = TextForm::Text { color: true };

    #[test]
    fn only_colours_of_our_own_reach_a_terminal() {
        let text = "\x1b[1mtitle\x1b[0m \x1b]52;c;eA==\x07 \u{9b}2J \u{202e}\t\n".as_bytes();
        let rest = r" \u{1b}]52;c;eA==\u{7} \u{9b}2J \u{202e}";
        assert_eq!(
            printed(COLORED, &[text]),
            format!("\x1b[1mtitle\x1b[0m{rest}\t\n")
        );
        let plain = printed(TextForm::PLAIN, &[text]);
        assert_eq!(
            plain,
            format!(r"\u{{1b}}[1mtitle\u{{1b}}[0m{rest}") + "\t\n"
        );
        assert_eq!(printed(COLORED, &[b"\xffa\x9b"]), r"\xffa\x9b");
        assert_eq!(printed(COLORED, &[b"\x1b"]), r"\u{1b}");
    }

    #[test]
    fn json_stays_json_and_says_the_same() {
        let text = "\u{9b}\u{7f}\u{202e}\u{e0041}é\u{1b}";
        let json = serde_json::to_vec(text).unwrap();
        let found = printed(TextForm::Json, &[&json]);
        assert_eq!(found, r#""\u009b\u007f\u202e\udb40\udc41é\u001b""#);
        assert_eq!(serde_json::from_str::<String>(&found).unwrap(), text);
    }

    proptest! {
        #[test]
        fn however_a_text_is_cut_it_is_printed_alike(
            parts in proptest::collection::vec("(\x1b\\[31m|\x1b|é|a|\u{9b}|\u{202e}|\x1b\\[)*", 0..4),
            bytes: Vec<u8>,
            cut in 1_usize..5,
        ) {
            let mut text = parts.concat().into_bytes();
            text.extend(bytes);
            for form in [TextForm::PLAIN, COLORED] {
                let pieces: Vec<_> = text.chunks(cut).collect();
                let found = printed(form, &pieces);
                prop_assert_eq!(&found, &printed(form, &[&text]));
                let rest = found.replace("\x1b[31m", "").replace(['\n', '\t'], "");
                let own = Style::SEQUENCES.iter().fold(rest, |text, own| text.replace(own, ""));
                prop_assert!(!own.chars().any(is_hidden), "{:?}", found);
            }
        }
    }
}
