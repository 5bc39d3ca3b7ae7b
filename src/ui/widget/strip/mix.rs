//! [`Mix`]: the look of a cell with bars in it, and [`Layers`]: its looks from bottom to top.

use super::{CELL, Part, Strip};
use crate::theme::{Fill, Look, Tone};
use std::cmp::Reverse;

/// Tasks that are most often narrower than this are not separated: hairs in every cell would be
/// noise. Nor are some of them that happen to be wider: they would be taken for groups.
const SEPARATED: u32 = 2 * CELL;

/// A task that is separated from its like wherever it is…
const WIDE: u32 = 4 * CELL;

/// … and one that never is.
const NARROW: u32 = CELL;

/// The share of a look from which on nothing else in a cell counts.
const PURE: u32 = CELL * 7 / 8;

/// Turns between two looks from which on a cell shows how much there is of each, not where: one
/// that changes only a few times would be an odd step at the end of a bar.
const DENSE: usize = 5;

/// A stretch of a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct CellPiece<'a> {
    look: &'a Look,
    /// The look of the strip along its top, and how many [`CELL`]ths of its height that takes.
    strip: Option<(&'a Look, u32)>,
    length: u32,
    /// Whether a bar begins here that is wide enough to be separated from a like one before it.
    fresh: bool,
}

/// The look of a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Mix<'a> {
    Solid(&'a Look),
    /// One look, then another from so many eighths on.
    Edge(&'a Look, &'a Look, usize),
    /// A thin line, at 0 to 8 eighths, between two bars that look alike.
    Hair(&'a Look, usize),
    /// A thin look inside another.
    Sliver(&'a Look, &'a Look, usize),
    /// So many [`CELL`]ths of one look, the rest of another, in any order.
    Stack(&'a Look, &'a Look, u32),
    /// Three of them from bottom to top, and from how many [`CELL`]ths on the upper two are there.
    Tower([&'a Look; 3], [u32; 2]),
}

/// The looks of a cell from bottom to top.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Layers<'a> {
    /// In the rows at the bottom; in all of them, where there is nothing above.
    pub(super) low: Mix<'a>,
    pub(super) above: Option<Above<'a>>,
}

/// The look of a cell in the rows at the top.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Above<'a> {
    /// From how many [`CELL`]ths of the height on it is there.
    pub(super) from: u32,
    /// The look there.
    pub(super) high: Mix<'a>,
    /// The look of the row that both share.
    pub(super) edge: Mix<'a>,
}

impl<'a> From<Mix<'a>> for Layers<'a> {
    fn from(low: Mix<'a>) -> Self {
        Self { low, above: None }
    }
}

impl Strip<'_> {
    /// The least width of two like bars that touch for a hair to be drawn between them.
    fn least(&self) -> u32 {
        let pairs = self.parts.windows(2);
        let touching = pairs.filter(|two| touch(&two[0], &two[1]));
        let (sum, count) = touching.fold((0_u64, 0_u64), |(sum, count), two| {
            (sum + u64::from(two[1].end - two[1].start), count + 1)
        });
        if sum < u64::from(SEPARATED) * count {
            WIDE
        } else {
            NARROW
        }
    }

    /// The look of the cell that begins at `from`: that of the bar that fills it, or of the pieces
    /// that it is cut into.
    pub(super) fn mixed<'a>(
        &'a self,
        first: usize,
        from: u32,
        filled: Option<usize>,
        pieces: &mut Vec<CellPiece<'a>>,
        least: &mut Option<u32>,
    ) -> Layers<'a> {
        let shown = if let Some(index) = filled {
            self.parts.get(index).map(|part| whole(part).into())
        } else {
            let least = *least.get_or_insert_with(|| self.least());
            self.cut(first, from, least, pieces);
            layers(pieces)
        };
        shown.unwrap_or(Mix::Solid(&self.blank).into())
    }

    /// The pieces of the cell that begins at `from`; bars from so wide on are told from their like.
    fn cut<'a>(&'a self, first: usize, from: u32, least: u32, pieces: &mut Vec<CellPiece<'a>>) {
        pieces.clear();
        let to = from + CELL;
        let mut done = from;
        let blank = |length| CellPiece {
            look: &self.blank,
            strip: None,
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
            let wide = |part: &Part| part.end - part.start >= least;
            let before = index.checked_sub(1).map(|before| &self.parts[before]);
            let apart = before.is_some_and(|before| {
                part.start >= from && touch(before, part) && wide(before) && wide(part)
            });
            if end > done {
                pieces.push(CellPiece {
                    look: &part.look,
                    strip: part.strip.as_ref().map(|(look, share)| (look, *share)),
                    length: end - done,
                    fresh: apart,
                });
                done = end;
            }
        }
        if done < to {
            pieces.push(blank(to - done));
        }
    }
}

/// Whether nothing but a hair can tell two bars apart.
fn touch(one: &Part, next: &Part) -> bool {
    !next.goes_on
        && one.end == next.start
        && alike(&one.look, &next.look)
        && next.look.fill != Fill::None
}

/// The look of a cell that a bar fills.
fn whole(part: &Part) -> Mix<'_> {
    let mix = match &part.beside {
        Some((beside, share)) if !alike(&part.look, beside) => {
            blended(&part.look, beside, CELL - share.min(&CELL))
        }
        _ => Mix::Solid(&part.look),
    };
    let Some((strip, share)) = &part.strip else {
        return mix;
    };
    let without = CELL - share.min(&CELL);
    match mix {
        // The strip is shown however small it is.
        Mix::Solid(look) if is_task(look) => Mix::Stack(look, strip, without),
        Mix::Stack(low, high, from) if is_task(low) => {
            Mix::Tower([low, strip, high], [from * without / CELL, from])
        }
        Mix::Stack(low, high, from) if is_task(high) => {
            let rest = (CELL - from.min(CELL)) * without / CELL;
            Mix::Tower([low, high, strip], [from, from + rest])
        }
        // Two that stand side by side leave no room for a strip: the most of a task is what it was.
        Mix::Edge(one, next, eighths) if without * 2 < CELL => {
            let most = |look| if is_task(look) { strip } else { look };
            Mix::Edge(most(one), most(next), eighths)
        }
        mix => mix,
    }
}

const fn is_task(look: &Look) -> bool {
    matches!(look.tone, Tone::TaskA | Tone::TaskB | Tone::Running)
}

/// The look of the pieces that fill a cell, and above them of their strips; `None` where there are
/// none. The row that a piece and its strip share shows how much of it is either, and belongs to
/// the piece that has most of the cell: no character has three colours.
fn layers<'a>(pieces: &[CellPiece<'a>]) -> Option<Layers<'a>> {
    let low = mix(pieces)?;
    let with_strip = || pieces.iter().filter(|piece| piece.strip.is_some());
    let Some(longest) = with_strip().max_by_key(|piece| piece.length) else {
        return Some(low.into());
    };
    let (look, share) = longest.strip?;
    let topped = pieces.iter().map(|piece| CellPiece {
        look: piece.strip.map_or(piece.look, |(look, _)| look),
        ..*piece
    });
    let high = mix(&topped.collect::<Vec<_>>())?;
    let from = CELL - share.min(CELL);
    let most = with_strip().map(|piece| piece.length).sum::<u32>() * 2 >= CELL;
    let edge = match most {
        true => Mix::Stack(longest.look, look, from),
        false if from * 2 >= CELL => low,
        false => high,
    };
    Some(Layers {
        low,
        above: Some(Above { from, high, edge }),
    })
}

/// The look of the pieces that fill a cell; `None` where there are none.
fn mix<'a>(pieces: &[CellPiece<'a>]) -> Option<Mix<'a>> {
    let eighths = |length: u32| ((length + 4) / 8) as usize;
    Some(match *pieces {
        [] => return None,
        [one] if one.fresh => Mix::Hair(one.look, 0),
        [one] => Mix::Solid(one.look),
        [a, b] if alike(a.look, b.look) && b.fresh => Mix::Hair(a.look, eighths(a.length)),
        [a, b] if alike(a.look, b.look) => Mix::Solid(a.look),
        [a, b] => edge(a.look, b.look, eighths(a.length)),
        [a, thin, b] if alike(a.look, b.look) && thin.length <= CELL / 4 => {
            Mix::Sliver(thin.look, a.look, eighths(a.length + thin.length / 2))
        }
        // Too wide for a hair: it keeps its length, and moves to the nearer side of the cell.
        [a, wide, b] if alike(a.look, b.look) && a.length >= b.length => {
            edge(a.look, wide.look, eighths(CELL - wide.length))
        }
        [a, wide, b] if alike(a.look, b.look) => edge(wide.look, b.look, eighths(wide.length)),
        _ => return crowd(pieces),
    })
}

const fn edge<'a>(a: &'a Look, b: &'a Look, eighths: usize) -> Mix<'a> {
    match eighths {
        0 => Mix::Solid(b),
        8.. => Mix::Solid(a),
        _ => Mix::Edge(a, b, eighths),
    }
}

/// Two looks that are all over a cell, the first with so many [`CELL`]ths of it.
fn blended<'a>(main: &'a Look, other: &'a Look, share: u32) -> Mix<'a> {
    if share >= PURE {
        Mix::Solid(main)
    } else if main.thin || other.thin {
        edge(main, other, (share / 8) as usize)
    } else {
        stack(main, other, share)
    }
}

/// Two looks that are all over a cell, one upon the other.
fn stack<'a>(main: &'a Look, other: &'a Look, share: u32) -> Mix<'a> {
    if other.fill == Fill::None || main.fill != Fill::None {
        Mix::Stack(main, other, share)
    } else {
        Mix::Stack(other, main, CELL - share)
    }
}

/// Several pieces: the two looks that take most of the cell's time.
fn crowd<'a>(pieces: &[CellPiece<'a>]) -> Option<Mix<'a>> {
    let mut amounts: Vec<Fraction<'a>> = Vec::with_capacity(4);
    for (last, piece) in pieces.iter().enumerate() {
        match amounts
            .iter_mut()
            .find(|known| alike(known.look, piece.look))
        {
            Some(known) => {
                known.total += piece.length;
                known.last = last;
            }
            None => amounts.push(Fraction {
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
    // Few pieces are no texture: one edge, with the earlier look at its left.
    let eighths = (share / 8) as usize;
    Some(if middle_of(pieces, main) <= middle_of(pieces, other) {
        edge(main, other, eighths)
    } else {
        edge(other, main, 8 - eighths)
    })
}

/// The amount of a cell that has a look, and the last of its pieces with it.
struct Fraction<'a> {
    look: &'a Look,
    total: u32,
    last: usize,
}

/// Whether two looks are alike. To compare all of them would be most of a cell's cost.
fn alike(one: &Look, other: &Look) -> bool {
    one.tone == other.tone && one.fill == other.fill && one.mark.fg == other.mark.fg
}

/// The number of changes between two looks.
fn turns(pieces: &[CellPiece<'_>], one: &Look, other: &Look) -> usize {
    let looks = pieces.iter().map(|piece| piece.look);
    let looks = looks.filter(|look| alike(look, one) || alike(look, other));
    let (mut last, mut turns) = (None, 0);
    for look in looks {
        turns += usize::from(last.is_some_and(|last| !alike(last, look)));
        last = Some(look);
    }
    turns
}

/// The mean place of a look in a cell.
fn middle_of(pieces: &[CellPiece<'_>], look: &Look) -> u32 {
    let (mut place, mut sum, mut length) = (0, 0, 0);
    for piece in pieces {
        if alike(piece.look, look) {
            sum += piece.length * (2 * place + piece.length);
            length += 2 * piece.length;
        }
        place += piece.length;
    }
    sum / length.max(1)
}
