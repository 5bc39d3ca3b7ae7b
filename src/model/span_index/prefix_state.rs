//! [`PrefixState`]: what a lane had done by a moment.

use super::PrefixSums;
use crate::{
    base::{ChunkId, Moment, Nanos, Ratio},
    log::{Flags, Kind, Span, Use},
};

/// A task that had less of a core than this share is said to have had none for a while: the rest is
/// the cost of measuring and of the kernel's own work.
const WHOLE: f64 = 15.0 / 16.0;

/// The state of a lane at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct PrefixState {
    /// The moment.
    pub at: Moment,
    /// The first span that had not ended.
    pub index: usize,
    /// How often the lane had begun a task of another chunk than the one before.
    pub turn: u32,
    /// The chunk of the last task that had begun.
    pub chunk: Option<ChunkId>,
    /// The time that it had spent.
    pub sums: PrefixSums,
}

impl PrefixState {
    /// The sums from an earlier edge up to this one.
    #[must_use]
    pub fn since(&self, earlier: &Self) -> PrefixSums {
        self.sums.less(&earlier.sums)
    }

    /// Goes past a span.
    #[inline]
    pub(super) fn pass(&mut self, span: &Span) {
        self.turn(span);
        self.spend(span, span.end());
        self.index += 1;
    }

    /// Takes in what of a span is before a moment.
    pub(super) fn enter(&mut self, span: &Span, until: Moment) {
        if span.start < until {
            self.turn(span);
            self.spend(span, span.end().min(until));
        }
    }

    /// Notes that a task of another chunk has begun, if it has.
    #[inline]
    fn turn(&mut self, span: &Span) {
        if span.kind == Kind::Task && self.chunk != Some(span.chunk) {
            self.chunk = Some(span.chunk);
            self.turn = self.turn.saturating_add(1);
        }
    }

    /// Counts the time of a span that ends, or is looked at, then.
    #[inline]
    fn spend(&mut self, span: &Span, end: Moment) {
        let start = span.start.max(self.at);
        self.at = self.at.max(end);
        if end <= start {
            return;
        }
        let length = end.since(start);
        let off = off_core(span).map_or(Nanos::ZERO, |share| {
            off_by(span, share, end).saturating_sub(off_by(span, share, start))
        });
        self.sums.add(Use::of(span), length.saturating_sub(off));
        if off > Nanos::ZERO {
            self.sums.add(Use::OffCore, off);
        }
    }
}

/// The share of a task's time in which it had no core, where that is known and not too little to be
/// told from the cost of measuring. When that was is unknown: it holds for all of its time.
#[inline]
#[must_use]
pub fn off_core(span: &Span) -> Option<Ratio> {
    let known = span.kind == Kind::Task && span.flags.has(Flags::CPU);
    // A task that waits for something else than a core needs none.
    let with_core = span.cpu.get() + span.waited.get();
    (known && with_core < WHOLE).then(|| Ratio::new(1.0 - with_core))
}

/// How long a task with that share had had no core by a moment, in whole nanoseconds: what lies
/// between two moments adds up, wherever a span is cut.
#[inline]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share is at most one, and the product at most the length"
)]
pub(super) fn off_by(span: &Span, share: Ratio, at: Moment) -> Nanos {
    const WHOLE: f64 = 4_294_967_296.0;
    let share = (share.get() * WHOLE) as u64;
    let length = u128::from(at.since(span.start).get());
    Nanos::new(((length * u128::from(share)) >> 32) as u64)
}
