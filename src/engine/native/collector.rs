//! [`Caller`]: the flow that called the pool, as the methods of Python's `Pool` would leave it.
//!
//! The methods differ in when main gets which result, and in what it does meanwhile. Each
//! result that the caller gets is a `deliver` span on the main lane.

use crate::{
    base::{ChunkId, TaskId},
    log::{Kind, LaneWriter},
    plan::Method,
};
use std::{collections::BTreeMap, ops::Range};

/// The order of delivery is kept for runs of up to so many tasks.
const MOST_KEPT: u32 = 1000;

/// The flow that called the pool, with the results that it has so far.
pub(super) struct Caller {
    method: Method,
    tasks: u32,
    /// Results that came before their turn.
    early: BTreeMap<ChunkId, Range<u32>>,
    /// The chunk that is delivered next.
    turn: u32,
    delivered: Vec<TaskId>,
    /// How often it has asked whether the results are ready.
    asked: u32,
}

impl Caller {
    /// A call for so many tasks.
    pub(super) const fn new(method: Method, tasks: u32) -> Self {
        Self {
            method,
            tasks,
            early: BTreeMap::new(),
            turn: 0,
            delivered: Vec::new(),
            asked: 0,
        }
    }

    /// How many chunks may be with workers at once: `apply` is one call after another.
    pub(super) const fn at_once(&self) -> u32 {
        match self.method {
            Method::Apply => 1,
            _ => u32::MAX,
        }
    }

    /// The results of some chunks in a row are in.
    pub(super) fn arrived(
        &mut self,
        chunks: &Range<u32>,
        tasks: Range<u32>,
        main: &mut LaneWriter,
    ) {
        let first = ChunkId::new(chunks.start);
        match self.method {
            Method::ImapUnordered | Method::Apply | Method::ApplyAsync => {
                self.deliver(first, tasks, main);
            }
            Method::Imap => {
                // Several in a row are delivered with the first of them.
                self.early.insert(first, tasks);
                for skipped in chunks.start + 1..chunks.end {
                    self.early.insert(ChunkId::new(skipped), 0..0);
                }
                while let Some(tasks) = self.early.remove(&ChunkId::new(self.turn)) {
                    if !tasks.is_empty() {
                        self.deliver(ChunkId::new(self.turn), tasks, main);
                    }
                    self.turn += 1;
                }
            }
            _ => {}
        }
    }

    /// All results are in.
    pub(super) fn complete(&mut self, main: &mut LaneWriter) {
        match self.method {
            Method::Imap | Method::ImapUnordered | Method::Apply => {}
            // The callbacks had the results; only their order is left to be made.
            Method::ApplyAsync => {
                main.enter(Kind::Deliver);
            }
            _ => self.deliver(ChunkId::default(), 0..self.tasks, main),
        }
    }

    fn deliver(&mut self, chunk: ChunkId, tasks: Range<u32>, main: &mut LaneWriter) {
        let count = tasks.end - tasks.start;
        main.enter_for(Kind::Deliver, TaskId::new(tasks.start), chunk, count);
        if self.tasks <= MOST_KEPT {
            self.delivered.extend(tasks.map(TaskId::new));
        }
    }

    /// Whether main has work of its own to do, so many of so many chunks being answered. An
    /// asynchronous call returns at once; main goes on until a quarter is in, asks, goes on until
    /// half is in, asks again, and then waits.
    pub(super) const fn has_own_work(&self) -> bool {
        self.method.is_async() && self.asked < 2
    }

    /// Whether it is time to ask whether the results are ready; asking makes it the next time.
    pub(super) const fn asks(&mut self, (answered, all): (u32, u32)) -> bool {
        let parts = if self.asked == 0 { 4 } else { 2 };
        let time = self.has_own_work() && answered.saturating_mul(parts) >= all;
        if time {
            self.asked += 1;
        }
        time
    }

    /// Task numbers in the order in which their results were delivered.
    pub(super) fn delivered(self) -> Vec<TaskId> {
        self.delivered
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::LaneId,
        log::{LaneKind, LaneSpec, SpanLog},
    };

    /// The order of delivery when chunks of one task arrive in that order, and how many deliver
    /// spans there were before the last one arrived.
    fn delivered(method: Method, arrivals: [u32; 4]) -> (Vec<u32>, usize) {
        let spec = LaneSpec {
            kind: LaneKind::Main,
            number: 0,
            capacity: 64,
        };
        let log = SpanLog::create(&[spec], 64).unwrap();
        let mut main = log.writer(LaneId::new(0));
        let mut caller = Caller::new(method, 4);
        for id in arrivals {
            caller.arrived(&(id..id + 1), id..id + 1, &mut main);
        }
        main.enter(Kind::Collect);
        let mut spans = Vec::new();
        log.reader().read(LaneId::new(0), &mut spans);
        caller.complete(&mut main);
        let order = caller.delivered().into_iter().map(TaskId::get).collect();
        (order, spans.len())
    }

    #[test]
    fn each_method_hands_over_in_its_own_order_and_time() {
        let slow_first = [1, 2, 3, 0];
        assert_eq!(delivered(Method::Map, slow_first), (vec![0, 1, 2, 3], 0));
        assert_eq!(delivered(Method::Imap, slow_first), (vec![0, 1, 2, 3], 4));
        let unordered = delivered(Method::ImapUnordered, slow_first);
        assert_eq!(unordered, (vec![1, 2, 3, 0], 4));
        assert_eq!(delivered(Method::ApplyAsync, slow_first).0, [1, 2, 3, 0]);
    }

    #[test]
    fn an_asynchronous_call_asks_twice_and_then_waits() {
        let mut caller = Caller::new(Method::MapAsync, 8);
        let asked: Vec<_> = (0..8).map(|done| caller.asks((done, 8))).collect();
        let times: Vec<_> = (0..8).filter(|&index| asked[index]).collect();
        assert_eq!(times, [2, 4]);
        assert!(!caller.has_own_work());
        assert!(!Caller::new(Method::Map, 8).has_own_work());
    }
}
