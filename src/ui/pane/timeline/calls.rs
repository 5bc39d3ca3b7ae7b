//! [`CallPlaces`]: the calls of a watched program on the axis: a bracket each above the lanes, and the
//! tails that they end with.

use super::{PaneContext, Ruler, parts};
use crate::{
    base::Moment,
    log::{Call, Lane, Watched},
    model::Run,
    theme::Look,
    ui::widget::{Bracket, Brackets, CELL, Part},
};
use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};

/// Spans before the end of a call among which its last task on a lane is looked for.
const LAST: usize = 16;

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
            };
            let is_seen = place.start < ruler.end() && place.end > ruler.start();
            let width = ruler
                .place(place.end)
                .saturating_sub(ruler.place(place.start));
            let is_known = call.began > Moment::default();
            (is_known && is_seen && width >= CELL).then_some(place)
        };
        let mut places: Vec<_> = calls.iter().enumerate().filter_map(place).collect();
        places.sort_by_key(|place| place.start);
        let mut latest = Moment::default();
        for index in 0..places.len() {
            let next = places.get(index + 1).map(|next| next.start);
            let place = &mut places[index];
            place.is_alone = place.start >= latest && next.is_none_or(|next| next >= place.end);
            latest = latest.max(place.end);
        }
        Self(places)
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

/// Draws a bracket with its name above the time of each call; calls that overlap share one.
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
    let mut shared: Vec<(Moment, Moment, Vec<u32>)> = Vec::new();
    for place in CallPlaces::of(run, ruler, run.end(look.view.now)).0 {
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
                .take(3)
                .filter_map(|&call| watched.calls.get(call as usize));
            let mut names: Vec<_> = names.map(Call::name).collect();
            if calls.len() > names.len() {
                names.push(format!("{} more", calls.len() - names.len()));
            }
            (ruler.place(*start), ruler.place(*end), names.join(", "))
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
