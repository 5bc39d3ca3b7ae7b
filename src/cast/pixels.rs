//! [`Pixels`]: a picture, pixel by pixel.

use super::{
    Cell, Picture, Rgb,
    font::Font,
    shape::{HEIGHT, Outline, Point, Shape, WIDTH},
};
use std::collections::HashMap;

/// A pixel is looked at in so many places across, and as many down.
const LOOKS: u16 = 4;

/// A picture, pixel by pixel.
pub(super) struct Pixels {
    pub(super) width: usize,
    pub(super) colors: Vec<Rgb>,
}

/// Draws cells, and remembers what glyphs look like.
pub(super) struct Brush {
    scale: u16,
    /// Into how many steps the edge of a glyph goes over into the ground.
    steps: u8,
    font: Font,
    masks: HashMap<(String, bool, bool), Mask>,
}

/// How much of each pixel of a cell is ink, of 255, row by row.
type Mask = Vec<u8>;

impl Pixels {
    /// A picture of so many pixels across and down, with nothing on it.
    pub(super) fn new(width: usize, height: usize, ground: Rgb) -> Self {
        Self {
            width,
            colors: vec![ground; width * height],
        }
    }

    /// Its rows, from the top.
    pub(super) fn rows(&self) -> impl ExactSizeIterator<Item = &[Rgb]> {
        self.colors.chunks_exact(self.width.max(1))
    }

    fn put(&mut self, x: usize, y: usize, color: Rgb) {
        if x < self.width
            && let Some(place) = self.colors.get_mut(y * self.width + x)
        {
            *place = color;
        }
    }
}

impl Brush {
    /// Draws cells of 8 by 16 pixels, `scale` times as large.
    pub(super) fn new(scale: u16, steps: u8) -> Self {
        Self {
            scale,
            steps: steps.max(2),
            font: Font::new(scale),
            masks: HashMap::new(),
        }
    }

    /// How many pixels a cell has, across and down.
    pub(super) fn cell(&self) -> (usize, usize) {
        let side = |units: u16| usize::from(units * self.scale);
        (side(WIDTH), side(HEIGHT))
    }

    /// A whole picture.
    pub(super) fn paint(&mut self, picture: &Picture) -> Pixels {
        let (width, height) = self.cell();
        let columns = usize::from(picture.columns());
        let rows = picture.rows().len();
        let mut pixels = Pixels::new(columns * width, rows * height, picture.ground());
        for (y, row) in picture.rows().enumerate() {
            for (x, cell) in row.iter().enumerate() {
                // The wide one before it has drawn it.
                if x == 0 || !row[x - 1].wide {
                    self.draw(&mut pixels, (x, y), cell);
                }
            }
        }
        pixels
    }

    /// A cell in its column and row.
    pub(super) fn draw(&mut self, pixels: &mut Pixels, (x, y): (usize, usize), cell: &Cell) {
        let (width, height) = self.cell();
        let across = if cell.wide { 2 * width } else { width };
        let key = (cell.glyph.clone(), cell.bold, cell.wide);
        if !self.masks.contains_key(&key) {
            let mask = self.mask(cell, across, height);
            self.masks.insert(key.clone(), mask);
        }
        let mask = &self.masks[&key];
        let line = usize::from(self.scale) * 14..usize::from(self.scale) * 15;
        for down in 0..height {
            for right in 0..across {
                let mut share = mask[down * across + right];
                if cell.underlined && line.contains(&down) {
                    share = u8::MAX;
                }
                let color = cell.ink.on(cell.ground, share);
                pixels.put(x * width + right, y * height + down, color);
            }
        }
    }

    fn mask(&self, cell: &Cell, width: usize, height: usize) -> Mask {
        let mut mask = vec![0; width * height];
        if let Some(shape) = Shape::of(&cell.glyph) {
            for outline in &shape.outlines {
                self.fill(&mut mask, width, outline, shape.share);
            }
            return mask;
        }
        let mut letters = cell.glyph.chars().peekable();
        let Some(&first) = letters.peek() else {
            return mask;
        };
        if self.font.letter(first, cell.bold, self.scale).is_none() {
            let last = |place: usize, side: usize| place == 1 || place + 2 == side;
            for (place, share) in mask.iter_mut().enumerate() {
                let (x, y) = (place % width, place / width);
                let inside = (1..width - 1).contains(&x) && (1..height - 1).contains(&y);
                *share = u8::from(inside && (last(x, width) || last(y, height))) * 255;
            }
            return mask;
        }
        // A letter and what is combined with it stand in the same place.
        for letter in letters {
            self.write(&mut mask, width, letter, cell.bold);
        }
        mask
    }

    fn write(&self, mask: &mut Mask, width: usize, letter: char, bold: bool) {
        let Some(letter) = self.font.letter(letter, bold, self.scale) else {
            return;
        };
        for (place, coverage) in letter.coverage.iter().enumerate() {
            let x = usize::try_from(letter.left + low(place % letter.width));
            let y = usize::try_from(letter.top + low(place / letter.width));
            if let (Ok(x), Ok(y)) = (x, y)
                && x < width
                && let Some(share) = mask.get_mut(y * width + x)
            {
                *share = (*share).max(self.step(*coverage));
            }
        }
    }

    /// Coverage in as many steps as there are to be.
    fn step(&self, coverage: u8) -> u8 {
        let last = u32::from(self.steps - 1);
        let step = (u32::from(coverage) * last + 127) / 255;
        u8::try_from(step * 255 / last).unwrap_or(u8::MAX)
    }

    fn fill(&self, mask: &mut Mask, width: usize, outline: &Outline, share: u8) {
        let looks = LOOKS * LOOKS;
        for (place, filled) in mask.iter_mut().enumerate() {
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

impl Outline {
    /// Whether a place is inside: a line from it to the right crosses the outline an odd number of
    /// times.
    fn holds(&self, (x, y): Point) -> bool {
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

/// A length within a cell.
fn low(length: usize) -> i32 {
    i32::try_from(length).unwrap_or(i32::MAX / 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cast::Palette;
    use ratatui::buffer::Buffer;

    /// Where ink is, a line for each row of pixels.
    fn painted(text: &str) -> Vec<String> {
        let picture = Picture::of(&Buffer::with_lines([text]), &Palette::default());
        let pixels = Brush::new(1, u8::MAX).paint(&picture);
        let dot = |color: &Rgb| if *color == picture.ground() { '.' } else { '#' };
        pixels
            .rows()
            .map(|row| row.iter().map(dot).collect())
            .collect()
    }

    #[test]
    fn blocks_and_lines_join_their_neighbours_without_a_gap() {
        assert!(painted("██").iter().all(|row| row == "################"));
        assert_eq!(painted("─━")[7], "################");
        let corner = painted("┌");
        assert_eq!((&*corner[7], &*corner[15]), ("...#####", "...#...."));
        assert_eq!(painted("▌")[3], "####....");
        let braille = painted("⡁");
        assert_eq!((&*braille[1], &*braille[13]), (".##.....", ".##....."));
    }

    #[test]
    fn letters_stand_in_the_middle_of_their_cells_and_on_one_line() {
        for letter in ["M", "g", "Q", "|", "@", "₁", "✓", "→"] {
            let rows = painted(letter);
            assert!(rows.iter().any(|row| row.contains('#')), "{letter}");
            assert!(rows.iter().all(|row| row.len() == 8), "{letter}");
        }
        let lowest = |letter| painted(letter).iter().rposition(|row| row.contains('#'));
        assert_eq!(lowest("M"), Some(11));
        assert!(lowest("g") > lowest("M"));
    }

    #[test]
    fn a_glyph_that_the_font_has_not_is_a_box_as_wide_as_its_place() {
        let rows = painted("漢a");
        assert_eq!(&rows[1][..16], ".##############.");
        assert_eq!(&rows[5][..16], ".#............#.");
    }
}
