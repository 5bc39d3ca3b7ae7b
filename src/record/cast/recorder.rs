//! [`Recorder`]: the output to a terminal, written as an asciicast while it goes on.
//!
//! Each event is a line and leaves in one write, so that a recording that is killed can be read up
//! to its last line. The format is that of asciinema: <https://docs.asciinema.org/manual/asciicast/v3/>.

use super::CastPalette;
use crate::base::Nanos;
use ratatui::{
    layout::Size,
    style::{Color, Style},
};
use serde_json::{Value, json};
use std::io::{self, Write};

/// The header of a recording.
#[derive(Debug, Clone)]
pub struct Header {
    /// The terminal's first size.
    pub size: Size,
    /// The type of the terminal, in its own words: `xterm-256color`.
    pub kind: String,
    /// The terminal's colours.
    pub palette: CastPalette,
    /// Players cut a time without an event to this one.
    pub idle: Nanos,
}

/// Writes a recording.
#[derive(Debug)]
pub struct Recorder<W> {
    out: W,
    /// The last event's time, in milliseconds.
    last: u64,
    /// The first bytes of a character whose last have not come yet.
    begun: Vec<u8>,
    /// The bytes of all lines that were written whole.
    length: u64,
}

impl<W: Write> Recorder<W> {
    /// Begins a recording.
    ///
    /// # Errors
    /// The error of `out` where it cannot be written to.
    pub fn new(out: W, header: &Header) -> io::Result<Self> {
        let mut recorder = Self {
            out,
            last: 0,
            begun: Vec::new(),
            length: 0,
        };
        recorder.line(&header.json())?;
        Ok(recorder)
    }

    /// Bytes went to the terminal, so long after the beginning.
    ///
    /// # Errors
    /// The error of `out` where it cannot be written to.
    pub fn output(&mut self, at: Nanos, bytes: &[u8]) -> io::Result<()> {
        self.begun.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&self.begun) {
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            _ => self.begun.len(),
        };
        let rest = self.begun.split_off(whole);
        let bytes = std::mem::replace(&mut self.begun, rest);
        match String::from_utf8_lossy(&bytes) {
            text if text.is_empty() => Ok(()),
            text => self.event(at, "o", &text),
        }
    }

    /// The terminal has another size.
    ///
    /// # Errors
    /// The error of `out` where it cannot be written to.
    pub fn resize(&mut self, at: Nanos, size: Size) -> io::Result<()> {
        self.event(at, "r", &format!("{}x{}", size.width, size.height))
    }

    /// A chapter begins, which players can jump to.
    ///
    /// # Errors
    /// The error of `out` where it cannot be written to.
    pub fn mark(&mut self, at: Nanos, label: &str) -> io::Result<()> {
        self.event(at, "m", label)
    }

    /// The writer.
    pub const fn get_ref(&self) -> &W {
        &self.out
    }

    /// How long the recording is up to its last whole line, in bytes.
    pub const fn length(&self) -> u64 {
        self.length
    }

    /// Returns the writer.
    pub fn into_inner(self) -> W {
        self.out
    }

    fn event(&mut self, at: Nanos, code: &str, data: &str) -> io::Result<()> {
        // Rounded before it is subtracted, so that rounding does not add up.
        let at = (at.get() / 1_000_000).max(self.last);
        let time = Nanos::from_millis(at - self.last).as_secs_f64();
        self.last = at;
        self.line(&json!([time, code, data]))
    }

    fn line(&mut self, value: &Value) -> io::Result<()> {
        let mut line = value.to_string();
        line.push('\n');
        self.out.write_all(line.as_bytes())?;
        self.length += line.len() as u64;
        Ok(())
    }
}

impl Header {
    fn json(&self) -> Value {
        let Size {
            width: columns,
            height: rows,
        } = self.size;
        let named = self.palette.named.map(|color| color.to_string()).join(":");
        let theme = json!({
            "fg": self.palette.front.to_string(),
            "bg": self.palette.back.to_string(),
            "palette": named,
        });
        let idle = self.idle.as_secs_f64();
        json!({
            "version": 3,
            "term": { "cols": columns, "rows": rows, "type": self.kind, "theme": theme },
            "idle_time_limit": idle,
        })
    }
}

impl Default for Header {
    fn default() -> Self {
        Self {
            size: Size::new(80, 24),
            kind: "xterm-256color".into(),
            palette: CastPalette::default(),
            idle: Nanos::from_millis(2_000),
        }
    }
}

impl CastPalette {
    /// The palette of a terminal with the two colours of `ground`, the rest as usual.
    #[must_use]
    pub fn of_terminal(ground: Style) -> Self {
        let usual = Self::default();
        let resolve = |color: Option<Color>, own| usual.resolve(color.unwrap_or_default(), own);
        Self {
            front: resolve(ground.fg, usual.front),
            back: resolve(ground.bg, usual.back),
            named: usual.named,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::cast::{What, read};

    fn recorded() -> Vec<u8> {
        let mut recorder = Recorder::new(Vec::new(), &Header::default()).unwrap();
        let at = Nanos::from_millis;
        let bytes = "\x1b[1m─".as_bytes();
        recorder.output(at(100), &bytes[..5]).unwrap();
        recorder.output(at(350), &bytes[5..]).unwrap();
        recorder.mark(at(350), "the \"first\"").unwrap();
        let size = Size::new(100, 30);
        recorder.resize(at(1_000), size).unwrap();
        recorder.out
    }

    #[test]
    fn a_recording_says_what_happened_and_when() {
        let cast = read(&recorded()).unwrap();
        assert_eq!((cast.size.width, cast.size.height), (80, 24));
        assert_eq!(cast.palette, CastPalette::default());
        assert_eq!(cast.idle, Nanos::from_millis(2_000));
        let events: Vec<_> = cast.events.into_iter().collect();
        let at: Vec<_> = events
            .iter()
            .map(|event| event.at.get() / 1_000_000)
            .collect();
        assert_eq!(at, [100, 350, 350, 1_000]);
        // A character that came in two writes is whole.
        assert!(matches!(&events[1].what, What::Output(text) if text == "─"));
        assert!(matches!(&events[2].what, What::Mark(text) if text == "the \"first\""));
    }

    #[test]
    fn a_recording_that_is_killed_can_be_read_up_to_its_last_line() {
        let bytes = recorded();
        let whole = read(&bytes).unwrap().events;
        let begin = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        for end in begin..bytes.len() {
            let cast = read(&bytes[..end]).unwrap();
            let lines = bytes[begin..end].split(|byte| *byte == b'\n').count() - 1;
            assert!(cast.events.len() >= lines);
            assert_eq!(cast.events, whole[..cast.events.len()]);
        }
    }
}
