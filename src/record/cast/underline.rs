//! [`Underline`]: the kinds of lines under a glyph, and [`strike`], the one through it.

use super::shape::{GlyphOutline, GlyphPoint, HEIGHT, WIDTH};

/// A line under a glyph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Underline {
    /// One line.
    Single,
    /// Two lines.
    Double,
    /// A wave, as under a misspelt word.
    Curly,
    /// Dots.
    Dotted,
    /// Dashes.
    Dashed,
}

/// The upper edge of an underline, from the top of a cell.
const TOP: u16 = 14;

/// The wave: how far it goes from its middle, and half of how thick it is.
const SWING: f32 = 1.1;
const HALF: f32 = 0.55;

impl Underline {
    /// Its outlines in a cell that is `cells` times as wide as the usual one.
    pub(super) fn outlines(self, cells: u16) -> Vec<GlyphOutline> {
        let line = |left, top, width| line(left, top, width);
        match self {
            Self::Single => vec![line(0, TOP, cells * WIDTH)],
            Self::Double => [TOP - 1, TOP + 1].map(|y| line(0, y, cells * WIDTH)).into(),
            Self::Dotted => (0..cells * WIDTH / 2)
                .map(|dot| line(2 * dot, TOP, 1))
                .collect(),
            Self::Dashed => (0..cells).map(|cell| line(cell * WIDTH, TOP, 5)).collect(),
            Self::Curly => (0..cells).map(|cell| wave(cell * WIDTH)).collect(),
        }
    }
}

/// The line through a glyph, in the middle of its small letters.
pub(super) fn strike(cells: u16) -> GlyphOutline {
    line(0, HEIGHT / 2, cells * WIDTH)
}

fn line(left: u16, top: u16, width: u16) -> GlyphOutline {
    GlyphOutline::Rect([left, top, width, 1].map(f32::from))
}

/// One swing up and one down, so that cells beside each other go on with it.
fn wave(left: u16) -> GlyphOutline {
    let place = |step: u16, by: f32| -> GlyphPoint {
        let turn = f32::from(step) / f32::from(WIDTH) * std::f32::consts::TAU;
        let middle = f32::from(TOP) + 0.3 - SWING * libm::sinf(turn);
        (f32::from(left + step), middle + by)
    };
    let above = (0..=WIDTH).map(|step| place(step, -HALF));
    let below = (0..=WIDTH).rev().map(|step| place(step, HALF));
    GlyphOutline::Polygon(above.chain(below).collect())
}
