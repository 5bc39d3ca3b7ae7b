//! [`Batch`]: how many chunks are claimed at once.
//!
//! Pure arithmetic, as [`Chunks`](super::Chunks): the engine that claims and the model that
//! predicts go by the same rule.
//!
//! A counter that two cores fight over costs some 100 ns a turn. So short chunks are taken
//! several at once, as many as fill a tenth of a millisecond, and long ones one by one.

use crate::base::{Moment, Nanos};

/// The most chunks that are taken at once.
const MOST: u32 = 4096;

/// Chunks taken at once are to last about this long.
const LENGTH: Nanos = Nanos::from_micros(100);

/// How many chunks a worker takes at once.
#[derive(Debug, Clone, Copy)]
pub struct Batch {
    chunks: u32,
    taken: Option<Moment>,
}

impl Default for Batch {
    fn default() -> Self {
        Self::new()
    }
}

impl Batch {
    /// One at first.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            chunks: 1,
            taken: None,
        }
    }

    /// How many to take now, where `left` are left for so many workers: near the end no worker may
    /// take a task that an idle one could do.
    pub fn next(&mut self, now: Moment, left: u32, workers: u32) -> u32 {
        if let Some(taken) = self.taken.replace(now) {
            self.adapt(now.since(taken));
        }
        self.chunks.min(left / (2 * workers.max(1))).max(1)
    }

    /// There was nothing to take: the time until there is says nothing.
    pub const fn pause(&mut self) {
        self.taken = None;
    }

    fn adapt(&mut self, took: Nanos) {
        if took < LENGTH / 2 {
            self.chunks = (self.chunks * 2).min(MOST);
        } else if took > LENGTH {
            let fewer = u64::from(self.chunks) * LENGTH.get() / took.get();
            self.chunks = u32::try_from(fewer).map_or(1, |fewer| fewer.max(1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_chunks_are_taken_together_and_long_ones_and_last_ones_alone() {
        let mut batch = Batch::new();
        let mut now = Moment::default();
        for _ in 0..20 {
            now = now + Nanos::new(100);
            batch.next(now, u32::MAX, 2);
        }
        assert_eq!(batch.next(now, u32::MAX, 2), MOST);
        assert_eq!(batch.next(now, 3, 2), 1);
        now = now + Nanos::from_millis(500);
        assert_eq!(batch.next(now, u32::MAX, 2), 1);
    }
}
