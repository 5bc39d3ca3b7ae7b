//! [`Detail`]: what a lane did in any stretch of its time, at a cost that does not depend on how
//! much that was.
//!
//! After every few spans a mark is kept: how much time the lane has spent on each [`Use`] by then. What it did between two moments is the difference of two marks and a few spans at
//! either end. Marks are found through [`Bins`], a directory by power-of-two lengths of time, so
//! that looking one up takes no search through the whole of a long run.
//!
//! What is said of a stretch of time is exact where its edges are. An edge is where it was asked
//! for; or, where so much tolerance is granted, at the last mark before, at most so much earlier.
//! Neighbours share their edge, so that nothing is lost or counted twice. Of spans that overlap,
//! as in a damaged log, the earlier counts in full, and the later from there on: as they are drawn.

mod bins;
mod crowd;
mod edge;
mod sums;
#[cfg(test)]
mod tests;

pub use crowd::Crowd;
pub use edge::{Edge, off_core};
pub use sums::{Sums, Use};

use crate::{
    base::{ChunkId, Moment, Nanos},
    trace::{Now, Span},
};
use bins::Bins;

/// Spans from one mark to the next of a lane that knows few uses, as a power of two: with more of
/// them marks become longer, and fewer.
const SHORTEST: u32 = 3;

/// Bytes of the marks that a span may cost.
const BUDGET: usize = 6;

/// Words of a mark before its sums: when it is, and the turn and the chunk then.
const HEAD: usize = 2;

/// What a lane did, summed up.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Detail {
    /// The uses that a mark has a word for: few lanes know more than seven.
    uses: Vec<Use>,
    /// The marks, each of [`HEAD`] words and one for each use.
    marks: Vec<u64>,
    bins: Bins,
    /// Spans from one mark to the next, beyond [`SHORTEST`], as a power of two.
    coarser: u32,
    /// The sums of all spans.
    last: Edge,
}

impl Detail {
    /// Takes the next span of the lane.
    #[inline]
    pub fn add(&mut self, span: &Span) {
        if self.last.index == 0 {
            self.last.at = span.start;
        }
        if self.is_marked(self.last.index) {
            self.mark();
        }
        self.last.pass(span, Moment::from_nanos(u64::MAX));
    }

    /// Everything that the lane did.
    #[must_use]
    pub const fn all(&self) -> &Edge {
        &self.last
    }

    /// The uses that it is spent on, if at all.
    pub fn uses(&self) -> impl Iterator<Item = Use> + '_ {
        self.last.sums.seen()
    }

    /// What the lane had done by then; or at most so much earlier, if that is cheaper. `spans` are
    /// the lane's, and `now` is what goes on behind them, if it is to count.
    #[must_use]
    pub fn edge(&self, spans: &[Span], now: Option<Now>, at: Moment, tolerance: Nanos) -> Edge {
        let mut edge = Edge::default();
        self.advance(&mut edge, spans, now, at, tolerance);
        edge
    }

    /// Moves an edge of the lane on to a later moment, or to at most so much before it. From one
    /// cell of a screen to the next that is often a few spans, and then it takes no mark.
    pub fn advance(
        &self,
        edge: &mut Edge,
        spans: &[Span],
        now: Option<Now>,
        at: Moment,
        tolerance: Nanos,
    ) {
        if let Some(mark) = self.bins.last_before(at, |mark| self.moment(mark)) {
            if self.moment(mark) > edge.at {
                self.load(mark, edge);
            }
            if at.since(edge.at) <= tolerance {
                return;
            }
        }
        // As many as there are between two marks, at most.
        for span in spans.get(edge.index..).unwrap_or_default() {
            if span.end() > at {
                edge.enter(span, at);
                edge.at = at;
                return;
            }
            edge.pass(span, at);
        }
        if let Some(now) = now {
            edge.enter(&open(&now), at);
        }
        edge.at = at;
    }

    /// An edge somewhere between two others, about halfway; `None` where finding one would take a
    /// look at spans.
    #[must_use]
    pub fn between(&self, from: &Edge, to: &Edge) -> Option<Edge> {
        if from.index >> self.shift() == to.index >> self.shift() {
            return None;
        }
        let half = from.at + to.at.since(from.at) / 2;
        let mark = self.bins.last_before(half, |mark| self.moment(mark))?;
        (self.moment(mark) > from.at).then(|| {
            let mut edge = Edge::default();
            self.load(mark, &mut edge);
            edge
        })
    }

    /// The spans that a stretch of time touches.
    #[must_use]
    pub fn spans<'a>(&self, spans: &'a [Span], from: &Edge, to: &Edge) -> &'a [Span] {
        let rest = spans.get(from.index..).unwrap_or_default();
        let few = to.index.saturating_sub(from.index) + 1;
        let touched = &rest[..few.min(rest.len())];
        match touched.split_last() {
            Some((last, before)) if last.start >= to.at => before,
            _ => touched,
        }
    }

    /// Bytes of memory that it takes besides its own size.
    #[must_use]
    pub const fn memory(&self) -> usize {
        self.marks.capacity() * size_of::<u64>()
            + self.uses.capacity() * size_of::<Use>()
            + self.bins.memory()
    }

    /// Keeps what has been summed up so far.
    fn mark(&mut self) {
        let sums = &self.last.sums;
        if sums.seen().any(|usage| !self.uses.contains(&usage)) {
            self.widen();
            if !self.is_marked(self.last.index) {
                return;
            }
        }
        let Edge {
            at, turn, chunk, ..
        } = self.last;
        let chunk = chunk.map_or(0, ChunkId::get);
        if self.marks.capacity() - self.marks.len() < self.width() {
            // By an eighth: twice as many would be more than an index may take.
            let room = self.width().max(self.marks.len() / 8);
            self.marks.reserve_exact(room);
        }
        self.bins.add(at);
        self.marks.push(at.as_nanos());
        self.marks.push(u64::from(turn) << 32 | u64::from(chunk));
        let sums = self
            .uses
            .iter()
            .map(|&usage| self.last.sums.get(usage).get());
        self.marks.extend(sums);
    }

    /// Makes room in all marks for uses that there were none of, and leaves out marks where all
    /// of them would take too much.
    fn widen(&mut self) {
        let old = self.width();
        let new = self
            .last
            .sums
            .seen()
            .filter(|usage| !self.uses.contains(usage));
        let new: Vec<_> = new.collect();
        self.uses.extend(&new);
        let before = self.coarser;
        while (self.width() * size_of::<u64>() + Bins::EACH) >> self.shift() > BUDGET {
            self.coarser += 1;
        }
        let kept = self
            .marks
            .chunks_exact(old)
            .step_by(1 << (self.coarser - before));
        let mut marks = Vec::with_capacity(kept.len() * self.width());
        let mut bins = Bins::default();
        for mark in kept {
            bins.add(Moment::from_nanos(mark[0]));
            marks.extend_from_slice(mark);
            marks.extend(std::iter::repeat_n(0, new.len()));
        }
        (self.marks, self.bins) = (marks, bins);
    }

    const fn shift(&self) -> u32 {
        SHORTEST + self.coarser
    }

    /// Whether a mark is kept before a span.
    #[inline]
    const fn is_marked(&self, index: usize) -> bool {
        index.trailing_zeros() >= self.shift()
    }

    const fn width(&self) -> usize {
        HEAD + self.uses.len()
    }

    /// When a mark is.
    fn moment(&self, number: usize) -> Moment {
        let word = self.marks.get(number * self.width());
        Moment::from_nanos(word.copied().unwrap_or(u64::MAX))
    }

    /// Moves an edge of this lane on to a mark.
    fn load(&self, number: usize, edge: &mut Edge) {
        let begin = number * self.width();
        let Some(words) = self.marks.get(begin..begin + self.width()) else {
            return;
        };
        edge.index = number << self.shift();
        edge.at = Moment::from_nanos(words[0]);
        (edge.turn, edge.chunk) = turn_and_chunk(words[1]);
        for (&usage, &time) in self.uses.iter().zip(&words[HEAD..]) {
            edge.sums.set(usage, Nanos::new(time));
        }
    }
}

/// What goes on, as a span without an end.
fn open(now: &Now) -> Span {
    Span {
        task: now.task,
        chunk: now.chunk,
        ..Span::new(now.kind, now.start, Moment::from_nanos(u64::MAX))
    }
}

/// Before the first turn there is no chunk.
#[expect(
    clippy::cast_possible_truncation,
    reason = "fields are cut out of their word"
)]
fn turn_and_chunk(word: u64) -> (u32, Option<ChunkId>) {
    let turn = (word >> 32) as u32;
    (turn, (turn > 0).then(|| ChunkId::new(word as u32)))
}
