//! The targets of jumps: pure functions of a run and of the cursor's place.
//!
//! They look at every span that there is, which takes milliseconds for a million of them: a key
//! may take that long, a frame may not.

use crate::ui::pane::timeline::viewport::Way;
use crate::{
    base::{Moment, Nanos},
    log::{Flags, Kind, Lane, Span},
    model::{Doing, Run, SpanAtCursor},
    ui::Cursor,
};
use std::cmp::Reverse;

/// The task that took longest of all.
pub(in crate::ui) fn straggler(run: &Run) -> Option<Cursor> {
    let tasks = run.flow().flat_map(|lane| {
        let tasks = lane.spans.iter().filter(|span| span.kind == Kind::Task);
        tasks.map(|span| (span.length, cursor(lane, span.start)))
    });
    tasks.max_by_key(|(length, _)| *length).map(|(_, at)| at)
}

/// The next time, or the last before, that a worker was idle for so long.
pub(in crate::ui) fn gap(run: &Run, from: Cursor, way: Way, least: Nanos) -> Option<Cursor> {
    let places = run.workers().flat_map(|lane| {
        let starts = gaps(lane, run.end(from.at), least);
        starts.map(|start| cursor(lane, start))
    });
    nearest(places, from, way)
}

/// The beginning of the longest idle time of all workers; the first of several.
pub(in crate::ui) fn longest_gap(run: &Run) -> Option<Cursor> {
    let places = run.workers().flat_map(|lane| {
        let gaps = stillness(lane, run.end(Moment::default()));
        gaps.map(|(from, to)| (to.since(from), cursor(lane, from)))
    });
    let longest = places.max_by_key(|(length, place)| (*length, Reverse((place.at, place.lane))));
    longest.map(|(_, place)| place)
}

/// The moments at which a lane begins to be idle for so long.
fn gaps(lane: &Lane, end: Moment, least: Nanos) -> impl Iterator<Item = Moment> {
    stillness(lane, end)
        .filter(move |(from, to)| to.since(*from) >= least.max(Nanos::new(1)))
        .map(|(from, _)| from)
}

/// The idle times of a lane, each from its beginning to its end.
fn stillness(lane: &Lane, end: Moment) -> impl Iterator<Item = (Moment, Moment)> {
    let waits = lane.spans.iter().filter(|span| span.kind == Kind::Wait);
    let waits = waits.map(|span| (span.start, span.end()));
    let pairs = lane.spans.windows(2);
    let between = pairs.map(|pair| (pair[0].end(), pair[1].start));
    let behind = lane.now.is_none().then(|| lane.spans.last()).flatten();
    let behind = behind.map(|last| (last.end(), end));
    waits.chain(between).chain(behind)
}

/// The next, or the last before, of what is marked: a worker that died or was replaced, a task
/// that failed, a bookmark.
pub(in crate::ui) fn mark(
    run: &Run,
    bookmarks: &[Moment],
    from: Cursor,
    way: Way,
) -> Option<Cursor> {
    let lane = |at: &crate::model::Incident| run.flow().find(|lane| lane.info.lane == at.lane);
    let incidents = run.incidents().iter();
    let incidents = incidents.filter_map(|at| {
        // A death is at the end of a span, and there the next may have begun.
        let died = u64::from(at.what == Flags::KILLED);
        let moment = Moment::from_nanos(at.at.as_nanos().saturating_sub(died));
        Some(cursor(lane(at)?, moment))
    });
    let failures = run.flow().flat_map(|lane| {
        let failed = lane.spans.iter();
        let failed = failed.filter(|span| span.flags.has(Flags::FAILED));
        failed.map(|span| cursor(lane, span.start))
    });
    let bookmarks = bookmarks.iter().map(|&at| Cursor { at, ..from });
    nearest(incidents.chain(failures).chain(bookmarks), from, way)
}

/// The nearest of some places that is later, or earlier; at the same time, further down or up.
fn nearest(places: impl Iterator<Item = Cursor>, from: Cursor, way: Way) -> Option<Cursor> {
    let key = |place: &Cursor| (place.at, place.lane);
    match way {
        Way::Later => places.filter(|at| key(at) > key(&from)).min_by_key(key),
        Way::Earlier => places.filter(|at| key(at) < key(&from)).max_by_key(key),
    }
}

/// The next moment on a lane at which something begins or ends.
pub(in crate::ui) fn edge(lane: &Lane, from: Moment, way: Way) -> Option<Moment> {
    let glance = SpanAtCursor::at(lane, from);
    match way {
        Way::Later => glance.end.filter(|&end| end > from),
        Way::Earlier => {
            let before = |start: Moment| {
                let just = Moment::from_nanos(start.as_nanos().checked_sub(1)?);
                SpanAtCursor::at(lane, just).start
            };
            let start = glance.start?;
            if start < from {
                Some(start)
            } else {
                before(start)
            }
        }
    }
}

/// The beginning and the end of the task that a lane has there, with all its parts; of any other
/// span, of that alone.
pub(in crate::ui) fn task(lane: &Lane, at: Moment, present: Moment) -> Option<(Moment, Moment)> {
    let part = |span: &Span, of: &Span| span.kind.is_of_task() && span.task == of.task;
    stretch(lane, at, present, part)
}

/// The beginning and the end of all tasks of that task's chunk.
pub(in crate::ui) fn chunk(lane: &Lane, at: Moment, present: Moment) -> Option<(Moment, Moment)> {
    let part = |span: &Span, of: &Span| span.kind.is_of_task() && span.chunk == of.chunk;
    stretch(lane, at, present, part)
}

fn stretch(
    lane: &Lane,
    at: Moment,
    present: Moment,
    part: impl Fn(&Span, &Span) -> bool,
) -> Option<(Moment, Moment)> {
    let glance = SpanAtCursor::at(lane, at);
    let here = (glance.start?, glance.end.unwrap_or(present));
    let Doing::Done(span) = glance.doing else {
        return Some(here);
    };
    if !span.kind.is_of_task() {
        return Some(here);
    }
    // Between two parts of a task there may be a lock, or a wait for a disk.
    let mut found = here;
    for other in lane.spans.iter().filter(|other| part(other, &span)) {
        found = (found.0.min(other.start), found.1.max(other.end()));
    }
    Some(found)
}

const fn cursor(lane: &Lane, at: Moment) -> Cursor {
    Cursor {
        lane: lane.info.lane,
        at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::LaneId,
        model::scenario::{self, at},
    };

    const RUN: &str = "set mode=pool workers=2 tasks=5 chunksize=2
        main: create 0ms 2ms | blocked 2ms 60ms
        w1: start-up@ 2ms 4ms | task 0/0 4ms 9ms | task 1/0 9ms 14ms | wait 14ms 20ms \
            | task? 4/2 20ms 24ms
        w2: start-up 2ms 4ms | task 2/1 4ms 12ms | lock 12ms 13ms | task 3/1 13ms 40ms
        end 60ms";

    fn place(lane: u16, moment: &str) -> Cursor {
        Cursor {
            lane: LaneId::new(lane),
            at: at(moment),
        }
    }

    #[test]
    fn jumps_lead_to_what_holds_a_run_up() {
        let run = scenario::run(RUN);
        assert_eq!(straggler(&run), Some(place(2, "13ms")));
        let next = |from| gap(&run, from, Way::Later, Nanos::from_millis(1));
        let first = next(place(1, "0ms"));
        assert_eq!(first, Some(place(1, "14ms")));
        let second = next(first.unwrap());
        assert_eq!(second, Some(place(1, "24ms")));
        assert_eq!(next(second.unwrap()), Some(place(2, "40ms")));
        assert_eq!(next(place(2, "40ms")), None);
        assert_eq!(longest_gap(&run), Some(place(1, "24ms")));
        let back = gap(&run, place(2, "40ms"), Way::Earlier, Nanos::from_millis(10));
        assert_eq!(back, Some(place(1, "24ms")));
    }

    #[test]
    fn marks_are_visited_in_the_order_of_time() {
        let run = scenario::run(RUN);
        let bookmarks = [at("30ms")];
        let mut here = place(1, "0ms");
        let mut seen = Vec::new();
        while let Some(next) = mark(&run, &bookmarks, here, Way::Later) {
            seen.push(next);
            here = next;
        }
        assert_eq!(seen, [place(1, "2ms"), place(1, "20ms"), place(1, "30ms")]);
        assert_eq!(mark(&run, &bookmarks, here, Way::Earlier), Some(seen[1]));
    }

    #[test]
    fn edges_lead_through_a_lane_and_back() {
        let run = scenario::run(RUN);
        let lane = &run.lanes[1];
        let mut here = at("0ms");
        let mut seen = vec![here];
        while let Some(next) = edge(lane, here, Way::Later) {
            seen.push(next);
            here = next;
        }
        let times = ["0ms", "2ms", "4ms", "9ms", "14ms", "20ms", "24ms"];
        assert_eq!(seen, times.map(at));
        assert_eq!(edge(lane, at("24ms"), Way::Earlier), Some(at("20ms")));
        assert_eq!(edge(lane, at("10ms"), Way::Earlier), Some(at("9ms")));
        assert_eq!(edge(lane, at("2ms"), Way::Earlier), None);
    }

    #[test]
    fn a_chunk_is_all_of_its_tasks() {
        let run = scenario::run(RUN);
        let of = |moment: &str| chunk(&run.lanes[1], at(moment), at("60ms"));
        assert_eq!(of("10ms"), Some((at("4ms"), at("14ms"))));
        let of = |moment: &str| task(&run.lanes[1], at(moment), at("60ms"));
        assert_eq!(of("10ms"), Some((at("9ms"), at("14ms"))));
        assert_eq!(of("15ms"), Some((at("14ms"), at("20ms"))));
        assert_eq!(of("1ms"), None);
    }
}
