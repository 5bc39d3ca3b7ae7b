//! [`CastPalette`]: which colours a terminal shows for those that a program names.

use crate::ui::color_number;
use anstyle_lossy::{color_to_rgb, palette};
use ratatui::style::Color;
use std::{fmt, str::FromStr};

/// A colour: red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// `share` of 255 parts of this colour on that ground.
    #[must_use]
    pub fn on(self, ground: Self, share: u8) -> Self {
        let mix = |ink: u8, ground: u8| {
            let [ink, ground, share] = [ink, ground, share].map(u32::from);
            u8::try_from((ink * share + ground * (255 - share) + 127) / 255).unwrap_or(u8::MAX)
        };
        Self(
            mix(self.0, ground.0),
            mix(self.1, ground.1),
            mix(self.2, ground.2),
        )
    }
}

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

/// A text is no colour.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a colour is written #rrggbb")]
pub struct ColorError;

impl FromStr for Rgb {
    type Err = ColorError;

    fn from_str(text: &str) -> Result<Self, ColorError> {
        let digits = text.strip_prefix('#').filter(|digits| {
            digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
        });
        let value = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let [_, red, green, blue] = value.ok_or(ColorError)?.to_be_bytes();
        Ok(Self(red, green, blue))
    }
}

/// The colours of a terminal: of text, of the background, and the sixteen that have
/// names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CastPalette {
    /// The colour of text.
    pub front: Rgb,
    /// The colour of the background.
    pub back: Rgb,
    /// Black, red, green, yellow, blue, magenta, cyan, white; then the bright ones.
    pub named: [Rgb; 16],
}

impl Default for CastPalette {
    fn default() -> Self {
        Self {
            front: Rgb(0xd8, 0xd8, 0xd8),
            back: Rgb(0x12, 0x12, 0x16),
            named: [
                Rgb(0, 0, 0),
                Rgb(205, 49, 49),
                Rgb(13, 188, 121),
                Rgb(229, 229, 16),
                Rgb(36, 114, 200),
                Rgb(188, 63, 188),
                Rgb(17, 168, 205),
                Rgb(204, 204, 204),
                Rgb(102, 102, 102),
                Rgb(241, 76, 76),
                Rgb(35, 209, 139),
                Rgb(245, 245, 67),
                Rgb(59, 142, 234),
                Rgb(214, 112, 214),
                Rgb(41, 184, 219),
                Rgb(255, 255, 255),
            ],
        }
    }
}

impl CastPalette {
    /// One of the 256 colours that go by a number.
    #[must_use]
    pub fn indexed(&self, number: u8) -> Rgb {
        if let Some(named) = self.named.get(usize::from(number)) {
            return *named;
        }
        let color = anstyle::Ansi256Color(number).into();
        let anstyle::RgbColor(red, green, blue) = color_to_rgb(color, palette::DEFAULT);
        Rgb(red, green, blue)
    }

    /// A colour of ratatui; `usual` where that is the terminal's own.
    #[must_use]
    pub fn resolve(&self, color: Color, usual: Rgb) -> Rgb {
        match (color, color_number(color)) {
            (Color::Rgb(red, green, blue), _) => Rgb(red, green, blue),
            (_, Some(number)) => self.indexed(number),
            (_, None) => usual,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_by_number_is_the_one_that_terminals_show() {
        let palette = CastPalette::default();
        assert_eq!(palette.indexed(1), palette.named[1]);
        assert_eq!(palette.indexed(16), Rgb(0, 0, 0));
        assert_eq!(palette.indexed(208), Rgb(255, 135, 0));
        assert_eq!(palette.indexed(233), Rgb(18, 18, 18));
        assert_eq!(palette.resolve(Color::Reset, palette.back), palette.back);
    }

    #[test]
    fn a_colour_is_read_as_it_is_written_and_nothing_else_is() {
        let color = Rgb(1, 0xab, 255);
        assert_eq!(color.to_string().parse(), Ok(color));
        for wrong in ["", "#12345", "123456", "#+12345", "#1234567", "#ää"] {
            assert_eq!(wrong.parse::<Rgb>(), Err(ColorError), "{wrong}");
        }
    }
}
