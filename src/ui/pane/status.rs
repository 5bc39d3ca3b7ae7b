//! The last row: what can be done now, or what is to be told.

use super::{Look, cut};
use crate::{
    plan::TABLE,
    ui::{Action, Binding, KEYMAP, Message},
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
    widgets::Widget,
};

/// Cells between two hints.
const APART: usize = 2;

pub(in crate::ui) fn draw(look: &Look<'_>, area: Rect, buffer: &mut Buffer) {
    let (theme, glyphs, view) = (look.theme, look.glyphs, look.view);
    let told = |text: &str, style| Line::styled(cut(text, area.width.into(), glyphs), style);
    let line = match (view.message, view.typed.and(TABLE.get(view.selected))) {
        (Some(Message::Fault(text)), _) => told(&format!("{} {text}", glyphs.bad), theme.bad),
        (_, Some(parameter)) => told(
            &format!("{}: {}", parameter.name, parameter.takes()),
            theme.text,
        ),
        (Some(Message::Note(text)), _) => told(text, theme.text),
        (None, None) => hints(look, area.width.into()),
    };
    line.render(area, buffer);
}

/// As many hints as fit. The last three, which lead to all others and out, are always among them.
fn hints(look: &Look<'_>, width: usize) -> Line<'static> {
    let mut hints: Vec<_> = KEYMAP
        .chunk_by(|one, next| one.hint.is_some() && one.hint == next.hint)
        .filter_map(|bindings| hint(look, bindings))
        .collect();
    let length = |hint: &Vec<Span<'_>>| hint.iter().map(Span::width).sum::<usize>() + APART;
    while hints.iter().map(length).sum::<usize>() > width + APART && hints.len() > 3 {
        hints.remove(hints.len() - 4);
    }
    let apart = Span::raw(" ".repeat(APART));
    Line::from(hints.join(&apart))
}

/// The keys of bindings that share a word, and that word.
fn hint(look: &Look<'_>, bindings: &[Binding]) -> Option<Vec<Span<'static>>> {
    let theme = look.theme;
    let binding = bindings.first()?;
    let word = binding.hint?;
    let keys: Vec<_> = bindings.iter().map(Binding::label).collect();
    let mut spans = vec![
        Span::styled(keys.join(" "), theme.key),
        Span::styled(format!(" {word}"), theme.dim),
    ];
    if binding.action == Action::ToggleAuto {
        spans.push(if look.view.auto {
            Span::styled(" on", theme.good)
        } else {
            Span::styled(" off", theme.dim)
        });
    }
    Some(spans)
}
