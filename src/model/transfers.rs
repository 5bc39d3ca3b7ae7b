//! [`Transfers`]: how much of the time between short chunks is hand-over.

use crate::{
    base::{Moment, Nanos},
    log::{Flags, Kind, Lane},
};

/// Of chunks that follow each other closer than this, most have a merged span in between.
const SHORT: Nanos = Nanos::from_micros(100);

/// The time between two short chunks of a lane, where each of its parts was noted: it sends, waits and
/// receives.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Transfers {
    /// How long it sent and received.
    moved: Nanos,
    /// How long all of that took, the waiting included.
    whole: Nanos,
}

impl Transfers {
    /// Those of a lane.
    pub(super) fn of(lane: &Lane) -> Self {
        let mut all = Self::default();
        let (mut moved, mut began) = (Nanos::ZERO, None::<Moment>);
        for span in &lane.spans {
            match span.kind {
                Kind::Send if !span.flags.has(Flags::MERGED) => {
                    (moved, began) = (span.length, Some(span.start));
                }
                Kind::Wait => {}
                Kind::Receive => {
                    let whole = began.map(|began| span.end().since(began));
                    if let Some(whole) = whole.filter(|&whole| whole < SHORT) {
                        all.moved += moved + span.length;
                        all.whole += whole;
                    }
                    began = None;
                }
                _ => began = None,
            }
        }
        all
    }

    /// The hand-over in the time of a merged span, which has the waiting in it: as much as there was where
    /// the parts were noted, or all of it where they never were.
    pub(super) fn part_of(self, merged: Nanos) -> Nanos {
        if self.whole == Nanos::ZERO {
            return merged;
        }
        let share = self.moved.as_secs_f64() / self.whole.as_secs_f64();
        Nanos::from_secs_f64(merged.as_secs_f64() * share)
    }
}
