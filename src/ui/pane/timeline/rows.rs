//! [`Rows`]: which rows of the timeline are whose.
//!
//! Main does little that can be seen, so it gets a single row; the workers share the rest.

use super::Standing;
use crate::{
    model::Run,
    plan::Mode,
    trace::{Lane, LaneKind},
};
use ratatui::layout::Rect;

/// The tallest lane.
const TALLEST: u16 = 11;

/// The rows of the lanes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rows {
    /// How many lanes are shown.
    pub(super) shown: usize,
    /// Whether the first one is main's, and low.
    main: bool,
    /// Rows of every other lane.
    height: u16,
    /// Rows between two lanes.
    gap: u16,
}

impl Rows {
    /// While a run goes on there is room also for workers that are not there yet: lanes that
    /// others make room for would all be drawn anew.
    pub(super) fn of(run: &Run, standing: Standing, rows: u16) -> Self {
        let lanes = run.flow().count();
        let expected = match run.experiment.mode {
            _ if standing != Standing::Live => 0,
            Mode::Serial => 0,
            Mode::Threaded | Mode::Process | Mode::Pool => {
                let workers = run
                    .experiment
                    .worker_count(run.description.machine.usable_cores.max(1));
                1 + workers.min(run.experiment.task_count()) as usize
            }
        };
        let main = is_main(run.flow().next());
        Self::fit(lanes, lanes.max(expected), main, rows)
    }

    fn fit(lanes: usize, places: usize, main: bool, rows: u16) -> Self {
        let main = main && places > 1;
        let places = places.max(1);
        if places > usize::from(rows) {
            return Self {
                shown: lanes.min(usize::from(rows.saturating_sub(1))),
                main,
                height: 1,
                gap: 0,
            };
        }
        let workers = u16::try_from(places - usize::from(main)).unwrap_or(u16::MAX);
        // Each with the gap above it; the topmost lane has none.
        let rows = if main { rows - 1 } else { rows + 1 };
        let (height, gap) = match rows / workers {
            0 | 1 => (1, 0),
            each if each > TALLEST + 1 => (TALLEST, 2),
            each => (each - 1, 1),
        };
        Self {
            shown: lanes,
            main,
            height,
            gap,
        }
    }

    /// Where a lane is in the area of all of them.
    pub(super) fn place(self, index: usize, area: Rect) -> Rect {
        let index = u16::try_from(index).unwrap_or(u16::MAX);
        let (top, height) = match (self.main, index) {
            (true, 0) => (0, 1),
            (true, _) => (
                (index - 1)
                    .saturating_mul(self.height + self.gap)
                    .saturating_add(1 + self.gap),
                self.height,
            ),
            (false, _) => (index.saturating_mul(self.height + self.gap), self.height),
        };
        let top = top.min(area.height);
        Rect {
            y: area.y + top,
            height: height.min(area.height - top),
            ..area
        }
    }
}

fn is_main(lane: Option<&Lane>) -> bool {
    lane.is_some_and(|lane| lane.info.kind == LaneKind::Main)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_grow_with_the_room_and_are_counted_when_there_is_none() {
        let fit = |lanes, rows| {
            let rows = Rows::fit(lanes, lanes, true, rows);
            (rows.shown, rows.height, rows.gap)
        };
        assert_eq!(fit(3, 14), (3, 5, 1));
        assert_eq!(fit(3, 40), (3, TALLEST, 2));
        assert_eq!(fit(5, 9), (5, 1, 1));
        assert_eq!(fit(9, 9), (9, 1, 0));
        assert_eq!(fit(65, 10), (9, 1, 0));
        assert_eq!(fit(3, 0), (0, 1, 0));
        assert_eq!(fit(0, 5), (0, 5, 1));
        for lanes in 1..40 {
            for rows in 1..60 {
                let area = Rect::new(0, 0, 9, rows);
                let fitted = Rows::fit(lanes, lanes, true, rows);
                let places: Vec<_> = (0..fitted.shown)
                    .map(|lane| fitted.place(lane, area))
                    .collect();
                assert!(places.iter().all(|place| place.height > 0));
                assert!(places.windows(2).all(|two| two[0].bottom() <= two[1].y));
            }
        }
    }

    #[test]
    fn workers_that_are_still_to_come_have_their_room() {
        let (early, late) = (Rows::fit(2, 5, true, 20), Rows::fit(5, 5, true, 20));
        let area = Rect::new(0, 0, 9, 20);
        assert_eq!(early.place(1, area), late.place(1, area));
    }
}
