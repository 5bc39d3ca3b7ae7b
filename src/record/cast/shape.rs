//! [`GlyphShape`]: the glyphs that have to join their neighbours, as outlines.
//!
//! A font leaves gaps between blocks and lines where its cell is not exactly ours. These glyphs are
//! therefore drawn: blocks and their shades, lines of boxes, and the dots of braille.

mod lines;

/// A cell is so wide; all lengths here are in these units.
pub(super) const WIDTH: u16 = 8;

/// The height of a cell: eighths of a block are whole numbers.
pub(super) const HEIGHT: u16 = 16;

/// A place in a cell, from its upper left corner.
pub(super) type GlyphPoint = (f32, f32);

/// A glyph as outlines to be filled.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct GlyphShape {
    /// Each is closed and convex, or nearly.
    pub(super) outlines: Vec<GlyphOutline>,
    /// Whether they are the whole cell.
    pub(super) is_full: bool,
    /// How much of the ink covers the ground, of 255.
    pub(super) share: u8,
}

/// An area that is filled.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum GlyphOutline {
    /// Left, top, width, height.
    Rect([f32; 4]),
    /// Corners in order.
    Polygon(Vec<GlyphPoint>),
}

impl GlyphShape {
    /// The shape drawn for a glyph; `None` where the font has it.
    pub(super) fn of(glyph: &str) -> Option<Self> {
        let mut chars = glyph.chars();
        let (Some(glyph), None) = (chars.next(), chars.next()) else {
            return None;
        };
        match glyph {
            '\u{2500}'..='\u{257f}' => Some(Self::solid(lines::of(glyph))),
            '\u{2591}' => Some(Self::shade(64)),
            '\u{2592}' => Some(Self::shade(128)),
            '\u{2593}' => Some(Self::shade(191)),
            '█' => Some(Self::shade(u8::MAX)),
            '\u{2580}'..='\u{259f}' => Some(Self::solid(block(glyph))),
            '\u{2800}'..='\u{28ff}' => Some(Self::solid(dots(u32::from(glyph) - 0x2800))),
            _ => None,
        }
    }

    const fn solid(outlines: Vec<GlyphOutline>) -> Self {
        Self {
            outlines,
            is_full: false,
            share: u8::MAX,
        }
    }

    fn shade(share: u8) -> Self {
        Self {
            outlines: vec![rect(0, 0, WIDTH, HEIGHT)],
            is_full: true,
            share,
        }
    }
}

fn rect(left: u16, top: u16, width: u16, height: u16) -> GlyphOutline {
    GlyphOutline::Rect([left, top, width, height].map(f32::from))
}

/// The blocks from U+2580 to U+259F that are no shade.
fn block(glyph: char) -> Vec<GlyphOutline> {
    let (half, middle) = (WIDTH / 2, HEIGHT / 2);
    let number = u16::try_from(u32::from(glyph) - 0x2580).unwrap_or(0);
    match number {
        0 => vec![rect(0, 0, WIDTH, middle)],
        // Eighths from below, then eighths from the left.
        1..=7 => vec![rect(0, HEIGHT - 2 * number, WIDTH, 2 * number)],
        9..=15 => vec![rect(0, 0, 16 - number, HEIGHT)],
        16 => vec![rect(half, 0, half, HEIGHT)],
        20 => vec![rect(0, 0, WIDTH, 2)],
        21 => vec![rect(WIDTH - 1, 0, 1, HEIGHT)],
        _ => {
            // Quarters: upper left, upper right, lower left, lower right.
            let which: u8 = match glyph {
                '▖' => 0b0100,
                '▗' => 0b1000,
                '▘' => 0b0001,
                '▙' => 0b1101,
                '▚' => 0b1001,
                '▛' => 0b0111,
                '▜' => 0b1011,
                '▝' => 0b0010,
                '▞' => 0b0110,
                _ => 0b1110,
            };
            let quarters = (0..4_u16).filter(|place| which >> place & 1 == 1);
            quarters
                .map(|place| rect(place % 2 * half, place / 2 * middle, half, middle))
                .collect()
        }
    }
}

/// The dots of braille: a bit for each, in the order of Unicode.
fn dots(bits: u32) -> Vec<GlyphOutline> {
    const PLACES: [(u16, u16); 8] = [
        (0, 0),
        (0, 1),
        (0, 2),
        (1, 0),
        (1, 1),
        (1, 2),
        (0, 3),
        (1, 3),
    ];
    let set = PLACES
        .iter()
        .enumerate()
        .filter(|(bit, _)| bits >> bit & 1 == 1);
    set.map(|(_, (column, row))| rect(1 + 4 * column, 1 + 4 * row, 2, 2))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rects(glyph: &str) -> Vec<[f32; 4]> {
        let shape = GlyphShape::of(glyph).unwrap();
        let rect = |outline: &GlyphOutline| match outline {
            GlyphOutline::Rect(rect) => *rect,
            GlyphOutline::Polygon(_) => panic!("{glyph} is no rectangle"),
        };
        shape.outlines.iter().map(rect).collect()
    }

    #[test]
    fn blocks_fill_exactly_their_part_of_a_cell() {
        assert!(GlyphShape::of("█").unwrap().is_full);
        assert!(GlyphShape::of("▒").unwrap().is_full);
        for (glyph, rect) in [
            ("▀", [0.0, 0.0, 8.0, 8.0]),
            ("▁", [0.0, 14.0, 8.0, 2.0]),
            ("▇", [0.0, 2.0, 8.0, 14.0]),
            ("▉", [0.0, 0.0, 7.0, 16.0]),
            ("▏", [0.0, 0.0, 1.0, 16.0]),
            ("▐", [4.0, 0.0, 4.0, 16.0]),
            ("▔", [0.0, 0.0, 8.0, 2.0]),
            ("▕", [7.0, 0.0, 1.0, 16.0]),
            ("▗", [4.0, 8.0, 4.0, 8.0]),
        ] {
            assert_eq!(rects(glyph), [rect], "{glyph}");
        }
        assert_eq!(rects("▚"), [[0.0, 0.0, 4.0, 8.0], [4.0, 8.0, 4.0, 8.0]]);
        assert_eq!(rects("▟").len(), 3);
    }

    #[test]
    fn dots_of_braille_are_where_they_belong() {
        assert_eq!(rects("⠁"), [[1.0, 1.0, 2.0, 2.0]]);
        assert_eq!(rects("⢀"), [[5.0, 13.0, 2.0, 2.0]]);
        assert_eq!(rects("⡀"), [[1.0, 13.0, 2.0, 2.0]]);
        assert_eq!(rects("⠈"), [[5.0, 1.0, 2.0, 2.0]]);
        assert_eq!(rects("⣿").len(), 8);
    }

    #[test]
    fn every_line_and_block_is_drawn_and_stays_in_its_cell() {
        for number in (0x2500..0x25a0).chain(0x2801..0x2900) {
            let glyph = char::from_u32(number).unwrap();
            let shape = GlyphShape::of(glyph.encode_utf8(&mut [0; 4])).unwrap();
            assert!(!shape.outlines.is_empty(), "{glyph}");
            for outline in shape.outlines {
                let corners = match outline {
                    GlyphOutline::Rect([x, y, w, h]) => vec![(x, y), (x + w, y + h)],
                    GlyphOutline::Polygon(corners) => corners,
                };
                let inside =
                    |&(x, y): &GlyphPoint| (0.0..=8.0).contains(&x) && (0.0..=16.0).contains(&y);
                assert!(corners.iter().all(inside), "{glyph}: {corners:?}");
            }
        }
        assert_eq!(GlyphShape::of("a"), None);
    }
}
