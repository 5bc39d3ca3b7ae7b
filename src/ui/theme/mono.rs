//! [`Theme::mono`]: for `NO_COLOR`, paper and terminals without colours.

use super::{Fill, Paint, Theme};
use ratatui::style::{Modifier, Style};

impl Theme {
    /// Bold, dim and reverse only; the glyphs tell the kinds apart.
    #[must_use]
    pub const fn mono() -> Self {
        let style = Style::new();
        let bold = style.add_modifier(Modifier::BOLD);
        let dim = style.add_modifier(Modifier::DIM);
        let reversed = style.add_modifier(Modifier::REVERSED);
        let task = Paint {
            fill: Fill::Text,
            mark: style,
            label: reversed,
            thin: false,
        };
        Self {
            text: style,
            dim,
            faint: dim,
            title: bold,
            brand: bold,
            selected: reversed,
            typed: bold.add_modifier(Modifier::UNDERLINED),
            key: bold,
            number: bold,
            ideal: bold,
            ideal_over: bold,
            serial: style,
            live: bold,
            good: style,
            warn: bold,
            bad: bold.add_modifier(Modifier::REVERSED),
            restart: bold.add_modifier(Modifier::REVERSED),
            gauge: [style; 3],
            usage: style,
            past: dim,
            area: dim,
            ghost: dim,
            paints: [
                Paint::bare(style),
                task,
                Paint {
                    mark: dim,
                    label: reversed.add_modifier(Modifier::DIM),
                    ..task
                },
                Paint::bare(bold),
                Paint::bare(style),
                Paint::bare(style).thin(),
                Paint::bare(style).thin(),
                Paint::bare(bold).thin(),
                Paint::bare(dim),
                Paint::bare(dim).labelled(bold),
                Paint::bare(dim).thin(),
                Paint::bare(dim),
                Paint::bare(bold).thin(),
                Paint::bare(style),
                Paint::bare(style).thin(),
                Paint::bare(style),
                Paint::bare(bold).thin(),
                Paint::bare(style).thin(),
                Paint::bare(style).thin(),
                Paint::bare(bold),
                Paint::bare(style),
                Paint::bare(style),
                Paint::bare(dim),
                Paint::bare(dim),
            ],
            border: bold,
            heat: [dim, dim, dim, style, style, style, bold],
        }
    }
}
