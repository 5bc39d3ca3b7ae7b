//! How much of each pixel of a cell is ink.

use super::{
    super::{
        font::Letter,
        shape::{GlyphOutline, GlyphPoint, GlyphShape, HEIGHT},
        underline::strike,
        unifont::{Bitmap, ROWS, bitmap},
    },
    Drawn, Rasteriser,
};
use unicode_normalization::UnicodeNormalization;

/// A pixel is looked at in so many places across, and as many down.
const LOOKS: u16 = 4;

/// How many rows of a slanted letter it takes to be a pixel further to the right.
const SLANT: usize = 5;

/// Ink of a cell, of 255 for each pixel, row by row.
struct Mask {
    width: usize,
    ink: Vec<u8>,
}

impl Rasteriser {
    /// Draws a thing in a cell of its own.
    pub(super) fn paint_mask(&mut self, drawn: &Drawn) -> Vec<u8> {
        let (width, height) = self.cell();
        let (Drawn::Glyph { is_wide, .. } | Drawn::Underline(_, is_wide) | Drawn::Strike(is_wide)) =
            drawn;
        let cells: u16 = if *is_wide { 2 } else { 1 };
        let width = usize::from(cells) * width;
        let mut mask = Mask {
            width,
            ink: vec![0; width * height],
        };
        match drawn {
            Drawn::Underline(under, _) => {
                for outline in under.outlines(cells) {
                    self.fill(&mut mask, &outline, u8::MAX);
                }
            }
            Drawn::Strike(_) => self.fill(&mut mask, &strike(cells), u8::MAX),
            Drawn::Glyph {
                text,
                is_bold,
                is_italic,
                ..
            } => {
                if let Some(shape) = GlyphShape::of(text) {
                    for outline in &shape.outlines {
                        self.fill(&mut mask, outline, shape.share);
                    }
                } else {
                    self.letters(&mut mask, text, *is_bold);
                    if *is_italic {
                        mask.slant();
                    }
                }
            }
        }
        mask.ink
    }

    /// A letter and what is combined with it, which stand in the same place.
    fn letters(&mut self, mask: &mut Mask, text: &str, is_bold: bool) {
        // Where a letter with its accent is one of the font's, it stands as its maker had it.
        let letters = text.nfc().filter(|letter| !is_invisible(*letter));
        let mut top = None;
        for letter in letters {
            top = match (self.font.letter(letter, is_bold, self.scale), top) {
                (Some(drawn), None) => {
                    self.write(mask, &drawn, 0);
                    Some(drawn.top)
                }
                (Some(drawn), Some(before)) => {
                    // An accent is made for small letters: over a tall one it is lifted.
                    let bottom = drawn.top + drawn.height;
                    let is_above = bottom < i32::from(HEIGHT / 2 * self.scale);
                    let lift = if is_above { bottom - before } else { 0 };
                    self.write(mask, &drawn, lift.clamp(0, drawn.top.max(0)));
                    Some(before)
                }
                (None, top) => {
                    match bitmap(letter) {
                        Some(bitmap) => mask.stamp(bitmap, self.scale.into(), is_bold),
                        None if top.is_none() => {
                            mask.frame();
                            self.missing.insert(letter);
                        }
                        None => drop(self.missing.insert(letter)),
                    }
                    Some(top.unwrap_or(0))
                }
            };
        }
    }

    fn write(&self, mask: &mut Mask, letter: &Letter, lift: i32) {
        for (place, coverage) in letter.coverage.iter().enumerate() {
            let x = usize::try_from(letter.left + low(place % letter.width));
            let y = usize::try_from(letter.top - lift + low(place / letter.width));
            if let (Ok(x), Ok(y)) = (x, y) {
                mask.put(x, y, self.step(*coverage));
            }
        }
    }

    /// The coverage, rounded to one of the steps.
    fn step(&self, coverage: u8) -> u8 {
        let last = u32::from(self.steps - 1);
        let step = (u32::from(coverage) * last + 127) / 255;
        u8::try_from(step * 255 / last).unwrap_or(u8::MAX)
    }

    fn fill(&self, mask: &mut Mask, outline: &GlyphOutline, share: u8) {
        let looks = LOOKS * LOOKS;
        let width = mask.width;
        for (place, filled) in mask.ink.iter_mut().enumerate() {
            let corner = (place % width, place / width);
            let inside = (0..looks).filter(|look| {
                let at = |pixel: usize, look: u16| {
                    let pixel = f32::from(u16::try_from(pixel).unwrap_or(u16::MAX));
                    let look = (f32::from(look) + 0.5) / f32::from(LOOKS);
                    (pixel + look) / f32::from(self.scale)
                };
                outline.holds((at(corner.0, look % LOOKS), at(corner.1, look / LOOKS)))
            });
            let inside = u32::try_from(inside.count()).unwrap_or(0);
            let coverage = u8::try_from(inside * 255 / u32::from(looks)).unwrap_or(u8::MAX);
            let coverage = u32::from(self.step(coverage)) * u32::from(share) / 255;
            *filled = (*filled).max(u8::try_from(coverage).unwrap_or(u8::MAX));
        }
    }
}

impl Mask {
    fn height(&self) -> usize {
        self.ink.len() / self.width.max(1)
    }

    fn put(&mut self, x: usize, y: usize, share: u8) {
        if x < self.width
            && let Some(ink) = self.ink.get_mut(y * self.width + x)
        {
            *ink = (*ink).max(share);
        }
    }

    /// Draws a bitmap in the middle, pressed together where it is wider than its place.
    fn stamp(&mut self, bitmap: Bitmap, scale: usize, is_bold: bool) {
        let wide = bitmap.width() * scale;
        let press = wide.div_ceil(self.width.max(1));
        let left = self.width.saturating_sub(wide / press) / 2;
        let thick = if is_bold { scale } else { 0 };
        for y in 0..ROWS * scale {
            for x in 0..wide {
                if bitmap.has_ink(x / scale, y / scale) {
                    for x in [x, x + thick] {
                        self.put(left + x / press, y, u8::MAX);
                    }
                }
            }
        }
    }

    /// A box, for what cannot be drawn.
    fn frame(&mut self) {
        let (width, height) = (self.width, self.height());
        let last = |place: usize, side: usize| place == 1 || place + 2 == side;
        for (place, ink) in self.ink.iter_mut().enumerate() {
            let (x, y) = (place % width, place / width);
            let inside = (1..width - 1).contains(&x) && (1..height - 1).contains(&y);
            *ink = u8::from(inside && (last(x, width) || last(y, height))) * 255;
        }
    }

    /// Leans what is drawn to the right, around the line that letters stand on.
    fn slant(&mut self) {
        let (width, height) = (self.width, self.height());
        let scale = height / usize::from(HEIGHT);
        let base = height - 4 * scale;
        let upright = std::mem::replace(&mut self.ink, vec![0; width * height]);
        for (place, share) in upright.into_iter().enumerate() {
            let (x, y) = (place % width, place / width);
            let right =
                (x + base.saturating_sub(y) / SLANT).checked_sub(y.saturating_sub(base) / SLANT);
            // The middle of a letter keeps its place.
            if let Some(x) = right.and_then(|x| x.checked_sub(scale)) {
                self.put(x, y, share);
            }
        }
    }
}

impl GlyphOutline {
    /// Whether a place is inside: a line from it to the right crosses the outline an odd number of
    /// times.
    fn holds(&self, (x, y): GlyphPoint) -> bool {
        match self {
            Self::Rect([left, top, width, height]) => {
                (*left..left + width).contains(&x) && (*top..top + height).contains(&y)
            }
            Self::Polygon(corners) => {
                let before = corners.iter().cycle().skip(corners.len().saturating_sub(1));
                let sides = corners.iter().zip(before);
                let crossed = sides.filter(|(one, other)| {
                    (one.1 > y) != (other.1 > y)
                        && x < (other.0 - one.0) * (y - one.1) / (other.1 - one.1) + one.0
                });
                crossed.count() % 2 == 1
            }
        }
    }
}

/// Joins characters or chooses how they look, and is no glyph itself.
const fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' | '\u{34f}' | '\u{2060}'..='\u{206f}' | '\u{e0000}'..='\u{e0fff}' | '\u{ad}')
}

/// A length within a cell.
fn low(length: usize) -> i32 {
    i32::try_from(length).unwrap_or(i32::MAX / 2)
}
