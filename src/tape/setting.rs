//! [`Settings`]: what a tape says about its screen.
//!
//! VHS counts in pixels of its browser and we in cells. A cell is taken to be as large as it is
//! there with the font that it brings: 0.6 of the font size wide, rounded down, and the letter
//! spacing; 1.32 high, rounded up, times the line height.

use super::{lexer::Token, line::Words};
use crate::base::Nanos;
use regex_lite::Regex;

/// Columns and rows of a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Columns.
    pub columns: u16,
    /// Rows.
    pub rows: u16,
}

/// What a tape says about its screen, and about hands.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What the theme is called, with its line.
    pub theme: Option<(usize, String)>,
    /// The time between two pictures.
    pub frame: Nanos,
    /// The time between two keys.
    pub(super) typing: Nanos,
    /// How long something is waited for at most.
    pub(super) patience: Nanos,
    /// What is waited for.
    pub(super) pattern: Option<Regex>,
    pixels: Pixels,
}

/// Lengths in VHS's pixels; the line height is a factor.
#[derive(Debug, Clone, Copy)]
struct Pixels {
    width: f64,
    height: f64,
    font: f64,
    spacing: f64,
    line: f64,
    padding: f64,
    margin: f64,
    bar: f64,
    /// Around the window is nothing where nothing fills it.
    has_margin: bool,
    has_bar: bool,
}

/// What can be set.
const KNOWN: &str = "Width, Height, FontSize, LetterSpacing, LineHeight, Padding, Margin, \
    MarginFill, WindowBar, WindowBarSize, Theme, Framerate, TypingSpeed, WaitTimeout, WaitPattern \
    (and Shell, FontFamily, LoopOffset, BorderRadius, CursorBlink, which change nothing here)";

/// The most pictures a second.
const MOST_FRAMES: f64 = 50.0;

/// The sides of a screen, in cells.
const COLUMNS: std::ops::RangeInclusive<f64> = 20.0..=400.0;
const ROWS: std::ops::RangeInclusive<f64> = 5.0..=150.0;

impl Default for Settings {
    /// As VHS has it, with half as many pictures a second.
    fn default() -> Self {
        Self {
            theme: None,
            frame: Nanos::from_millis(40),
            typing: Nanos::from_millis(50),
            patience: Nanos::from_millis(15_000),
            pattern: None,
            pixels: Pixels {
                width: 1200.0,
                height: 600.0,
                font: 22.0,
                spacing: 1.0,
                line: 1.0,
                padding: 60.0,
                margin: 0.0,
                bar: 30.0,
                has_margin: false,
                has_bar: false,
            },
        }
    }
}

impl Settings {
    /// How many columns and rows that makes.
    ///
    /// # Errors
    /// Where it makes no screen, and why.
    pub fn size(&self) -> Result<Size, String> {
        let Pixels { font, .. } = self.pixels;
        let cell = [
            (0.6 * font).floor() + self.pixels.spacing,
            (1.32 * font).ceil() * self.pixels.line,
        ];
        let mut around = self.pixels.padding;
        if self.pixels.has_margin {
            around += self.pixels.margin;
        }
        let bar = if self.pixels.has_bar {
            self.pixels.bar
        } else {
            0.0
        };
        let inside = [
            self.pixels.width - 2.0 * around,
            self.pixels.height - 2.0 * around - bar,
        ];
        let columns = (inside[0] / cell[0]).floor();
        let rows = (inside[1] / cell[1]).floor();
        if !COLUMNS.contains(&columns) || !ROWS.contains(&rows) {
            return Err(format!(
                "a screen of {} × {} pixels with cells of {} × {} has {columns} × {rows} of them: \
                 20 × 5 to 400 × 150 can be played",
                self.pixels.width, self.pixels.height, cell[0], cell[1],
            ));
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it was just found to be within its bounds"
        )]
        let size = Size {
            columns: columns as u16,
            rows: rows as u16,
        };
        Ok(size)
    }

    /// Takes in what follows a `Set`.
    pub(super) fn set(&mut self, words: &mut Words<'_>, line: usize) -> Result<(), String> {
        let Some(Token::Word(name)) = words.any() else {
            return Err(format!("`Set` is to be followed by one of {KNOWN}"));
        };
        self.apply(name, words, line)
            .map_err(|message| format!("`Set {name}`: {message}"))
    }

    fn apply(&mut self, name: &str, words: &mut Words<'_>, line: usize) -> Result<(), String> {
        let pixels = &mut self.pixels;
        let (length, least) = match name {
            "Width" => (&mut pixels.width, 1.0),
            "Height" => (&mut pixels.height, 1.0),
            "FontSize" => (&mut pixels.font, 1.0),
            "LineHeight" => (&mut pixels.line, 0.1),
            "LetterSpacing" => (&mut pixels.spacing, 0.0),
            "Padding" => (&mut pixels.padding, 0.0),
            "Margin" => (&mut pixels.margin, 0.0),
            "WindowBarSize" => (&mut pixels.bar, 0.0),
            _ => return self.apply_other(name, words, line),
        };
        let number = words.number()?;
        words.0.next_if_eq(&Token::Word("px"));
        if !(least..=100_000.0).contains(&number) {
            return Err(format!("{number} is out of bounds"));
        }
        *length = number;
        Ok(())
    }

    fn apply_other(
        &mut self,
        name: &str,
        words: &mut Words<'_>,
        line: usize,
    ) -> Result<(), String> {
        match name {
            "Theme" => {
                let theme = words.name();
                let theme = theme.ok_or("the name of a theme is missing")?;
                self.theme = Some((line, theme.to_owned()));
            }
            "Framerate" => {
                let frames = words.number()?;
                if !(1.0..=MOST_FRAMES).contains(&frames) {
                    return Err(format!("{frames} is not 1 to {MOST_FRAMES} a second"));
                }
                self.frame = Nanos::from_secs_f64(1.0 / frames);
            }
            "TypingSpeed" => self.typing = words.time()?,
            "WaitTimeout" => self.patience = words.time()?,
            "WaitPattern" => {
                let text = words.pattern().or_else(|| words.text());
                self.pattern = Some(pattern(text.ok_or("a pattern is missing")?)?);
            }
            "MarginFill" => {
                words.any().ok_or("a colour is missing")?;
                self.pixels.has_margin = true;
            }
            "WindowBar" => {
                words.any().ok_or("a kind is missing")?;
                self.pixels.has_bar = true;
            }
            "Shell" | "FontFamily" | "LoopOffset" | "BorderRadius" | "CursorBlink" => {
                words.any().ok_or("a value is missing")?;
                words.sign('%');
            }
            _ => return Err(format!("there is no such setting; there are {KNOWN}")),
        }
        Ok(())
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
