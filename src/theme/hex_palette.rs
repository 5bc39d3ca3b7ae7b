//! [`HexPalette`]: the colours of a theme as pictures and pages write them, `#rrggbb`.
//!
//! They are those of the dashboard's own themes, so that a slide shows what the screen showed. What
//! has no colour is grey.

use crate::theme::{Background, Fill, Theme, Tone, depth::rgb, role::ROLES};
use ratatui::style::Color;
use std::{collections::BTreeMap, sync::LazyLock};
use strum::VariantArray;

/// The colour where a style has none.
const GREY: &str = "#888888";

static LIGHT: LazyLock<HexPalette> = LazyLock::new(|| HexPalette::of(Background::Light));
static DARK: LazyLock<HexPalette> = LazyLock::new(|| HexPalette::of(Background::Dark));

/// The colours of a theme, `#rrggbb`.
#[derive(Debug)]
pub struct HexPalette {
    /// The colour of each tone.
    tones: Vec<String>,
    /// The text colour and the ground of a role, by its name in a theme's file.
    roles: BTreeMap<&'static str, [String; 2]>,
}

impl HexPalette {
    /// The palette for paper, slides and bright rooms.
    #[must_use]
    pub fn light() -> &'static Self {
        &LIGHT
    }

    /// The palette for dark rooms.
    #[must_use]
    pub fn dark() -> &'static Self {
        &DARK
    }

    fn of(background: Background) -> Self {
        let mut theme = Theme::suiting(Some(background));
        let tones = Tone::VARIANTS.iter().map(|tone| {
            let paint = theme.paints[*tone as usize];
            // A tone without a fill is drawn in its text colour.
            match paint.fill {
                Fill::Color(color) => hex(Some(color)),
                Fill::None | Fill::Text => hex(paint.mark.fg),
            }
        });
        Self {
            tones: tones.collect(),
            roles: ROLES
                .iter()
                .map(|(name, place)| {
                    let style = *place(&mut theme);
                    (*name, [style.fg, style.bg].map(hex))
                })
                .collect(),
        }
    }

    /// The colour of a bar.
    #[must_use]
    pub fn tone(&self, tone: Tone) -> &str {
        &self.tones[tone as usize]
    }

    /// The colour in which a role is written.
    #[must_use]
    pub fn role(&self, name: &str) -> &str {
        self.roles.get(name).map_or(GREY, |[front, _]| front)
    }

    /// The ground of a role.
    #[must_use]
    pub fn ground(&self, name: &str) -> &str {
        self.roles.get(name).map_or(GREY, |[_, ground]| ground)
    }
}

fn hex(color: Option<Color>) -> String {
    let digits = |color| {
        let [red, green, blue] = rgb(color);
        format!("#{red:02x}{green:02x}{blue:02x}")
    };
    color.map_or_else(|| GREY.to_owned(), digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slide_has_the_colours_of_the_screen() {
        assert_eq!(HexPalette::light().tone(Tone::TaskA), "#4c9be8");
        assert_eq!(HexPalette::light().role("number"), "#0b4a8f");
        assert_eq!(HexPalette::light().ground("ground"), "#fbfaf6");
        assert_eq!(HexPalette::dark().tone(Tone::TaskA), "#5fafff");
    }

    #[test]
    fn no_tone_is_left_without_a_colour() {
        for palette in [HexPalette::light(), HexPalette::dark()] {
            for &tone in Tone::VARIANTS.iter().filter(|tone| **tone != Tone::Blank) {
                assert_ne!(palette.tone(tone), GREY, "{tone}");
            }
            for role in ["dim", "faint", "ideal", "bad", "good", "number", "ground"] {
                assert_ne!(palette.role(role), GREY, "{role}");
            }
        }
    }
}
