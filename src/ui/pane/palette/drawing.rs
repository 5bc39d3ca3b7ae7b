//! The palette, over the upper part of the screen: the entries that fit the query, and their keys.

use super::{
    super::{PaneContext, around, below, cut, row},
    Palette,
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
    widgets::Widget,
};

/// Columns and rows that it takes at most.
const WIDEST: u16 = 96;
const TALLEST: u16 = 22;

pub(in crate::ui::pane) fn draw(
    palette: &Palette,
    look: &PaneContext<'_>,
    area: Rect,
    buffer: &mut Buffer,
) {
    let (theme, glyphs, palette) = (look.theme, look.glyphs, &palette.list);
    let width = WIDEST.min(area.width.saturating_sub(4));
    // The status bar stays; nothing moves while one types.
    let place = Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + 1 + area.height / 12,
        width,
        height: TALLEST.min((area.height - area.height / 12).saturating_sub(2)),
    };
    let inner = look.window("Do", place, buffer);
    let caret = glyphs.hairs[0];
    let room = usize::from(inner.width).saturating_sub(2);
    let hidden = palette.query.chars().count().saturating_sub(room);
    let typed: String = palette.query.chars().skip(hidden).collect();
    let line = if typed.is_empty() {
        let text = "type what you want to do, or a parameter and its value: workers 8";
        Line::from(vec![
            Span::styled(caret, theme.key),
            Span::styled(cut(text, room, glyphs), theme.faint),
        ])
    } else {
        Line::styled(format!("{typed}{caret}"), theme.typed)
    };
    line.render(row(inner, 0), buffer);
    let list = below(inner, 2);
    if palette.found.is_empty() {
        let text = "there is nothing like it: Backspace takes a letter back";
        let text = cut(text, list.width.into(), glyphs);
        return Line::styled(text, theme.dim).render(row(list, 0), buffer);
    }
    let shown = around(palette.at, palette.found.len(), list.height);
    let note = format!("{} of {}", palette.at + 1, palette.found.len());
    let noted = u16::try_from(note.len()).unwrap_or(0);
    Line::styled(note, theme.faint).render(
        Rect {
            x: inner.right().saturating_sub(noted),
            width: noted.min(inner.width),
            ..row(inner, 1)
        },
        buffer,
    );
    // As wide as the longest name of all, so that nothing moves.
    let names = look.view.keys.rows().iter().map(|row| row.name().len());
    let names = names.max().unwrap_or(0).min(usize::from(list.width) / 3);
    for (line, index) in (0..).zip(shown) {
        let offer = &palette.found[index];
        let place = row(list, line);
        let selected = index == palette.at;
        if selected {
            buffer.set_style(place, theme.selected);
        }
        let over = |style| if selected { theme.selected } else { style };
        let pointer = if selected { glyphs.pointer } else { " " };
        let width = usize::from(place.width);
        let note = cut(&offer.note, width / 4, glyphs);
        let name = cut(&offer.name, names.max(width / 3), glyphs);
        let lead = format!("{pointer}{name:<names$}  ");
        let note_width = Span::raw(&note).width();
        let room = width.saturating_sub(lead.chars().count() + note_width + 2);
        let about = cut(&offer.about, room, glyphs);
        let gap = room.saturating_sub(Span::raw(&about).width()) + 1;
        Line::from(vec![
            Span::styled(lead, over(theme.text)),
            Span::styled(about, over(theme.dim)),
            Span::styled(" ".repeat(gap), over(theme.text)),
            Span::styled(note, over(theme.key)),
        ])
        .render(place, buffer);
    }
}
