//! [`LaneRows`]: the rows of each lane of the timeline.
//!
//! Main and the lanes that serve it do little that can be seen, so each gets a single row; the
//! workers share the rest.

use super::Standing;
use crate::{
    log::{Call, LaneKind},
    model::{LaneRow, Run},
};
use ratatui::layout::Rect;
use std::ops::RangeInclusive;

/// The tallest lane.
pub(super) const TALLEST: u16 = 16;

/// Rows of a lane with the gap beside it from which on the gap is two rows.
pub(super) const AIRY: u16 = 12;

/// Lanes that are few enough to count at once: a wider gap among them would seem to mean
/// something. Between two there is only one gap.
const FEW: RangeInclusive<u16> = 3..=4;

/// Rows of the shape that lanes are folded into, where there are so many that it may take them.
const FOLD: u16 = 3;
const FOLDED: u16 = 12;

/// The rows of the lanes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LaneRows {
    /// How many lanes are shown.
    pub(super) shown: usize,
    /// Which of them have a single row. Those behind the last have more.
    low: Vec<bool>,
    /// Rows of every other lane.
    height: u16,
    /// Rows between two lanes.
    gap: u16,
    /// After how many workers there is one row more between two: spare rows make groups that are
    /// counted with ease, instead of an empty stretch at the end.
    group: u16,
    /// Rows for those that have none.
    rest: u16,
}

impl LaneRows {
    /// The rows of a run with all its workers.
    pub(super) fn of(run: &Run, standing: Standing, rows: u16) -> Self {
        Self::among(run, standing, &run.tree(false), false, rows)
    }

    /// The rows of a run with those lanes; those without room are folded or counted.
    /// While a run goes on, room is left for workers that are not there yet, so that no lane moves
    /// when they come.
    pub(super) fn among(
        run: &Run,
        standing: Standing,
        lanes: &[LaneRow<'_>],
        folded: bool,
        rows: u16,
    ) -> Self {
        let low: Vec<_> = lanes.iter().map(|row| row.is_low).collect();
        let count = low.iter().filter(|&&is_low| is_low).count();
        let workers = lanes.len() - count;
        let is_growing = standing == Standing::Live && workers >= run.workers().count();
        let planned = run.planned().filter(|_| is_growing);
        let planned = planned.map(|planned| planned.worker_lanes().min(planned.task_count()));
        let expected = match planned {
            None | Some(0) => 0,
            Some(workers) => count.max(1) + workers as usize,
        };
        let rest = match rows {
            _ if !folded => 1,
            FOLDED.. => FOLD,
            _ => 1,
        };
        let fitted = Self::fit(lanes.len(), lanes.len().max(expected), low, rows, rest);
        if has_brackets(run) {
            return fitted.without_gap();
        }
        fitted
    }

    /// With brackets above each lane, a row between low lanes is of more use as one of those.
    fn without_gap(self) -> Self {
        if self.gap != 1 || self.height > 3 {
            return self;
        }
        Self {
            height: self.height + 1,
            gap: 0,
            ..self
        }
    }

    fn fit(lanes: usize, places: usize, mut low: Vec<bool>, rows: u16, rest: u16) -> Self {
        let places = places.max(1);
        // Lanes without a worker below them have all the room.
        if low.iter().filter(|&&is_low| is_low).count() >= places {
            low.clear();
        }
        let is_low = low;
        let low = is_low.iter().filter(|&&is_low| is_low).count();
        let few = u16::try_from(low).unwrap_or(u16::MAX);
        if places > usize::from(rows) {
            return Self {
                shown: lanes.min(usize::from(rows.saturating_sub(rest))),
                low: is_low,
                height: 1,
                gap: 0,
                group: u16::MAX,
                rest,
            };
        }
        let workers = u16::try_from(places - low).unwrap_or(u16::MAX);
        // Each with the gap above it; the topmost lane has none.
        let rows = if low > 0 { rows - few } else { rows + 1 };
        let (height, gap) = match rows / workers {
            0 | 1 => (1, 0),
            each if each > AIRY => ((each - 2).min(TALLEST), 2),
            each => (each - 1, 1),
        };
        // Without low lanes, one more than there are: for the gap above the topmost, which has none.
        let spare = u16::from(low == 0 && gap == 0);
        let left = rows.saturating_sub(workers * (height + gap) + spare);
        // Beyond two rows between lanes there is room enough, and few lanes make no groups.
        let group = if gap > 1 || FEW.contains(&workers) {
            u16::MAX
        } else {
            workers.div_ceil(left + 1)
        };
        Self {
            shown: lanes,
            low: is_low,
            height,
            gap,
            group,
            rest: 0,
        }
    }

    /// The rows below the lanes that are for those without a row.
    pub(super) fn rest(&self, area: Rect) -> Rect {
        let rest = self.rest.min(area.height);
        Rect {
            y: area.bottom() - rest,
            height: rest,
            ..area
        }
    }

    /// The place of a lane in the area of all of them.
    pub(super) fn place(&self, index: usize, area: Rect) -> Rect {
        let is_low = |&&is_low: &&bool| is_low;
        let low = self.low.iter().take(index).filter(is_low).count();
        let [index, low] = [index, low].map(|count| u16::try_from(count).unwrap_or(u16::MAX));
        let taller = index - low;
        let own = self.low.get(usize::from(index)).copied().unwrap_or(false);
        // Each has a gap above it, but the topmost.
        let above = taller.saturating_mul(self.height + self.gap);
        let groups = taller.saturating_sub(1) / self.group.max(1);
        let (top, height) = if own {
            (low.saturating_add(above + groups), 1)
        } else {
            let gap = if self.low.contains(&true) {
                self.gap
            } else {
                0
            };
            let more = taller / self.group.max(1);
            (low.saturating_add(above + gap + more), self.height)
        };
        let top = top.min(area.height);
        Rect {
            y: area.y + top,
            height: height.min(area.height - top),
            ..area
        }
    }
}

/// Whether brackets above bars say what encloses them: other slices, or their chunk.
fn has_brackets(run: &Run) -> bool {
    let mut lanes = run.lanes.iter();
    let calls = run.watched().map_or(&[][..], |watched| &watched.calls);
    lanes.any(|lane| lane.info.kind == LaneKind::Outer) || calls.iter().any(Call::has_large_chunks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_grow_with_the_room_and_are_counted_when_there_is_none() {
        let fit = |lanes, rows| {
            let rows = LaneRows::fit(lanes, lanes, vec![true], rows, 1);
            (rows.shown, rows.height, rows.gap)
        };
        assert_eq!(fit(3, 14), (3, 5, 1));
        assert_eq!(fit(3, 40), (3, TALLEST, 2));
        assert_eq!(fit(5, 9), (5, 1, 1));
        assert_eq!(fit(9, 9), (9, 1, 0));
        assert_eq!(fit(65, 10), (9, 1, 0));
        assert_eq!(fit(3, 0), (0, 1, 0));
        assert_eq!(fit(0, 5), (0, 5, 1));
        for (lanes, low) in (1..40).flat_map(|lanes| [(lanes, 1), (lanes, 3)]) {
            for rows in 1..60 {
                let area = Rect::new(0, 0, 9, rows);
                let fitted = LaneRows::fit(lanes, lanes, vec![true; low], rows, 1);
                let places: Vec<_> = (0..fitted.shown)
                    .map(|lane| fitted.place(lane, area))
                    .collect();
                assert!(places.iter().all(|place| place.height > 0));
                assert!(places.windows(2).all(|two| two[0].bottom() <= two[1].y));
                let mut workers = places.iter().skip(low);
                assert!(workers.all(|place| place.height == fitted.height));
            }
        }
    }

    #[test]
    fn rows_that_are_left_over_part_the_lanes_and_are_not_empty_below_them() {
        let area = Rect::new(0, 0, 9, 28);
        let rows = LaneRows::fit(13, 13, vec![true], area.height, 1);
        let tops: Vec<_> = (1..13).map(|lane| rows.place(lane, area).y).collect();
        assert_eq!(tops, [2, 4, 6, 9, 11, 13, 16, 18, 20, 23, 25, 27]);
    }

    #[test]
    fn workers_that_are_still_to_come_have_their_room() {
        let (early, late) = (
            LaneRows::fit(2, 5, vec![true], 20, 1),
            LaneRows::fit(5, 5, vec![true], 20, 1),
        );
        let area = Rect::new(0, 0, 9, 20);
        assert_eq!(early.place(1, area), late.place(1, area));
    }
}
