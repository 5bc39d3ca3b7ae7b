//! [`read`]: an asciicast of version 1, 2 or 3, from any source.
//!
//! The input is bounded before it is interpreted: a recording from the internet can be
//! wrong, but it can neither exhaust the memory nor go on for ever.

mod head;
#[cfg(test)]
mod tests;

use super::{CastError, CastPalette};
use crate::base::Nanos;
use flate2::read::MultiGzDecoder;
use head::{CastHead, size};
use ratatui::layout::Size;
use serde_json::{Value, error::Category};
use std::io::Read;

/// A recording is not longer than that, in bytes.
pub const MOST_BYTES: usize = 64 << 20;

const MOST_EVENTS: usize = 1_000_000;
const MOST_RESIZES: usize = 1_000;

/// The longest recording: a day.
const LONGEST: Nanos = Nanos::from_millis(86_400_000);

/// A recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cast {
    /// The terminal's first size.
    pub size: Size,
    /// The terminal's colours.
    pub palette: CastPalette,
    /// The length that a time without an event is cut to.
    pub idle: Nanos,
    /// The least time between two pictures: all that is written in between is one change.
    pub apart: Nanos,
    /// The events, in the order of time.
    pub events: Vec<CastEvent>,
    /// Whether its last line has no end: it was cut off there, and that line is left out.
    pub cut: bool,
}

/// An event of a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CastEvent {
    /// The time since the beginning.
    pub at: Nanos,
    /// Its kind and content.
    pub what: What,
}

/// The kind and content of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// This went to the terminal.
    Output(String),
    /// The terminal has another size.
    Resize(Size),
    /// A chapter begins.
    Mark(String),
}

/// Reads a recording, which may be packed with gzip.
///
/// # Errors
/// [`CastError::Line`] where it is none.
pub fn read(bytes: &[u8]) -> Result<Cast, CastError> {
    if bytes.starts_with(GZIP) {
        return read_plain(&unpacked(bytes)?);
    }
    read_plain(bytes)
}

/// How a file that is packed with gzip begins.
const GZIP: &[u8] = &[0x1f, 0x8b];

/// How some editors begin a text.
const MARK: &[u8] = b"\xef\xbb\xbf";

fn unpacked(bytes: &[u8]) -> Result<Vec<u8>, CastError> {
    let mut text = Vec::new();
    let most = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX);
    let read = MultiGzDecoder::new(bytes)
        .take(most.saturating_add(1))
        .read_to_end(&mut text);
    match read {
        // The unpacked part of a file that was cut off is read as any recording that was.
        Err(error) if text.is_empty() => Err(fault(1, &format!("cannot be unpacked: {error}"))),
        _ => Ok(text),
    }
}

fn read_plain(bytes: &[u8]) -> Result<Cast, CastError> {
    if bytes.len() > MOST_BYTES {
        return Err(fault(1, "the recording is longer than 64 MiB"));
    }
    let bytes = bytes.strip_prefix(MARK).unwrap_or(bytes);
    let (begin, line) = first(bytes).ok_or_else(|| fault(1, EMPTY))?;
    let (head, length) =
        CastHead::read(&bytes[begin..]).map_err(|error| head_fault(line, &error))?;
    let version = head.version();
    let mut cast = head.cast().map_err(|text| fault(line, &text))?;
    let mut reader = CastEvents {
        is_relative: version != 2,
        at: Nanos::ZERO,
        resizes: 0,
    };
    if version == 1 {
        for (time, text) in head.stdout.unwrap_or_default().0 {
            reader
                .push(&mut cast, time, What::Output(text))
                .map_err(|text| fault(line, text))?;
        }
        return Ok(cast);
    }
    let rest = &bytes[begin + length..];
    let head_lines = bytes[begin..begin + length]
        .split(|byte| *byte == b'\n')
        .count()
        - 1;
    let is_cut = !bytes.ends_with(b"\n");
    let mut lines = (line + head_lines..)
        .zip(rest.split(|byte| *byte == b'\n'))
        .peekable();
    while let Some((number, line)) = lines.next() {
        if is_passed_over(line) {
            continue;
        }
        match reader.line(&mut cast, line) {
            Ok(()) => {}
            // It was being written when the recording was killed.
            Err(LineError::NoEvent(_)) if is_cut && lines.peek().is_none() => cast.cut = true,
            Err(error) => return Err(fault(number, &error.to_string())),
        }
    }
    Ok(cast)
}

const EMPTY: &str = "there is nothing: a recording begins with a header";

fn fault(line: usize, message: &str) -> CastError {
    CastError::Line {
        line,
        message: message.to_owned(),
    }
}

/// Blank lines and comments are not a recording's.
fn is_passed_over(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.is_empty() || line.starts_with(b"#")
}

/// The place of the header, and its line.
fn first(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut begin = 0;
    for (place, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        if !is_passed_over(line) {
            return Some((begin, place + 1));
        }
        begin += line.len() + 1;
    }
    None
}

fn head_fault(line: usize, error: &serde_json::Error) -> CastError {
    let at = line + error.line().saturating_sub(1);
    let text = match error.classify() {
        Category::Eof => "the recording is cut off before its header ends".to_owned(),
        _ => {
            format!("is no header of a recording, which begins with {{\"version\": 2, …}}: {error}")
        }
    };
    fault(at, &text)
}

fn moment(before: Nanos, time: f64, is_relative: bool) -> Result<Nanos, &'static str> {
    // An event that comes late was written late: time that runs backwards stands still.
    let time = Nanos::from_secs_f64(time.max(0.0));
    let at = if is_relative {
        before + time
    } else {
        time.max(before)
    };
    if at > LONGEST {
        return Err("the recording is longer than a day");
    }
    Ok(at)
}

/// Why a line is refused.
#[derive(Debug, thiserror::Error)]
enum LineError {
    #[error("is no event, which is written [time, \"o\", \"text\"]: {0}")]
    NoEvent(String),
    #[error("{0}")]
    Wrong(&'static str),
}

/// Takes in event after event.
struct CastEvents {
    is_relative: bool,
    at: Nanos,
    resizes: usize,
}

impl CastEvents {
    fn line(&mut self, cast: &mut Cast, line: &[u8]) -> Result<(), LineError> {
        let event: Vec<Value> =
            serde_json::from_slice(line).map_err(|error| LineError::NoEvent(error.to_string()))?;
        let [Value::Number(time), Value::String(code), data @ ..] = &event[..] else {
            let text = "it has a number and a code in the beginning";
            return Err(LineError::NoEvent(text.into()));
        };
        let time = time.as_f64().unwrap_or(f64::MAX);
        match what(code, data.first()).map_err(LineError::Wrong)? {
            Some(what) => self.push(cast, time, what).map_err(LineError::Wrong),
            // Its time counts all the same, where it is from event to event.
            None => self.pass(time).map_err(LineError::Wrong),
        }
    }

    fn push(&mut self, cast: &mut Cast, time: f64, what: What) -> Result<(), &'static str> {
        self.pass(time)?;
        self.resizes += usize::from(matches!(what, What::Resize(_)));
        if cast.events.len() == MOST_EVENTS || self.resizes > MOST_RESIZES {
            return Err("there are more events than can be shown");
        }
        cast.events.push(CastEvent { at: self.at, what });
        Ok(())
    }

    fn pass(&mut self, time: f64) -> Result<(), &'static str> {
        self.at = moment(self.at, time, self.is_relative)?;
        Ok(())
    }
}

/// `None` where it cannot be seen, such as a key.
fn what(code: &str, data: Option<&Value>) -> Result<Option<What>, &'static str> {
    let text = match (code, data) {
        ("o" | "r" | "m", Some(Value::String(text))) => text,
        ("o" | "r" | "m", Some(Value::Null)) => return Ok(None),
        ("o" | "r" | "m", _) => return Err("an event ends with a text"),
        _ => return Ok(None),
    };
    Ok(Some(match code {
        "o" => What::Output(text.clone()),
        "m" => What::Mark(text.clone()),
        _ => {
            let sides = text.split_once(['x', 'X']);
            let sides =
                sides.and_then(|(c, r)| Some((c.trim().parse().ok()?, r.trim().parse().ok()?)));
            let (columns, rows) = sides.ok_or("a size is written 80x24")?;
            What::Resize(size(columns, rows)?)
        }
    }))
}
