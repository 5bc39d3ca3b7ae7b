//! [`Chunks`]: the chunk rules.
//!
//! Pure arithmetic, so that the engine that hands chunks out and the model that predicts them
//! cannot disagree.

use super::Chunksize;
use crate::base::{ChunkId, TaskId};
use std::{fmt, ops::Range};

/// The tasks of one chunk.
pub type ChunkRange = Range<u32>;

/// How the tasks are cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chunks {
    /// Equal chunks, the last one maybe shorter.
    Even {
        /// All tasks.
        tasks: u32,
        /// Tasks per chunk, at least 1.
        size: u32,
    },
    /// Chunks of several sizes: where each begins, and where the last one ends.
    Cut(Vec<u32>),
    /// Not cut in advance: rayon splits as it goes.
    Free {
        /// All tasks.
        tasks: u32,
    },
}

impl Chunks {
    /// Cuts `tasks` tasks for `workers` workers by the given rule.
    #[must_use]
    pub fn new(rule: Chunksize, tasks: u32, workers: u32) -> Self {
        let workers = workers.max(1);
        match rule {
            Chunksize::Fixed(size) => Self::Even {
                tasks,
                size: size.clamp(1, tasks.max(1)),
            },
            Chunksize::Default => Self::Even {
                tasks,
                size: default_size(tasks, workers),
            },
            Chunksize::Dynamic => Self::Even { tasks, size: 1 },
            Chunksize::Static => Self::Cut(static_cuts(tasks, workers)),
            Chunksize::Guided => Self::Cut(guided_cuts(tasks, workers)),
            Chunksize::Worksteal => Self::Free { tasks },
        }
    }

    /// How many chunks there are; none are known in advance where rayon splits.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "no more cuts than tasks")]
    pub const fn len(&self) -> u32 {
        match self {
            Self::Even { tasks, size } => tasks.div_ceil(*size),
            Self::Cut(cuts) => cuts.len().saturating_sub(1) as u32,
            Self::Free { .. } => 0,
        }
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The tasks of a chunk, empty beyond the last one.
    #[inline]
    #[must_use]
    pub fn get(&self, chunk: ChunkId) -> ChunkRange {
        match self {
            Self::Even { tasks, size } => {
                let start = (u64::from(chunk.get()) * u64::from(*size)).min(u64::from(*tasks));
                let start = u32::try_from(start).unwrap_or(*tasks);
                start..start.saturating_add(*size).min(*tasks)
            }
            Self::Cut(cuts) => match cuts.get(chunk.index()..chunk.index() + 2) {
                Some(&[start, end]) => start..end,
                _ => 0..0,
            },
            Self::Free { .. } => 0..0,
        }
    }

    /// All chunks in the order in which they are handed out.
    pub fn iter(&self) -> impl Iterator<Item = (ChunkId, ChunkRange)> + '_ {
        (0..self.len()).map(|chunk| (ChunkId::new(chunk), self.get(ChunkId::new(chunk))))
    }

    /// The length that all chunks share, but for the last; `None` where they differ by rule.
    #[must_use]
    pub const fn even_size(&self) -> Option<u32> {
        match self {
            Self::Even { size, .. } => Some(*size),
            _ => None,
        }
    }

    /// How many tasks there are in all.
    #[must_use]
    pub fn count(&self) -> u32 {
        match self {
            Self::Even { tasks, .. } | Self::Free { tasks } => *tasks,
            Self::Cut(cuts) => cuts.last().copied().unwrap_or(0),
        }
    }

    /// The length of the longest chunk; where rayon splits, all tasks may be one.
    #[must_use]
    pub fn largest(&self) -> u32 {
        match self {
            Self::Even { tasks, size } => *size.min(tasks),
            Self::Cut(cuts) => cuts
                .windows(2)
                .map(|cut| cut[1] - cut[0])
                .max()
                .unwrap_or(0),
            Self::Free { tasks } => *tasks,
        }
    }

    /// The tasks of a range, as ids.
    pub fn tasks(range: ChunkRange) -> impl Iterator<Item = TaskId> {
        range.map(TaskId::new)
    }
}

impl fmt::Display for Chunks {
    /// How many there are and how long: `12 chunks of 2 tasks`, `5 chunks of 5 tasks, the last of 4`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counted = |count: u32, noun: &str| {
            let plural = if count == 1 { "" } else { "s" };
            format!("{count} {noun}{plural}")
        };
        let length = |chunk: u32| self.get(ChunkId::new(chunk)).len();
        let last = match self.len() {
            0 => return f.write_str("cut as it goes, where a worker has nothing to do"),
            count => count - 1,
        };
        let chunks = counted(self.len(), "chunk");
        match self {
            Self::Even { size, .. } => {
                let size = (*size).min(self.count());
                write!(f, "{chunks} of {}", counted(size, "task"))?;
                match length(last) {
                    rest if rest == size as usize => Ok(()),
                    rest => write!(f, ", the last of {rest}"),
                }
            }
            _ if length(0) == length(last) => {
                write!(f, "{chunks} of {}", counted(self.largest(), "task"))
            }
            _ => write!(f, "{chunks} of {} to {} tasks", length(0), length(last)),
        }
    }
}

/// The chunksize of Python's `Pool.map`: `c, extra = divmod(N, 4·W)`, one more if there is a rest
/// (`Pool._map_async` in `multiprocessing/pool.py`).
fn default_size(tasks: u32, workers: u32) -> u32 {
    tasks.div_ceil(workers.saturating_mul(4)).max(1)
}

/// Contiguous blocks of ⌊N/W⌋, the first N mod W of them one longer; empty blocks are left out.
fn static_cuts(tasks: u32, workers: u32) -> Vec<u32> {
    let (length, longer) = (tasks / workers, tasks % workers);
    let blocks = (0..workers).map(|block| length + u32::from(block < longer));
    cuts(blocks.take_while(|&length| length > 0))
}

/// Next chunk = ⌈left/W⌉ (OpenMP's guided schedule with a smallest chunk of 1).
fn guided_cuts(tasks: u32, workers: u32) -> Vec<u32> {
    let mut left = tasks;
    cuts(std::iter::from_fn(|| {
        let next = left.div_ceil(workers);
        left -= next;
        (next > 0).then_some(next)
    }))
}

fn cuts(lengths: impl Iterator<Item = u32>) -> Vec<u32> {
    let ends = lengths.scan(0, |end, length| {
        *end += length;
        Some(*end)
    });
    std::iter::once(0).chain(ends).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lengths(rule: Chunksize, tasks: u32, workers: u32) -> Vec<u32> {
        Chunks::new(rule, tasks, workers)
            .iter()
            .map(|(_, range)| range.end - range.start)
            .collect()
    }

    #[test]
    fn guided_is_what_the_design_writes_out() {
        assert_eq!(
            lengths(Chunksize::Guided, 100, 4),
            [25, 19, 14, 11, 8, 6, 5, 3, 3, 2, 1, 1, 1, 1]
        );
    }

    #[test]
    fn default_is_what_python_would_take() {
        for (tasks, workers, size) in [(52, 4, 4), (24, 4, 2), (14, 5, 1), (1, 8, 1), (33, 2, 5)] {
            assert_eq!(
                Chunks::new(Chunksize::Default, tasks, workers).even_size(),
                Some(size)
            );
        }
    }

    #[test]
    fn how_tasks_are_cut_is_said_in_words() {
        let said = |rule, tasks, workers| Chunks::new(rule, tasks, workers).to_string();
        for (rule, tasks, words) in [
            (Chunksize::Default, 24, "12 chunks of 2 tasks"),
            (Chunksize::Default, 3, "3 chunks of 1 task"),
            (
                Chunksize::Fixed(5),
                24,
                "5 chunks of 5 tasks, the last of 4",
            ),
            (Chunksize::Fixed(100), 24, "1 chunk of 24 tasks"),
            (Chunksize::Static, 10, "3 chunks of 4 to 3 tasks"),
            (Chunksize::Static, 9, "3 chunks of 3 tasks"),
            (
                Chunksize::Worksteal,
                9,
                "cut as it goes, where a worker has nothing to do",
            ),
        ] {
            assert_eq!(said(rule, tasks, 3), words, "{rule:?}");
        }
    }

    #[test]
    fn static_gives_each_worker_one_block() {
        assert_eq!(lengths(Chunksize::Static, 10, 4), [3, 3, 2, 2]);
        assert_eq!(lengths(Chunksize::Static, 2, 4), [1, 1]);
    }

    proptest! {
        #[test]
        fn every_task_is_in_exactly_one_chunk(
            tasks in 1_u32..3000,
            workers in 1_u32..70,
            size in 1_u32..4000,
            rule in 0_usize..5,
        ) {
            let rule = [
                Chunksize::Fixed(size), Chunksize::Default, Chunksize::Static,
                Chunksize::Guided, Chunksize::Dynamic,
            ][rule];
            let chunks = Chunks::new(rule, tasks, workers);
            let mut next = 0;
            for (_, range) in chunks.iter() {
                prop_assert_eq!(range.start, next);
                prop_assert!(range.end > range.start);
                next = range.end;
            }
            prop_assert_eq!(next, tasks);
            prop_assert!(chunks.get(ChunkId::new(chunks.len())).is_empty());
        }
    }
}
