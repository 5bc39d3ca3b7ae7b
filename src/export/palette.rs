//! [`ExportPalette`]: the colours of a theme, as pictures and pages write them.
//!
//! They are read from the very files that the dashboard's themes are made of, so that a slide
//! shows what the screen showed. What a file lacks is grey: a picture is never refused for it.

use std::sync::LazyLock;
use toml::{Table, Value};

static LIGHT: LazyLock<ExportPalette> =
    LazyLock::new(|| ExportPalette::read(include_str!("../../assets/theme/light.toml")));
static DARK: LazyLock<ExportPalette> =
    LazyLock::new(|| ExportPalette::read(include_str!("../../assets/theme/dark.toml")));

/// What stands for a colour that there is not.
const GREY: &str = "#888888";

/// The colours of a theme.
#[derive(Debug, Default)]
pub(super) struct ExportPalette(Table);

impl ExportPalette {
    /// For paper, slides and bright rooms.
    pub(super) fn light() -> &'static Self {
        &LIGHT
    }

    /// For the dark.
    pub(super) fn dark() -> &'static Self {
        &DARK
    }

    fn read(text: &str) -> Self {
        // A test reads both.
        Self(text.parse().unwrap_or_default())
    }

    /// The colour of a bar of the timeline, `#rrggbb`. What has no fill is drawn in its ink.
    pub(super) fn tone(&self, name: &str) -> String {
        let tone = self.0.get("tone").and_then(|tones| tones.get(name));
        let part = |part| tone.and_then(|tone| tone.get(part)).and_then(Value::as_str);
        self.color(part("fill").or(part("ink")).unwrap_or_default())
    }

    /// The colour in which a role is written, `#rrggbb`.
    pub(super) fn role(&self, name: &str) -> String {
        let style = self.style(name);
        self.color(style.split(" on ").next().unwrap_or_default())
    }

    /// What a role stands on, `#rrggbb`.
    pub(super) fn ground(&self, name: &str) -> String {
        let style = self.style(name);
        self.color(style.split(" on ").nth(1).unwrap_or_default())
    }

    fn style(&self, role: &str) -> &str {
        let roles = self.0.get("role");
        let style = roles.and_then(|roles| roles.get(role));
        style.and_then(Value::as_str).unwrap_or_default()
    }

    /// A colour by its name in the palette, by its number among 256, or as it is.
    fn color(&self, words: &str) -> String {
        let Some(name) = words.split_whitespace().last() else {
            return GREY.into();
        };
        let named = self.0.get("palette").and_then(|palette| palette.get(name));
        let name = named.and_then(Value::as_str).unwrap_or(name);
        if name.starts_with('#') {
            return name.into();
        }
        let Ok(number) = name.parse::<u8>() else {
            return GREY.into();
        };
        let rgb = anstyle_lossy::xterm_to_rgb(
            anstyle::Ansi256Color(number),
            anstyle_lossy::palette::DEFAULT,
        );
        format!("#{:02x}{:02x}{:02x}", rgb.r(), rgb.g(), rgb.b())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::outline::OutlineTone;
    use strum::VariantArray;

    #[test]
    fn a_slide_has_the_colours_of_the_screen() {
        assert_eq!(ExportPalette::light().tone("task-a"), "#4c9be8");
        assert_eq!(ExportPalette::light().role("number"), "#0b4a8f");
        assert_eq!(ExportPalette::light().ground("ground"), "#fbfaf6");
        assert_eq!(ExportPalette::dark().tone("task-a"), "#5fafff");
    }

    #[test]
    fn no_tone_is_left_without_a_colour() {
        for palette in [ExportPalette::light(), ExportPalette::dark()] {
            for tone in OutlineTone::VARIANTS {
                assert_ne!(palette.tone(tone.into()), GREY, "{tone}");
            }
            for role in ["dim", "faint", "ideal", "bad", "good", "number", "ground"] {
                assert_ne!(palette.role(role), GREY, "{role}");
            }
        }
    }
}
