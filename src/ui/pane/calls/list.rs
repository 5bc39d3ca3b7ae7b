//! Calls beside the timeline: two or three rows each.

use super::{DrawnCalls, below, cut, misfortune, row, time};
use crate::{
    log::Call,
    model::{CallFigures, Unit},
    ui::{
        pane::{PaneContext, around, fitting},
        widget::Meter,
    },
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
    widgets::Widget,
};

/// Rows of a call, with an empty one, with all that counts, and with the least.
const ROWS: [u16; 3] = [4, 3, 1];

/// Draws the calls that fit; returns the area below them.
pub(super) fn draw(drawn: &DrawnCalls<'_>, area: Rect, buffer: &mut Buffer) -> Rect {
    let count = u16::try_from(drawn.calls.len()).unwrap_or(u16::MAX);
    // The last one needs no empty row.
    let fits = |each: &&u16| count.saturating_mul(**each) <= area.height.saturating_add(1);
    let each = *ROWS.iter().find(fits).unwrap_or(&ROWS[1]);
    let shown = around(
        drawn.selected,
        drawn.calls.len(),
        ((area.height + 1) / each).max(1),
    );
    let mut rest = area;
    for index in shown {
        let (call, figures) = &drawn.calls[index];
        let place = Rect {
            height: rest.height.min(each),
            ..rest
        };
        one(
            drawn.look,
            (call, figures),
            index == drawn.selected,
            place,
            buffer,
        );
        rest = below(rest, each);
    }
    rest
}

fn one(
    look: &PaneContext<'_>,
    (call, figures): (&Call, &CallFigures),
    is_selected: bool,
    area: Rect,
    buffer: &mut Buffer,
) {
    let (theme, glyphs) = (look.theme, look.glyphs);
    let time = time(figures);
    let width = usize::from(area.width);
    let room = width.saturating_sub(time.chars().count() + 2);
    let has_bad = call.failed + call.lost > 0;
    let (style, number) = match (is_selected, figures.is_open) {
        (_, true) => (theme.live, theme.live),
        // Where there is no row for how many failed, that is seen by its colour.
        _ if has_bad && area.height == 1 => (theme.bad, theme.bad),
        (true, false) => (theme.title, theme.number),
        (false, false) => (theme.text, theme.number),
    };
    let pointer = if is_selected { glyphs.pointer } else { " " };
    let name = cut(&call.short_name(), room, glyphs);
    let line = match call.line {
        line if area.height == 1 && line > 0 => format!(":{line}"),
        _ => String::new(),
    };
    let line = fitting([line], room.saturating_sub(name.chars().count()));
    Line::from(vec![
        Span::styled(pointer, theme.key),
        Span::styled(name, style),
        Span::styled(line, theme.dim),
    ])
    .render(row(area, 0), buffer);
    Line::styled(time, number)
        .right_aligned()
        .render(row(area, 0), buffer);
    let inner = Rect {
        x: area.x + 1,
        width: area.width.saturating_sub(1),
        ..area
    };
    let place = call.place().to_string();
    // A call in the same line is told from it by its method, or at least by its workers.
    let texts = match (place.as_str(), &call.start) {
        ("", _) => Vec::new(),
        (_, None) => vec![format!("{place} · {}", call.kind), place],
        (_, Some(start)) => vec![
            format!("{place} · {}", call.kind),
            format!("{place}, {start}"),
            place,
        ],
    };
    let place = fitting(texts, width.saturating_sub(1));
    Line::styled(place, theme.dim).render(row(inner, 1), buffer);
    let last = row(inner, 2);
    if let Some(share) = figures.share().filter(|_| figures.is_open) {
        return Meter {
            share,
            mark: None,
            note: &figures.progress(),
            bar: theme.usage,
            track: theme.rule,
            written: theme.text,
            glyphs,
        }
        .render(last, buffer);
    }
    if let Some(text) = misfortune(call) {
        let tasks = ended_of(figures.ended, call.task_count());
        let text = format!("{tasks}, {text}");
        // A program that stops tasks of its own means to.
        let style = if has_bad { theme.bad } else { theme.text };
        return Line::styled(text, style).render(last, buffer);
    }
    let text = fitting(tasks(call, figures), usize::from(last.width));
    Line::styled(text, theme.text).render(last, buffer);
}

/// `3 of 4 tasks`, or all of them.
fn ended_of(ended: u32, all: u32) -> String {
    let tasks = Unit::TASK.count(all);
    if ended < all {
        format!("{ended} of {tasks}")
    } else {
        tasks
    }
}

/// Its tasks and chunks, in words, the longest text first.
fn tasks(call: &Call, figures: &CallFigures) -> [String; 3] {
    let all = call.task_count();
    let tasks = match (figures.is_open, figures.tasks) {
        (true, None) if all == figures.ended => format!("{} so far", Unit::TASK.count(all)),
        (true, _) => ended_of(figures.ended, all),
        (false, None) if all == 0 => "no task was seen".to_owned(),
        (false, _) => Unit::TASK.count(all),
    };
    let Some(size) = call.chunksize else {
        let workers = call.workers.filter(|&workers| workers > 0);
        let workers = workers.map_or_else(String::new, |workers| format!(", {workers} workers"));
        return [format!("{tasks}{workers}"), tasks.clone(), tasks];
    };
    [
        format!("{tasks}, chunksize {size}"),
        format!("{tasks}, {size} each"),
        tasks,
    ]
}
