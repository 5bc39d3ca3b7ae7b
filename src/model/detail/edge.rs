//! [`Edge`]: what a lane had done by a moment.

use super::{Sums, Use};
use crate::{
    base::{ChunkId, Moment, Nanos},
    trace::{Flags, Kind, Span},
};

/// Of a task that had less of a core than this share is said when it had none: the rest is what
/// measuring and the kernel's own work take.
const WHOLE: f64 = 15.0 / 16.0;

/// What a lane had done by a moment.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Edge {
    /// When that is.
    pub at: Moment,
    /// The first span that had not ended.
    pub index: usize,
    /// How often the lane had begun a task of another chunk than the one before.
    pub turn: u32,
    /// The chunk of the last task that had begun.
    pub chunk: Option<ChunkId>,
    /// The time that it had spent.
    pub sums: Sums,
}

impl Edge {
    /// What was done from an earlier edge up to this one.
    #[must_use]
    pub fn since(&self, earlier: &Self) -> Sums {
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
        match off_core(span) {
            None => self.sums.add(Use::of(span), end.since(start)),
            Some(off) => {
                self.sums.add(Use::of(span), end.min(off).since(start));
                self.sums.add(Use::OffCore, end.since(start.max(off)));
            }
        }
    }
}

/// From when on a task is said to have had no core, where it had none for a part of its time.
/// Nobody knows when that was: it is put at the end.
#[inline]
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a share of a length is not negative and no longer than it"
)]
pub fn off_core(span: &Span) -> Option<Moment> {
    let known = span.kind == Kind::Task && span.flags.has(Flags::CPU);
    // Who waits for something else than a core needs none.
    let with_core = span.cpu.get() + span.waited.get();
    (known && with_core < WHOLE).then(|| {
        let on_core = span.length.get() as f64 * with_core;
        span.start + Nanos::new(on_core as u64)
    })
}
