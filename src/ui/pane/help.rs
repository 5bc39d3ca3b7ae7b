//! All keys, over the rest of the screen.

use super::{Look, row};
use crate::{
    plan::Step,
    ui::{Action, Binding, KEYMAP, Pane},
};
use ratatui::{
    buffer::Buffer,
    layout::{Margin, Rect},
    text::{Line, Span},
    widgets::{Block, BorderType, Clear, Widget},
};

/// Cells of the keys' column.
const KEYS: usize = 18;

/// What stands between two opposites.
const APART: &str = " · ";

pub(in crate::ui) fn draw(look: &Look<'_>, area: Rect, buffer: &mut Buffer) {
    let theme = look.theme;
    let rows: Vec<_> = KEYMAP
        .chunk_by(|one, next| are_opposites(one.action, next.action))
        .collect();
    let longest = rows
        .iter()
        .map(|row| about(row).chars().count())
        .max()
        .unwrap_or(0);
    let size = |cells: usize| u16::try_from(cells).unwrap_or(u16::MAX);
    // Around the text: a border, and air where the terminal is tall enough for it.
    let air = u16::from(usize::from(area.height) >= rows.len() + 4);
    let width = size(KEYS + longest + 6).min(area.width);
    let height = size(rows.len())
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
    let shown = if rows.len() > room {
        room.saturating_sub(1)
    } else {
        room
    };
    for (line, bindings) in (0..).zip(rows.iter().take(shown)) {
        bindings_line(look, bindings).render(row(inner, line), buffer);
    }
    if rows.len() > shown {
        let more = format!("and {} more in a taller terminal", rows.len() - shown);
        Line::styled(more, theme.dim).render(row(inner, size(shown)), buffer);
    }
}

/// Whether two belong together and share a row.
fn are_opposites(one: Action, other: Action) -> bool {
    let turns = |one, other| {
        matches!(
            (one, other),
            (Step::Up, Step::Down) | (Step::Double, Step::Halve)
        )
    };
    match (one, other) {
        (Action::Next, Action::Previous)
        | (Action::NextTrial, Action::PreviousTrial)
        | (Action::FocusNext, Action::FocusPrevious)
        | (Action::Show(Pane::Ledger), Action::ToggleGhost) => true,
        (Action::Turn(one), Action::Turn(other)) => turns(one, other),
        (Action::TurnNamed(name, one), Action::TurnNamed(same, other)) => {
            name == same && turns(one, other)
        }
        _ => false,
    }
}

fn about(bindings: &[Binding]) -> String {
    let abouts: Vec<_> = bindings.iter().map(|binding| binding.about).collect();
    abouts.join(APART)
}

fn bindings_line(look: &Look<'_>, bindings: &[Binding]) -> Line<'static> {
    let keys: Vec<_> = bindings.iter().flat_map(Binding::labels).collect();
    let keys = keys.join("  ");
    let pad = " ".repeat(KEYS.saturating_sub(Span::raw(&keys).width()));
    Line::from(vec![
        Span::styled(keys, look.theme.key),
        Span::raw(pad),
        Span::styled(about(bindings), look.theme.text),
    ])
}
