//! The line on a map between cells that pay and cells that do not: on the cells beside it, at
//! their right and lower edges, and whole around every corner.

use crate::ui::pane::sweep::{
    Sweeping,
    heat::{Grid, speedup},
};
use crate::{base::Ratio, theme::Glyphs, ui::pane::PaneContext};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Modifier, Style},
};

/// Sides from which the line comes, as [`Glyphs`]' `joints` adds them up.
const ABOVE: usize = 1;
const RIGHT: usize = 2;
const BELOW: usize = 4;
const LEFT: usize = 8;

pub(super) fn draw(
    look: &PaneContext<'_>,
    sweep: &Sweeping,
    grid: &Grid,
    map: Rect,
    buffer: &mut Buffer,
) {
    let pays = |x: u16, y: Option<u16>| {
        let at = (x, y?);
        let inside = at.0 < grid.columns && at.1 < grid.rows;
        let found = speedup(sweep, grid.point(sweep, at)).filter(|_| inside)?;
        Some(found >= Ratio::ONE)
    };
    for (x, y) in (0..grid.rows).flat_map(|y| (0..grid.columns).map(move |x| (x, y))) {
        let area = grid.area((x, y)).intersection(map);
        // Rows of a map go up.
        let (own, lower) = (Some(y), y.checked_sub(1));
        let around = [(x, own), (x + 1, own), (x + 1, lower), (x, lower)];
        let sides = sides(around.map(|(x, y)| pays(x, y)));
        trace(sides, look.glyphs, look.theme.border, area, buffer);
    }
}

/// The sides from which the line comes to the lower right corner of a cell. The cell, the one to
/// its right, the one below that, and the one below it pay or do not; `None` where not known.
fn sides([own, right, across, lower]: [Option<bool>; 4]) -> usize {
    let differ = |one: Option<bool>, other| one.zip(other).is_some_and(|(one, other)| one != other);
    let all = [
        (differ(own, right), ABOVE),
        (differ(right, across), RIGHT),
        (differ(lower, across), BELOW),
        (differ(own, lower), LEFT),
    ];
    let there = all.iter().filter(|(is_there, _)| *is_there);
    there.map(|(_, side)| side).sum()
}

/// Draws the part of the line that is on a cell.
fn trace(sides: usize, glyphs: Glyphs, style: Style, area: Rect, buffer: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    let (edge, foot) = (area.right() - 1, area.bottom() - 1);
    let mut put = |x, y, sides: usize| {
        buffer.set_stringn(x, y, glyphs.joints[sides], 1, style);
    };
    // The smallest cells have no column or row to spare for the line.
    let is_wide = area.width > 1;
    if is_wide && sides & ABOVE > 0 {
        (area.top()..=foot).for_each(|y| put(edge, y, ABOVE | BELOW));
    }
    if area.height > 1 {
        if sides & LEFT > 0 {
            (area.left()..=edge).for_each(|x| put(x, foot, LEFT | RIGHT));
        }
        if is_wide && sides.count_ones() > 1 {
            put(edge, foot, sides);
        }
        return;
    }
    let start = match sides {
        _ if sides & LEFT > 0 => area.left(),
        _ if sides & RIGHT > 0 => edge,
        _ => return,
    };
    for x in start..=edge {
        if let Some(cell) = buffer.cell_mut((x, foot)) {
            cell.modifier |= Modifier::UNDERLINED;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The line through a map, a row a string from the top, of cells of so many columns and rows.
    fn drawn(map: &[&str], (columns, rows): (u16, u16), glyphs: Glyphs) -> Buffer {
        let [width, height] = [map[0].len(), map.len()].map(|n| u16::try_from(n).unwrap());
        let whole = Rect::new(0, 0, width * columns, height * rows);
        let mut buffer = Buffer::empty(whole);
        let pays = |x: u16, y: u16| match map.get(usize::from(y))?.as_bytes().get(usize::from(x))? {
            b'#' => Some(true),
            b'.' => Some(false),
            _ => None,
        };
        for (x, y) in (0..height).flat_map(|y| (0..width).map(move |x| (x, y))) {
            let around = [
                pays(x, y),
                pays(x + 1, y),
                pays(x + 1, y + 1),
                pays(x, y + 1),
            ];
            let area = Rect::new(x * columns, y * rows, columns, rows);
            trace(sides(around), glyphs, Style::new(), area, &mut buffer);
        }
        buffer
    }

    fn lines(buffer: &Buffer) -> Vec<String> {
        let row = |y| (0..buffer.area.width).map(move |x| buffer[(x, y)].symbol());
        let line = |y| row(y).collect::<String>().trim_end().to_owned();
        (0..buffer.area.height).map(line).collect()
    }

    #[test]
    fn the_line_is_whole_around_every_corner() {
        let steps = ["###.", "#...", "##.."];
        assert_eq!(
            lines(&drawn(steps.as_slice(), (3, 2), Glyphs::unicode())),
            [
                "        ┃",
                "  ┏━━━━━┛",
                "  ┃",
                "  ┗━━┓",
                "     ┃",
                "     ┃"
            ]
        );
        assert_eq!(
            lines(&drawn(steps.as_slice(), (3, 2), Glyphs::ascii())),
            [
                "        !",
                "  +=====+",
                "  !",
                "  +==+",
                "     !",
                "     !"
            ]
        );
        let crossed = drawn(&["#.", ".#"], (3, 2), Glyphs::unicode());
        assert_eq!(lines(&crossed), ["  ┃", "━━╋━━━", "  ┃", "  ┃"]);
    }

    #[test]
    fn the_line_ends_where_nobody_knows_how_it_goes_on() {
        let ends = drawn(&["#. ", ".? "], (3, 2), Glyphs::unicode());
        assert_eq!(lines(&ends), ["  ┃", "━━┛", "", ""]);
        let above = drawn(&["#.", "??"], (3, 2), Glyphs::unicode());
        assert_eq!(lines(&above), ["  ┃", "  ┃", "", ""]);
        let below = drawn(&["??", "#."], (3, 2), Glyphs::unicode());
        assert_eq!(lines(&below), ["", "", "  ┃", "  ┃"]);
    }

    #[test]
    fn in_cells_of_one_row_the_line_goes_on_below_the_figures() {
        let buffer = drawn(&["###", "#..", "..."], (3, 1), Glyphs::unicode());
        assert_eq!(lines(&buffer), ["", "  ┃", ""]);
        let is_underlined = |&x: &u16| buffer[(x, 0)].modifier.contains(Modifier::UNDERLINED);
        assert_eq!(
            (0..9).filter(is_underlined).collect::<Vec<_>>(),
            [2, 3, 4, 5, 6, 7, 8]
        );
        let least = drawn(&["#.", ".."], (1, 1), Glyphs::unicode());
        assert_eq!(lines(&least), ["", ""]);
    }
}
