//! [`Payload`]: bytes that go with a task to its worker, and others that come back.
//!
//! Their values follow from the task, so that the receiver can tell whether they are the ones
//! that were sent. They are made and read word by word, as fast as memory goes, so that the
//! measured time is that of the transport.

use crate::base::{Bytes, Shared};
use std::{ops::Range, sync::atomic::Ordering::Relaxed};

/// The direction in which bytes travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// To the worker.
    There,
    /// To main.
    Back,
}

/// The payload of every task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Payload {
    /// Bytes a task, each way.
    bytes: usize,
}

impl Payload {
    /// A payload of so many bytes a task.
    pub(super) fn new(bytes: Bytes) -> Self {
        Self {
            bytes: bytes.length(),
        }
    }

    /// The bytes of so many tasks.
    pub(super) const fn of(self, tasks: u32) -> usize {
        self.bytes * tasks as usize
    }

    /// Whether there is none.
    pub(super) const fn is_empty(self) -> bool {
        self.bytes == 0
    }

    /// Writes the payload of some tasks, one after another.
    pub(super) fn fill(self, way: Direction, tasks: Range<u32>, place: &mut [u8]) {
        for (task, bytes) in tasks.zip(place.chunks_exact_mut(self.bytes.max(1))) {
            let seed = seed(way, task);
            let (words, rest) = bytes.as_chunks_mut::<8>();
            for (index, word) in (0_u64..).zip(words) {
                *word = seed.wrapping_add(index).to_le_bytes();
            }
            rest.fill(seed.to_le_bytes()[0]);
        }
    }

    /// Reads the payload of some tasks. Returns whether it is the one that was sent.
    pub(super) fn is_sound(self, way: Direction, tasks: Range<u32>, bytes: &[u8]) -> bool {
        let expected = self.of(tasks.end.saturating_sub(tasks.start));
        let all = tasks.zip(bytes.chunks_exact(self.bytes.max(1)));
        bytes.len() == expected
            && all.into_iter().all(|(task, bytes)| {
                let seed = seed(way, task);
                let (words, rest) = bytes.as_chunks::<8>();
                // One sum over all words is as good a witness as each of them, and much faster.
                let sum = words.iter().fold(0_u64, |sum, word| {
                    sum.wrapping_add(u64::from_le_bytes(*word))
                });
                let tail = seed.to_le_bytes()[0];
                sum == sum_of(seed, words.len()) && rest.iter().all(|&byte| byte == tail)
            })
    }

    /// Words of shared memory that hold the payload of so many tasks.
    pub(super) const fn words(self, tasks: u32) -> usize {
        self.bytes.div_ceil(8) * tasks as usize
    }

    /// Writes the payload of some tasks into shared memory.
    pub(super) fn fill_words(
        self,
        way: Direction,
        tasks: Range<u32>,
        block: &Shared,
        first: usize,
    ) {
        let each = self.words(1);
        for (place, task) in tasks.enumerate() {
            let (seed, start) = (seed(way, task), first + place * each);
            let (eights, rest) = block.range(start..start + each).as_chunks::<8>();
            let mut next = seed;
            for words in eights {
                for (index, word) in (0_u64..).zip(words) {
                    word.store(next.wrapping_add(index), Relaxed);
                }
                next = next.wrapping_add(8);
            }
            for (index, word) in (0_u64..).zip(rest) {
                word.store(next.wrapping_add(index), Relaxed);
            }
        }
    }

    /// Reads the payload of some tasks in shared memory, where it lies.
    pub(super) fn is_sound_in(
        self,
        way: Direction,
        tasks: Range<u32>,
        block: &Shared,
        first: usize,
    ) -> bool {
        let each = self.words(1);
        tasks.enumerate().all(|(place, task)| {
            let (seed, start) = (seed(way, task), first + place * each);
            let (eights, rest) = block.range(start..start + each).as_chunks::<8>();
            // Eight sums at once, so that no addition waits for the one before.
            let mut sums = [0_u64; 8];
            for words in eights {
                for (sum, word) in sums.iter_mut().zip(words) {
                    *sum = sum.wrapping_add(word.load(Relaxed));
                }
            }
            let rest = rest.iter().map(|word| word.load(Relaxed));
            let sum = sums.into_iter().chain(rest).fold(0, u64::wrapping_add);
            sum == sum_of(seed, each)
        })
    }
}

/// The seed of a task's words: different for each task, in its lowest byte already.
fn seed(way: Direction, task: u32) -> u64 {
    let golden = 0x9e37_79b9_7f4a_7c15_u64;
    let odd = u64::from(task) * 2 + u64::from(way == Direction::Back);
    odd.wrapping_mul(golden)
}

/// The sum of so many words, counted up from the seed: n·s + n(n − 1)/2, modulo 2^64.
const fn sum_of(seed: u64, words: usize) -> u64 {
    let n = words as u64;
    let pairs = if n.is_multiple_of(2) {
        (n / 2).wrapping_mul(n.wrapping_sub(1))
    } else {
        n.wrapping_mul((n - 1) / 2)
    };
    n.wrapping_mul(seed).wrapping_add(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_that_was_changed_swapped_or_cut_is_noticed() {
        for bytes in [1, 8, 100, 4096] {
            let payload = Payload::new(Bytes::new(bytes));
            let mut place = vec![0; payload.of(3)];
            payload.fill(Direction::There, 4..7, &mut place);
            assert!(payload.is_sound(Direction::There, 4..7, &place));
            assert!(!payload.is_sound(Direction::Back, 4..7, &place));
            assert!(!payload.is_sound(Direction::There, 5..8, &place));
            assert!(!payload.is_sound(Direction::There, 4..7, &place[1..]));
            place[0] ^= 1;
            assert!(!payload.is_sound(Direction::There, 4..7, &place));
        }
        assert!(Payload::new(Bytes::ZERO).is_sound(Direction::There, 0..9, &[]));
    }

    #[test]
    fn in_shared_memory_it_is_the_same() {
        let payload = Payload::new(Bytes::new(100));
        let block = Shared::create(c"parscope-test", 100).unwrap();
        payload.fill_words(Direction::Back, 4..7, &block, 5);
        assert!(payload.is_sound_in(Direction::Back, 4..7, &block, 5));
        assert!(!payload.is_sound_in(Direction::Back, 4..7, &block, 6));
    }
}
