//! [`Brackets`]: a row of brackets, each above a stretch of bars, with a name on it.

use crate::ui::widget::CELL;
use crate::{base::visible, theme::Glyphs};
use ratatui::{buffer::Buffer, layout::Rect, style::Style, text::Span, widgets::Widget};

/// A bracket, in [`CELL`]ths of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bracket<'a> {
    /// Where it begins.
    pub(crate) start: u32,
    /// Where it ends.
    pub(crate) end: u32,
    /// The text on it, as far as there is room.
    pub(crate) name: &'a str,
}

/// Brackets from left to right; they do not overlap.
pub(crate) struct Brackets<'a> {
    pub(crate) row: &'a [Bracket<'a>],
    pub(crate) line: Style,
    pub(crate) text: Style,
    pub(crate) glyphs: Glyphs,
}

impl Widget for Brackets<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let area = area.intersection(buffer.area);
        if area.is_empty() {
            return;
        }
        for bracket in self.row {
            self.draw(bracket, area, buffer);
        }
    }
}

impl Brackets<'_> {
    fn draw(&self, bracket: &Bracket<'_>, area: Rect, buffer: &mut Buffer) {
        let [left, right, narrow] = self.glyphs.brackets;
        let round = |place: u32| (place + CELL / 2) / CELL;
        let (from, to) = (round(bracket.start), round(bracket.end));
        let to = to.min(area.width.into());
        let (Ok(x), Ok(width)) = (u16::try_from(from), u16::try_from(to.saturating_sub(from)))
        else {
            return;
        };
        if x >= area.width {
            return;
        }
        let x = area.x + x;
        let mut put = |x: u16, sign: &str| {
            if let Some(cell) = buffer.cell_mut((x, area.y)) {
                cell.set_symbol(sign).set_style(self.line);
            }
        };
        if width < 2 {
            return put(x, narrow);
        }
        for x in x + 1..x + width - 1 {
            put(x, self.glyphs.rule);
        }
        put(x, left);
        put(x + width - 1, right);
        let room = usize::from(width).saturating_sub(4);
        if let Some(name) = fitted(bracket.name, room, self.glyphs) {
            let name = format!(" {name} ");
            buffer.set_stringn(x + 1, area.y, &name, room + 2, self.text);
        }
    }
}

/// A name in at most so many cells; `None` where there is too little room for a readable one.
pub(crate) fn fitted(name: &str, room: usize, glyphs: Glyphs) -> Option<String> {
    let name = visible(name);
    if Span::raw(&*name).width() <= room {
        return Some(name.into_owned()).filter(|name| !name.is_empty());
    }
    if room < 3 {
        return None;
    }
    let mut kept = String::new();
    for letter in name.chars() {
        let longer = format!("{kept}{letter}");
        if Span::raw(&longer).width() >= room {
            break;
        }
        kept = longer;
    }
    Some(kept + glyphs.cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(brackets: &[(u32, u32, &str)], glyphs: Glyphs) -> String {
        let area = Rect::new(0, 0, 24, 1);
        let mut buffer = Buffer::empty(area);
        let cells = |&(start, end, name): &(u32, u32, _)| Bracket {
            start: start * CELL,
            end: end * CELL,
            name,
        };
        let brackets: Vec<_> = brackets.iter().map(cells).collect();
        Brackets {
            row: &brackets,
            line: Style::new(),
            text: Style::new(),
            glyphs,
        }
        .render(area, &mut buffer);
        buffer
            .content
            .iter()
            .map(ratatui::buffer::Cell::symbol)
            .collect()
    }

    #[test]
    fn a_bracket_spans_what_it_encloses_and_is_named_as_far_as_there_is_room() {
        let brackets = [
            (0, 10, "load"),
            (10, 18, "compute"),
            (19, 20, "x"),
            (22, 90, "y"),
        ];
        assert_eq!(
            row(&brackets, Glyphs::unicode()),
            "┌ load ──┐┌ com… ┐ ╷  ┌┐"
        );
        assert_eq!(row(&brackets, Glyphs::ascii()), "[ load --][ com~ ] |  []");
    }
}
