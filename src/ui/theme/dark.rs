//! [`Theme::dark`]: for a dark terminal, and bright enough for a projector.

use super::{Paint, Theme};
use ratatui::style::{Color::Indexed, Modifier, Style};

impl Theme {
    /// Blue work, amber beginnings, violet transfers, rose for time that is lost; green is the
    /// ideal, red is wrong.
    #[must_use]
    pub const fn dark() -> Self {
        let style = Style::new();
        let bold = style.add_modifier(Modifier::BOLD);
        let dim = style.fg(Indexed(247));
        Self {
            text: style,
            dim,
            faint: style.fg(Indexed(241)),
            title: bold,
            brand: bold.fg(Indexed(75)),
            selected: bold.fg(Indexed(231)).bg(Indexed(25)),
            typed: bold.fg(Indexed(16)).bg(Indexed(222)),
            key: bold.fg(Indexed(222)),
            number: bold.fg(Indexed(231)),
            ideal: bold.fg(Indexed(120)),
            ideal_over: bold.fg(Indexed(120)).bg(Indexed(22)),
            serial: style.fg(Indexed(250)),
            live: bold.fg(Indexed(159)),
            good: style.fg(Indexed(114)),
            warn: style.fg(Indexed(215)),
            bad: bold.fg(Indexed(203)),
            restart: bold.fg(Indexed(16)).bg(Indexed(215)),
            gauge: [
                style.fg(Indexed(71)),
                style.fg(Indexed(179)),
                style.fg(Indexed(167)),
            ],
            usage: style.fg(Indexed(73)),
            past: style.fg(Indexed(66)),
            area: style.fg(Indexed(23)),
            ghost: style.fg(Indexed(67)),
            paints: [
                Paint::bare(style),
                Paint::solid(Indexed(75), Indexed(16)),
                Paint::solid(Indexed(68), Indexed(16)),
                Paint::solid(Indexed(159), Indexed(16)),
                Paint::textured(Indexed(136), Indexed(178)),
                Paint::textured(Indexed(97), Indexed(189)).thin(),
                Paint::textured(Indexed(97), Indexed(189)).thin(),
                Paint::textured(Indexed(125), Indexed(218)).thin(),
                Paint::bare(style.fg(Indexed(174))),
                Paint::bare(style.fg(Indexed(131))).labelled(bold.fg(Indexed(217))),
                Paint::bare(style.fg(Indexed(244))).thin(),
                Paint::textured(Indexed(240), Indexed(246)),
                Paint::textured(Indexed(160), Indexed(203))
                    .thin()
                    .labelled(bold.fg(Indexed(231)).bg(Indexed(160))),
                Paint::bare(style.fg(Indexed(75))),
                Paint::textured(Indexed(58), Indexed(186)).thin(),
                Paint::solid(Indexed(73), Indexed(16)),
                Paint::textured(Indexed(222), Indexed(16)).thin(),
                Paint::textured(Indexed(61), Indexed(231)).thin(),
                Paint::textured(Indexed(60), Indexed(146)).thin(),
                Paint::solid(Indexed(167), Indexed(231)),
                Paint::textured(Indexed(24), Indexed(110)),
                Paint::textured(Indexed(53), Indexed(176)),
                Paint::textured(Indexed(52), Indexed(174)),
                Paint::textured(Indexed(236), Indexed(60)),
            ],
            border: bold.fg(Indexed(228)),
            heat: [
                style.fg(Indexed(231)).bg(Indexed(124)),
                style.fg(Indexed(231)).bg(Indexed(131)),
                style.fg(Indexed(16)).bg(Indexed(174)),
                style.fg(Indexed(231)).bg(Indexed(238)),
                style.fg(Indexed(231)).bg(Indexed(24)),
                style.fg(Indexed(16)).bg(Indexed(37)),
                style.fg(Indexed(16)).bg(Indexed(114)),
            ],
        }
    }
}
