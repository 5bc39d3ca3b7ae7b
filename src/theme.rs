//! [`Theme`]: what each role on the screen looks like.
//!
//! Drawing names roles and never a colour, so that a theme is a file and `NO_COLOR` is just another
//! theme. The files are in `assets/theme`; [`reader`] reads them, and the user's own.

mod background;
mod built_in;
mod depth;
mod error;
mod glyphs;
mod hex_palette;
mod legend;
mod reader;
mod role;
mod shade;
#[cfg(test)]
mod tests;
mod theme_set;
mod tone;
mod warmth;

pub use background::Background;
pub use built_in::builtin;
pub use depth::Depth;
pub use error::ThemeError;
pub use glyphs::Glyphs;
pub use hex_palette::HexPalette;
pub use legend::legend;
pub use shade::{Shade, Shaded};
pub use theme_set::ThemeSet;
pub use tone::{Idle, Tone};
pub use warmth::Warmth;

use ratatui::style::{Color, Modifier, Style};
use strum::VariantArray;

/// The styles of all roles.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// The theme's name.
    pub name: String,
    /// A few words about its look.
    pub about: String,
    /// The background that it is made for; `None`: any.
    pub background: Option<Background>,
    /// The colours that there are, also for what another program has coloured.
    pub depth: Depth,
    /// The ground of all, where the terminal's own is not shown.
    pub ground: Style,
    /// Values, and all other text to read.
    pub text: Style,
    /// Names, units and other explanations.
    pub dim: Style,
    /// Text of least importance: what is gone, or does not apply.
    pub faint: Style,
    /// Lines and tracks, without text.
    pub rule: Style,
    /// The heading of a pane.
    pub title: Style,
    /// The program's name.
    pub brand: Style,
    /// The selected row.
    pub selected: Style,
    /// The text that is being typed.
    pub typed: Style,
    /// A key in status bar and help.
    pub key: Style,
    /// The one number that matters.
    pub number: Style,
    /// The reach of an ideal machine.
    pub ideal: Style,
    /// The ideal where it crosses a bar: it must be visible there from the back row.
    pub ideal_over: Style,
    /// T₁.
    pub serial: Style,
    /// Going on.
    pub live: Style,
    /// As it should be.
    pub good: Style,
    /// Worth a look.
    pub warn: Style,
    /// Wrong.
    pub bad: Style,
    /// A worker in place of one that died.
    pub restart: Style,
    /// The bar of the speedup: near the ideal, not so near, far from it.
    pub gauge: [Style; 3],
    /// The bar of a core.
    pub usage: Style,
    /// The past of a core.
    pub past: Style,
    /// The past of a core as an area, which is large.
    pub area: Style,
    /// A bar of a run that there is not yet.
    pub ghost: Style,
    paints: [Paint; Tone::VARIANTS.len()],
    heat: [Style; Warmth::VARIANTS.len()],
    /// The line on a map between what pays and what does not.
    pub border: Style,
}

/// The ground of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fill {
    /// None: the terminal's own background.
    None,
    /// The terminal's own foreground.
    Text,
    /// A colour.
    Color(Color),
}

/// The colours of a tone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Paint {
    /// The ground.
    fill: Fill,
    /// A whole cell.
    mark: Style,
    /// The text on it.
    label: Style,
    /// Whether the glyph stands in the middle row of its lane only.
    thin: bool,
}

/// How a bar is drawn: a tone's colours and glyph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// The tone that it draws.
    pub tone: Tone,
    /// The ground, for cells that are filled in part.
    pub fill: Fill,
    /// The style of a whole cell.
    pub mark: Style,
    /// The style of what is written on it.
    pub label: Style,
    /// The glyph of a whole cell.
    pub glyph: &'static str,
    /// Whether the glyph stands in the middle row of its lane only.
    pub thin: bool,
}

impl Theme {
    /// The two colours that a terminal of that background has by itself where this theme is at home.
    #[must_use]
    pub fn terminal_ground(&self, background: Option<Background>) -> Style {
        match self.ground.bg {
            Some(_) => self.ground,
            None => Self::suiting(background).ground,
        }
    }

    /// The style of a cell of a map.
    #[must_use]
    pub const fn heat(&self, warmth: Warmth) -> Style {
        self.heat[warmth as usize]
    }

    /// A line through a ground of that colour: black or white, whichever is seen better on it.
    #[must_use]
    pub fn through(ground: Color) -> Style {
        Style::new().fg(depth::legible(ground)).bg(ground)
    }

    /// The look of a tone.
    #[must_use]
    pub fn look(&self, tone: Tone, glyphs: Glyphs) -> Look {
        let Paint {
            fill,
            mark,
            label,
            thin,
        } = self.paints[tone as usize];
        Look {
            tone,
            fill,
            mark,
            label,
            glyph: glyphs.tone(tone),
            thin,
        }
    }
}

impl Fill {
    /// The style of a glyph that shows `front` where it is inked and `back` where it is not;
    /// `None` where no style can show both.
    #[must_use]
    pub fn style(front: Self, back: Self) -> Option<Style> {
        let style = Style::new();
        match (front, back) {
            (Self::Color(front), Self::Color(back)) => Some(style.fg(front).bg(back)),
            (Self::Color(front), Self::None) => Some(style.fg(front)),
            (Self::None, Self::Color(back)) => {
                Some(style.fg(back).add_modifier(Modifier::REVERSED))
            }
            (Self::Text, Self::None) => Some(style),
            (Self::None, Self::Text) => Some(style.add_modifier(Modifier::REVERSED)),
            _ => None,
        }
    }
}
