//! [`Pixels`]: a picture, pixel by pixel.

mod mask;

use super::{
    Cell, Picture, Rgb,
    font::Font,
    shape::{HEIGHT, WIDTH},
    underline::Underline,
};
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

/// A picture, pixel by pixel.
pub(super) struct Pixels {
    pub(super) width: usize,
    pub(super) colors: Vec<Rgb>,
}

/// Draws cells, and caches the pixels of glyphs.
pub(super) struct Rasteriser {
    scale: u16,
    /// Into how many steps the edge of a glyph goes over into the ground.
    steps: u8,
    font: Font,
    /// How much of each pixel of a cell is ink, of 255, row by row.
    masks: HashMap<Drawn, Arc<[u8]>>,
    missing: BTreeSet<char>,
}

/// A thing that is drawn in a cell with ink of one colour; the last word of each: whether the cell
/// is a wide one.
#[derive(PartialEq, Eq, Hash)]
enum Drawn {
    Glyph {
        text: String,
        is_bold: bool,
        is_italic: bool,
        is_wide: bool,
    },
    Underline(Underline, bool),
    Strike(bool),
}

impl Pixels {
    /// An empty picture of so many pixels across and down.
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

impl Rasteriser {
    /// Draws cells of 8 by 16 pixels, `scale` times as large.
    pub(super) fn new(scale: u16, steps: u8) -> Self {
        Self {
            scale,
            steps: steps.max(2),
            font: Font::new(scale),
            masks: HashMap::new(),
            missing: BTreeSet::new(),
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
        let glyph = self.mask(Drawn::Glyph {
            text: cell.glyph.clone(),
            is_bold: cell.bold,
            is_italic: cell.italic,
            is_wide: cell.wide,
        });
        let under = cell.under.map(|(under, color)| {
            let line = Drawn::Underline(under, cell.wide);
            (self.mask(line), color)
        });
        let strike = cell.struck.then(|| self.mask(Drawn::Strike(cell.wide)));
        for down in 0..height {
            for right in 0..across {
                let place = down * across + right;
                let mut color = cell.ink.on(cell.ground, glyph[place]);
                if let Some((line, ink)) = &under {
                    color = ink.on(color, line[place]);
                }
                if let Some(line) = &strike {
                    color = cell.ink.on(color, line[place]);
                }
                pixels.put(x * width + right, y * height + down, color);
            }
        }
    }

    /// The characters that no font has so far: each was drawn as a box.
    pub(super) fn into_missing(self) -> BTreeSet<char> {
        self.missing
    }

    fn mask(&mut self, drawn: Drawn) -> Arc<[u8]> {
        if let Some(mask) = self.masks.get(&drawn) {
            return Arc::clone(mask);
        }
        let mask: Arc<[u8]> = self.paint_mask(&drawn).into();
        self.masks.insert(drawn, Arc::clone(&mask));
        mask
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::cast::CastPalette;
    use ratatui::buffer::Buffer;

    /// Where ink is, a line for each row of pixels.
    fn painted(text: &str) -> Vec<String> {
        let picture = Picture::of(&Buffer::with_lines([text]), &CastPalette::default());
        let pixels = Rasteriser::new(1, u8::MAX).paint(&picture);
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
    fn a_character_that_no_font_has_is_a_box_as_wide_as_its_place_and_is_told() {
        let rows = painted("\u{20000}a");
        assert_eq!(&rows[1][..16], ".##############.");
        assert_eq!(&rows[5][..16], ".#............#.");
        let missing = |text: &str| {
            let picture = Picture::of(&Buffer::with_lines([text]), &CastPalette::default());
            let mut brush = Rasteriser::new(1, u8::MAX);
            brush.paint(&picture);
            String::from_iter(brush.into_missing())
        };
        assert_eq!(
            missing("a\u{20000} \u{20000}\u{20001}"),
            "\u{20000}\u{20001}"
        );
        assert_eq!(
            missing("e\u{301} x\u{301} 中文 カナ 한글 😀 ❤\u{fe0f} Привет ─█⣿"),
            ""
        );
    }

    #[test]
    fn an_accent_stands_over_its_letter_and_within_the_cell() {
        // With a letter of its own, without one, over a capital.
        for (plain, accented) in [("e", "e\u{301}"), ("x", "x\u{302}"), ("X", "X\u{302}")] {
            let (plain, accented) = (painted(plain), painted(accented));
            let first = |rows: &[String]| rows.iter().position(|row| row.contains('#'));
            assert!(first(&accented) < first(&plain), "{accented:#?}");
            assert_eq!(plain[11], accented[11]);
        }
        assert_eq!(painted("e\u{301}"), painted("é"));
    }

    #[test]
    fn letters_of_the_world_fill_their_two_columns() {
        let rows = painted("中");
        assert_eq!(&rows[4][..16], "..###########...");
        // And those that a terminal takes to be narrow are as narrow as it does.
        let narrow = painted("☃x");
        assert!(narrow.iter().any(|row| row[..8].contains('#')));
        assert_eq!(narrow[8][8..], painted("x")[8]);
    }
}
