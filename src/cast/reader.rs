//! [`read`]: an asciicast of version 2 or 3, from anybody.
//!
//! What is read is bounded before anything is made of it: a recording from the internet can be
//! wrong, but it can neither exhaust the memory nor go on for ever.

use super::{CastError, Palette, Size};
use crate::base::Nanos;
use serde::Deserialize;
use serde_json::Value;

/// A recording is not longer than that, in bytes.
pub const MOST_BYTES: usize = 64 << 20;

const MOST_EVENTS: usize = 1_000_000;
const MOST_RESIZES: usize = 1_000;
const MOST_SIDE: u16 = 1_000;
const MOST_CELLS: u32 = 100_000;

/// The longest recording: a day.
const LONGEST: Nanos = Nanos::from_millis(86_400_000);

/// Longer pauses than that nobody wants to see, also where the recording allows them.
const IDLE: Nanos = Nanos::from_millis(2_000);

/// A recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cast {
    /// The terminal's first size.
    pub size: Size,
    /// The terminal's colours.
    pub palette: Palette,
    /// What a time without an event is to be cut to.
    pub idle: Nanos,
    /// What happened, in the order of time.
    pub events: Vec<Event>,
    /// Whether its last line has no end: it was cut off there, and that line is left out.
    pub cut: bool,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When, from the beginning on.
    pub at: Nanos,
    /// What.
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// This went to the terminal.
    Output(String),
    /// The terminal has another size.
    Resize(Size),
    /// A chapter begins.
    Mark(String),
}

/// Reads a recording.
///
/// # Errors
/// [`CastError::Line`] where it is none.
pub fn read(bytes: &[u8]) -> Result<Cast, CastError> {
    if bytes.len() > MOST_BYTES {
        return Err(fault(1, "the recording is longer than 64 MiB"));
    }
    let cut = !bytes.ends_with(b"\n");
    let lines: Vec<_> = bytes.split(|byte| *byte == b'\n').enumerate().collect();
    let (&(_, first), rest) = lines.split_first().ok_or_else(|| fault(1, EMPTY))?;
    let (header, is_relative) = header(first)?;
    let mut cast = Cast {
        cut: false,
        ..header
    };
    let (mut at, mut resizes) = (Nanos::ZERO, 0);
    let last = rest.len();
    for (place, &(number, line)) in rest.iter().enumerate() {
        if line.trim_ascii().is_empty() || line.starts_with(b"#") {
            continue;
        }
        let line_number = number + 1;
        let (time, code, data): (f64, String, Value) = match serde_json::from_slice(line) {
            Ok(event) => event,
            // It was being written when the recording was killed.
            Err(_) if cut && place + 1 == last => {
                cast.cut = true;
                break;
            }
            Err(error) => return Err(fault(line_number, &format!("is no event: {error}"))),
        };
        at = moment(at, time, is_relative).map_err(|text| fault(line_number, text))?;
        let what = what(&code, data).map_err(|text| fault(line_number, text))?;
        let Some(what) = what else { continue };
        resizes += usize::from(matches!(what, What::Resize(_)));
        if cast.events.len() == MOST_EVENTS || resizes > MOST_RESIZES {
            return Err(fault(
                line_number,
                "there are more events than can be shown",
            ));
        }
        cast.events.push(Event { at, what });
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

/// As both versions have it.
#[derive(Deserialize)]
struct Head {
    version: u64,
    width: Option<u64>,
    height: Option<u64>,
    theme: Option<Theme>,
    term: Option<Term>,
    idle_time_limit: Option<f64>,
}

#[derive(Deserialize)]
struct Term {
    cols: u64,
    rows: u64,
    theme: Option<Theme>,
}

#[derive(Deserialize)]
struct Theme {
    fg: String,
    bg: String,
    palette: Option<String>,
}

/// A recording without events, and whether times are from event to event.
fn header(line: &[u8]) -> Result<(Cast, bool), CastError> {
    let fault = |text: &str| fault(1, text);
    if line.trim_ascii().is_empty() {
        return Err(fault(EMPTY));
    }
    let head: Head = serde_json::from_slice(line)
        .map_err(|error| fault(&format!("is no header of a recording: {error}")))?;
    let (columns, rows, theme) = match (head.version, head.term) {
        (2, _) => (head.width, head.height, head.theme),
        (3, Some(term)) => (Some(term.cols), Some(term.rows), term.theme),
        (3, None) => (None, None, None),
        (other, _) => {
            let text = format!("version {other} of the format is not known: 2 and 3 are");
            return Err(fault(&text));
        }
    };
    let (Some(columns), Some(rows)) = (columns, rows) else {
        return Err(fault("the header does not say how large the terminal is"));
    };
    let palette = theme.map_or_else(|| Ok(Palette::default()), |theme| colors(&theme));
    let limit = head.idle_time_limit.map_or(IDLE, Nanos::from_secs_f64);
    let cast = Cast {
        size: size(columns, rows).map_err(fault)?,
        palette: palette.map_err(fault)?,
        idle: limit.min(IDLE),
        events: Vec::new(),
        cut: false,
    };
    Ok((cast, head.version == 3))
}

fn colors(theme: &Theme) -> Result<Palette, &'static str> {
    let wrong = "a colour of the theme is not written #rrggbb";
    let color = |text: &str| text.parse().map_err(|_| wrong);
    let mut palette = Palette::of_ground(color(&theme.fg)?, color(&theme.bg)?);
    let named = theme.palette.as_deref().unwrap_or_default();
    let named = named.split(':').filter(|text| !text.is_empty());
    for (place, text) in palette.named.iter_mut().zip(named) {
        *place = color(text)?;
    }
    Ok(palette)
}

fn size(columns: u64, rows: u64) -> Result<Size, &'static str> {
    let side = |side: u64| {
        u16::try_from(side)
            .ok()
            .filter(|s| (2..=MOST_SIDE).contains(s))
    };
    let (Some(columns), Some(rows)) = (side(columns), side(rows)) else {
        return Err("a terminal has 2 to 1000 columns and rows");
    };
    if u32::from(columns) * u32::from(rows) > MOST_CELLS {
        return Err("a terminal of more than 100000 cells cannot be shown");
    }
    Ok(Size { columns, rows })
}

fn moment(before: Nanos, time: f64, is_relative: bool) -> Result<Nanos, &'static str> {
    if !time.is_finite() || time < 0.0 {
        return Err("a time is a number of seconds, not below 0");
    }
    let time = Nanos::from_secs_f64(time);
    let at = if is_relative { before + time } else { time };
    if at < before {
        return Err("time runs backwards");
    }
    if at > LONGEST {
        return Err("the recording is longer than a day");
    }
    Ok(at)
}

/// `None` where it is nothing that can be seen, such as a key.
fn what(code: &str, data: Value) -> Result<Option<What>, &'static str> {
    let text = match (code, data) {
        ("o" | "r" | "m", Value::String(text)) => text,
        ("o" | "r" | "m", _) => return Err("an event ends with a text"),
        _ => return Ok(None),
    };
    Ok(Some(match code {
        "o" => What::Output(text),
        "m" => What::Mark(text),
        _ => {
            let sides = text.split_once('x');
            let sides = sides.and_then(|(c, r)| Some((c.parse().ok()?, r.parse().ok()?)));
            let (columns, rows) = sides.ok_or("a size is written 80x24")?;
            What::Resize(size(columns, rows)?)
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = r#"{"version":2,"width":80,"height":24}"#;

    #[test]
    fn what_is_no_recording_is_refused_with_its_line() {
        for (text, line, hint) in [
            ("", 1, "there is nothing"),
            ("\u{1}\u{2}", 1, "no header"),
            ("{}\n", 1, "version"),
            ("{\"version\":1,\"width\":80}\n", 1, "version 1"),
            ("{\"version\":3}\n", 1, "how large"),
            (
                "{\"version\":2,\"width\":80,\"height\":100000}\n",
                1,
                "2 to 1000",
            ),
            (
                "{\"version\":2,\"width\":1000,\"height\":1000}\n",
                1,
                "100000 cells",
            ),
            (
                &format!("{HEADER}\n[1,\"o\",\"a\"]\n[0.5,\"o\",\"b\"]\n"),
                3,
                "backwards",
            ),
            (&format!("{HEADER}\n[1e300,\"o\",\"a\"]\n"), 2, "a day"),
            (&format!("{HEADER}\n[-1,\"o\",\"a\"]\n"), 2, "not below 0"),
            (&format!("{HEADER}\n\n[1,\"o\"]\n"), 3, "no event"),
            (&format!("{HEADER}\n[1,\"r\",\"0x9\"]\n"), 2, "2 to 1000"),
            (&format!("{HEADER}\n[1,\"o\",5]\n"), 2, "a text"),
            (&"[".repeat(1_000_000), 1, "no header"),
        ] {
            let error = read(text.as_bytes()).unwrap_err().to_string();
            assert!(error.starts_with(&format!("line {line}: ")), "{error}");
            assert!(error.contains(hint), "{error}");
        }
    }

    #[test]
    fn keys_comments_and_what_later_versions_may_add_are_passed_over() {
        let text = format!("{HEADER}\n# note\n[1,\"i\",\"x\"]\n[2,\"o\",\"a\"]\n[3,\"x\",0]\n");
        let cast = read(text.as_bytes()).unwrap();
        assert_eq!(cast.events.len(), 1);
        assert!(!cast.cut);
    }
}
