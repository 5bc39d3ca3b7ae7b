//! [`Ahead`]: how many chunks a worker is sent before it has answered the first.
//!
//! A worker that has to wait for main after every chunk loses a round trip of some 50 µs each
//! time. So short chunks are sent ahead, as many as fill a millisecond, and long ones are not:
//! a chunk that is queued at a busy worker cannot go to one that is idle.

use crate::base::Nanos;

/// The time for which work is sent ahead.
const AHEAD: Nanos = Nanos::from_millis(1);

/// The most chunks that a worker has at once. So few that their orders never fill a pipe: main
/// never waits to write one, and so never for a worker that waits for main to read.
const MOST_AHEAD: u64 = 64;

/// How many chunks a worker may have at once.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ahead {
    /// The time of a chunk, once it is known.
    chunk_time: Option<Nanos>,
}

impl Ahead {
    /// The state before the first answer.
    #[must_use]
    pub const fn new() -> Self {
        Self { chunk_time: None }
    }

    /// How many chunks a worker may have, where so many wait for so many workers: near the end no
    /// worker may queue a chunk that an idle one could run.
    #[must_use]
    pub fn credit(&self, waiting: u32, workers: usize) -> u64 {
        let Some(time) = self.chunk_time else {
            return 1;
        };
        let fair = u64::from(waiting) / (2 * workers.max(1) as u64);
        (1 + AHEAD.get() / time.get().max(1))
            .min(MOST_AHEAD)
            .min(fair.max(1))
    }

    /// A worker answered so many chunks within that time.
    pub fn heard(&mut self, took: Nanos, chunks: u64) {
        let took = took / chunks.max(1);
        // The new time counts for a quarter, so that one odd chunk hardly matters.
        let known = self.chunk_time.unwrap_or(took);
        self.chunk_time = Some((known * 3 + took) / 4);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_millisecond_is_sent_ahead_and_nothing_of_what_an_idle_worker_could_do() {
        let mut ahead = Ahead::new();
        assert_eq!(ahead.credit(1000, 2), 1, "nothing is known yet");
        ahead.heard(Nanos::from_micros(200), 1);
        assert_eq!(ahead.credit(1000, 2), 6);
        assert_eq!(ahead.credit(9, 2), 2);
        assert_eq!(ahead.credit(3, 2), 1);
        ahead.heard(Nanos::from_millis(100), 1);
        assert_eq!(ahead.credit(1000, 2), 1, "long chunks go one by one");
    }
}
