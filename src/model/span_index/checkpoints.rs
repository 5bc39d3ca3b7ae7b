//! [`Marks`]: what a lane had done by then, after every so many spans.

use super::{PrefixState, time_bins::Bins};
use crate::{
    base::{ChunkId, Moment, Nanos},
    log::Use,
};
use serde::{Deserialize, Serialize};
use std::iter;

/// Words of a mark before its sums: when it is, and the turn and the chunk then.
const HEAD: usize = 2;

/// Marks of a lane, from early to late; each has a word for every use that the lane knows.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Marks {
    words: Vec<u64>,
    /// Not kept with them: where they come from anywhere, they are counted again.
    #[serde(skip)]
    bins: Bins,
}

impl Marks {
    /// Bytes that a mark of so many uses takes.
    pub(super) const fn each(uses: usize) -> usize {
        (HEAD + uses) * size_of::<u64>() + Bins::EACH
    }

    /// Adds a mark: an edge of the lane behind all others.
    pub(super) fn add(&mut self, edge: &PrefixState, uses: &[Use]) {
        let width = HEAD + uses.len();
        if self.words.capacity() - self.words.len() < width {
            // An eighth more: twice as many would be more than an index may take.
            self.words.reserve_exact(width.max(self.words.len() / 8));
        }
        self.bins.add(edge.at);
        let chunk = edge.chunk.map_or(0, ChunkId::get);
        self.words.push(edge.at.as_nanos());
        self.words
            .push(u64::from(edge.turn) << 32 | u64::from(chunk));
        let sums = uses.iter().map(|&usage| edge.sums.get(usage).get());
        self.words.extend(sums);
    }

    /// Every so many of the marks, with room for so many more uses than they had.
    pub(super) fn widened(&self, uses: usize, more: usize, step: usize) -> Self {
        let kept = self.words.chunks_exact(HEAD + uses).step_by(step);
        let mut marks = Self {
            words: Vec::with_capacity(kept.len() * (HEAD + uses + more)),
            ..Self::default()
        };
        for mark in kept {
            marks.bins.add(Moment::from_nanos(mark[0]));
            marks.words.extend_from_slice(mark);
            marks.words.extend(iter::repeat_n(0, more));
        }
        marks
    }

    /// How many there are.
    pub(super) const fn count(&self) -> usize {
        self.bins.count()
    }

    /// Whether they lie so close together on the average, of a lane that goes as far as `end`.
    pub(super) fn are_within(&self, distance: Nanos, end: Moment) -> bool {
        let begin = self.words.first().copied().map(Moment::from_nanos);
        // Asked for each cell of a screen: a product is quicker than a quotient.
        let reach = distance.get().saturating_mul(self.count() as u64);
        begin.is_some_and(|begin| end.since(begin).get() <= reach)
    }

    /// The number of the last mark that is not behind a moment, and when it is.
    pub(super) fn last_before(&self, at: Moment, uses: usize) -> Option<(usize, Moment)> {
        let moment = |number: usize| self.moment(number, uses);
        let number = Bins::last_before(self.bins.around(at), at, moment)?;
        Some((number, moment(number)))
    }

    /// Looks at what [`last_before`](Self::last_before) will look at for these moments. Of a long
    /// run none of it is in the cache, and memory answers all that are asked for together about as
    /// soon as one.
    pub(super) fn warm(&self, moments: impl Iterator<Item = Moment>, uses: usize) {
        let around: Vec<_> = moments.map(|at| self.bins.around(at)).collect();
        let seen = around.iter().map(|&(low, _)| {
            let before = low.saturating_sub(1) as usize;
            self.moment(before, uses).as_nanos()
        });
        std::hint::black_box(seen.fold(0, u64::wrapping_add));
    }

    /// When a mark is; at the end of time, where there is none.
    #[inline]
    fn moment(&self, number: usize, uses: usize) -> Moment {
        let word = self.words.get(number * (HEAD + uses));
        Moment::from_nanos(word.copied().unwrap_or(u64::MAX))
    }

    /// Moves an edge of the lane on to a mark; which span that is before, the lane knows.
    pub(super) fn load(&self, number: usize, uses: &[Use], edge: &mut PrefixState) {
        let width = HEAD + uses.len();
        let Some(words) = self.words.get(number * width..(number + 1) * width) else {
            return;
        };
        edge.at = Moment::from_nanos(words[0]);
        (edge.turn, edge.chunk) = turn_and_chunk(words[1]);
        for (&usage, &time) in uses.iter().zip(&words[HEAD..]) {
            edge.sums.set(usage, Nanos::new(time));
        }
    }

    /// Bytes of memory that they take besides their own size.
    pub(super) const fn memory(&self) -> usize {
        self.words.capacity() * size_of::<u64>() + self.bins.memory()
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
