//! Calls in the largest place: a table.

use super::{DrawnCalls, below, cut, row, time};
use crate::{
    log::Call,
    model::CallFigures,
    ui::{pane::around, widget::Meter},
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Style,
    text::{Line, Span},
    widgets::Widget,
};

/// The share of the rows that calls take at most, as a divisor, where something stands below them.
const SHARE: u16 = 2;

/// The least and the most cells of the name of a function, and of the place of a call.
const NAME: [u16; 2] = [10, 32];
const PLACE: [u16; 2] = [8, 26];

/// A column: its title, its cells, and its text.
struct CallColumn {
    title: &'static str,
    width: u16,
    text: fn(&Call, &CallFigures) -> String,
}

/// The columns besides name and place. What there is no room for is left out from the end of the order in which
/// they matter.
const COLUMNS: [(u8, CallColumn); 11] = [
    (5, column("call", 22, |call, _| call.kind.to_string())),
    (0, column("tasks", 9, |_, figures| figures.progress())),
    (1, column("chunksize", 11, |call, _| chunksize(call))),
    (4, column("chunks", 8, |call, _| call.chunks.to_string())),
    (3, column("workers", 9, |call, _| known(call.workers))),
    (
        8,
        column("start", 12, |call, _| {
            call.start
                .as_ref()
                .map_or_else(String::new, ToString::to_string)
        }),
    ),
    (0, column("time", 10, |_, figures| time(figures))),
    (6, column("CPU", 10, |_, figures| known(figures.cpu))),
    (7, column("floor", 10, |_, figures| known(figures.floor))),
    (
        2,
        column("parallel", 10, |_, figures| {
            figures
                .parallelism
                .map_or_else(String::new, |ratio| format!("{:.2}", ratio.get()))
        }),
    ),
    (
        9,
        column("failed, lost", 14, |call, _| {
            match (call.failed, call.lost) {
                (0, 0) => String::new(),
                (failed, lost) => format!("{failed}, {lost}"),
            }
        }),
    ),
];

const fn column(
    title: &'static str,
    width: u16,
    text: fn(&Call, &CallFigures) -> String,
) -> CallColumn {
    CallColumn { title, width, text }
}

fn known(value: Option<impl ToString>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// The chunksize that it got, and the one that was asked for where that is another.
fn chunksize(call: &Call) -> String {
    match (call.asked, call.chunksize) {
        (_, None) => String::new(),
        (None, Some(size)) => format!("{size} default"),
        (Some(asked), Some(size)) if asked != size => format!("{size} not {asked}"),
        (Some(_), Some(size)) => size.to_string(),
    }
}

/// Draws a head and the calls that fit; returns the area below them.
pub(super) fn draw(drawn: &DrawnCalls<'_>, area: Rect, buffer: &mut Buffer) -> Rect {
    let each = || drawn.calls.iter().map(|(call, _)| *call);
    let name = widest(each().map(Call::short_name), NAME);
    let place = widest(each().map(|call| call.place().to_string()), PLACE);
    let columns = fitting(area.width.saturating_sub(1 + name + place));
    let theme = drawn.look.theme;
    let cells = |texts: Vec<String>, style: Style| -> Vec<Span<'static>> {
        let texts = texts.into_iter().zip(&columns);
        let padded = texts.map(|(text, column)| {
            let width = usize::from(column.width);
            let text = cut(&text, width.saturating_sub(2), drawn.look.glyphs);
            Span::styled(format!("{text:>width$}"), style)
        });
        padded.collect()
    };
    let heads = columns
        .iter()
        .map(|column| column.title.to_owned())
        .collect();
    let head = format!(
        " {:<n$}{:<p$}",
        "function",
        "at",
        n = name.into(),
        p = place.into()
    );
    let mut line = vec![Span::styled(head, theme.dim)];
    line.extend(cells(heads, theme.dim));
    Line::from(line).render(row(area, 0), buffer);
    let most = area.height.saturating_sub(1);
    let count = u16::try_from(drawn.calls.len()).unwrap_or(u16::MAX);
    let room = if most > 12 {
        (most / SHARE).max(count.min(4))
    } else {
        most
    };
    let shown = around(drawn.selected, drawn.calls.len(), room);
    let rows = u16::try_from(shown.len()).unwrap_or(room);
    for (at, index) in (1..).zip(shown) {
        let (call, figures) = &drawn.calls[index];
        let is_selected = index == drawn.selected;
        let glyphs = drawn.look.glyphs;
        let style = match (figures.is_open, call.failed + call.lost, is_selected) {
            (true, ..) => theme.live,
            (_, 1.., _) => theme.bad,
            (.., true) => theme.title,
            _ => theme.text,
        };
        let text = |text: &str, width: u16| {
            let width = usize::from(width);
            let text = cut(text, width.saturating_sub(2), glyphs);
            format!("{text:<width$}")
        };
        let pointer = if is_selected { glyphs.pointer } else { " " };
        let mut line = vec![
            Span::styled(pointer, theme.key),
            Span::styled(text(&call.short_name(), name), style),
            Span::styled(text(&call.place().to_string(), place), theme.dim),
        ];
        let texts = columns.iter().map(|column| (column.text)(call, figures));
        line.extend(cells(
            texts.collect(),
            if is_selected {
                theme.number
            } else {
                theme.text
            },
        ));
        let line = Line::from(line);
        let end = u16::try_from(line.width()).unwrap_or(u16::MAX);
        line.render(row(area, at), buffer);
        let bar = Rect {
            x: area.x.saturating_add(end + 2).min(area.right()),
            width: area.width.saturating_sub(end + 2).min(30),
            ..row(area, at)
        };
        if let Some(share) = figures.share().filter(|_| figures.is_open && bar.width > 4) {
            let meter = Meter {
                share,
                mark: None,
                note: "",
                bar: theme.usage,
                track: theme.rule,
                written: theme.text,
                glyphs,
            };
            meter.render(bar, buffer);
        }
    }
    below(area, 1 + rows)
}

/// The cells for the longest of some names, with the space behind, within bounds.
fn widest(names: impl Iterator<Item = String>, [least, most]: [u16; 2]) -> u16 {
    let longest = names.map(|name| name.chars().count()).max().unwrap_or(0);
    let cells = u16::try_from(longest + 2).unwrap_or(u16::MAX);
    cells.clamp(least, most)
}

/// The columns that there is room for in so many cells, in their order.
fn fitting(mut left: u16) -> Vec<&'static CallColumn> {
    let mut kept = Vec::new();
    let mut order: Vec<usize> = (0..COLUMNS.len()).collect();
    order.sort_by_key(|&index| COLUMNS[index].0);
    for index in order {
        let Some(rest) = left.checked_sub(COLUMNS[index].1.width) else {
            break;
        };
        left = rest;
        kept.push(index);
    }
    kept.sort_unstable();
    kept.into_iter().map(|index| &COLUMNS[index].1).collect()
}
