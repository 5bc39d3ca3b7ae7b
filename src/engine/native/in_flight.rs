//! [`InFlight`]: which chunk is where, so that none is lost and none counts twice.
//!
//! A chunk waits, or it is out with a worker, or it is answered. When a worker dies, its chunks
//! go back to those that wait, a set number of times; an answer that comes twice is taken once.

use super::job::Chunk;
use crate::{
    base::ChunkId,
    plan::{ChunkRange, Chunks},
};
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    ops::Range,
};

/// The chunks of a run: waiting, in flight or answered.
pub(super) struct InFlight<'a> {
    chunks: &'a Chunks,
    /// Chunks from here to `end` have never been given out.
    next: u32,
    end: u32,
    /// Chunks that came back.
    again: VecDeque<ChunkId>,
    /// The chunks that came back since it was asked last.
    returned: Vec<ChunkId>,
    /// A bit for each chunk that was given out and not answered.
    out: Vec<u64>,
    out_count: u32,
    /// A bit for each chunk that was answered.
    answered: Vec<u64>,
    answered_count: u32,
    /// The most chunks that may be out at once.
    at_once: u32,
    /// How often a chunk was lost with a worker that was computing it.
    attempts: BTreeMap<ChunkId, u32>,
    /// The first task that is left of chunks that are done in part and go on later.
    rests: BTreeMap<ChunkId, u32>,
}

impl<'a> InFlight<'a> {
    /// All chunks wait; at most `at_once` of them may be out.
    pub(super) fn new(chunks: &'a Chunks, at_once: u32) -> Self {
        let words = (chunks.len() as usize).div_ceil(64);
        Self {
            chunks,
            next: 0,
            end: chunks.len(),
            again: VecDeque::new(),
            returned: Vec::new(),
            out: vec![0; words],
            out_count: 0,
            answered: vec![0; words],
            answered_count: 0,
            at_once,
            attempts: BTreeMap::new(),
            rests: BTreeMap::new(),
        }
    }

    /// Keeps the last chunk back, for main to compute.
    pub(super) fn keep_last(&mut self) -> Option<ChunkId> {
        self.end = self.end.checked_sub(1)?;
        Some(ChunkId::new(self.end))
    }

    /// How many chunks have not been answered.
    pub(super) const fn left(&self) -> u32 {
        self.end - self.answered_count
    }

    /// How many chunks wait.
    pub(super) fn waiting(&self) -> u32 {
        self.end - self.next + u32::try_from(self.again.len()).unwrap_or(u32::MAX)
    }

    /// Whether a chunk waits that may be given out.
    pub(super) fn has_work(&self) -> bool {
        self.waiting() > 0 && self.out_count < self.at_once
    }

    /// How many chunks have been answered, and of how many.
    pub(super) const fn progress(&self) -> (u32, u32) {
        (self.answered_count, self.end)
    }

    /// Gives out the next chunk: first those that came back.
    pub(super) fn take(&mut self) -> Option<Chunk> {
        if !self.has_work() {
            return None;
        }
        let id = self.again.pop_front().unwrap_or_else(|| {
            self.next += 1;
            ChunkId::new(self.next - 1)
        });
        set(&mut self.out, id.get());
        self.out_count += 1;
        let ChunkRange { start, end } = self.rest(id);
        Some(Chunk {
            id,
            first: start,
            end,
            attempt: self.attempts.get(&id).copied().unwrap_or(0),
            arguments: Vec::new(),
        })
    }

    /// Gives out, at once, as many chunks in a row that have never been out as may be.
    pub(super) fn take_row(&mut self) -> Range<u32> {
        let room = self.at_once.saturating_sub(self.out_count);
        let row = self.next..self.end.min(self.next.saturating_add(room));
        set_row(&mut self.out, &row);
        self.next = row.end;
        self.out_count += row.end - row.start;
        row
    }

    /// A chunk is answered. Returns whether this is its first answer.
    pub(super) fn answer(&mut self, id: ChunkId) -> bool {
        if id.get() >= self.end || has(&self.answered, id.get()) {
            return false;
        }
        set(&mut self.answered, id.get());
        self.answered_count += 1;
        if has(&self.out, id.get()) {
            clear(&mut self.out, id.get());
            self.out_count -= 1;
        } else {
            self.again.retain(|&waiting| waiting != id);
        }
        true
    }

    /// Whether chunks wait that were out before.
    pub(super) fn has_returned(&self) -> bool {
        !self.again.is_empty()
    }

    /// Whether a chunk is out.
    pub(super) fn is_out(&self, id: ChunkId) -> bool {
        id.get() < self.end && has(&self.out, id.get())
    }

    /// Chunks in a row, all of them out, are answered. Returns whether these are the first answers
    /// of all of them; if not, none is taken.
    pub(super) fn answer_row(&mut self, row: &Range<u32>) -> bool {
        let is_out = words(row).all(|(word, bits)| self.out[word] & bits == bits);
        if row.end > self.end || !is_out {
            return false;
        }
        for (word, bits) in words(row) {
            self.out[word] &= !bits;
            self.answered[word] |= bits;
        }
        self.out_count -= row.end - row.start;
        self.answered_count += row.end - row.start;
        true
    }

    /// Whether a chunk is answered.
    pub(super) fn is_answered(&self, id: ChunkId) -> bool {
        id.get() < self.end && has(&self.answered, id.get())
    }

    /// All chunks that are out but for these.
    pub(super) fn out_except(&self, kept: &BTreeSet<ChunkId>) -> Vec<ChunkId> {
        let all = (0..self.next).map(ChunkId::new);
        all.filter(|id| self.is_out(*id) && !kept.contains(id))
            .collect()
    }

    /// A chunk that was out comes back.
    pub(super) fn come_back(&mut self, id: ChunkId) {
        if self.is_out(id) {
            clear(&mut self.out, id.get());
            self.out_count -= 1;
            self.again.push_back(id);
            self.returned.push(id);
        }
    }

    /// The chunks that came back since the last call.
    pub(super) fn take_returned(&mut self) -> Vec<ChunkId> {
        std::mem::take(&mut self.returned)
    }

    /// Chunks that were out before and wait.
    pub(super) fn returned(&self) -> Vec<ChunkId> {
        self.again.iter().copied().collect()
    }

    /// The tasks of a chunk that are still to be done.
    pub(super) fn rest(&self, id: ChunkId) -> ChunkRange {
        let all = self.chunks.get(id);
        self.rests.get(&id).map_or(all.start, |&first| first)..all.end
    }

    /// The tasks of a chunk before this one are settled. Returns whether all of them are.
    pub(super) fn settle(&mut self, id: ChunkId, next: u32) -> bool {
        let is_all = next >= self.chunks.get(id).end;
        if is_all {
            self.answer(id);
        } else {
            self.rests.insert(id, next);
        }
        is_all
    }

    /// A worker died while it computed this chunk. Returns how often that has happened.
    pub(super) fn blame(&mut self, id: ChunkId) -> u32 {
        let attempts = self.attempts.entry(id).or_default();
        *attempts += 1;
        *attempts
    }
}

fn has(bits: &[u64], index: u32) -> bool {
    bits[index as usize / 64] & 1 << (index % 64) != 0
}

fn set(bits: &mut [u64], index: u32) {
    bits[index as usize / 64] |= 1 << (index % 64);
}

fn set_row(bits: &mut [u64], row: &Range<u32>) {
    for (word, mask) in words(row) {
        bits[word] |= mask;
    }
}

/// The words that hold a row of bits, each with a mask of those that belong to it: millions of
/// chunks are marked in a few thousand steps.
fn words(row: &Range<u32>) -> impl Iterator<Item = (usize, u64)> {
    let (start, end) = (u64::from(row.start), u64::from(row.end));
    (start / 64..end.div_ceil(64)).map(move |word| {
        let (low, high) = (start.max(word * 64) % 64, end.min(word * 64 + 64));
        let count = high - start.max(word * 64);
        let mask = if count == 64 {
            u64::MAX
        } else {
            ((1 << count) - 1) << low
        };
        (usize::try_from(word).unwrap_or(usize::MAX), mask)
    })
}

fn clear(bits: &mut [u64], index: u32) {
    bits[index as usize / 64] &= !(1 << (index % 64));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Chunksize;
    use proptest::prelude::*;

    #[test]
    fn a_chunk_that_was_lost_goes_first_and_knows_how_often_it_was() {
        let chunks = Chunks::new(Chunksize::Dynamic, 3, 1);
        let mut in_flight = InFlight::new(&chunks, 1);
        let first = in_flight.take().unwrap();
        assert!(in_flight.take().is_none(), "one at once");
        assert_eq!(in_flight.blame(first.id), 1);
        in_flight.come_back(first.id);
        let again = in_flight.take().unwrap();
        assert_eq!((again.id, again.attempt), (first.id, 1));
        assert!(in_flight.answer(again.id));
        assert!(!in_flight.answer(again.id), "an answer counts once");
        assert_eq!((in_flight.left(), in_flight.waiting()), (2, 2));
    }

    #[test]
    fn a_chunk_that_main_keeps_is_nobody_elses() {
        let chunks = Chunks::new(Chunksize::Dynamic, 2, 1);
        let mut in_flight = InFlight::new(&chunks, u32::MAX);
        assert_eq!(in_flight.keep_last(), Some(ChunkId::new(1)));
        assert_eq!(in_flight.take_row(), 0..1);
        assert!(in_flight.take().is_none());
        assert!(in_flight.answer(ChunkId::new(0)));
        assert_eq!(in_flight.left(), 0);
    }

    #[test]
    fn a_row_is_answered_as_a_whole_or_not_at_all() {
        let chunks = Chunks::new(Chunksize::Dynamic, 300, 1);
        let mut in_flight = InFlight::new(&chunks, u32::MAX);
        assert_eq!(in_flight.take_row(), 0..300);
        assert!(in_flight.answer_row(&(3..203)));
        assert!(
            !in_flight.answer_row(&(200..210)),
            "some were answered before"
        );
        assert!(in_flight.is_answered(ChunkId::new(3)) && in_flight.is_answered(ChunkId::new(202)));
        assert!(in_flight.is_out(ChunkId::new(2)) && in_flight.is_out(ChunkId::new(203)));
        assert!(in_flight.answer_row(&(0..3)) && in_flight.answer_row(&(203..300)));
        assert_eq!((in_flight.left(), in_flight.waiting()), (0, 0));
    }

    #[test]
    fn of_a_chunk_that_comes_back_only_what_is_left_goes_out_again() {
        let chunks = Chunks::new(Chunksize::Fixed(3), 6, 1);
        let mut in_flight = InFlight::new(&chunks, u32::MAX);
        let first = in_flight.take().unwrap();
        in_flight.come_back(first.id);
        assert_eq!(in_flight.returned(), [first.id]);
        assert!(!in_flight.settle(first.id, 2));
        let again = in_flight.take().unwrap();
        assert_eq!((again.id, again.range()), (first.id, 2..3));
        in_flight.come_back(first.id);
        assert!(in_flight.settle(first.id, 3));
        assert_eq!(in_flight.take().unwrap().range(), 3..6);
        assert_eq!(in_flight.left(), 1);
    }

    proptest! {
        #[test]
        fn whatever_is_lost_on_the_way_every_chunk_is_answered_once(
            tasks in 1_u32..200,
            at_once in 1_u32..8,
            fates in proptest::collection::vec(0_u8..3, 1..600),
        ) {
            let chunks = Chunks::new(Chunksize::Dynamic, tasks, 1);
            let mut in_flight = InFlight::new(&chunks, at_once);
            let (mut out, mut answers) = (Vec::new(), 0);
            for fate in fates.into_iter().chain(std::iter::repeat_n(0, 400)) {
                while let Some(chunk) = in_flight.take() {
                    out.push(chunk.id);
                }
                prop_assert!(out.len() <= at_once as usize);
                let Some(id) = out.pop() else { break };
                match fate {
                    0 => answers += u32::from(in_flight.answer(id)),
                    1 => in_flight.come_back(id),
                    _ => {
                        // Believed lost, and then it is answered all the same.
                        in_flight.come_back(id);
                        answers += u32::from(in_flight.answer(id));
                    }
                }
            }
            while in_flight.left() > 0 {
                let Some(chunk) = in_flight.take().or_else(|| out.pop().map(|id| Chunk { id, ..Chunk::default() })) else { break };
                answers += u32::from(in_flight.answer(chunk.id));
            }
            prop_assert_eq!(answers, tasks);
        }
    }
}
