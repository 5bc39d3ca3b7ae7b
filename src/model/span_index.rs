//! [`SpanIndex`]: what a lane did in any stretch of its time, at a cost that does not depend on how
//! much that was.
//!
//! After every few spans a mark is kept: how much time the lane has spent on each [`Use`] by then.
//! The time between two moments is the difference of two marks and a few spans at either end.
//! [`Marks`] are found through a directory by power-of-two lengths of time, so that looking one
//! up takes no search through the whole of a long run. Some of them are kept twice: where a cell
//! stands for thousands of spans those do, and all of them stay in the processor's cache.
//!
//! The sums of a stretch of time are exact between its edges. An edge is where it was asked for;
//! or, where so much tolerance is granted, at the last mark before, at most so much earlier.
//! Neighbours share their edge, so that nothing is lost or counted twice. Of spans that overlap, as
//! in a damaged log, the earlier counts in full, and the later from there on: as they are drawn.

mod checkpoints;
mod concurrency_profile;
mod prefix_state;
mod prefix_sums;
#[cfg(test)]
mod tests;
mod time_bins;

pub use concurrency_profile::ConcurrencyProfile;
pub use prefix_state::{PrefixState, off_core};
pub use prefix_sums::PrefixSums;

use crate::{
    base::{Moment, Nanos},
    log::{Now, Span, Use},
};
use checkpoints::Marks;
use serde::{Deserialize, Serialize};

/// Spans from one mark to the next of a lane that knows few uses, as a power of two: with more of
/// them marks become longer, and fewer.
const SHORTEST: u32 = 3;

/// Bytes of the marks that a span may cost.
const BUDGET: usize = 6;

/// Marks from one to the next of those that are kept twice, as a power of two.
const SPARSE: u32 = 5;

/// Marks of a digest, at most: several to a column of any screen.
const DIGEST: usize = 1024;

/// How far from the middle of a stretch "about halfway" is at most, as a part of it.
const HALFWAY: u64 = 16;

/// The activities of a lane, summed up.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SpanIndex {
    /// The uses that a mark has a word for: few lanes know more than seven.
    uses: Vec<Use>,
    /// All marks.
    dense: Marks,
    /// A few of them.
    sparse: Marks,
    /// Spans from one mark to the next, beyond [`SHORTEST`], as a power of two.
    coarser: u32,
    /// The sums of all spans.
    last: PrefixState,
    /// Whether the spans have yet to come.
    is_alone: bool,
}

impl SpanIndex {
    /// Takes the next span of the lane.
    #[inline]
    pub fn add(&mut self, span: &Span) {
        if self.last.index == 0 {
            self.last.at = span.start;
        }
        if self.is_marked(self.last.index) {
            self.mark();
        }
        self.last.pass(span);
    }

    /// Everything that the lane did.
    #[must_use]
    pub const fn all(&self) -> &PrefixState {
        &self.last
    }

    /// The uses that it is spent on, if at all.
    pub fn uses(&self) -> impl Iterator<Item = Use> + '_ {
        self.last.sums.seen()
    }

    /// The state of the lane at that moment; or at most `tolerance` earlier, if that is cheaper.
    /// `spans` are the lane's, and `now` is the open span behind them, if it counts.
    #[must_use]
    pub fn edge(
        &self,
        spans: &[Span],
        now: Option<Now>,
        at: Moment,
        tolerance: Nanos,
    ) -> PrefixState {
        let mut edge = PrefixState::default();
        self.advance(&mut edge, spans, now, at, tolerance);
        edge
    }

    /// Gets ready for the edges at these moments, with that tolerance: to find them is quicker then.
    pub fn warm(&self, moments: impl Iterator<Item = Moment>, tolerance: Nanos) {
        let near = self.sparse.are_within(tolerance, self.last.at);
        let marks = if near { &self.sparse } else { &self.dense };
        marks.warm(moments, self.uses.len());
    }

    /// Moves an edge of the lane on to a later moment, or to at most so much before it. From one
    /// cell of a screen to the next that is often a few spans, and then it takes no mark.
    pub fn advance(
        &self,
        edge: &mut PrefixState,
        spans: &[Span],
        now: Option<Now>,
        at: Moment,
        tolerance: Nanos,
    ) {
        if self.jump(edge, at, tolerance) && at.since(edge.at) <= tolerance {
            return;
        }
        // At most as many as there are between two marks.
        for span in spans.get(edge.index..).unwrap_or_default() {
            if span.end() > at {
                edge.enter(span, at);
                edge.at = at;
                return;
            }
            edge.pass(span);
        }
        if let Some(now) = now {
            edge.enter(&open(&now), at);
        }
        edge.at = at;
    }

    /// An edge somewhere between two others, about halfway; `None` where finding one would take a
    /// look at spans.
    #[must_use]
    pub fn between(&self, from: &PrefixState, to: &PrefixState) -> Option<PrefixState> {
        if from.index >> self.shift() == to.index >> self.shift() {
            return None;
        }
        let length = to.at.since(from.at);
        let mut edge = PrefixState::default();
        let found = self.jump(&mut edge, from.at + length / 2, length / HALFWAY);
        (found && edge.at > from.at).then_some(edge)
    }

    /// The spans that a stretch of time touches.
    #[must_use]
    pub fn spans<'a>(&self, spans: &'a [Span], from: &PrefixState, to: &PrefixState) -> &'a [Span] {
        let rest = spans.get(from.index..).unwrap_or_default();
        let few = to.index.saturating_sub(from.index) + 1;
        let touched = &rest[..few.min(rest.len())];
        match touched.split_last() {
            Some((last, before)) if last.start >= to.at => before,
            _ => touched,
        }
    }

    /// A small index that shows the lane before its spans are there: its number of marks does not
    /// depend on how many they are.
    #[must_use]
    pub fn digest(&self) -> Self {
        let uses = self.uses.len();
        let more = self.dense.count().div_ceil(DIGEST).next_power_of_two();
        Self {
            uses: self.uses.clone(),
            dense: self.dense.widened(uses, 0, more),
            coarser: self.coarser + more.trailing_zeros(),
            last: self.last,
            is_alone: true,
            ..Self::default()
        }
    }

    /// A digest that may come from anywhere; `None` where it is none.
    #[must_use]
    pub fn restored(self) -> Option<Self> {
        let is_sound = self.is_alone && self.coarser < usize::BITS - SHORTEST;
        is_sound.then(|| Self {
            dense: self.dense.widened(self.uses.len(), 0, 1),
            sparse: Marks::default(),
            ..self
        })
    }

    /// Whether it is the digest of a lane whose spans have yet to come.
    #[must_use]
    pub const fn is_alone(&self) -> bool {
        self.is_alone
    }

    /// Bytes of memory that it takes besides its own size.
    #[must_use]
    pub const fn memory(&self) -> usize {
        self.uses.capacity() * size_of::<Use>() + self.dense.memory() + self.sparse.memory()
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
        self.dense.add(&self.last, &self.uses);
        if self.last.index.trailing_zeros() >= self.shift() + SPARSE {
            self.sparse.add(&self.last, &self.uses);
        }
    }

    /// Makes room in all marks for uses that there were none of, and leaves out marks where all
    /// of them would take too much.
    fn widen(&mut self) {
        let old = self.uses.len();
        let new = self.last.sums.seen();
        let new: Vec<_> = new.filter(|usage| !self.uses.contains(usage)).collect();
        self.uses.extend(&new);
        let before = self.coarser;
        while Marks::each(self.uses.len()) >> self.shift() > BUDGET {
            self.coarser += 1;
        }
        let step = 1 << (self.coarser - before);
        for marks in [&mut self.dense, &mut self.sparse] {
            *marks = marks.widened(old, new.len(), step);
        }
    }

    /// Moves an edge on to the last mark before a moment, or to one that is at most so much
    /// before it. Whether there is one.
    fn jump(&self, edge: &mut PrefixState, at: Moment, tolerance: Nanos) -> bool {
        let uses = self.uses.len();
        // Where they lie further apart than that, to look among them is a waste.
        let near = self.sparse.are_within(tolerance, self.last.at);
        let sparse = near.then(|| self.sparse.last_before(at, uses)).flatten();
        let sparse = sparse.filter(|&(_, mark)| at.since(mark) <= tolerance);
        let (marks, found, shift) = match sparse {
            Some(found) => (&self.sparse, Some(found), self.shift() + SPARSE),
            None => (&self.dense, self.dense.last_before(at, uses), self.shift()),
        };
        let Some((number, mark)) = found else {
            return false;
        };
        if mark > edge.at {
            edge.index = number << shift;
            marks.load(number, &self.uses, edge);
        }
        true
    }

    const fn shift(&self) -> u32 {
        SHORTEST + self.coarser
    }

    /// Whether a mark is kept before a span.
    #[inline]
    const fn is_marked(&self, index: usize) -> bool {
        index.trailing_zeros() >= self.shift()
    }
}

/// The open span, without an end.
fn open(now: &Now) -> Span {
    Span {
        task: now.task,
        chunk: now.chunk,
        ..Span::new(now.kind, now.start, Moment::from_nanos(u64::MAX))
    }
}
