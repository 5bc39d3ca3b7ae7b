//! [`write`] and [`read`]: an answer in its place in the block.
//!
//! Numbers are written as words, for they are what a short task gives; everything else as its
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

/// Writes an answer into its place: its length in bytes, or what it is where that is plain.
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
                bytes.clear();
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
