//! [`Transfers`]: how much of the time between short chunks is hand-over.

use crate::{
    base::{Moment, Nanos},
    log::{Flags, Kind, Lane, Span},
};

/// Of chunks that follow each other closer than this, most have a merged span in between.
const SHORT: Nanos = Nanos::from_micros(100);

/// The time between the short chunks of a lane, where each of its parts was noted: it sends, waits and
/// receives.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Transfers {
    /// How long it sent and received.
    moved: Nanos,
    /// How long all of that took, the waiting included.
    whole: Nanos,
    /// The last send, until the next chunk is received: when it began, and how long it took.
    sent: Option<(Moment, Nanos)>,
}

impl Transfers {
    /// Those of a lane.
    pub(super) fn of(lane: &Lane) -> Self {
        let mut all = Self::default();
        for span in &lane.spans {
            all.add(span);
        }
        all
    }

    /// Adds the next span of the lane.
    #[inline]
    pub(super) fn add(&mut self, span: &Span) {
        match span.kind {
            Kind::Send if !is_merged_send(span) => self.sent = Some((span.start, span.length)),
            Kind::Wait => {}
            Kind::Receive => {
                if let Some((began, sending)) = self.sent.take() {
                    let whole = span.end().since(began);
                    if whole < SHORT {
                        self.moved += sending + span.length;
                        self.whole += whole;
                    }
                }
            }
            _ => self.sent = None,
        }
    }

    /// The hand-over in the time of merged spans, which have the waiting in them: as much as there was where
    /// the parts were noted, or all of it where they never were.
    pub(super) fn part_of(self, merged: Nanos) -> Nanos {
        if self.whole == Nanos::ZERO {
            return merged;
        }
        let share = self.moved.as_secs_f64() / self.whole.as_secs_f64();
        Nanos::from_secs_f64(merged.as_secs_f64() * share)
    }
}

/// Whether a span is the time from the end of a chunk to the next one: sending, waiting and receiving.
pub(super) const fn is_merged_send(span: &Span) -> bool {
    matches!(span.kind, Kind::Send) && span.flags.has(Flags::MERGED)
}
