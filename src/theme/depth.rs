//! [`Depth`]: how many colours a terminal has, and what becomes of a theme that has more.
//!
//! A theme is written once, in as many colours as it likes. With fewer, each becomes the nearest
//! there is; where that would hide something from view, it is set right: what is written stays
//! legible on its ground, and chunks that take turns are still told apart.

use crate::theme::{Fill, Paint, Theme, Tone, role::ROLES};
use anstyle::{Ansi256Color, Color as Ansi, RgbColor};
use anstyle_lossy::{color_to_ansi, color_to_rgb, color_to_xterm, palette};
use ratatui::style::{Color, Style};

/// The sixteen colours as most terminals have them.
const SIXTEEN: palette::Palette = palette::VGA;

/// The least contrast of text, from 1 to 21 (WCAG, for large letters).
const LEGIBLE: f64 = 3.0;

/// The least contrast on the ground of all: grey on black, the most that the sixteen allow.
const VISIBLE: f64 = 2.5;

/// How many colours there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// None: bold, dim and reversed only.
    None,
    /// The first sixteen, which differ a little between terminals.
    Sixteen,
    /// 256.
    Indexed,
    /// All.
    True,
}

impl Depth {
    /// The depth by the environment, of a terminal that has colours at all.
    #[must_use]
    pub fn of_terminal(variable: impl Fn(&str) -> Option<String>) -> Self {
        let said = |name| variable(name).unwrap_or_default().to_ascii_lowercase();
        let (all, term) = (said("COLORTERM"), said("TERM"));
        let is_old = ["linux", "ansi", "vt", "cons", "cygwin", "rxvt", "eterm"];
        match term.as_str() {
            _ if all == "truecolor" || all == "24bit" => Self::True,
            _ if term.contains("direct") => Self::True,
            _ if term.contains("256") => Self::Indexed,
            _ if term.contains("16color") || term.ends_with("-color") => Self::Sixteen,
            _ if is_old.iter().any(|name| term.starts_with(name)) => Self::Sixteen,
            // All terminals in use today have 256, whether or not their names say so.
            _ => Self::Indexed,
        }
    }

    /// The nearest colour that there is.
    #[must_use]
    pub fn color(self, color: Color) -> Color {
        let Some(ansi) = ansi(color) else {
            return color;
        };
        match (self, color) {
            (Self::None, _) => Color::Reset,
            (Self::Sixteen, _) => {
                Color::Indexed(Ansi256Color::from(color_to_ansi(ansi, SIXTEEN)).0)
            }
            (Self::Indexed, Color::Rgb(..)) => Color::Indexed(color_to_xterm(ansi).0),
            (Self::Indexed | Self::True, _) => color,
        }
    }

    fn fill(self, fill: Fill) -> Fill {
        match fill {
            Fill::Color(color) => Fill::Color(self.color(color)),
            Fill::None | Fill::Text => fill,
        }
    }

    /// `behind` is the ground of what has none of its own.
    fn style(self, style: Style, behind: Option<Color>) -> Style {
        let plain = style.fg == style.bg;
        let [fg, bg] = [style.fg, style.bg].map(|color| color.map(|color| self.color(color)));
        let lowered = Style { fg, bg, ..style };
        let least = if bg.is_some() { LEGIBLE } else { VISIBLE };
        match (fg, bg.or(behind)) {
            (Some(front), Some(ground)) if !plain && contrast(front, ground) < least => {
                // A pair that was faint on purpose stays so, but not invisible.
                let meant = style.fg.zip(style.bg.or(behind));
                let was = meant.map_or(0.0, |(front, ground)| contrast(front, ground));
                if self == Self::Sixteen && (was >= LEGIBLE || front == ground) {
                    lowered.fg(legible(ground))
                } else {
                    lowered
                }
            }
            _ => lowered,
        }
    }
}

impl Theme {
    /// This theme in so many colours; without any, the theme that is made for that.
    #[must_use]
    pub(super) fn lowered(&self, depth: Depth) -> Self {
        if depth == Depth::None {
            return Self::mono();
        }
        let mut theme = self.clone();
        theme.depth = self.depth.min(depth);
        theme.ground = depth.style(theme.ground, None);
        let behind = theme.ground.bg;
        for (_, place) in ROLES.iter().skip(1) {
            let style = place(&mut theme);
            *style = depth.style(*style, behind);
        }
        for style in &mut theme.heat {
            *style = depth.style(*style, behind);
        }
        for paint in &mut theme.paints {
            *paint = Paint {
                fill: depth.fill(paint.fill),
                mark: depth.style(paint.mark, behind),
                label: depth.style(paint.label, behind),
                ..*paint
            };
        }
        theme.part();
        theme
    }

    /// Gives the chunks between another shade where both came to the same.
    fn part(&mut self) {
        let [one, other] = [Tone::TaskA, Tone::TaskB].map(|tone| self.paints[tone as usize].fill);
        if let (Fill::Color(Color::Indexed(index @ 0..16)), true) = (other, one == other) {
            let color = Color::Indexed(index ^ 8);
            let style = Style::new().bg(color);
            let paint = &mut self.paints[Tone::TaskB as usize];
            paint.fill = Fill::Color(color);
            paint.mark = style.fg(color);
            paint.label = paint.label.patch(style.fg(legible(color)));
        }
    }
}

/// How far apart two colours are to the eye, from 1 to 21 (WCAG 2).
pub(super) fn contrast(one: Color, other: Color) -> f64 {
    let [one, other] = [one, other].map(|color| luminance(color) + 0.05);
    (one / other).max(other / one)
}

/// Black or white, whichever can be read on that.
pub(super) fn legible(ground: Color) -> Color {
    let [black, white] = [Color::Indexed(0), Color::Indexed(15)];
    if contrast(black, ground) > contrast(white, ground) {
        black
    } else {
        white
    }
}

fn luminance(color: Color) -> f64 {
    let [red, green, blue] = rgb(color).map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// Red, green and blue of a colour.
pub(super) fn rgb(color: Color) -> [u8; 3] {
    ansi(color).map_or([0; 3], |color| {
        let RgbColor(red, green, blue) = color_to_rgb(color, SIXTEEN);
        [red, green, blue]
    })
}

/// The colour as others know it. Themes are made of these two only.
const fn ansi(color: Color) -> Option<Ansi> {
    match color {
        Color::Rgb(red, green, blue) => Some(Ansi::Rgb(RgbColor(red, green, blue))),
        Color::Indexed(index) => Some(Ansi::Ansi256(Ansi256Color(index))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_is_taken_for_what_it_says_it_is() {
        let depth = |term: &str, all: &str| {
            Depth::of_terminal(|name| Some(if name == "TERM" { term } else { all }.to_owned()))
        };
        assert_eq!(depth("xterm-256color", "truecolor"), Depth::True);
        assert_eq!(depth("xterm-direct", ""), Depth::True);
        assert_eq!(depth("screen-256color", ""), Depth::Indexed);
        assert_eq!(depth("foot", ""), Depth::Indexed);
        assert_eq!(depth("linux", ""), Depth::Sixteen);
        assert_eq!(depth("rxvt-unicode-256color", ""), Depth::Indexed);
        assert_eq!(depth("xterm-16color", ""), Depth::Sixteen);
        assert_eq!(Depth::of_terminal(|_| None), Depth::Indexed);
    }
}
