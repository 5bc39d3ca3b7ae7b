//! All keys, over the rest of the screen.

use super::{Look, row};
use crate::ui::{Binding, KEYMAP};
use ratatui::{
    buffer::Buffer,
    layout::{Margin, Rect},
    text::{Line, Span},
    widgets::{Block, BorderType, Clear, Widget},
};

/// Cells of the keys' column.
const KEYS: usize = 12;

pub(in crate::ui) fn draw(look: &Look<'_>, area: Rect, buffer: &mut Buffer) {
    let theme = look.theme;
    let longest = KEYMAP
        .iter()
        .map(|binding| binding.about.len())
        .max()
        .unwrap_or(0);
    let size = |cells: usize| u16::try_from(cells).unwrap_or(u16::MAX);
    // Around the text: a border, and air where the terminal is tall enough for it.
    let air = u16::from(usize::from(area.height) >= KEYMAP.len() + 4);
    let width = size(KEYS + longest + 6).min(area.width);
    let height = size(KEYMAP.len())
        .saturating_add(2 + 2 * air)
        .min(area.height);
    let window = Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    };
    Clear.render(window, buffer);
    let border = if look.glyphs.fine {
        BorderType::Rounded
    } else {
        BorderType::Plain
    };
    Block::bordered()
        .border_type(border)
        .border_style(theme.faint)
        .render(window, buffer);
    let title = Rect {
        x: window.x + 2,
        width: 6.min(width.saturating_sub(2)),
        ..row(window, 0)
    };
    Clear.render(title, buffer);
    Line::styled(" Keys ", theme.title).render(title, buffer);
    let inner = window.inner(Margin::new(3, 1 + air));
    let room = usize::from(inner.height);
    let shown = if KEYMAP.len() > room {
        room.saturating_sub(1)
    } else {
        room
    };
    for (line, binding) in (0..).zip(KEYMAP.iter().take(shown)) {
        binding_line(look, binding).render(row(inner, line), buffer);
    }
    if KEYMAP.len() > shown {
        let more = format!("and {} more in a taller terminal", KEYMAP.len() - shown);
        Line::styled(more, theme.dim).render(row(inner, size(shown)), buffer);
    }
}

fn binding_line(look: &Look<'_>, binding: &Binding) -> Line<'static> {
    let keys: Vec<_> = binding.labels().collect();
    let keys = keys.join("  ");
    let pad = " ".repeat(KEYS.saturating_sub(Span::raw(&keys).width()));
    Line::from(vec![
        Span::styled(keys, look.theme.key),
        Span::raw(pad),
        Span::styled(binding.about, look.theme.text),
    ])
}
