//! [`Seen`]: the lanes that are on the screen, and how many are above and below.

use super::{PaneContext, Standing, rows::LaneRows};
use crate::{
    base::{LaneId, Nanos},
    log::{Lane, Use},
    model::{LaneRow, Run, row_of},
    ui::{LaneFilter, LaneOrder, Lanes},
};
use std::cmp::Reverse;

/// The rows that are on the screen.
pub(super) struct Seen<'a> {
    /// The rows from top to bottom; those at the top that are no worker's stay.
    pub(super) lanes: Vec<LaneRow<'a>>,
    /// Their places.
    pub(super) rows: LaneRows,
    /// How many have left at the top.
    pub(super) above: usize,
    /// How many there is no room for.
    pub(super) below: usize,
}

impl<'a> Seen<'a> {
    pub(super) fn of(
        look: &PaneContext<'_>,
        run: &'a Run,
        standing: Standing,
        height: u16,
    ) -> Self {
        let asked = look.view.panes.timeline.lanes;
        let mut lanes = all(run, standing, asked);
        let rows = LaneRows::among(run, standing, &lanes, asked.folded, height);
        let fixed = fixed(&lanes).min(rows.shown);
        let room = rows.shown - fixed;
        let rest = lanes.len() - fixed;
        let above = asked.first.min(rest.saturating_sub(room));
        lanes.drain(fixed..fixed + above);
        lanes.truncate(rows.shown);
        Self {
            lanes,
            rows,
            above,
            below: rest.saturating_sub(above + room),
        }
    }
}

/// How many rows at the top stay where they are.
fn fixed(lanes: &[LaneRow<'_>]) -> usize {
    lanes.iter().take_while(|row| row.is_low).count()
}

/// How many rows must leave at the top so that a lane is visible; `None` where it is, or is not
/// among them.
pub(super) fn first_to_show(
    look: &PaneContext<'_>,
    run: &Run,
    standing: Standing,
    height: u16,
    lane: LaneId,
) -> Option<usize> {
    let seen = Seen::of(look, run, standing, height);
    let lanes = all(run, standing, look.view.panes.timeline.lanes);
    let index = row_of(&lanes, lane)?.checked_sub(fixed(&lanes))?;
    let room = (lanes.len() - fixed(&lanes)).saturating_sub(seen.above + seen.below);
    match index {
        _ if room == 0 => None,
        index if index < seen.above => Some(index),
        index if index >= seen.above + room => Some(index + 1 - room),
        _ => None,
    }
}

/// All rows to show, whether there is room for them or not, from top to bottom.
pub(super) fn all(run: &Run, standing: Standing, asked: Lanes) -> Vec<LaneRow<'_>> {
    let tree = run.tree(asked.unfolded);
    let is_usual = (asked.order, asked.filter) == <(LaneOrder, LaneFilter)>::default();
    if is_usual {
        return tree;
    }
    // Workers in another order are below none.
    let low = tree.into_iter().take_while(|row| row.is_low);
    let workers = workers(run, standing, asked);
    low.chain(workers.into_iter().map(LaneRow::flat)).collect()
}

/// The workers to show, all of them, from top to bottom.
fn workers(run: &Run, standing: Standing, lanes: Lanes) -> Vec<&Lane> {
    let mut workers: Vec<_> = run.workers().collect();
    match lanes.filter {
        LaneFilter::All => {}
        LaneFilter::Failures => workers.retain(|lane| has_failed(run, lane)),
        LaneFilter::Idle => {
            let all: Nanos = workers.iter().map(|lane| busy(run, lane)).sum();
            let mean = all / workers.len().max(1) as u64;
            workers.retain(|lane| busy(run, lane) < mean);
        }
    }
    if standing != Standing::Live {
        match lanes.order {
            LaneOrder::Number => {}
            LaneOrder::Busy => workers.sort_by_key(|lane| Reverse(busy(run, lane))),
            LaneOrder::End => workers.sort_by_key(|lane| Reverse(run.worked(lane))),
        }
    }
    workers
}

/// The time that a lane spent on tasks.
fn busy(run: &Run, lane: &Lane) -> Nanos {
    let detail = run.detail(lane);
    detail.map_or(Nanos::ZERO, |detail| detail.all().sums.busy())
}

/// Whether a worker died on it, or a task failed.
fn has_failed(run: &Run, lane: &Lane) -> bool {
    let sums = run.detail(lane).map(|detail| detail.all().sums);
    let time = |usage| sums.map_or(Nanos::ZERO, |sums| sums.get(usage));
    time(Use::Failed) + time(Use::Killed) > Nanos::ZERO
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::scenario;

    fn order(order: LaneOrder, filter: LaneFilter, standing: Standing) -> Vec<u32> {
        let run = scenario::run(
            "set workload=primes tasks=4 mode=pool workers=3
            serial 40ms
            main: blocked 0ms 30ms
            w1: task 0 0ms 10ms
            w2: task 1 0ms 25ms
            w3: task? 2 0ms 5ms | wait 5ms 20ms | task 3 20ms 30ms
            end 30ms",
        );
        let lanes = Lanes {
            order,
            filter,
            ..Lanes::default()
        };
        let workers = workers(&run, standing, lanes);
        workers.iter().map(|lane| lane.info.number).collect()
    }

    #[test]
    fn lanes_come_in_the_order_that_was_asked_for_but_keep_their_places_while_they_grow() {
        let all = |one, standing| order(one, LaneFilter::All, standing);
        assert_eq!(all(LaneOrder::Number, Standing::Done), [1, 2, 3]);
        assert_eq!(all(LaneOrder::Busy, Standing::Done), [2, 3, 1]);
        assert_eq!(all(LaneOrder::End, Standing::Done), [3, 2, 1]);
        assert_eq!(all(LaneOrder::Busy, Standing::Live), [1, 2, 3]);
    }

    #[test]
    fn only_the_lanes_that_were_asked_for_are_left() {
        let some = |filter| order(LaneOrder::Number, filter, Standing::Done);
        assert_eq!(some(LaneFilter::Failures), [3]);
        assert_eq!(some(LaneFilter::Idle), [1, 3]);
    }
}
