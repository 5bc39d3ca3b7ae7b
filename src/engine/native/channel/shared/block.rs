//! [`SharedBlock`]: where things lie in the block. Main and workers find it out alike.

use crate::{
    base::{ChunkId, LaneId},
    engine::native::{codec::Codec, job::Chunk, payload::Direction},
    plan::{Chunks, Resolved},
};
use std::ops::Range;

/// The next order to claim.
pub(super) const NEXT: usize = 0;
/// Orders below this one may be claimed. On a cache line of its own, as everything that others
/// than the writers of `NEXT` read.
pub(super) const LIMIT: usize = 8;
/// Whether there will be no more of them.
pub(super) const CLOSED: usize = 9;
/// Orders below this one are the chunk of the same number and need not be looked at.
pub(super) const PLAIN: usize = 10;
/// The first word of the orders.
pub(super) const ORDERS: usize = 16;

/// Orders beyond one for each chunk: for those that were lost and are given out again.
const SPARE: usize = 4096;

/// Answers are kept one by one for runs of up to so many tasks; beyond, their fingerprints are.
const MOST_KEPT: u32 = 1 << 20;

/// The words of a desk.
pub(super) mod desk {
    pub(in super::super) const INTENT: usize = 0;
    pub(in super::super) const LENGTH: usize = 1;
    /// Entries follow on a cache line of their own.
    pub(in super::super) const ENTRIES: usize = 8;
    /// Words of an entry: orders, the two halves of the sum of fingerprints, when they were done,
    /// how many answers are failures.
    pub(in super::super) const ENTRY: usize = 5;
}

/// The layout of the block, in words.
#[derive(Clone, Copy)]
pub(super) struct SharedBlock {
    pub(super) orders: usize,
    pub(super) desks: usize,
    pub(super) desk: usize,
    pub(super) answers: usize,
    pub(super) answer: usize,
    pub(super) payloads: usize,
    /// Words of a payload of the longest chunk, one way.
    pub(super) payload: usize,
    pub(super) slots: usize,
    pub(super) words: usize,
}

impl SharedBlock {
    pub(super) fn of(experiment: &Resolved, chunks: &Chunks, codec: Codec<'_>) -> Self {
        let workers = experiment.worker_count() as usize;
        let orders = chunks.len() as usize + SPARE;
        let desks = ORDERS + orders.next_multiple_of(8);
        let desk = desk::ENTRIES + (orders * desk::ENTRY).next_multiple_of(8);
        let answers = desks + (workers + 1) * desk;
        let tasks = experiment.task_count();
        let answer = if matches!(experiment.workload.name, "memory" | "blur") {
            128
        } else {
            8
        };
        let kept = if tasks <= MOST_KEPT { tasks } else { 0 };
        let payloads = answers + kept as usize * answer;
        let payload = codec.payload.words(chunks.largest());
        // One is filled while the worker works on the other.
        let slots = if payload == 0 { 0 } else { workers * 2 };
        Self {
            orders,
            desks,
            desk,
            answers,
            answer,
            payloads,
            payload,
            slots,
            words: payloads + slots * payload * 2,
        }
    }

    pub(super) const fn desk(&self, lane: LaneId) -> usize {
        self.desks + lane.index() * self.desk
    }

    pub(super) const fn slot(&self, slot: usize, way: Direction) -> usize {
        self.payloads + (slot * 2 + (way as usize)) * self.payload
    }

    pub(super) const fn keeps_answers(&self) -> bool {
        self.payloads > self.answers
    }
}

/// An order as a word: 0 is the chunk of the same number with neither slot nor past.
pub(super) const fn order_word(chunk: &Chunk, slot: usize) -> u64 {
    1 << 63 | (chunk.attempt as u64 & 0xff) << 52 | (slot as u64) << 32 | chunk.id.get() as u64
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "fields are cut out of their word"
)]
pub(super) const fn read_order(number: u32, word: u64) -> (ChunkId, usize, u32) {
    if word == 0 {
        return (ChunkId::new(number), 0, 0);
    }
    let slot = (word >> 32) as usize & 0xf_ffff;
    (ChunkId::new(word as u32), slot, (word >> 52) as u32 & 0xff)
}

pub(super) fn pair(range: &Range<u32>) -> u64 {
    u64::from(range.start) | u64::from(range.end) << 32
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "halves are cut out of their word"
)]
pub(super) const fn unpair(word: u64) -> Range<u32> {
    word as u32..(word >> 32) as u32
}
