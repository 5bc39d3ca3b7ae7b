//! [`Shade`]: which of two colours the tasks of a chunk have, by one rule for all pictures; and
//! [`Shaded`]: the spans of a lane with it.
//!
//! The chunks of a lane take turns, in the order in which the lane did them, from its first one on. So
//! a chunk has its shade wherever a picture begins and however large it is, and a chunk that the lane
//! left and came back to is two. Chunks that are most often narrower than a cell of the picture take
//! no turns, for those would be a flicker that tells nothing; only the widest do. Some turns among
//! many that are not drawn would be taken for groups.

use crate::{
    base::{ChunkId, Nanos},
    log::{Kind, Span},
};

/// Which of two colours a chunk has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shade {
    /// The shade of the first chunk, and of all that take no turns.
    #[default]
    A,
    /// The shade of the second chunk.
    B,
}

impl Shade {
    /// The shade of the chunk that a lane does as its first, second…
    #[must_use]
    pub const fn of_turn(turn: u32) -> Self {
        if turn.is_multiple_of(2) {
            Self::B
        } else {
            Self::A
        }
    }
}

/// Spans of a lane, each with the shade of its chunk.
pub struct Shaded<'a> {
    spans: &'a [Span],
    /// How many chunks the lane has begun, and the last of them.
    turn: u32,
    chunk: Option<ChunkId>,
    /// The shade of the chunk, once its first task has been seen.
    shade: Option<Shade>,
    /// A chunk that takes less time has no turn.
    least: Nanos,
}

impl<'a> Shaded<'a> {
    /// The spans in a picture with cells of that much time. Before these spans the lane had begun
    /// so many chunks, the last of which is given.
    #[must_use]
    pub fn new(spans: &'a [Span], (turn, chunk): (u32, Option<ChunkId>), cell: Nanos) -> Self {
        let least = if cell > Nanos::ZERO && pitch(spans) < cell {
            cell * 2
        } else {
            Nanos::ZERO
        };
        Self {
            spans,
            turn,
            chunk,
            shade: None,
            least,
        }
    }

    /// Whether the chunk of the task that comes first is wide enough to be told from its neighbours.
    fn is_wide(&self, task: &Span) -> bool {
        self.least == Nanos::ZERO || {
            let whole = self.spans.iter();
            let whole = whole.filter(|next| next.kind == Kind::Task);
            let last = whole.take_while(|next| next.chunk == task.chunk).last();
            last.is_some_and(|last| last.end().since(task.start) >= self.least)
        }
    }
}

impl<'a> Iterator for Shaded<'a> {
    type Item = (&'a Span, Shade);

    fn next(&mut self) -> Option<Self::Item> {
        let (span, rest) = self.spans.split_first()?;
        if span.kind == Kind::Task && (self.shade.is_none() || self.chunk != Some(span.chunk)) {
            if self.chunk.replace(span.chunk) != Some(span.chunk) {
                self.turn = self.turn.wrapping_add(1);
            }
            let shade = Shade::of_turn(self.turn);
            let is_wide = self.is_wide(span);
            self.shade = Some(if is_wide { shade } else { Shade::A });
        }
        self.spans = rest;
        Some((span, self.shade.unwrap_or_default()))
    }
}

/// The mean time from the beginning of a chunk to that of the next.
fn pitch(spans: &[Span]) -> Nanos {
    let mut tasks = spans.iter().filter(|span| span.kind == Kind::Task);
    let Some(first) = tasks.next() else {
        return Nanos::ZERO;
    };
    let (mut last, mut chunks) = (first, 1);
    for task in tasks {
        chunks += u64::from(task.chunk != last.chunk);
        last = task;
    }
    last.end().since(first.start) / chunks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Moment;

    /// Tasks of one chunk each, that take so long one after another.
    fn lane(chunks: &[(u32, u64)]) -> Vec<Span> {
        let mut at = Moment::from_nanos(1000);
        let spans = chunks.iter().map(|&(chunk, length)| {
            let start = at;
            at = start + Nanos::new(length);
            Span {
                chunk: ChunkId::new(chunk),
                ..Span::new(Kind::Task, start, at)
            }
        });
        spans.collect()
    }

    fn shades(spans: &[Span], before: (u32, Option<ChunkId>), cell: u64) -> String {
        let shaded = Shaded::new(spans, before, Nanos::new(cell));
        let letters = shaded.map(|(_, shade)| if shade == Shade::A { 'A' } else { 'B' });
        letters.collect()
    }

    #[test]
    fn chunks_take_turns_as_the_lane_did_them_wherever_a_picture_begins() {
        let spans = lane(&[(0, 8), (0, 8), (7, 8), (2, 8), (0, 8)]);
        assert_eq!(shades(&spans, (0, None), 1), "AABAB");
        // Within the first chunk, behind it, and behind the second.
        for (from, turn, chunk) in [(1, 1, 0), (2, 1, 0), (3, 2, 7)] {
            let rest = &"AABAB"[from..];
            let before = (turn, Some(ChunkId::new(chunk)));
            assert_eq!(shades(&spans[from..], before, 1), rest);
        }
    }

    #[test]
    fn of_chunks_narrower_than_a_cell_only_the_widest_take_turns() {
        let spans = lane(&[(0, 2), (1, 2), (2, 2), (3, 30), (4, 2), (5, 2)]);
        assert_eq!(shades(&spans, (0, None), 10), "AAABAA");
        // All do in a finer picture, and the wide one looks as before.
        assert_eq!(shades(&spans, (0, None), 2), "ABABAB");
    }
}
