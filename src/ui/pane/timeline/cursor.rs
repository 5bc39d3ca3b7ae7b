//! The cursor on its lane, the moment that is shown in place of the present, and bookmarks.
//!
//! Signs, not colours: they are seen in black and white, too.

use crate::ui::pane::timeline::{PaneContext, Places, Ruler, row};
use crate::{
    base::Moment,
    model::{LaneRow, Run, SpanAtCursor},
    theme::{Theme, Tone},
    ui::{Cursor, Pane, widget::CELL},
};
use ratatui::{
    buffer::{Buffer, Cell},
    layout::Rect,
    style::{Color, Modifier, Style},
};

/// Marks the cursor on its lane, whose name is beside it.
pub(super) fn draw(
    look: &PaneContext<'_>,
    lane: &LaneRow<'_>,
    ruler: Ruler,
    [label, strip]: [Rect; 2],
    buffer: &mut Buffer,
) {
    let Some(cursor) = of(look, lane) else { return };
    select(look, label, buffer);
    if let Some(x) = column(ruler, cursor.at, strip) {
        for y in strip.y..strip.bottom() {
            line(look, (x, y), buffer);
        }
    }
}

/// Marks the name of a row: its first word, or in lecture mode, where nothing is beside it, all.
pub(super) fn select(look: &PaneContext<'_>, label: Rect, buffer: &mut Buffer) {
    let name = row(label, label.height.saturating_sub(1) / 2).intersection(buffer.area);
    let places = name.positions();
    let text: String = places.map(|place| buffer[place].symbol()).collect();
    let indent = text.len() - text.trim_start().len();
    let word = match look.view.arrangement.center {
        Pane::Lecture => text.trim(),
        _ => text.trim_start().split(' ').next().unwrap_or_default(),
    };
    let width = u16::try_from(word.chars().count()).unwrap_or(name.width);
    let x = name.x + u16::try_from(indent).unwrap_or(0).min(name.width);
    let marked = Rect { x, width, ..name }.intersection(name);
    buffer.set_style(marked, look.theme.selected);
}

fn of(look: &PaneContext<'_>, row: &LaneRow<'_>) -> Option<Cursor> {
    let cursor = look.view.scope.cursor;
    cursor.filter(|cursor| row.lanes().any(|lane| lane.info.lane == cursor.lane))
}

/// A moment's column, where it is on the axis.
pub(super) fn column(ruler: Ruler, at: Moment, area: Rect) -> Option<u16> {
    let column = u16::try_from(ruler.place(at) / CELL).ok()?;
    // The end of the axis is the last cell of it.
    let column = column.min(area.width.checked_sub(1)?);
    ruler.holds(at).then_some(area.x + column)
}

/// Draws a line through a bar; a bar without a ground of its own is reversed.
pub(super) fn line(look: &PaneContext<'_>, place: (u16, u16), buffer: &mut Buffer) {
    let (glyphs, theme) = (look.glyphs, look.theme);
    let Some(cell) = buffer.cell_mut(place) else {
        return;
    };
    let full = cell.symbol() == glyphs.left[8] || cell.symbol() == glyphs.tone(Tone::Running);
    let ground = match (cell.bg, cell.fg) {
        (Color::Reset, Color::Reset) if full => None,
        (Color::Reset, ink) if full => Some(ink),
        (ground, _) => Some(ground),
    };
    cell.reset();
    cell.set_symbol(glyphs.cursor);
    match ground {
        Some(Color::Reset) => cell.set_style(theme.number),
        Some(ground) => cell.set_style(Theme::through(ground)),
        None => cell.set_style(Style::new().add_modifier(Modifier::REVERSED | Modifier::BOLD)),
    };
}

/// Marks on the axis what the cursor is on, from its beginning to its end, and the bookmarks.
pub(super) fn on_axis(
    look: &PaneContext<'_>,
    run: &Run,
    ruler: Ruler,
    places: &Places,
    buffer: &mut Buffer,
) {
    let (glyphs, theme, scope) = (look.glyphs, look.theme, look.view.scope);
    let axis = places.axis;
    if axis.is_empty() {
        return;
    }
    // An axis of one row has labels only: those say more than the length of a bar.
    let has_line = axis.height > 1;
    if let Some(cursor) = scope.cursor {
        let lane = run.flow().find(|lane| lane.info.lane == cursor.lane);
        let glance = lane.map(|lane| SpanAtCursor::at(lane, cursor.at));
        if let Some((start, glance)) = glance.and_then(|glance| Some((glance.start?, glance))) {
            let end = glance.end.unwrap_or(look.view.now);
            let [from, to] = [start, end].map(|at| ruler.place(at) / CELL);
            let width = u32::from(axis.width);
            let outside = end <= ruler.start() || start >= ruler.end();
            for x in (from..to.max(from + 1).min(width)).filter(|_| has_line && !outside) {
                let x = axis.x + u16::try_from(x).unwrap_or(0);
                let is_line = |cell: &Cell| cell.symbol() == glyphs.rule;
                if buffer.cell((x, axis.y)).is_some_and(is_line) {
                    put((x, axis.y), glyphs.thick, theme.key, buffer);
                }
            }
        }
        if let Some(x) = column(ruler, cursor.at, axis).filter(|_| has_line) {
            put((x, axis.y), glyphs.mark, theme.number, buffer);
        }
    }
    for &at in scope.bookmarks {
        if let Some(x) = column(ruler, at, places.marks) {
            let free = |x: u16| {
                buffer
                    .cell((x, places.marks.y))
                    .is_some_and(|c| c.symbol() == " ")
            };
            if !places.marks.is_empty() && free(x) {
                put((x, places.marks.y), glyphs.bookmark, theme.key, buffer);
            }
        }
    }
}

/// The moment that is shown in place of the present, through all lanes.
pub(super) fn moment(look: &PaneContext<'_>, ruler: Ruler, places: &Places, buffer: &mut Buffer) {
    if look.view.scope.paused.is_none() {
        return;
    }
    let Some(x) = column(ruler, look.view.now, places.lanes) else {
        return;
    };
    for y in places.lanes.y..places.lanes.bottom() {
        let free = buffer.cell((x, y)).is_some_and(|cell| cell.symbol() == " ");
        if free {
            put((x, y), look.glyphs.cursor, look.theme.key, buffer);
        }
    }
}

/// A sign in place of whatever was there; a place may be off the screen.
pub(super) fn put(place: (u16, u16), sign: &'static str, style: Style, buffer: &mut Buffer) {
    if let Some(cell) = buffer.cell_mut(place) {
        cell.reset();
        cell.set_symbol(sign).set_style(style);
    }
}
