//! [`Ring`]: an endless table of digits, of which a mebibyte is kept.
//!
//! A table as long as the work is would take gigabytes, and longer to make than to use. Here the
//! digits come round again, from a memory that every core's own cache can hold.

use super::digits::digits;

/// Digits that are kept.
const LENGTH: usize = 1 << 20;

/// Digits from one safepoint to the next.
const BLOCK: usize = 1 << 18;

/// Digits 0..=9 without end.
pub(super) struct Ring {
    digits: Vec<u8>,
}

impl Ring {
    /// The digits of that seed.
    pub(super) fn new(seed: u64) -> Self {
        Self {
            digits: digits(seed, LENGTH),
        }
    }

    /// The `N` digits of a row of a table that has `N` columns, a power of two.
    #[inline]
    pub(super) fn row<const N: usize>(&self, row: u64) -> [u8; N] {
        const { assert!(N.is_power_of_two() && N <= BLOCK) };
        let (rows, _) = self.digits.as_chunks();
        rows[place(row, LENGTH / N)]
    }

    /// After how many rows a table of so many columns repeats itself.
    pub(super) const fn rows(columns: usize) -> u64 {
        (LENGTH / columns) as u64
    }

    /// The `length` digits from `start` on, block by block, with a safepoint between two of them.
    #[inline]
    pub(super) fn read(
        &self,
        start: u64,
        length: u64,
        breathe: &mut dyn FnMut(),
    ) -> impl Iterator<Item = &[u8]> {
        let mut left = length;
        let mut at = place(start, LENGTH);
        std::iter::from_fn(move || {
            let block = usize::try_from(left).unwrap_or(usize::MAX);
            let block = block.min(BLOCK).min(LENGTH - at);
            if block == 0 {
                return None;
            }
            if left < length {
                breathe();
            }
            let digits = &self.digits[at..at + block];
            left -= block as u64;
            at = (at + block) % LENGTH;
            Some(digits)
        })
    }
}

/// The place in a ring of `length` places, a power of two, after `steps` steps.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "only the low bits count")]
const fn place(steps: u64, length: usize) -> usize {
    steps as usize & (length - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_come_round_again_and_none_is_skipped() {
        let ring = Ring::new(42);
        for (start, length) in [(0, 0), (0, 1), (7, 100_000), (LENGTH as u64 - 5, 2_200_000)] {
            let mut count = 0;
            let mut breathe = || count += 1;
            let read = ring.read(start, length, &mut breathe);
            let digits: Vec<u8> = read.flatten().copied().collect();
            assert_eq!(digits.len() as u64, length);
            for (place, digit) in (start..).zip(digits) {
                assert_eq!([digit], ring.row(place), "digit {place}");
            }
            assert!(count >= length.saturating_sub(1) / BLOCK as u64);
        }
    }

    #[test]
    fn a_row_is_the_digits_that_follow_each_other() {
        let ring = Ring::new(1);
        let [a, b] = ring.row(3);
        assert_eq!([[a], [b]], [ring.row(6), ring.row(7)]);
        let far = u64::MAX - 1;
        assert_eq!(ring.row::<2>(far), ring.row::<2>(far % (LENGTH as u64 / 2)));
    }
}
