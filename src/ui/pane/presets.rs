//! The presets, over the whole screen: their list, and what each one shows.
//!
//! A class sees this first, so it is calm: a list, and beside it the text of one.

mod outline;
mod picker;

pub(in crate::ui) use picker::Picker;

use super::{PaneContext, around, below, cut, row, rows, wrapped};
use outline::PresetOutline;
use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Margin, Rect},
    text::{Line, Span},
    widgets::{Clear, Widget},
};

/// Columns from which the text stands beside the list.
const WIDE: u16 = 110;

/// Rows from which there are empty ones between the parts.
const TALL: u16 = 30;

/// Cells of the longest line that is read with ease.
const READABLE: u16 = 84;

/// Cells of the narrowest column that a text is read with ease in.
const LEAST: u16 = 52;

/// Cells between the list and the text.
const APART: u16 = 4;

/// The keys while the list is open, each with its effect.
const KEYS: [(&str, &str); 4] = [
    ("Enter", "run"),
    ("↑ ↓", "choose"),
    ("a…z", "find"),
    ("Esc", "close"),
];

pub(super) fn draw(choice: &Picker, look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
    // The header stays: it tells whether a run goes on.
    let window = below(area, 1);
    Clear.render(window.intersection(buffer.area), buffer);
    let air = u16::from(area.height >= TALL);
    let inner = below(window, air).inner(Margin::new(1, 0));
    let [body, _, status] = Layout::vertical([
        Constraint::Fill(1),
        Constraint::Length(air),
        Constraint::Length(1),
    ])
    .areas(inner);
    keys(look, status, buffer);
    if area.width >= WIDE {
        let list_width = longest(choice).min(body.width.saturating_sub(APART + LEAST));
        let [list, _, detail] = Layout::horizontal([
            Constraint::Length(list_width),
            Constraint::Length(APART),
            Constraint::Fill(1),
        ])
        .areas(body);
        draw_list(look, choice, list, air, buffer);
        draw_detail(look, choice, detail, air, buffer);
    } else {
        // The rows of the longest text, so that nothing moves while one goes through them.
        let texts = choice.all.iter();
        let most = texts.map(|preset| rows(&preset.about, body.width.min(READABLE)));
        // With the title above, and the trials below.
        let most = most.max().unwrap_or(0).saturating_add(2);
        let [list, detail] = Layout::vertical([
            Constraint::Fill(1),
            Constraint::Length(most.min(body.height / 2)),
        ])
        .areas(body);
        draw_list(look, choice, list, 0, buffer);
        draw_detail(look, choice, detail, 0, buffer);
    }
}

/// Cells of a list that has room for every title: the same whatever is
/// looked for, so that nothing moves.
fn longest(choice: &Picker) -> u16 {
    let titles = choice
        .all
        .iter()
        .map(|preset| Span::raw(&preset.title).width());
    let width = names(choice) + titles.max().unwrap_or(0) + 4;
    u16::try_from(width).unwrap_or(u16::MAX)
}

/// Cells of the longest name.
fn names(choice: &Picker) -> usize {
    let names = choice.all.iter().map(|preset| preset.name.len());
    names.max().unwrap_or(0)
}

/// Draws names and titles, and the query.
fn draw_list(look: &PaneContext<'_>, choice: &Picker, area: Rect, air: u16, buffer: &mut Buffer) {
    let theme = look.theme;
    let list = below(area, 2 + 2 * air);
    let shown = around(choice.list.at, choice.list.found.len(), list.height);
    let (found, all) = (choice.list.found.len(), choice.all.len());
    let count = match found {
        _ if found == all => all.to_string(),
        _ => format!("{found} of {all}"),
    };
    let hidden = [(shown.start, '↑'), (found - shown.end, '↓')].into_iter();
    let hidden = hidden.filter(|(rows, _)| *rows > 0);
    let note: Vec<_> = hidden
        .map(|(rows, arrow)| format!("{arrow} {rows}"))
        .chain([count])
        .collect();
    let inner = look.heading("Presets", &note.join("  "), area, buffer);
    let caret = look.glyphs.hairs[0];
    let find = if choice.list.query.is_empty() {
        Line::from(vec![
            Span::styled(format!(" {caret}"), theme.key),
            Span::styled("type to find", theme.faint),
        ])
    } else {
        Line::from(vec![
            Span::raw(" "),
            Span::styled(format!("{}{caret}", choice.list.query), theme.typed),
        ])
    };
    find.render(row(inner, air), buffer);
    if choice.list.found.is_empty() {
        return Line::styled(" there is none like it", theme.dim).render(row(list, 0), buffer);
    }
    let names = names(choice);
    for (line, index) in (0..).zip(shown) {
        let preset = choice.list.found[index];
        let place = row(list, line);
        let selected = index == choice.list.at;
        if selected {
            buffer.set_style(place, theme.selected);
        }
        let over = |style| if selected { theme.selected } else { style };
        let pointer = if selected { look.glyphs.pointer } else { " " };
        let name = format!("{pointer}{:<width$}", preset.name, width = names);
        let room = usize::from(place.width).saturating_sub(Span::raw(&name).width() + 3);
        Line::from(vec![
            Span::styled(name, over(theme.text)),
            Span::styled(
                format!("  {}", cut(&preset.title, room, look.glyphs)),
                over(theme.dim),
            ),
        ])
        .render(place, buffer);
    }
}

/// Draws the description of the selected preset.
fn draw_detail(look: &PaneContext<'_>, choice: &Picker, area: Rect, air: u16, buffer: &mut Buffer) {
    let theme = look.theme;
    let Some(preset) = choice.list.found.get(choice.list.at) else {
        return;
    };
    let inner = look.heading(&preset.title, &preset.name, area, buffer);
    let width = inner.width.min(READABLE);
    let inner = below(inner, air);
    let lines = wrapped(&preset.about, width, inner.height, look.glyphs);
    let mut next = 0;
    for line in lines {
        Line::styled(line, theme.text).render(row(inner, next), buffer);
        next += 1;
    }
    let outline = PresetOutline::of(preset);
    outline.draw(
        look,
        Rect {
            width,
            ..below(inner, next + air)
        },
        buffer,
    );
}

fn keys(look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
    let theme = look.theme;
    let mut spans = Vec::new();
    for (key, word) in KEYS {
        spans.push(Span::styled(key, theme.key));
        spans.push(Span::styled(format!(" {word}  "), theme.dim));
    }
    Line::from(spans).render(area, buffer);
}
