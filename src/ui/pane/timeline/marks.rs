//! The lines on the timeline: the ends of the run on an ideal machine, at best on this one, and
//! of the serial run.

use super::{PaneContext, Places, Ruler, Standing};
use crate::{base::Nanos, model::Run, ui::widget::CELL};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Color, Modifier, Style},
    text::Line,
    widgets::Widget,
};

struct Mark {
    column: u16,
    /// Its name, in full and in fewer cells.
    names: [String; 2],
    glyph: &'static str,
    style: Style,
    /// Where it crosses a bar; without a ground it keeps the bar's.
    over: Style,
}

/// Draws the lines over the lanes and their names into the row above.
pub(super) fn draw(
    look: &PaneContext<'_>,
    run: &Run,
    ruler: Ruler,
    places: &Places,
    lanes: &[Rect],
    buffer: &mut Buffer,
) {
    let (names, area) = (places.marks, places.lanes);
    let mut taken: Vec<Rect> = Vec::new();
    for mark in marks(look, run, ruler) {
        let x = area.x.saturating_add(mark.column);
        if x >= area.right() {
            continue;
        }
        let (line, style) = (mark.glyph, mark.style);
        let narrow = lanes.iter().filter(|lane| lane.height == 1);
        for lane in narrow.filter(|_| line == look.glyphs.ideal) {
            clear(look, x, *lane, buffer);
        }
        for y in area.y..area.bottom() {
            draw_through(look, (x, y), line, [style, mark.over], buffer);
        }
        // The first name, the ideal, is the one that matters; another must leave it whole.
        let places = mark.names.iter().flat_map(|name| sides(name, x, names));
        let free = |place: &(Rect, &str)| {
            let around = Rect {
                x: place.0.x.saturating_sub(1),
                width: place.0.width.saturating_add(2),
                ..place.0
            };
            let clear = |taken: &Rect| !taken.intersects(around) && !touches(*taken, x);
            taken.iter().all(clear)
        };
        if let Some((place, name)) = places.into_iter().find(free) {
            taken.push(place);
            draw_through(look, (x, names.y), line, [style; 2], buffer);
            Line::styled(name, style).render(place, buffer);
        }
    }
}

/// A name at the right of its line, or at the left, where it fits.
fn sides(name: &str, x: u16, row: Rect) -> impl Iterator<Item = (Rect, &str)> {
    let width = u16::try_from(name.chars().count()).unwrap_or(u16::MAX);
    let place = move |x| Rect { x, width, ..row };
    let right = x.saturating_add(2);
    let right = (right.saturating_add(width) <= row.right()).then_some(right);
    let left = x
        .checked_sub(width.saturating_add(1))
        .filter(|&left| left >= row.x);
    let both = right.into_iter().chain(left);
    both.map(move |x| (place(x), name))
}

fn touches(place: Rect, x: u16) -> bool {
    (place.x.saturating_sub(1)..place.right().saturating_add(1)).contains(&x)
}

fn marks(look: &PaneContext<'_>, run: &Run, ruler: Ruler) -> Vec<Mark> {
    let (theme, glyphs) = (look.theme, look.glyphs);
    let column = |time| {
        let place = ruler.reach(time)?.saturating_sub(1);
        u16::try_from(place / CELL).ok()
    };
    let serial = run.baseline().map(|baseline| baseline.wall);
    let ideal = run.ideal();
    let name = if serial == ideal {
        "T₁ = ideal"
    } else {
        "ideal"
    };
    let ideal = ideal.and_then(|time| {
        Some(Mark {
            column: column(time)?,
            names: [format!("{name} {time}"), name.to_owned()],
            glyph: glyphs.ideal,
            style: theme.ideal,
            over: theme.ideal_over,
        })
    });
    let serial = serial.filter(|_| name == "ideal").and_then(|time| {
        Some(Mark {
            column: column(time)?,
            names: [format!("T₁ {time}"), "T₁".to_owned()],
            glyph: glyphs.serial,
            style: theme.serial,
            over: theme.serial,
        })
    });
    // A ceiling in the column of the ideal says nothing more.
    let ceiling = run.soonest().and_then(|time| {
        let at = column(time)?;
        let apart = ideal.as_ref().is_none_or(|ideal| at > ideal.column);
        apart.then(|| Mark {
            column: at,
            names: [format!("ceiling {time}"), "ceiling".to_owned()],
            glyph: glyphs.serial,
            style: theme.warn,
            over: theme.warn,
        })
    });
    // Nor does this: the ideal is never hidden.
    let next = look.view.expectation.next.and_then(|next| {
        let wall = next.wall();
        let at = column(wall)?;
        let apart = ideal.as_ref().is_none_or(|ideal| at != ideal.column);
        apart.then(|| Mark {
            column: at,
            names: [format!("as changed {wall}, simulated"), "as changed".into()],
            glyph: glyphs.serial,
            style: theme.ghost,
            over: theme.ghost,
        })
    });
    [end(look, run, column), ideal, next, ceiling, serial]
        .into_iter()
        .flatten()
        .collect()
}

/// The mark where a run was cut off.
fn end(look: &PaneContext<'_>, run: &Run, column: impl Fn(Nanos) -> Option<u16>) -> Option<Mark> {
    let (word, style) = match Standing::of(look, run) {
        Standing::Live | Standing::Done => return None,
        Standing::Stopped => ("stopped", look.theme.warn),
        Standing::Failed => ("failed", look.theme.bad),
    };
    let elapsed = run.elapsed(look.view.now);
    Some(Mark {
        column: column(elapsed)?,
        names: [format!("{word} {elapsed}"), word.to_owned()],
        glyph: look.glyphs.ideal,
        style,
        over: style,
    })
}

/// Takes away a number or a word that stands in the place of the ideal, for a lane of a single
/// row has no other place for it; half a number would be another one.
fn clear(look: &PaneContext<'_>, x: u16, lane: Rect, buffer: &mut Buffer) {
    let y = lane.y;
    let is_letter = |x: u16| {
        let cell = buffer.cell((x, y)).filter(|_| x < lane.right());
        cell.is_some_and(|cell| cell.symbol().starts_with(|c| letter(look, c)))
    };
    let is_told = |x: u16| is_letter(x) || (x > 0 && is_letter(x - 1) && is_letter(x + 1));
    if !is_told(x) {
        return;
    }
    let first = (lane.x..=x).rev().take_while(|&x| is_told(x)).last();
    let first = first.unwrap_or(x);
    let last = (x..lane.right()).take_while(|&x| is_told(x)).last();
    // A bar that is drawn of characters goes on with them.
    let before = first.checked_sub(1).filter(|&x| x >= lane.x);
    let before = before.and_then(|x| buffer.cell((x, y))).cloned();
    for x in first..=last.unwrap_or(x) {
        let Some(cell) = buffer.cell_mut((x, y)) else {
            continue;
        };
        match &before {
            Some(before) if !look.glyphs.fine => *cell = before.clone(),
            _ => drop(cell.set_symbol(" ")),
        }
    }
}

/// Whether it is part of what is written on a bar, which may be drawn of letters itself.
fn letter(look: &PaneContext<'_>, c: char) -> bool {
    c.is_ascii_digit() || (look.glyphs.fine && c.is_ascii_alphabetic())
}

/// Draws a line through bars, but never over a number or a word, nor between two words: those say
/// more. Only the ideal, which must be visible on every lane, goes over an edge.
fn draw_through(
    look: &PaneContext<'_>,
    place: (u16, u16),
    line: &'static str,
    [style, over]: [Style; 2],
    buffer: &mut Buffer,
) {
    let glyphs = look.glyphs;
    let is_letter = |c| letter(look, c);
    let is_told = |x: Option<u16>| {
        let cell = x.and_then(|x| buffer.cell((x, place.1)));
        cell.is_some_and(|cell| cell.symbol().starts_with(is_letter))
    };
    let beside = [place.0.checked_sub(1), place.0.checked_add(1)];
    let between = beside.into_iter().all(is_told);
    let Some(cell) = buffer.cell_mut(place) else {
        return;
    };
    if cell.symbol().starts_with(is_letter) || (between && cell.symbol() == " ") {
        return;
    }
    let eighths = |set: &[&str; 9]| set[1..8].iter().position(|&part| part == cell.symbol());
    let edge = eighths(&glyphs.left).or(eighths(&glyphs.up));
    if let Some(eighths) = edge.filter(|_| glyphs.fine) {
        if line != glyphs.ideal {
            return;
        }
        // The line says more than the exact end of the bar in its cell.
        // Reversed, it is the rest of the cell that the bar fills.
        let reversed = cell.modifier.contains(Modifier::REVERSED);
        let filled = reversed == (eighths < 3);
        if cell.bg == Color::Reset && filled {
            cell.bg = cell.fg;
        }
    }
    // The ground of a full block is its foreground; without the glyph, it becomes the background.
    if cell.symbol() == glyphs.left[8] && cell.fg != Color::Reset {
        cell.bg = cell.fg;
    }
    let style = if cell.bg == Color::Reset {
        cell.modifier = Modifier::empty();
        style
    } else {
        over
    };
    cell.set_symbol(line).set_style(style);
}
