//! The experiment: a row for each parameter of the table.

use super::{Look, below, cut, row};
use crate::plan::{Experiment, Parameter, TABLE, Value};
use ratatui::{
    buffer::Buffer,
    layout::{Margin, Rect},
    text::{Line, Span},
    widgets::{Paragraph, Widget, Wrap},
};
use std::ops::Range;

/// Cells of a parameter's name, with the pointer and the space after it.
const NAME: usize = 12;

/// Rows of the whole form: parameters, and an empty row between groups.
pub(in crate::ui) fn rows() -> u16 {
    u16::try_from(entries().count()).unwrap_or(u16::MAX)
}

/// The table's rows in order, with `None` between groups.
fn entries() -> impl Iterator<Item = Option<usize>> {
    (0..TABLE.len()).flat_map(|index| {
        let starts = index > 0 && TABLE[index].group != TABLE[index - 1].group;
        starts.then_some(None).into_iter().chain([Some(index)])
    })
}

pub(in crate::ui) fn draw(look: &Look<'_>, area: Rect, buffer: &mut Buffer) {
    let inner = look.heading("Experiment", "", area, buffer);
    // What the selected parameter is about stands below the form if there is room for it.
    let spare = inner.height.saturating_sub(rows());
    if let Some(parameter) = TABLE.get(look.view.selected).filter(|_| spare > 1) {
        let about = Paragraph::new(parameter.about).style(look.theme.dim);
        let indented = below(inner, rows() + 1).inner(Margin::new(1, 0));
        about.wrap(Wrap { trim: true }).render(indented, buffer);
    }
    let mut entries: Vec<_> = entries().collect();
    if entries.len() > usize::from(inner.height) {
        entries.retain(Option::is_some);
    }
    let at = entries
        .iter()
        .position(|&entry| entry == Some(look.view.selected));
    let shown = window(entries.len(), at.unwrap_or(0), usize::from(inner.height));
    for (line, entry) in (0..).zip(&entries[shown]) {
        if let Some(index) = *entry {
            draw_row(look, index, row(inner, line), buffer);
        }
    }
}

/// The rows of a list that are shown so that one of them is, with company on either side.
fn window(all: usize, at: usize, room: usize) -> Range<usize> {
    let start = at.saturating_sub(room / 2).min(all.saturating_sub(room));
    start..(start + room).min(all)
}

fn draw_row(look: &Look<'_>, index: usize, area: Rect, buffer: &mut Buffer) {
    let (theme, glyphs, view) = (look.theme, look.glyphs, look.view);
    let parameter = &TABLE[index];
    let selected = index == view.selected;
    let applies = (parameter.applies)(view.experiment);
    if selected {
        buffer.set_style(area, theme.selected);
    }
    let over = |style| if selected { theme.selected } else { style };
    let pointer = if selected { glyphs.pointer } else { " " };
    let name = format!("{pointer}{:<width$}", parameter.name, width = NAME - 1);
    let room = usize::from(area.width).saturating_sub(NAME);
    let mut spans = vec![Span::styled(
        name,
        over(if applies { theme.dim } else { theme.faint }),
    )];
    match view.typed {
        Some(typed) if selected => {
            // What is typed last must be seen; the caret takes a cell of its own.
            let hidden = typed.chars().count().saturating_sub(room.saturating_sub(1));
            let shown: String = typed.chars().skip(hidden).collect();
            let caret = glyphs.hairs[0];
            spans.push(Span::styled(format!("{shown}{caret}"), theme.typed));
        }
        _ => {
            let value = cut(&value(parameter, view.experiment), room, glyphs);
            let meant = resolved(look, parameter).filter(|_| applies);
            let left = room.saturating_sub(value.chars().count());
            let style = match (parameter.get)(view.experiment) {
                _ if !applies => theme.faint,
                Value::Unset => theme.dim,
                _ => theme.text,
            };
            spans.push(Span::styled(value, over(style)));
            let meant = meant.map(|meant| format!(" {} {meant}", glyphs.arrow));
            if let Some(meant) = meant.filter(|meant| meant.chars().count() <= left) {
                spans.push(Span::styled(meant, over(theme.dim)));
            }
        }
    }
    Line::from(spans).render(area, buffer);
}

fn value(parameter: &Parameter, experiment: &Experiment) -> String {
    match (parameter.get)(experiment) {
        Value::Number(number) if parameter.name != "seed" => grouped(number),
        value => value.to_string(),
    }
}

/// Long numbers in groups of three, so that they can be read at a glance.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) && digits.len() > 4 {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// What a name stands for here: `default` a chunksize of 4, `cores` two workers.
fn resolved(look: &Look<'_>, parameter: &Parameter) -> Option<String> {
    let experiment = look.view.experiment;
    let cores = look.view.machine.usable_cores.max(1);
    if matches!((parameter.get)(experiment), Value::Number(_)) {
        return None;
    }
    match parameter.name {
        "size" => look.view.size.map(grouped),
        "workers" => Some(experiment.worker_count(cores).to_string()),
        "chunksize" => {
            let chunks = experiment.chunks(cores);
            let sizes = |index: u32| {
                let range = chunks.get(crate::base::ChunkId::new(index));
                range.end - range.start
            };
            let last = chunks.len().checked_sub(1)?;
            Some(match (chunks.even_size(), sizes(0), sizes(last)) {
                (Some(size), ..) => size.to_string(),
                (None, first, last) if first == last => first.to_string(),
                (None, first, last) => format!("{first}…{last}"),
            })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_selected_row_is_always_shown() {
        for room in 1..20 {
            for at in 0..14 {
                let shown = window(14, at, room);
                assert!(
                    shown.contains(&at) && shown.len() == room.min(14),
                    "{at} in {room}"
                );
            }
        }
        assert_eq!(window(14, 3, 0), 3..3);
    }

    #[test]
    fn long_numbers_are_grouped_and_short_ones_are_not() {
        assert_eq!(
            [7, 5200, 12_000, 1_000_000].map(grouped),
            ["7", "5200", "12 000", "1 000 000"]
        );
    }

    #[test]
    fn groups_are_apart() {
        assert_eq!(usize::from(rows()), TABLE.len() + 4);
    }
}
