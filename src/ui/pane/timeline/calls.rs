//! [`CallPlaces`]: the calls of a watched program on the axis: a bracket each above the lanes, in a row of
//! its own where others go on, and the tails that they end with.

use super::{PaneContext, Ruler, parts, row};
use crate::{
    base::Moment,
    log::{Call, Lane, Watched},
    model::Run,
    theme::Look,
    ui::widget::{Bracket, Brackets, CELL, Part},
};
use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};
use std::cmp::Reverse;

/// Spans before the end of a call among which its last task on a lane is looked for.
const LAST: usize = 16;

/// The most calls that are named on one bracket.
const NAMED: usize = 3;

/// The most rows of brackets.
const ROWS: u16 = 3;

/// The calls that are wide enough to be seen.
pub(super) struct CallPlaces(Vec<CallPlace>);

/// A call on the axis.
struct CallPlace {
    call: u32,
    start: Moment,
    end: Moment,
    /// Whether its caller has all results.
    is_over: bool,
    /// Whether no other call that is seen goes on at some time of it.
    is_alone: bool,
    /// The row of brackets in which there is room for it.
    row: u16,
}

impl CallPlaces {
    /// The calls of a run that ended then, or has come as far.
    pub(super) fn of(run: &Run, ruler: Ruler, end: Moment) -> Self {
        let calls = run.watched().map_or(&[][..], |watched| &watched.calls);
        let place = |(index, call): (usize, &Call)| {
            let over = call.ended.or(call.end().filter(|_| run.is_over()));
            let place = CallPlace {
                call: u32::try_from(index).ok()?,
                start: call.began,
                end: over.unwrap_or(end).min(end),
                is_over: over.is_some(),
                is_alone: true,
                row: 0,
            };
            let is_seen = place.start < ruler.end() && place.end > ruler.start();
            let width = ruler
                .place(place.end)
                .saturating_sub(ruler.place(place.start));
            let is_known = call.began > Moment::default();
            (is_known && is_seen && width >= CELL).then_some(place)
        };
        let mut places: Vec<_> = calls.iter().enumerate().filter_map(place).collect();
        // Of calls that begin at once, the one that encloses the others is above them.
        places.sort_by_key(|place| (place.start, Reverse(place.end)));
        let mut ends = [Moment::default(); ROWS as usize];
        for place in &mut places {
            let free = ends.iter().position(|&end| end <= place.start);
            let row = free.unwrap_or(ends.len() - 1);
            ends[row] = ends[row].max(place.end);
            place.row = u16::try_from(row).unwrap_or(0);
        }
        let mut latest = Moment::default();
        for index in 0..places.len() {
            let next = places.get(index + 1).map(|next| next.start);
            let place = &mut places[index];
            place.is_alone = place.start >= latest && next.is_none_or(|next| next >= place.end);
            latest = latest.max(place.end);
        }
        Self(places)
    }

    /// How many rows of brackets they take, at least one.
    pub(super) fn rows(&self) -> u16 {
        1 + self.0.iter().map(|place| place.row).max().unwrap_or(0)
    }

    /// Marks the waiting of a lane for which no task of a call was left.
    pub(super) fn mark_tails(
        &self,
        watched: &Watched,
        lane: &Lane,
        ruler: Ruler,
        tail: Look,
        parts: &mut Vec<Part>,
    ) {
        if !lane.is_worker() {
            return;
        }
        for place in self
            .0
            .iter()
            .filter(|place| place.is_over && place.is_alone)
        {
            let before = lane.spans.partition_point(|span| span.start < place.end);
            let is_of_call = |chunk: usize| {
                watched
                    .chunks
                    .get(chunk)
                    .is_some_and(|one| one.call == place.call)
            };
            let mut last = lane.spans[..before].iter().rev().take(LAST);
            let last = last.find(|span| span.kind.is_of_task() && is_of_call(span.chunk.index()));
            let Some(last) = last else { continue };
            let [start, end] = [last.end(), place.end].map(|at| ruler.place(at));
            if end > start {
                parts::mark_tail(parts, (start, end), tail);
            }
        }
    }
}

/// Draws a bracket with its name above the time of each call; calls for which there is no row share one.
pub(super) fn draw(
    look: &PaneContext<'_>,
    run: &Run,
    ruler: Ruler,
    area: Rect,
    buffer: &mut Buffer,
) {
    let Some(watched) = run.watched() else {
        return;
    };
    let places = CallPlaces::of(run, ruler, run.end(look.view.now)).0;
    let last = area.height.saturating_sub(1);
    for line in 0..area.height {
        let here = places.iter().filter(|place| place.row.min(last) == line);
        draw_row(look, (watched, here), ruler, row(area, line), buffer);
    }
}

fn draw_row<'a>(
    look: &PaneContext<'_>,
    (watched, places): (&Watched, impl Iterator<Item = &'a CallPlace>),
    ruler: Ruler,
    area: Rect,
    buffer: &mut Buffer,
) {
    let mut shared: Vec<(Moment, Moment, Vec<u32>)> = Vec::new();
    for place in places {
        match shared.last_mut() {
            Some((_, end, calls)) if place.start < *end => {
                *end = place.end.max(*end);
                calls.push(place.call);
            }
            _ => shared.push((place.start, place.end, vec![place.call])),
        }
    }
    let named: Vec<_> = shared
        .iter()
        .map(|(start, end, calls)| {
            let names = calls
                .iter()
                .take(NAMED)
                .filter_map(|&call| watched.calls.get(call as usize));
            let more = calls.len().saturating_sub(NAMED);
            let more = (more > 0).then(|| format!("{more} more"));
            let [start, end] = [start, end].map(|at| ruler.place(*at));
            let forms: [fn(&Call) -> String; 2] = [Call::name, Call::short_name];
            let [long, short] = forms.map(|form| {
                let names = names.clone().map(form).chain(more.clone());
                names.collect::<Vec<_>>().join(", ")
            });
            // The ends of a bracket, and a space at either side.
            let room = (end.saturating_sub(start) / CELL) as usize;
            let fits = long.chars().count() + 4 <= room;
            (start, end, if fits { long } else { short })
        })
        .collect();
    let brackets: Vec<_> = named
        .iter()
        .map(|(start, end, name)| Bracket {
            start: *start,
            end: *end,
            name,
        })
        .collect();
    Brackets {
        row: &brackets,
        line: look.theme.dim,
        text: look.theme.text,
        glyphs: look.glyphs,
    }
    .render(area, buffer);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::Nanos,
        model::scenario::{self, ORIGIN, at},
    };

    #[test]
    fn calls_that_overlap_have_a_row_each_and_those_that_follow_each_other_share_one() {
        let call = |began: &str, ended: &str| Call {
            began: at(began),
            ended: Some(at(ended)),
            ..Call::default()
        };
        let mut run = scenario::run("w1: task 0 0ms 1ms\nend 64ms");
        let rows = |run: &mut Run, calls: Vec<Call>| {
            run.description.watched = Some(Box::new(Watched {
                calls,
                ..Watched::default()
            }));
            let ruler = Ruler::new(ORIGIN, Nanos::from_millis(64), 64);
            let places = CallPlaces::of(run, ruler, at("64ms"));
            let rows = places.0.iter().map(|place| (place.call, place.row));
            (places.rows(), rows.collect::<Vec<_>>())
        };
        let two = vec![
            call("8ms", "24ms"),
            call("8ms", "40ms"),
            call("40ms", "50ms"),
        ];
        assert_eq!(rows(&mut run, two), (2, vec![(1, 0), (0, 1), (2, 0)]));
        let many = vec![call("8ms", "24ms"); 5];
        assert_eq!(rows(&mut run, many).0, ROWS);
        assert_eq!(rows(&mut run, Vec::new()).0, 1);
    }
}
