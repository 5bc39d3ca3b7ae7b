//! [`bitmap`]: letters of all the world, for what the [font](super::font) lacks.
//!
//! GNU Unifont, cut down to what is written today: a cell of ours has as many pixels as its letters,
//! 8 or 16 by 16. They are unpacked when the first one is asked for, which a picture of a dashboard
//! hardly ever does. Its licence is beside it.

use flate2::read::GzDecoder;
use std::{io::Read, sync::LazyLock};

static PACKED: &[u8] = include_bytes!("../../../assets/font/Unifont.gz");
static LETTERS: LazyLock<Letters> = LazyLock::new(|| Letters::unpack(PACKED).unwrap_or_default());

/// Rows of a letter.
pub(super) const ROWS: usize = 16;

/// A letter: a bit for each pixel, row by row, the leftmost first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bitmap {
    rows: &'static [u8],
}

/// Letter after letter, and where those of each range begin.
#[derive(Default)]
struct Letters {
    ranges: Vec<LetterRange>,
    bits: Vec<u8>,
}

/// Letters that follow each other in Unicode and are equally wide.
struct LetterRange {
    first: u32,
    count: u32,
    /// The bytes of each.
    length: usize,
    /// Where the first begins.
    begin: usize,
}

/// A letter; `None` where there is none.
pub(super) fn bitmap(letter: char) -> Option<Bitmap> {
    LETTERS.find(letter).map(|rows| Bitmap { rows })
}

impl Bitmap {
    /// Its columns.
    pub(super) const fn width(self) -> usize {
        self.rows.len() / ROWS * 8
    }

    /// Whether there is ink.
    pub(super) fn has_ink(self, x: usize, y: usize) -> bool {
        let across = self.rows.len() / ROWS;
        let byte = self.rows.get(y * across + x / 8);
        x < self.width() && byte.is_some_and(|byte| byte >> (7 - x % 8) & 1 == 1)
    }
}

impl Letters {
    /// How many ranges there are; each with its first letter, how many there are, and the bytes of
    /// each; then the letters.
    fn unpack(packed: &[u8]) -> Option<Self> {
        let mut bytes = Vec::new();
        GzDecoder::new(packed).read_to_end(&mut bytes).ok()?;
        let (head, rest) = bytes.split_first_chunk::<4>()?;
        let count = usize::try_from(u32::from_le_bytes(*head)).ok()?;
        let (table, bits) = rest.split_at_checked(count * 8)?;
        let mut begin = 0;
        let ranges = table.as_chunks::<8>().0.iter().map(|range| {
            let (first, rest) = (&range[..4], &range[4..]);
            let short = |at: usize| u16::from_le_bytes([rest[at], rest[at + 1]]);
            let (count, length) = (u32::from(short(0)), usize::from(short(2)));
            let range = LetterRange {
                first: first
                    .iter()
                    .rev()
                    .fold(0, |code, byte| code << 8 | u32::from(*byte)),
                count,
                length,
                begin,
            };
            begin += count as usize * length;
            range
        });
        Some(Self {
            ranges: ranges.collect(),
            bits: bits.to_vec(),
        })
    }

    fn find(&self, letter: char) -> Option<&[u8]> {
        let code = u32::from(letter);
        let after = self.ranges.partition_point(|range| range.first <= code);
        let range = self.ranges.get(after.checked_sub(1)?)?;
        let place = code - range.first;
        let begin = range.begin + place as usize * range.length;
        let is_in = place < range.count;
        is_in.then(|| self.bits.get(begin..begin + range.length))?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_the_world_are_as_wide_as_terminals_take_them_to_be() {
        for (letter, width) in [
            ('中', 16),
            ('あ', 16),
            ('한', 16),
            ('😀', 16),
            ('א', 8),
            ('ก', 8),
        ] {
            let found = bitmap(letter).unwrap_or_else(|| panic!("{letter}"));
            assert_eq!(found.width(), width, "{letter}");
            let places = (0..ROWS).flat_map(|y| (0..width).map(move |x| (x, y)));
            let ink = places.filter(|(x, y)| found.has_ink(*x, *y)).count();
            assert!((4..200).contains(&ink), "{letter}: {ink}");
        }
        for none in ['\u{10ffff}', '\u{20000}', '\u{fffe}', '\0'] {
            assert!(bitmap(none).is_none(), "{none:?}");
        }
    }
}
