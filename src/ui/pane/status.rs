//! The last row: what can be done now, or what is to be told.

use super::{Look, cut};
use crate::{
    plan::TABLE,
    ui::{Action, Bound, Message, Pane},
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
    widgets::Widget,
};

/// Cells between two hints.
const APART: usize = 2;

/// Hints that come before those of the focused pane: how to run, and how to stop.
const BEGINS: usize = 2;

/// Hints that are always there: all else that can be done, the keys, and how to leave.
const ENDS: usize = 3;

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

/// As many hints as fit: those of the focused pane first, and always the last ones, which lead to
/// all others and out.
fn hints(look: &Look<'_>, width: usize) -> Line<'static> {
    let view = look.view;
    let groups = |place: Option<Pane>| {
        let rows = view.keys.rows();
        let alike = |one: &Bound, next: &Bound| {
            let (one, next) = (one.binding, next.binding);
            one.hint.is_some() && one.hint == next.hint && one.place == next.place
        };
        let groups = rows.chunk_by(alike);
        groups
            .filter(move |group| group[0].binding.place == place)
            .filter_map(|group| hint(look, group))
    };
    let mut hints: Vec<_> = groups(None).collect();
    let ends = hints.split_off(hints.len().saturating_sub(ENDS));
    let begins = hints.drain(..hints.len().min(BEGINS)).collect::<Vec<_>>();
    let own = groups(Some(view.focus)).collect::<Vec<_>>();
    let length = |hint: &Vec<Span<'_>>| hint.iter().map(Span::width).sum::<usize>() + APART;
    let mut left = (width + APART).saturating_sub(ends.iter().map(length).sum());
    let mut shown = Vec::new();
    for hint in begins.into_iter().chain(own).chain(hints) {
        if length(&hint) > left {
            break;
        }
        left -= length(&hint);
        shown.push(hint);
    }
    shown.extend(ends);
    let apart = Span::raw(" ".repeat(APART));
    Line::from(shown.join(&apart))
}

/// The keys of bindings that share a word, and that word.
fn hint(look: &Look<'_>, group: &[Bound]) -> Option<Vec<Span<'static>>> {
    let theme = look.theme;
    let first = group.first()?.binding;
    let word = first.hint?;
    let view = look.view;
    let keys = group
        .iter()
        .filter_map(|row| view.keys.counting(row, view.focus));
    let keys: Vec<_> = keys.collect();
    if keys.is_empty() {
        return None;
    }
    let mut spans = vec![
        Span::styled(keys.join(" "), theme.key),
        Span::styled(format!(" {word}"), theme.dim),
    ];
    if first.action == Action::ToggleAuto {
        spans.push(if view.auto {
            Span::styled(" on", theme.good)
        } else {
            Span::styled(" off", theme.dim)
        });
    }
    Some(spans)
}
