//! [`Reach`]: the moves of the cursor in a run: along a lane, to the next one, to the next edge.

use super::{jump, viewport::Way};
use crate::{
    base::{Moment, Nanos},
    log::Lane,
    model::Run,
    ui::Cursor,
};

/// Spans among which the longest is looked for.
const MOST_SPANS: usize = 20_000;

/// A run, and how far one can go in it.
#[derive(Clone, Copy)]
pub(in crate::ui) struct Reach<'a> {
    pub(in crate::ui) run: &'a Run,
    /// When it began.
    pub(in crate::ui) origin: Moment,
    /// When it ended, or the present.
    pub(in crate::ui) present: Moment,
}

impl Reach<'_> {
    /// The time from the beginning to a moment.
    pub(in crate::ui) fn time(self, at: Moment) -> Nanos {
        at.since(self.origin)
    }

    /// To the next edge that is at least so far away, or just so far; not beyond what there is.
    pub(in crate::ui) fn step(
        self,
        from: Moment,
        grain: Nanos,
        way: Way,
        edge: impl Fn(Moment) -> Option<Moment>,
    ) -> Moment {
        // An edge that is just so far away counts.
        let near = grain.saturating_sub(Nanos::new(1));
        let at = match way {
            Way::Later => edge(from + near).unwrap_or(from + grain),
            Way::Earlier => {
                let before = from.as_nanos().saturating_sub(near.get());
                let before = Moment::from_nanos(before);
                edge(before).unwrap_or(before)
            }
        };
        at.min(self.present.max(from)).max(self.origin)
    }
}

/// Where the cursor is before it was moved: on the longest task, or while others may become
/// longer, and where there are too many to look through for each frame, on the first one.
pub(in crate::ui) fn usual(run: &Run) -> Option<Cursor> {
    let spans: usize = run.flow().map(|lane| lane.spans.len()).sum();
    if run.is_over() && spans <= MOST_SPANS {
        let longest = jump::straggler(run);
        if longest.is_some() {
            return longest;
        }
    }
    let first = run.workers().next().or_else(|| run.flow().next())?;
    let task = first.spans.iter().find(|span| span.kind.is_of_task());
    let at = task.map(|span| span.start).or(run.began())?;
    let lane = first.info.lane;
    Some(Cursor { lane, at })
}

pub(in crate::ui) fn lane(run: &Run, cursor: Cursor) -> Option<&Lane> {
    run.flow().find(|lane| lane.info.lane == cursor.lane)
}

/// Along the lane to the next edge that is far enough away to be another place.
pub(in crate::ui) fn along(cursor: Cursor, way: Way, reach: Reach<'_>, grain: Nanos) -> Cursor {
    let lane = lane(reach.run, cursor);
    let next = |from| jump::edge(lane?, from, way);
    let at = reach.step(cursor.at, grain, way, next);
    Cursor { at, ..cursor }
}
