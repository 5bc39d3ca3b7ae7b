//! [`CastHead`]: the header of a recording, in any version of the format.

use super::{
    super::{CastPalette, frames::APART},
    Cast, MOST_EVENTS,
};
use crate::base::Nanos;
use ratatui::layout::Size;
use serde::{
    Deserialize, Deserializer,
    de::{Error, SeqAccess, Visitor},
};
use serde_json::Number;
use std::fmt;

const MOST_SIDE: u16 = 1_000;
const MOST_CELLS: u32 = 100_000;

/// The longest pause that is shown, also where the recording allows longer ones.
const IDLE: Nanos = Nanos::from_millis(2_000);

/// The header in all versions. Programs write `null` for an unknown value, and whole numbers with
/// a point.
#[derive(Deserialize)]
pub(super) struct CastHead {
    version: Whole,
    width: Option<Whole>,
    height: Option<Whole>,
    theme: Option<CastTheme>,
    term: Option<Term>,
    idle_time_limit: Option<f64>,
    /// The output of version 1, which has no events.
    pub(super) stdout: Option<Stdout>,
}

/// A whole number.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "Number")]
struct Whole(u64);

impl TryFrom<Number> for Whole {
    type Error = String;

    fn try_from(number: Number) -> Result<Self, String> {
        let text = number.to_string();
        let whole = text.strip_suffix(".0").unwrap_or(&text).parse();
        whole
            .map(Self)
            .map_err(|_| format!("{text} is no whole number"))
    }
}

#[derive(Deserialize)]
struct Term {
    cols: Option<Whole>,
    rows: Option<Whole>,
    theme: Option<CastTheme>,
}

#[derive(Deserialize)]
struct CastTheme {
    fg: Option<String>,
    bg: Option<String>,
    palette: Option<String>,
}

impl CastHead {
    /// Reads one, which may stretch over lines. Returns how long it is, too.
    pub(super) fn read(bytes: &[u8]) -> serde_json::Result<(Self, usize)> {
        let mut values = serde_json::Deserializer::from_slice(bytes).into_iter();
        let head = values
            .next()
            .unwrap_or_else(|| Err(Error::custom("there is nothing")))?;
        Ok((head, values.byte_offset()))
    }

    /// Its version.
    pub(super) const fn version(&self) -> u64 {
        self.version.0
    }

    /// A recording without events.
    pub(super) fn cast(&self) -> Result<Cast, String> {
        let in_term = self.term.as_ref();
        let (columns, rows, theme) = match self.version() {
            1 | 2 => (self.width, self.height, self.theme.as_ref()),
            3 => (
                in_term.and_then(|term| term.cols),
                in_term.and_then(|term| term.rows),
                in_term.and_then(|term| term.theme.as_ref()),
            ),
            other => {
                let text = format!("version {other} of the format is not known: 1, 2 and 3 are");
                return Err(text);
            }
        };
        let (Some(columns), Some(rows)) = (columns, rows) else {
            let names = if self.version() == 3 {
                "term.cols and term.rows"
            } else {
                "width and height"
            };
            let text = format!("the header does not say how large the terminal is: add {names}");
            return Err(text);
        };
        let palette = theme.map_or_else(|| Ok(CastPalette::default()), CastTheme::colors);
        let limit = self
            .idle_time_limit
            .map_or(IDLE, |limit| Nanos::from_secs_f64(limit.max(0.0)));
        Ok(Cast {
            size: size(columns.0, rows.0)?,
            palette: palette?,
            idle: limit.min(IDLE),
            apart: APART,
            events: Vec::new(),
            cut: false,
        })
    }
}

impl CastTheme {
    /// The colours; those that the theme leaves out are the usual ones.
    fn colors(&self) -> Result<CastPalette, String> {
        let color = |text: &str| {
            let wrong = |_| format!("`{text}` in the theme is no colour: one is written #rrggbb");
            text.trim().parse().map_err(wrong)
        };
        let mut palette = CastPalette::default();
        if let Some(text) = &self.fg {
            palette.front = color(text)?;
        }
        if let Some(text) = &self.bg {
            palette.back = color(text)?;
        }
        let named = self.palette.as_deref().unwrap_or_default();
        let named = named.split(':').filter(|text| !text.is_empty());
        let mut count = 0;
        for (place, text) in palette.named.iter_mut().zip(named) {
            *place = color(text)?;
            count += 1;
        }
        if count == palette.named.len() / 2 {
            let (usual, bright) = palette.named.split_at_mut(count);
            bright.copy_from_slice(usual);
        }
        Ok(palette)
    }
}

/// Columns and rows that can be shown.
pub(super) fn size(columns: u64, rows: u64) -> Result<Size, &'static str> {
    let side = |side: u64| {
        u16::try_from(side)
            .ok()
            .filter(|side| (1..=MOST_SIDE).contains(side))
    };
    let (Some(columns), Some(rows)) = (side(columns), side(rows)) else {
        return Err("a terminal has 1 to 1000 columns and rows");
    };
    if u32::from(columns) * u32::from(rows) > MOST_CELLS {
        return Err("a terminal of more than 100000 cells cannot be shown");
    }
    Ok(Size::new(columns, rows))
}

/// The output of version 1: pauses and texts, no more than can be shown.
#[derive(Default)]
pub(super) struct Stdout(pub(super) Vec<(f64, String)>);

impl<'de> Deserialize<'de> for Stdout {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bounded;

        impl<'de> Visitor<'de> for Bounded {
            type Value = Stdout;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of [delay, text]")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Stdout, A::Error> {
                let mut events = Vec::new();
                while let Some(event) = list.next_element()? {
                    if events.len() == MOST_EVENTS {
                        return Err(A::Error::custom("there are more events than can be shown"));
                    }
                    events.push(event);
                }
                Ok(Stdout(events))
            }
        }

        deserializer.deserialize_seq(Bounded)
    }
}
