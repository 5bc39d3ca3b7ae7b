//! [`Supply`]: which chunks a worker gets next.

use crate::{
    base::{ChunkId, Moment, Nanos},
    plan::{Ahead, Batch, Chunks},
};
use std::ops::Range;

/// The chunks that are not yet taken, and the rule by which they are taken.
pub(super) struct Supply {
    chunks: Chunks,
    next: u32,
    end: u32,
    rule: Rule,
}

/// How many a worker gets at once, and which.
pub(super) enum Rule {
    /// The next one.
    Single,
    /// The next few, as many as a worker that helps itself takes.
    Claim(Vec<Batch>),
    /// The next few, as many as main sends ahead.
    Sent(Ahead),
    /// The next one of its own part; a worker that has none left takes half of the longest. An
    /// approximation of rayon, which splits the same way but steals from the worker that it meets.
    Steal(Vec<Range<u32>>),
}

/// The share of a worker: chunks in a row, and their tasks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Given {
    pub(super) chunks: Range<u32>,
    pub(super) tasks: Range<u32>,
}

impl Supply {
    /// All chunks, but for the last where `keeps_last`.
    pub(super) fn new(chunks: Chunks, keeps_last: bool, rule: Rule) -> Self {
        let chunks = match chunks {
            Chunks::Free { tasks } => Chunks::Even { tasks, size: 1 },
            cut => cut,
        };
        let end = chunks.len() - u32::from(keeps_last && !chunks.is_empty());
        let rule = match rule {
            Rule::Steal(parts) => Rule::Steal(split(end, parts.len())),
            other => other,
        };
        Self {
            chunks,
            next: 0,
            end,
            rule,
        }
    }

    /// How many chunks there are for workers.
    pub(super) const fn count(&self) -> u32 {
        self.end
    }

    /// How many wait.
    pub(super) const fn waiting(&self) -> u32 {
        self.end - self.next
    }

    /// The tasks of the chunk that is kept back.
    pub(super) fn kept(&self) -> Given {
        self.given(self.end..self.chunks.len())
    }

    /// The chunk that a task is in, looked for from a chunk at or before it.
    pub(super) fn chunk_of(&self, from: u32, task: u32) -> u32 {
        let ends = |chunk: &u32| self.chunks.get(ChunkId::new(*chunk)).end <= task;
        (from..self.chunks.len())
            .find(|chunk| !ends(chunk))
            .unwrap_or(from)
    }

    /// The chunks for the worker that asks now, if any are left; `workers` share what there is.
    pub(super) fn take(&mut self, worker: usize, workers: usize, now: f64) -> Option<Given> {
        let left = self.waiting();
        if left == 0 {
            return None;
        }
        let wanted = match &mut self.rule {
            Rule::Single => 1,
            Rule::Claim(batches) => {
                let among = u32::try_from(workers).unwrap_or(u32::MAX);
                let now = Moment::default() + super::nanos(now);
                batches[worker].next(now, left, among)
            }
            Rule::Sent(ahead) => u32::try_from(ahead.credit(left, workers)).unwrap_or(u32::MAX),
            Rule::Steal(parts) => {
                let chunk = steal(parts, worker)?;
                self.next += 1;
                return Some(self.given(chunk..chunk + 1));
            }
        };
        let first = self.next;
        self.next += wanted.min(left);
        Some(self.given(first..self.next))
    }

    /// A worker answered so many chunks within that time.
    pub(super) fn heard(&mut self, took: f64, chunks: u32) {
        if let Rule::Sent(ahead) = &mut self.rule {
            ahead.heard(super::nanos(took).max(Nanos::new(1)), chunks.into());
        }
    }

    fn given(&self, chunks: Range<u32>) -> Given {
        let start = self.chunks.get(ChunkId::new(chunks.start)).start;
        let last = chunks.end.saturating_sub(1).max(chunks.start);
        let end = self.chunks.get(ChunkId::new(last)).end;
        Given {
            tasks: start..end.max(start),
            chunks,
        }
    }
}

/// Cuts in halves until each worker has a part, as rayon cuts what it begins with.
fn split(count: u32, parts: usize) -> Vec<Range<u32>> {
    let parts = u32::try_from(parts.max(1)).unwrap_or(u32::MAX);
    let cut = |part: u32| {
        let place = u64::from(count) * u64::from(part) / u64::from(parts);
        u32::try_from(place).unwrap_or(count)
    };
    (0..parts).map(|part| cut(part)..cut(part + 1)).collect()
}

fn steal(parts: &mut [Range<u32>], worker: usize) -> Option<u32> {
    if parts[worker].is_empty() {
        let longest = parts.iter_mut().max_by_key(|part| part.end - part.start)?;
        let middle = longest.start + (longest.end - longest.start) / 2;
        let taken = middle..longest.end;
        longest.end = middle;
        parts[worker] = taken;
    }
    parts[worker].next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Chunksize;

    #[test]
    fn whoever_steals_takes_half_and_nothing_is_done_twice() {
        let chunks = Chunks::new(Chunksize::Worksteal, 8, 2);
        let mut supply = Supply::new(chunks, false, Rule::Steal(vec![0..0; 2]));
        let mut take = |worker| supply.take(worker, 2, 0.0).map(|given| given.tasks.start);
        let mut order = [0, 0, 0, 0, 0, 1, 1, 1].map(&mut take).map(Option::unwrap);
        assert_eq!(order, [0, 1, 2, 3, 6, 4, 5, 7]);
        order.sort_unstable();
        assert_eq!(order, [0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(take(0), None);
    }
}
