//! [`InputList`]: a list of inputs, and [`SourceOrigin`], where it is read from.

use crate::{base::spell, cli::CliError};
use std::{
    ffi::{OsStr, OsString},
    fs::File,
    io::{self, IsTerminal, Read},
    os::unix::ffi::OsStrExt,
    path::PathBuf,
};

/// More than that is hardly a list of names.
const MOST_BYTES: u64 = 16 << 20;

/// A list of inputs.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct InputList {
    pub(super) origin: SourceOrigin,
    /// Whether it goes along with the list before.
    pub(super) linked: bool,
}

/// Where inputs come from.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum SourceOrigin {
    /// The words after `:::`.
    Listed(Vec<String>),
    /// The lines of a file after `::::`.
    File(PathBuf),
    /// The lines of standard input.
    Stdin,
    /// The lines of standard input, for a word of the command that names no other source.
    Piped(String),
}

impl SourceOrigin {
    /// A file by the name that was written.
    pub(super) fn file(name: &OsString) -> Self {
        if name == "-" {
            Self::Stdin
        } else {
            Self::File(name.into())
        }
    }

    /// Reads them; `null`: each that is read ends with a zero byte, not with its line.
    pub(super) fn read(self, null: bool) -> Result<Vec<String>, CliError> {
        match self {
            Self::Listed(words) => Ok(words),
            Self::File(path) => {
                let fault = |message: String| CliError::File {
                    path: path.clone(),
                    message,
                };
                // A pipe is as good: `:::: <(ls)`.
                if path.is_dir() {
                    return Err(fault("cannot be read: it is a folder".into()));
                }
                let file = File::open(&path);
                let read = file.and_then(|file| split(file, null));
                read.map_err(|error| fault(format!("cannot be read: {error}")))
            }
            Self::Piped(word) if io::stdin().is_terminal() => Err(CliError::Usage(format!(
                "nothing was given for {word} in the command: write the inputs after `:::`, a file \
                 of them after `::::`, or send their lines to standard input"
            ))),
            Self::Stdin | Self::Piped(_) => split(io::stdin(), null).map_err(|error| {
                CliError::Usage(format!("standard input cannot be read: {error}"))
            }),
        }
    }
}

/// The lines of a text, however they end, or what ends with a zero byte.
fn split(source: impl Read, null: bool) -> io::Result<Vec<String>> {
    let mut bytes = Vec::new();
    source.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(io::Error::other("there are more than 16 MiB of inputs"));
    }
    let end = if null { 0 } else { b'\n' };
    let text = bytes.strip_suffix(&[end]).unwrap_or(&bytes);
    if bytes.is_empty() {
        return Ok(Vec::new());
    }
    let parts = text.split(|&byte| byte == end).enumerate();
    parts
        .map(|(index, part)| {
            let part = match part.strip_suffix(b"\r") {
                Some(line) if !null => line,
                _ => part,
            };
            if part.contains(&0) {
                return Err(io::Error::other(format!(
                    "line {} has a zero byte, which no command can be given: with -0, zero bytes \
                     separate the inputs",
                    index + 1
                )));
            }
            Ok(spell(OsStr::from_bytes(part)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_names_is_read_line_by_line_also_from_elsewhere() {
        let lines = |text: &[u8]| split(text, false).unwrap();
        assert_eq!(lines(b"a\r\nb c\n\nd"), ["a", "b c", "", "d"]);
        assert_eq!(lines(b""), [""; 0]);
        assert_eq!(lines(b"\n"), [""]);
        let endless = io::repeat(b'x');
        let error = split(endless, false).unwrap_err();
        assert!(error.to_string().contains("16 MiB"));
    }

    #[test]
    fn zero_bytes_separate_names_that_hold_whatever_a_name_may_hold() {
        let names = split(&b"a\nb\r\0caf\xe9\0\0"[..], true).unwrap();
        assert_eq!(names, ["a\nb\r", "caf�e9", ""]);
        let error = split(&b"a\nb\0c\n"[..], false).unwrap_err().to_string();
        assert!(error.contains("line 2") && error.contains("-0"), "{error}");
    }
}
