//! [`Answer`]: what a task gives back, and [`Answer::mix`], by which answers are compared.

use crate::base::TaskId;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The answer of one task.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// A count or a sum.
    Number(u128),
    /// A floating-point result, compared bit by bit.
    Real(f64),
    /// A hash.
    Digest([u8; 32]),
}

impl Answer {
    /// A fingerprint of "this task gave this answer".
    ///
    /// Fingerprints are added up modulo 2^128, so workers can fold their own and the sum does
    /// not depend on who finished first. Not cryptographic: it guards against mistakes.
    #[inline]
    #[must_use]
    pub fn mix(&self, task: TaskId) -> u128 {
        let (tag, low, high) = match self {
            Self::Number(value) => (1, halves(*value).0, halves(*value).1),
            Self::Real(value) => (2, value.to_bits(), 0),
            Self::Digest(bytes) => bytes
                .chunks_exact(8)
                .fold((3, 0, 0), |(tag, low, _), word| {
                    let word = word.try_into().map_or(0, u64::from_le_bytes);
                    (tag, scramble(low ^ word), word)
                }),
        };
        let first = scramble(low ^ scramble(u64::from(task.get()) << 8 | tag));
        let second = scramble(first ^ high);
        u128::from(first) << 64 | u128::from(second)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the two halves together lose nothing"
)]
const fn halves(value: u128) -> (u64, u64) {
    (value as u64, (value >> 64) as u64)
}

/// The finaliser of `SplitMix64` (Steele, Lea, Flood 2014): each input bit reaches each output bit.
#[inline]
const fn scramble(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(value) => write!(f, "{value}"),
            Self::Real(value) => write!(f, "{value}"),
            Self::Digest(bytes) => bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}")),
        }
    }
}

impl From<Answer> for serde_json::Value {
    /// A number where JSON's readers keep it exact (up to 2^53), else a text.
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Number(value) if value <= 1 << 53 => {
                u64::try_from(value).map_or(Self::Null, Self::from)
            }
            Answer::Real(value) => Self::from(value),
            other => Self::from(other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn swapped_answers_do_not_pass_for_the_right_ones() {
        let sum = |pairs: [(u32, u128); 2]| {
            pairs.iter().fold(0_u128, |sum, &(task, value)| {
                sum.wrapping_add(Answer::Number(value).mix(TaskId::new(task)))
            })
        };
        assert_eq!(sum([(0, 7), (1, 8)]), sum([(1, 8), (0, 7)]));
        assert_ne!(sum([(0, 7), (1, 8)]), sum([(0, 8), (1, 7)]));
    }
}
