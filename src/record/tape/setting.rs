//! [`Settings`]: the settings of a tape.
//!
//! VHS counts in pixels of its browser and we in cells. A cell is taken to be as large as it is
//! there with the font that it brings: 0.6 of the font size wide, rounded down, and the letter
//! spacing; 1.32 high, rounded up, times the line height.

mod pixels;

use crate::base::{Nanos, Ratio};
use crate::record::tape::{
    Position, TapeError, TapeTheme, lexer::Token, line::Words, theme::TerminalColors,
};
use pixels::{Length, PixelLengths};
use ratatui::layout::Size;
use regex_lite::Regex;

/// The settings of a tape: screen, typing and waiting.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The theme, and where it is said.
    pub theme: Option<(Position, TapeTheme)>,
    /// The time between two pictures.
    pub frame: Nanos,
    /// How much faster than it was played it is shown.
    pub speed: Ratio,
    /// The time between two keys.
    pub(super) typing: Nanos,
    /// How long something is waited for at most.
    pub(super) patience: Nanos,
    /// The pattern that is waited for.
    pub(super) pattern: Option<Regex>,
    /// The settings of the size, line by line.
    lengths: Vec<(Position, Length, f64)>,
}

/// The names of all settings.
const KNOWN: &str = "Width, Height, FontSize, LetterSpacing, LineHeight, Padding, Margin, \
    MarginFill, WindowBar, WindowBarSize, Theme, Framerate, PlaybackSpeed, TypingSpeed, \
    WaitTimeout, WaitPattern (and Shell, FontFamily, LoopOffset, BorderRadius, CursorBlink, which \
    change nothing here)";

/// The most pictures a second.
const MOST_FRAMES: f64 = 240.0;

/// How much slower, and how much faster than it was played something can be shown.
const SPEEDS: std::ops::RangeInclusive<f64> = 0.1..=100.0;

/// The kinds of bars that VHS draws over a window.
const BARS: [&str; 5] = ["", "Colorful", "ColorfulRight", "Rings", "RingsRight"];

impl Default for Settings {
    /// The defaults of VHS, with half as many pictures a second.
    fn default() -> Self {
        Self {
            theme: None,
            frame: Nanos::from_millis(40),
            speed: Ratio::new(1.0),
            typing: Nanos::from_millis(50),
            patience: Nanos::from_millis(15_000),
            pattern: None,
            lengths: Vec::new(),
        }
    }
}

impl Settings {
    /// How many columns and rows that makes.
    ///
    /// # Errors
    /// Where it makes no screen: why, and at the setting that is to blame.
    pub fn size(&self) -> Result<Size, TapeError> {
        let without = |blamed: usize| {
            let others = self.lengths.iter().enumerate();
            let others = others.filter(move |(place, _)| *place != blamed);
            PixelLengths::of(others.map(|(_, (_, length, value))| (*length, *value)))
        };
        PixelLengths::of(
            self.lengths
                .iter()
                .map(|(_, length, value)| (*length, *value)),
        )
        .size()
        .map_err(|message| {
            let mut places = 0..self.lengths.len();
            // One without which there would be a screen, or else the last word on it.
            let blamed = places.find(|place| without(*place).size().is_ok());
            let blamed = blamed.or(self.lengths.len().checked_sub(1));
            let at = blamed.and_then(|place| self.lengths.get(place));
            let at = at.map_or(
                Position {
                    file: None,
                    line: 1,
                },
                |(at, ..)| at.clone(),
            );
            TapeError { at, message }
        })
    }

    /// Takes in the words after a `Set`. Returns its name where that changes nothing here.
    pub(super) fn set<'a>(
        &mut self,
        words: &mut Words<'a>,
        at: &Position,
    ) -> Result<Option<&'a str>, String> {
        let Some(Token::Word(name)) = words.any() else {
            return Err(format!("`Set` takes one of {KNOWN}"));
        };
        let changes = self.apply(name, words, at);
        let changes = changes.map_err(|message| format!("`Set {name}`: {message}"))?;
        Ok((!changes).then_some(name))
    }

    fn apply(&mut self, name: &str, words: &mut Words<'_>, at: &Position) -> Result<bool, String> {
        let Some((length, least)) = Length::of(name) else {
            return self.apply_other(name, words, at);
        };
        let number = words.number()?;
        words.unit();
        if !(least..=100_000.0).contains(&number) {
            return Err(format!("{number} is out of bounds"));
        }
        self.lengths.push((at.clone(), length, number));
        Ok(true)
    }

    fn apply_other(
        &mut self,
        name: &str,
        words: &mut Words<'_>,
        at: &Position,
    ) -> Result<bool, String> {
        match name {
            "Theme" => {
                let theme = if let Some(json) = words.json() {
                    TapeTheme::Colors(Box::new(TerminalColors::read(json)?))
                } else {
                    let name = words.name();
                    TapeTheme::Name(name.ok_or("the name of a theme is missing")?.to_owned())
                };
                self.theme = Some((at.clone(), theme));
            }
            "Framerate" => {
                let frames = words.number()?;
                if !(1.0..=MOST_FRAMES).contains(&frames) {
                    return Err(format!("{frames} is not 1 to {MOST_FRAMES} a second"));
                }
                self.frame = Nanos::from_secs_f64(1.0 / frames);
            }
            "PlaybackSpeed" => {
                let speed = words.number()?;
                if !SPEEDS.contains(&speed) {
                    let (least, most) = (SPEEDS.start(), SPEEDS.end());
                    return Err(format!("{speed} is not {least} to {most} times as fast"));
                }
                self.speed = Ratio::new(speed);
            }
            "TypingSpeed" => self.typing = words.time()?,
            "WaitTimeout" => self.patience = words.time()?,
            "WaitPattern" => {
                let text = words.pattern().or_else(|| words.text());
                self.pattern = Some(pattern(text.ok_or("a pattern is missing")?)?);
            }
            // The margin's colour and the bar are not drawn, but they take their room.
            "MarginFill" => {
                words
                    .name()
                    .ok_or("a colour in quotation marks is missing")?;
                self.lengths.push((at.clone(), Length::HasMargin, 1.0));
                return Ok(false);
            }
            "WindowBar" => {
                let known = BARS[1..].join(", ");
                let Some(Token::Word(kind) | Token::Text(kind)) = words.any() else {
                    return Err(format!("a kind is missing; there are {known}"));
                };
                if !BARS.contains(&kind) {
                    return Err(format!("there is no bar `{kind}`; there are {known}"));
                }
                let has_bar = f64::from(u8::from(!kind.is_empty()));
                self.lengths.push((at.clone(), Length::HasBar, has_bar));
                return Ok(kind.is_empty());
            }
            "Shell" | "FontFamily" => {
                words.name().ok_or("a name is missing")?;
                return Ok(false);
            }
            "LoopOffset" | "BorderRadius" => {
                words.number()?;
                words.sign('%');
                words.unit();
                return Ok(false);
            }
            "CursorBlink" => {
                let said = words.name();
                said.filter(|said| matches!(*said, "true" | "false"))
                    .ok_or("true or false is missing")?;
                return Ok(false);
            }
            _ => return Err(format!("there is no such setting; there are {KNOWN}")),
        }
        Ok(true)
    }
}

/// A regular expression, of a length that can be looked for quickly.
pub(super) fn pattern(text: &str) -> Result<Regex, String> {
    regex_lite::RegexBuilder::new(text)
        .multi_line(true)
        .size_limit(1 << 18)
        .nest_limit(50)
        .build()
        .map_err(|error| format!("`{text}` is no pattern: {error}"))
}
