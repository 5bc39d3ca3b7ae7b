//! [`write`] and [`read`]: an answer in its place in the block.
//!
//! Numbers, the answers of short tasks, are written as words; all others as their
//! postcard encoding, with its length in bytes before it.

use crate::{base::Shared, workload::Answer};
use std::{ops::Range, sync::atomic::Ordering::Relaxed};

#[expect(
    clippy::cast_possible_truncation,
    reason = "the two halves together lose nothing"
)]
pub(super) const fn halves(value: u128) -> [u64; 2] {
    [value as u64, (value >> 64) as u64]
}

/// Writes an answer into its place: its length in bytes, or its kind where it is a number.
#[inline]
pub(super) fn write(block: &Shared, place: Range<usize>, answer: &Answer) {
    let start = place.start;
    match answer {
        Answer::Number(number) => {
            let [low, high] = halves(*number);
            block.store(start, NUMBER, Relaxed);
            block.store(start + 1, low, Relaxed);
            block.store(start + 2, high, Relaxed);
        }
        Answer::Real(real) => {
            block.store(start, REAL, Relaxed);
            block.store(start + 1, real.to_bits(), Relaxed);
        }
        other => {
            let mut bytes = postcard::to_stdvec(other).unwrap_or_default();
            if bytes.len().div_ceil(8) >= place.len() {
                // Why a task failed is said as far as there is room for it: a path may be long.
                bytes = match other {
                    Answer::Failed(why) => {
                        let why = shortened(why, (place.len() - 1) * 8 - OVERHEAD);
                        postcard::to_stdvec(&Answer::Failed(why.into())).unwrap_or_default()
                    }
                    _ => Vec::new(),
                };
            }
            block.store(start, bytes.len() as u64, Relaxed);
            for (index, chunk) in bytes.chunks(8).enumerate() {
                let mut word = [0; 8];
                word[..chunk.len()].copy_from_slice(chunk);
                block.store(start + 1 + index, u64::from_le_bytes(word), Relaxed);
            }
        }
    }
}

/// Bytes that the encoding of a text may have besides it.
const OVERHEAD: usize = 8;

/// A text without its middle, where it is longer than so many bytes.
fn shortened(text: &str, room: usize) -> String {
    const GAP: &str = "…";
    if text.len() <= room {
        return text.to_owned();
    }
    let half = room.saturating_sub(GAP.len()) / 2;
    let (head, tail) = (
        text.floor_char_boundary(half),
        text.ceil_char_boundary(text.len() - half),
    );
    format!("{}{GAP}{}", &text[..head], &text[tail..])
}

/// An answer that is a number, or a floating-point one.
const NUMBER: u64 = u64::MAX;
const REAL: u64 = u64::MAX - 1;

pub(super) fn read(block: &Shared, place: Range<usize>) -> Answer {
    let word = |index: usize| block.load(place.start + index, Relaxed);
    match word(0) {
        NUMBER => Answer::Number(u128::from(word(1)) | u128::from(word(2)) << 64),
        REAL => Answer::Real(f64::from_bits(word(1))),
        length => {
            let length = usize::try_from(length).unwrap_or(0).min(place.len() * 8);
            let words = (1..=length.div_ceil(8)).flat_map(|index| word(index).to_le_bytes());
            let bytes: Vec<u8> = words.take(length).collect();
            postcard::from_bytes(&bytes)
                .unwrap_or_else(|_| Answer::Failed("its answer was too long".into()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_that_is_too_long_keeps_its_beginning_and_its_end() {
        let block = Shared::create(c"parscope-test", 16).unwrap();
        let why = format!("cannot read /{}/ä.png: it is a folder", "ü".repeat(300));
        write(&block, 0..16, &Answer::failed(&why));
        let read = read(&block, 0..16).reason();
        assert!(read.starts_with("cannot read /ü"), "{read}");
        assert!(read.ends_with("it is a folder"), "{read}");
    }
}
