//! [`Strip`]: a lane as a row of bars whose edges are drawn to an eighth of a cell.
//!
//! Positions are whole numbers of [`CELL`]ths of a cell, so that the same parts always make the
//! same picture: a frame in which nothing happened writes nothing.

use crate::ui::{
    Glyphs,
    theme::{Fill, Look},
};
use ratatui::{buffer::Buffer, layout::Rect, style::Style, widgets::Widget};
use std::{borrow::Cow, cmp::Reverse};

/// Positions per cell.
pub(crate) const CELL: u32 = 64;

/// Tasks narrower than this are not separated: hairs in every cell would be noise.
const SEPARATED: u32 = 2 * CELL;

/// The share of a look from which on nothing else in a cell counts.
const PURE: u32 = CELL * 7 / 8;

/// Turns between two looks from which on a cell shows how much there is of each, not where: one
/// that changes only a few times would be an odd step at the end of a bar.
const DENSE: usize = 5;

/// A bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part {
    /// Where it begins.
    pub(crate) start: u32,
    /// Where it ends.
    pub(crate) end: u32,
    /// How it looks.
    pub(crate) look: Look,
    /// What else there is all over it, and how many [`CELL`]ths of each cell: less than half.
    pub(crate) beside: Option<(Look, u32)>,
    /// What is written on it, if there is room.
    pub(crate) label: Option<Label>,
    /// Whether it is still growing: its number then stands at its beginning and does not move.
    pub(crate) grows: bool,
}

impl Part {
    /// A bar of one look, with nothing written on it.
    pub(crate) const fn new(start: u32, end: u32, look: Look) -> Self {
        Self {
            start,
            end,
            look,
            beside: None,
            label: None,
            grows: false,
        }
    }
}

/// What is written on a bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Label {
    /// A number.
    Number(u32),
    /// A word.
    Word(&'static str),
}

/// Bars from left to right; they do not overlap.
pub(crate) struct Strip<'a> {
    pub(crate) parts: &'a [Part],
    pub(crate) blank: Look,
    pub(crate) glyphs: Glyphs,
}

/// A stretch of a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Piece {
    look: Look,
    length: u32,
    /// Whether a bar that is wide enough to be told from its like begins here.
    fresh: bool,
}

/// What a cell shows.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Mix {
    Solid(Look),
    /// One look, then another from so many eighths on.
    Edge(Look, Look, usize),
    /// A thin line, at 0 to 8 eighths, between two bars that look alike.
    Hair(Look, usize),
    /// A thin look inside another.
    Sliver(Look, Look, usize),
    /// So many [`CELL`]ths of one look, the rest of another, in any order.
    Stack(Look, Look, u32),
}

impl Widget for Strip<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let area = area.intersection(buffer.area);
        let mut first = 0;
        let mut pieces = Vec::new();
        let mut inked = Vec::new();
        // The bar that fills all of the cell before.
        let mut filling = None;
        for column in 0..area.width {
            let from = u32::from(column) * CELL;
            while self.parts.get(first).is_some_and(|part| part.end <= from) {
                first += 1;
            }
            let filled = self.filled(first, from);
            if filled.is_none() || filled != filling {
                let mix = filled.map_or_else(
                    || {
                        self.cut(first, from, &mut pieces);
                        mix(&pieces).unwrap_or(Mix::Solid(self.blank))
                    },
                    |index| self.parts.get(index).map_or(Mix::Solid(self.blank), whole),
                );
                inked.clear();
                inked.extend((0..area.height).map(|row| self.cell(mix, row, area)));
                filling = filled;
            }
            for (y, (glyph, style)) in (area.y..).zip(&inked) {
                if let Some(cell) = buffer.cell_mut((area.x + column, y)) {
                    cell.set_symbol(glyph).set_style(*style);
                }
            }
        }
        for part in self.parts {
            write_label(part, area, self.glyphs, buffer);
        }
    }
}

/// What a cell shows that a bar fills.
fn whole(part: &Part) -> Mix {
    match part.beside {
        Some((beside, share)) if !alike(&part.look, &beside) => {
            blended(part.look, beside, CELL - share.min(CELL))
        }
        _ => Mix::Solid(part.look),
    }
}

impl Strip<'_> {
    /// Which bar fills the cell that begins at `from` and has no edge to be seen in it: from
    /// `first` on, none ends before. One behind the last where the cell is blank.
    fn filled(&self, first: usize, from: u32) -> Option<usize> {
        let to = from + CELL;
        let Some(part) = self.parts.get(first) else {
            return Some(first);
        };
        let begins = part.start < from || part.beside.is_some() || first == 0;
        let fills = begins && part.start <= from && part.end >= to;
        fills.then_some(first)
    }

    /// The pieces of the cell that begins at `from`.
    fn cut(&self, first: usize, from: u32, pieces: &mut Vec<Piece>) {
        pieces.clear();
        let to = from + CELL;
        let mut done = from;
        let blank = |length| Piece {
            look: self.blank,
            length,
            fresh: false,
        };
        for (index, part) in self.parts.iter().enumerate().skip(first) {
            if part.start >= to {
                break;
            }
            if part.start > done {
                pieces.push(blank(part.start - done));
                done = part.start;
            }
            let end = part.end.min(to);
            let wide =
                |part: &Part| part.look.fill != Fill::None && part.end - part.start >= SEPARATED;
            let before = index.checked_sub(1).map(|before| &self.parts[before]);
            let touching = before.is_some_and(|before| {
                before.end == part.start && before.look == part.look && wide(before)
            });
            if end > done {
                pieces.push(Piece {
                    look: part.look,
                    length: end - done,
                    fresh: part.start >= from && touching && wide(part),
                });
                done = end;
            }
        }
        if done < to {
            pieces.push(blank(to - done));
        }
    }

    /// Glyph and style of a cell in a row of the lane.
    fn cell(&self, mix: Mix, row: u16, area: Rect) -> (&'static str, Style) {
        let glyphs = self.glyphs;
        let solid = |look: Look| match look.fill {
            _ if !look.thin || row == middle(area) => (look.glyph, look.mark),
            Fill::None => (self.blank.glyph, self.blank.mark),
            _ => (self.blank.glyph, look.mark),
        };
        let hair = |eighths| glyphs.hairs[(eighths + 1) / 4];
        match mix {
            Mix::Solid(look) => solid(look),
            Mix::Hair(look, eighths) => (hair(eighths), ink(look, glyphs)),
            Mix::Edge(a, b, eighths) => match Fill::style(a.fill, b.fill) {
                Some(style) if glyphs.fine => (glyphs.left[eighths], style),
                _ if glyphs.fine && a.fill == Fill::Text && b.fill == Fill::Text => {
                    (hair(eighths), a.label)
                }
                _ => solid(if eighths >= 4 { a } else { b }),
            },
            Mix::Sliver(thin, wide, eighths) => match Fill::style(thin.fill, wide.fill) {
                Some(style) if glyphs.fine => (hair(eighths), style),
                _ => solid(wide),
            },
            Mix::Stack(low, high, share) => match Fill::style(low.fill, high.fill) {
                Some(style) if glyphs.fine => {
                    let filled = share * 8 * u32::from(area.height) / CELL;
                    let below = u32::from(area.height - 1 - row);
                    let level = filled.saturating_sub(8 * below).min(8);
                    (glyphs.up[level as usize], style)
                }
                _ => solid(if share * 2 >= CELL { low } else { high }),
            },
        }
    }
}

/// What pieces that fill a cell look like together; `None` where there are none.
fn mix(pieces: &[Piece]) -> Option<Mix> {
    let eighths = |length: u32| ((length + 4) / 8) as usize;
    Some(match *pieces {
        [] => return None,
        [one] if one.fresh => Mix::Hair(one.look, 0),
        [one] => Mix::Solid(one.look),
        [a, b] if a.look == b.look && b.fresh => Mix::Hair(a.look, eighths(a.length)),
        [a, b] if a.look == b.look => Mix::Solid(a.look),
        [a, b] => edge(a.look, b.look, eighths(a.length)),
        [a, thin, b] if a.look == b.look && thin.length <= CELL / 4 => {
            Mix::Sliver(thin.look, a.look, eighths(a.length + thin.length / 2))
        }
        // Too wide for a hair: it keeps its length, and moves to the nearer side of the cell.
        [a, wide, b] if a.look == b.look && a.length >= b.length => {
            edge(a.look, wide.look, eighths(CELL - wide.length))
        }
        [a, wide, b] if a.look == b.look => edge(wide.look, b.look, eighths(wide.length)),
        _ => return crowd(pieces),
    })
}

fn edge(a: Look, b: Look, eighths: usize) -> Mix {
    match eighths {
        0 => Mix::Solid(b),
        8.. => Mix::Solid(a),
        _ => Mix::Edge(a, b, eighths),
    }
}

/// Two looks that are all over a cell, the first with so many [`CELL`]ths of it.
fn blended(main: Look, other: Look, share: u32) -> Mix {
    if share >= PURE {
        Mix::Solid(main)
    } else if main.thin || other.thin {
        edge(main, other, (share / 8) as usize)
    } else {
        stack(main, other, share)
    }
}

/// The same, one upon the other.
fn stack(main: Look, other: Look, share: u32) -> Mix {
    if other.fill == Fill::None || main.fill != Fill::None {
        Mix::Stack(main, other, share)
    } else {
        Mix::Stack(other, main, CELL - share)
    }
}

/// Several pieces: the two looks that take most of the cell's time.
fn crowd(pieces: &[Piece]) -> Option<Mix> {
    let mut amounts: Vec<Amount> = Vec::with_capacity(4);
    for (last, piece) in pieces.iter().enumerate() {
        match amounts
            .iter_mut()
            .find(|known| alike(&known.look, &piece.look))
        {
            Some(known) => {
                known.total += piece.length;
                known.last = last;
            }
            None => amounts.push(Amount {
                look: piece.look,
                total: piece.length,
                last,
            }),
        }
    }
    // The later of equals, so that the choice does not depend on how the cell came about.
    amounts.sort_by_key(|amount| Reverse((amount.total, amount.last)));
    let main = amounts.first()?;
    let Some(other) = amounts.get(1) else {
        return Some(Mix::Solid(main.look));
    };
    let share = main.total * CELL / (main.total + other.total);
    let (main, other) = (main.look, other.look);
    if share >= PURE {
        return Some(Mix::Solid(main));
    }
    if !main.thin && !other.thin && turns(pieces, main, other) >= DENSE {
        return Some(stack(main, other, share));
    }
    // Few pieces are no texture: one edge, with what was earlier at its left.
    let eighths = (share / 8) as usize;
    Some(if middle_of(pieces, main) <= middle_of(pieces, other) {
        edge(main, other, eighths)
    } else {
        edge(other, main, 8 - eighths)
    })
}

/// How much of a cell has a look, and which of its pieces is the last of them.
struct Amount {
    look: Look,
    total: u32,
    last: usize,
}

/// Whether two looks are one. Comparing all that there is of them would be most of what a cell costs.
fn alike(one: &Look, other: &Look) -> bool {
    one.tone == other.tone && one.fill == other.fill && one.mark.fg == other.mark.fg
}

/// How often one of two looks takes over from the other.
fn turns(pieces: &[Piece], one: Look, other: Look) -> usize {
    let looks = pieces.iter().map(|piece| piece.look);
    let mut looks = looks.filter(|look| alike(look, &one) || alike(look, &other));
    let first = looks.next();
    let turn = |(last, turns): (Option<Look>, usize), look: Look| {
        (
            Some(look),
            turns + usize::from(last.is_none_or(|last| !alike(&last, &look))),
        )
    };
    looks.fold((first, 0), turn).1
}

/// Where in a cell a look is on the average.
fn middle_of(pieces: &[Piece], look: Look) -> u32 {
    let (mut place, mut sum, mut length) = (0, 0, 0);
    for piece in pieces {
        if alike(&piece.look, &look) {
            sum += piece.length * (2 * place + piece.length);
            length += 2 * piece.length;
        }
        place += piece.length;
    }
    sum / length.max(1)
}

/// The style of what is written on a bar. A bar of ASCII characters is no ground to write on.
const fn ink(look: Look, glyphs: Glyphs) -> Style {
    match look.fill {
        Fill::Text if !glyphs.is_fine() => look.mark,
        _ => look.label,
    }
}

/// The row of a lane where numbers stand, counted from its top.
const fn middle(area: Rect) -> u16 {
    area.height.saturating_sub(1) / 2
}

fn write_label(part: &Part, area: Rect, glyphs: Glyphs, buffer: &mut Buffer) {
    let (from, to) = (part.start.div_ceil(CELL), part.end / CELL);
    let room = to.min(u32::from(area.width)).saturating_sub(from);
    let length = match part.label {
        Some(Label::Number(number)) => number.checked_ilog10().unwrap_or(0) + 1,
        Some(Label::Word(word)) => u32::try_from(word.len()).unwrap_or(u32::MAX),
        None => return,
    };
    // By the length of the bar, not by whole cells: like bars are all numbered, or none is.
    let wide = part.end - part.start >= length.saturating_add(2).saturating_mul(CELL);
    if !wide || room < length || area.height == 0 {
        return;
    }
    let text = match part.label {
        Some(Label::Number(number)) => Cow::Owned(number.to_string()),
        Some(Label::Word(word)) => Cow::Borrowed(word),
        None => return,
    };
    let offset = match room - length {
        spare if part.grows => spare.min(1),
        spare => spare / 2,
    };
    let Ok(column) = u16::try_from(from + offset) else {
        return;
    };
    let row = area.y + middle(area);
    buffer.set_stringn(
        area.x + column,
        row,
        &text,
        text.len(),
        ink(part.look, glyphs),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::{Theme, Tone};

    fn draw(parts: &[(u32, u32, Tone)], width: u16, height: u16, glyphs: Glyphs) -> Buffer {
        let theme = Theme::dark();
        let parts: Vec<_> = parts
            .iter()
            .enumerate()
            .map(|(index, &(start, end, tone))| Part {
                label: Some(Label::Number(u32::try_from(index).unwrap() + 40)),
                ..Part::new(start, end, theme.look(tone, glyphs))
            })
            .collect();
        let area = Rect::new(0, 0, width, height);
        let mut buffer = Buffer::empty(area);
        let blank = theme.look(Tone::Blank, glyphs);
        Strip {
            parts: &parts,
            blank,
            glyphs,
        }
        .render(area, &mut buffer);
        buffer
    }

    fn text(buffer: &Buffer) -> String {
        let rows = buffer.content.chunks(usize::from(buffer.area.width).max(1));
        let lines = rows.map(|row| row.iter().map(ratatui::buffer::Cell::symbol).collect());
        lines.collect::<Vec<String>>().join("\n")
    }

    #[test]
    fn a_bar_begins_and_ends_to_an_eighth_of_a_cell() {
        let buffer = draw(
            &[(CELL / 2, 7 * CELL + 24, Tone::TaskA)],
            9,
            1,
            Glyphs::unicode(),
        );
        assert_eq!(text(&buffer), "▌██40██▍ ");
        let begins = buffer[(0, 0)].style();
        assert!(
            begins
                .add_modifier
                .contains(ratatui::style::Modifier::REVERSED)
        );
    }

    #[test]
    fn neighbours_share_a_cell_in_both_colours() {
        let buffer = draw(
            &[(0, 90, Tone::StartUp), (90, 300, Tone::TaskA)],
            4,
            1,
            Glyphs::unicode(),
        );
        let theme = Theme::dark();
        let looks = [Tone::StartUp, Tone::TaskA].map(|tone| theme.look(tone, Glyphs::unicode()));
        assert_eq!(text(&buffer), "▒▍██");
        let both = Fill::style(looks[0].fill, looks[1].fill).unwrap();
        assert_eq!(
            (buffer[(1, 0)].fg, buffer[(1, 0)].bg),
            (both.fg.unwrap(), both.bg.unwrap())
        );
    }

    #[test]
    fn tasks_of_a_chunk_are_told_apart_by_a_hair() {
        let tasks = [(0, 256, Tone::TaskA), (256, 512, Tone::TaskA)];
        assert_eq!(text(&draw(&tasks, 8, 1, Glyphs::unicode())), "█40█▏41█");
        assert_eq!(text(&draw(&tasks, 8, 1, Glyphs::ascii())), "#40#|41#");
    }

    #[test]
    fn many_short_tasks_in_a_cell_show_their_share_of_its_time() {
        let mut parts = Vec::new();
        for start in (0..512).step_by(16) {
            parts.push((start, start + 8, Tone::TaskA));
            parts.push((start + 8, start + 16, Tone::Wait));
        }
        assert_eq!(text(&draw(&parts, 8, 1, Glyphs::unicode())), "▄".repeat(8));
        assert_eq!(text(&draw(&parts, 2, 2, Glyphs::unicode())), "  \n██");
    }

    #[test]
    fn no_area_is_too_small() {
        for (width, height) in [(0, 0), (0, 5), (5, 0), (1, 1)] {
            draw(&[(0, 900, Tone::TaskA)], width, height, Glyphs::unicode());
        }
    }
}
