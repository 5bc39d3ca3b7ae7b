//! [`Encoder`]: cells as bytes for a terminal.
//!
//! ratatui's own backend sends every glyph through the formatter, which in a frame that moves costs
//! as much as to draw it. Here a glyph is copied, and only a change of style is formatted.

use crossterm::{
    cursor::MoveTo,
    queue,
    style::{Attribute, Color, Colors, SetAttribute, SetColors},
};
use ratatui::{
    backend::{Backend, ClearType, CrosstermBackend, IntoCrossterm, WindowSize},
    buffer::Cell,
    layout::{Position, Size},
    style::Modifier,
};
use std::io::{self, Write};

/// Attributes that cells are given, as a terminal knows them.
const ATTRIBUTES: [(Modifier, Attribute); 8] = [
    (Modifier::BOLD, Attribute::Bold),
    (Modifier::DIM, Attribute::Dim),
    (Modifier::ITALIC, Attribute::Italic),
    (Modifier::UNDERLINED, Attribute::Underlined),
    (Modifier::REVERSED, Attribute::Reverse),
    (Modifier::CROSSED_OUT, Attribute::CrossedOut),
    (Modifier::HIDDEN, Attribute::Hidden),
    (Modifier::SLOW_BLINK, Attribute::SlowBlink),
];

/// A terminal that takes bytes.
pub(super) struct Encoder<W: Write> {
    terminal: CrosstermBackend<W>,
    /// What the cells of a frame come to; kept for its memory.
    bytes: Vec<u8>,
}

impl<W: Write> Encoder<W> {
    /// One that writes there.
    pub(super) const fn new(out: W) -> Self {
        Self {
            terminal: CrosstermBackend::new(out),
            bytes: Vec::new(),
        }
    }
}

impl<W: Write> Backend for Encoder<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let out = &mut self.bytes;
        out.clear();
        let reset = ratatui::style::Color::Reset;
        let (mut next, mut modifier, mut colors) = (None, Modifier::empty(), (reset, reset));
        for (x, y, cell) in content {
            if next != Some((x, y)) {
                queue!(out, MoveTo(x, y))?;
            }
            next = Some((x.saturating_add(1), y));
            if cell.modifier != modifier {
                // This also takes the colours away.
                queue!(out, SetAttribute(Attribute::Reset))?;
                for (_, attribute) in ATTRIBUTES
                    .iter()
                    .filter(|&&(of, _)| cell.modifier.contains(of))
                {
                    queue!(out, SetAttribute(*attribute))?;
                }
                (modifier, colors) = (cell.modifier, (reset, reset));
            }
            if (cell.fg, cell.bg) != colors {
                colors = (cell.fg, cell.bg);
                let (fg, bg): (Color, Color) = (cell.fg.into_crossterm(), cell.bg.into_crossterm());
                queue!(out, SetColors(Colors::new(fg, bg)))?;
            }
            out.extend_from_slice(cell.symbol().as_bytes());
        }
        queue!(out, SetAttribute(Attribute::Reset))?;
        self.terminal.write_all(&self.bytes)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.terminal.hide_cursor()
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.terminal.show_cursor()
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        self.terminal.get_cursor_position()
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.terminal.set_cursor_position(position)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.terminal.clear()
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        self.terminal.clear_region(region)
    }

    fn size(&self) -> io::Result<Size> {
        self.terminal.size()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.terminal.window_size()
    }

    fn flush(&mut self) -> io::Result<()> {
        Backend::flush(&mut self.terminal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::{
        buffer::Buffer,
        layout::Rect,
        style::{Color, Style},
    };
    use std::num::NonZero;

    /// What a terminal shows of a buffer that was sent to it.
    fn shown(buffer: &Buffer) -> vt100::Parser {
        let Rect { width, height, .. } = buffer.area;
        let mut bytes = Vec::new();
        let cells = buffer.content.iter().enumerate().map(|(index, cell)| {
            let (x, y) = buffer.pos_of(index);
            (x, y, cell)
        });
        Encoder::new(&mut bytes).draw(cells).unwrap();
        let [height, width] = [height, width].map(|side| NonZero::new(side).unwrap());
        let mut terminal = vt100::Parser::new(height, width, 0);
        terminal.process(&bytes);
        terminal
    }

    #[test]
    fn every_cell_arrives_with_its_glyph_its_colours_and_its_attributes() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 6, 2));
        let styles = [
            Style::new(),
            Style::new().fg(Color::Rgb(1, 2, 3)).bold(),
            Style::new().fg(Color::Rgb(1, 2, 3)),
            Style::new().bg(Color::Indexed(200)).reversed().underlined(),
            Style::new().fg(Color::Red).bg(Color::Black).dim(),
            Style::new().italic(),
        ];
        for (x, style) in (0..).zip(styles) {
            buffer[(x, 1)].set_symbol("▌").set_style(style);
        }
        let terminal = shown(&buffer);
        for x in 0..6 {
            let (ours, theirs) = (&buffer[(x, 1)], terminal.screen().cell(1, x).unwrap());
            let color = |color: Color| match color {
                Color::Rgb(r, g, b) => vt100::Color::Rgb(r, g, b),
                Color::Indexed(index) => vt100::Color::Idx(index),
                Color::Red => vt100::Color::Idx(1),
                Color::Black => vt100::Color::Idx(0),
                _ => vt100::Color::Default,
            };
            assert_eq!(theirs.contents(), "▌");
            assert_eq!(
                (theirs.fgcolor(), theirs.bgcolor()),
                (color(ours.fg), color(ours.bg))
            );
            let has = |modifier| ours.modifier.contains(modifier);
            assert_eq!(theirs.bold(), has(Modifier::BOLD), "{x}");
            assert_eq!(theirs.dim(), has(Modifier::DIM), "{x}");
            assert_eq!(theirs.italic(), has(Modifier::ITALIC), "{x}");
            assert_eq!(theirs.underline(), has(Modifier::UNDERLINED), "{x}");
            assert_eq!(theirs.inverse(), has(Modifier::REVERSED), "{x}");
        }
    }

    #[test]
    fn a_run_of_one_style_is_sent_as_its_glyphs() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 40, 1));
        buffer.set_string(0, 0, "█".repeat(40), Style::new().fg(Color::Rgb(1, 2, 3)));
        let mut bytes = Vec::new();
        let cells = (0..).zip(&buffer.content).map(|(x, cell)| (x, 0, cell));
        Encoder::new(&mut bytes).draw(cells).unwrap();
        let sent = String::from_utf8(bytes).unwrap();
        assert!(sent.contains(&"█".repeat(40)), "{sent:?}");
    }
}
