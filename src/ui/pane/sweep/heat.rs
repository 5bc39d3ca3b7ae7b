//! A sweep of two parameters: a map of the speedup, with the line where parallel begins to pay.

mod border;

use super::{
    super::{PaneContext, joined, row},
    SweepState, Sweeping,
};
use crate::{base::Ratio, plan::SweepAxis, theme::Warmth};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Modifier,
    text::{Line, Span},
    widgets::Widget,
};

/// The widest and tallest cell of a map.
const WIDEST: u16 = 36;
const TALLEST: u16 = 6;

/// The narrowest that a figure with two digits after the point fits into, and with one.
const FIGURE: [u16; 2] = [5, 4];

/// Where the cells are.
struct Grid {
    /// The first cell of the map.
    origin: (u16, u16),
    /// From one cell to the next.
    pitch: (u16, u16),
    columns: u16,
    rows: u16,
    /// Cells of one point, where not all have room.
    every: (u16, u16),
}

pub(super) fn draw(look: &PaneContext<'_>, sweep: &Sweeping, area: Rect, buffer: &mut Buffer) {
    let [across, down] = sweep.sweep.axes() else {
        return;
    };
    let legend = u16::from(area.height >= 6);
    let map = Rect {
        height: area.height.saturating_sub(2 + legend),
        ..area
    };
    let labels = down.values.iter().map(|value| value.chars().count()).max();
    let labels = labels.unwrap_or(0);
    let gutter = u16::try_from(labels + 2).unwrap_or(u16::MAX);
    if map.height == 0 || gutter + 4 > map.width {
        return;
    }
    let grid = Grid::of(map, gutter, across, down);
    for y in 0..grid.rows {
        for x in 0..grid.columns {
            cell(look, sweep, &grid, (x, y), map, buffer);
        }
    }
    border::draw(look, sweep, &grid, map, buffer);
    names(look, sweep, &grid, map, buffer);
    if legend > 0 {
        explained(look, sweep, area.width).render(row(area, area.height - 1), buffer);
    }
}

impl Grid {
    fn of(map: Rect, gutter: u16, across: &SweepAxis, down: &SweepAxis) -> Self {
        let count = |axis: &SweepAxis| u16::try_from(axis.len()).unwrap_or(u16::MAX).max(1);
        let (columns, rows) = (count(across), count(down));
        let width = map.width.saturating_sub(gutter);
        let every = (
            columns.div_ceil(width.max(1)),
            rows.div_ceil(map.height.max(1)),
        );
        let (columns, rows) = (columns.div_ceil(every.0), rows.div_ceil(every.1));
        let pitch = (
            (width / columns).clamp(1, WIDEST),
            (map.height / rows).clamp(1, TALLEST),
        );
        Self {
            origin: (map.x + gutter, map.y),
            pitch,
            columns,
            rows,
            every,
        }
    }

    fn area(&self, (x, y): (u16, u16)) -> Rect {
        // The first row of a map is at the bottom, as on any chart.
        let up = self.rows - 1 - y;
        Rect {
            x: self.origin.0 + x * self.pitch.0,
            y: self.origin.1 + up * self.pitch.1,
            width: self.pitch.0,
            height: self.pitch.1,
        }
    }

    /// The point that a cell shows.
    fn point(&self, sweep: &Sweeping, (x, y): (u16, u16)) -> usize {
        let across = sweep.sweep.axes().first().map_or(1, SweepAxis::len);
        usize::from(y * self.every.1) * across + usize::from(x * self.every.0)
    }
}

fn speedup(sweep: &Sweeping, point: usize) -> Option<Ratio> {
    sweep.curve.spots.get(point)?.speedup
}

/// The warmth of a speedup: three steps of loss, four of gain.
fn warmth(sweep: &Sweeping, speedup: Ratio) -> Warmth {
    let most = sweep
        .ideals
        .iter()
        .map(|ideal| ideal.get())
        .fold(1.0, f64::max);
    let gain = (speedup.get() - 1.0) / (most - 1.0).max(1e-9);
    match speedup.get() {
        loss if loss < 0.5 => Warmth::Half,
        loss if loss < 0.8 => Warmth::Less,
        loss if loss < 1.0 => Warmth::Little,
        _ if gain < 0.25 => Warmth::Even,
        _ if gain < 0.5 => Warmth::Some,
        _ if gain < 0.75 => Warmth::Much,
        _ => Warmth::Most,
    }
}

/// The character that fills a cell: a space where its colour says enough.
const fn fill(look: &PaneContext<'_>, warmth: Warmth) -> &'static str {
    match look.theme.heat(warmth).bg {
        Some(_) => " ",
        None => look.glyphs.heat(warmth),
    }
}

fn cell(
    look: &PaneContext<'_>,
    sweep: &Sweeping,
    grid: &Grid,
    at: (u16, u16),
    map: Rect,
    buffer: &mut Buffer,
) {
    let (theme, glyphs) = (look.theme, look.glyphs);
    let area = grid.area(at).intersection(map);
    let point = grid.point(sweep, at);
    let spot = sweep.curve.spots.get(point);
    let found = speedup(sweep, point);
    let is_running = sweep.state(look.view.live.member) == SweepState::Running(point);
    let (style, fill) = match found {
        Some(speedup) => {
            let warmth = warmth(sweep, speedup);
            (theme.heat(warmth), fill(look, warmth))
        }
        None => (theme.rule, glyphs.gap),
    };
    for y in area.top()..area.bottom() {
        let line = fill.repeat(area.width.into());
        buffer.set_stringn(area.x, y, line, area.width.into(), style);
    }
    let is_best = sweep
        .curve
        .best
        .as_ref()
        .is_some_and(|best| best.point == point);
    let wall = spot.and_then(|spot| spot.wall);
    let is_uncertain = spot.is_some_and(|spot| spot.uncertain().is_some());
    let value = match (found, wall) {
        (Some(speedup), _) if area.width > FIGURE[0] && is_uncertain => {
            format!("{:.2}?", speedup.get())
        }
        (Some(speedup), _) if area.width >= FIGURE[0] => format!("{:.2}", speedup.get()),
        (Some(speedup), _) if area.width >= FIGURE[1] => format!("{:.1}", speedup.get()),
        (None, Some(wall)) => wall.median.to_string(),
        (None, None) if spot.is_some_and(|spot| spot.failed() > 0) => glyphs.bad.into(),
        (None, None) if is_running => glyphs.live.into(),
        _ => return,
    };
    let mark = match point {
        _ if is_best => glyphs.best,
        _ if is_running => glyphs.live,
        _ => "",
    };
    let cells = |text: &str| u16::try_from(text.chars().count()).unwrap_or(u16::MAX);
    let width = cells(&value);
    if width > area.width {
        return;
    }
    let mut style = if is_best {
        style.add_modifier(Modifier::BOLD)
    } else {
        style
    };
    if sweep.cursor == Some(point) {
        style = theme.selected;
    }
    // The right side is the border's. A mark stands before its value, which it does not move.
    let before = (area.width - width).saturating_sub(1).div_ceil(2);
    let y = area.y + area.height.saturating_sub(1) / 2;
    let behind = area.width - before - width;
    let text = match before.checked_sub(cells(mark)) {
        Some(1..) if behind > 1 => format!(" {mark}{value} "),
        Some(_) => format!("{mark}{value}"),
        None => value,
    };
    let x = area.x + before + width - cells(text.trim_end_matches(' '));
    buffer.set_stringn(x, y, &text, cells(&text).into(), style);
}

/// The values beside the rows and below the columns, and the names of both.
fn names(look: &PaneContext<'_>, sweep: &Sweeping, grid: &Grid, map: Rect, buffer: &mut Buffer) {
    let theme = look.theme;
    let [across, down] = sweep.sweep.axes() else {
        return;
    };
    let cursor = sweep
        .cursor
        .map(|point| (point % across.len().max(1), point / across.len().max(1)));
    let gutter = usize::from(grid.origin.0 - map.x);
    for y in 0..grid.rows {
        let value = usize::from(y * grid.every.1);
        let area = grid.area((0, y));
        let style = if cursor.is_some_and(|(_, at)| at == value) {
            theme.selected
        } else {
            theme.text
        };
        if let Some(text) = down.values.get(value) {
            let text = format!("{text:>width$} ", width = gutter - 2);
            let row = area.y + area.height.saturating_sub(1) / 2;
            buffer.set_stringn(map.x, row, text, gutter - 1, style);
        }
    }
    let foot = grid.origin.1 + grid.rows * grid.pitch.1;
    let last = buffer.area.bottom().min(map.bottom() + 2);
    let mut free = 0;
    for x in 0..grid.columns {
        let value = usize::from(x * grid.every.0);
        let area = grid.area((x, 0));
        let style = if cursor.is_some_and(|(at, _)| at == value) {
            theme.selected
        } else {
            theme.text
        };
        let Some(text) = across.values.get(value).filter(|_| foot < last) else {
            continue;
        };
        let width = u16::try_from(text.chars().count()).unwrap_or(u16::MAX);
        let start = area.x
            + area
                .width
                .saturating_sub(width)
                .saturating_sub(1)
                .div_ceil(2);
        if start >= free && start + width <= map.right() {
            buffer.set_stringn(start, foot, text, width.into(), style);
            free = start + width + 1;
        }
    }
    if foot + 1 < last {
        let text = format!("{} ↑   {} →", down.parameter.name, across.parameter.name);
        buffer.set_stringn(map.x, foot + 1, text, map.width.into(), theme.dim);
    }
}

/// The legend of the colours.
fn explained<'a>(look: &PaneContext<'a>, sweep: &Sweeping, width: u16) -> Line<'a> {
    let (theme, glyphs) = (look.theme, look.glyphs);
    let most = sweep
        .ideals
        .iter()
        .map(|ideal| ideal.get())
        .fold(1.0, f64::max);
    let key = |warmth: Warmth| Span::styled(fill(look, warmth).repeat(2), theme.heat(warmth));
    let text = |text: String| Span::styled(text, theme.dim);
    let mut scale = vec![text("speedup 0 ".into())];
    scale.extend([Warmth::Half, Warmth::Less, Warmth::Little].map(key));
    scale.push(text(" 1 ".into()));
    scale.extend([Warmth::Even, Warmth::Some, Warmth::Much, Warmth::Most].map(key));
    scale.push(text(format!(" {most:.0}")));
    let line = |words: &str| vec![Span::styled(glyphs.ideal, theme.border), text(words.into())];
    let whole = joined(
        [scale.clone(), line(" beyond this line parallel work pays")],
        width,
    );
    if whole.spans.len() > scale.len() + 1 {
        return whole;
    }
    joined([scale, line(" break-even")], width)
}
