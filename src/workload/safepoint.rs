//! [`blocks`]: a long loop cut into blocks, with a safepoint between two of them.
//!
//! The loop inside a block is as tight as the whole was: it has no safepoint in it.

use std::ops::Range;

/// Cuts `0..steps` into ranges of `length` steps, and calls `breathe` before each but the first.
#[inline]
pub(super) fn blocks(
    steps: u64,
    length: u64,
    breathe: &mut dyn FnMut(),
) -> impl Iterator<Item = Range<u64>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        if start >= steps {
            return None;
        }
        if start > 0 {
            breathe();
        }
        let end = start + length.min(steps - start);
        let block = start..end;
        start = end;
        Some(block)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first steps of the blocks and the end of the last, and the safepoints between them.
    fn cut(steps: u64) -> (Vec<u64>, u32) {
        let mut breaths = 0;
        let mut edges = vec![0];
        for block in blocks(steps, 10, &mut || breaths += 1) {
            assert_eq!(edges.last(), Some(&block.start));
            edges.push(block.end);
        }
        (edges, breaths)
    }

    #[test]
    fn no_step_is_lost_or_done_twice_at_the_end_of_a_block() {
        assert_eq!(cut(0), (vec![0], 0));
        assert_eq!(cut(1), (vec![0, 1], 0));
        assert_eq!(cut(10), (vec![0, 10], 0));
        assert_eq!(cut(11), (vec![0, 10, 11], 1));
        assert_eq!(cut(25), (vec![0, 10, 20, 25], 2));
        let last = blocks(u64::MAX, u64::MAX - 1, &mut || ()).last();
        assert_eq!(last, Some(u64::MAX - 1..u64::MAX));
    }
}
