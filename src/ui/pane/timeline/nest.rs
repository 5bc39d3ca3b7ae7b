//! Brackets above the bars of a lane: slices of another program's trace, or chunks.

use super::{PaneContext, Ruler, row};
use crate::{
    base::{ChunkId, Moment},
    log::{Call, Lane, Span, Watched},
    model::Run,
    ui::widget::{Bracket, Brackets, CELL, Part, write_sign},
};
use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};

/// Spans that begin in a cell up to which each is looked at.
const NEAR: usize = 8;

/// Cells of a chunk from which its edges are drawn into its bars.
const EDGED: u32 = 3;

/// Draws the levels above a lane that there is room for. Returns what is left of its place: at least
/// a row, for its bars.
pub(super) fn draw(
    look: &PaneContext<'_>,
    run: &Run,
    lane: &Lane,
    ruler: Ruler,
    place: Rect,
    buffer: &mut Buffer,
) -> Rect {
    if let Some(watched) = run.watched() {
        return draw_chunks(look, (run, watched), lane, ruler, place, buffer);
    }
    let Some(import) = run.import() else {
        return place;
    };
    let rows = place.height.saturating_sub(1);
    let mut shown = 0;
    for level in levels(run, lane, ruler, rows) {
        let name = |span: &Span| import.names.slice(span.chunk).map_or("", |name| name.raw());
        let brackets = brackets(level, ruler, place.width, name);
        Brackets {
            row: &brackets,
            line: look.theme.dim,
            text: look.theme.text,
            glyphs: look.glyphs,
        }
        .render(row(place, shown), buffer);
        shown += 1;
    }
    super::below(place, shown)
}

/// Draws the chunks of a lane above its tasks, each with its number.
fn draw_chunks(
    look: &PaneContext<'_>,
    (run, watched): (&Run, &Watched),
    lane: &Lane,
    ruler: Ruler,
    place: Rect,
    buffer: &mut Buffer,
) -> Rect {
    if place.height < 2 || !has_large_chunks(watched, lane) {
        return place;
    }
    let chunks = chunks(watched, lane, ruler, (place.width, run.end(look.view.now)));
    let name = |chunk: &ChunkPlace| {
        let width = chunk.end.saturating_sub(chunk.start) / CELL;
        let name = format!("chunk {}", chunk.number);
        let fits = width as usize >= name.len() + 4;
        if fits { name } else { chunk.number.to_string() }
    };
    let names: Vec<_> = chunks.iter().map(name).collect();
    let brackets: Vec<_> = chunks
        .iter()
        .zip(&names)
        .map(|(chunk, name)| Bracket {
            start: chunk.start,
            end: chunk.end,
            name,
        })
        .collect();
    Brackets {
        row: &brackets,
        line: look.theme.text,
        text: look.theme.title,
        glyphs: look.glyphs,
    }
    .render(row(place, 0), buffer);
    super::below(place, 1)
}

/// Draws where the chunks of a lane begin and end into its bars, if there is but one row for both:
/// `[ 4   5 ][  8   9 ]`.
pub(super) fn draw_edges(
    look: &PaneContext<'_>,
    run: &Run,
    lane: &Lane,
    (ruler, parts): (Ruler, &[Part]),
    place: Rect,
    buffer: &mut Buffer,
) {
    let watched = run.watched().filter(|_| place.height == 1);
    let Some(watched) = watched.filter(|watched| has_large_chunks(watched, lane)) else {
        return;
    };
    for chunk in chunks(watched, lane, ruler, (place.width, run.end(look.view.now))) {
        let [from, to] = [chunk.start, chunk.end].map(|at| (at + CELL / 2) / CELL);
        let to = to.min(place.width.into());
        let cells = u16::try_from(from).ok().zip(u16::try_from(to).ok());
        let Some((from, to)) = cells.filter(|_| from + EDGED <= to) else {
            continue;
        };
        for sign in [(from, "["), (to - 1, "]")] {
            write_sign(parts, sign, place, look.glyphs, buffer);
        }
    }
}

/// Whether chunks of several tasks can be on a lane.
fn has_large_chunks(watched: &Watched, lane: &Lane) -> bool {
    lane.is_worker() && watched.calls.iter().any(Call::has_large_chunks)
}

/// A chunk of more than one task, on the axis.
#[derive(Debug, PartialEq, Eq)]
struct ChunkPlace {
    chunk: ChunkId,
    number: u32,
    start: u32,
    end: u32,
}

/// The visible chunks of a lane that goes on until then, from its tasks. The cost depends on the columns:
/// of those that share a cell, one is found.
fn chunks(
    watched: &Watched,
    lane: &Lane,
    ruler: Ruler,
    (columns, until): (u16, Moment),
) -> Vec<ChunkPlace> {
    let mut places: Vec<ChunkPlace> = Vec::new();
    let mut add = |chunk: ChunkId, from: Moment, to: Moment| {
        let Some(of) = watched.chunks.get(chunk.index()).filter(|of| of.count > 1) else {
            return;
        };
        let [start, end] = [from, to].map(|at| ruler.place(at));
        match places.last_mut() {
            Some(last) if last.chunk == chunk => last.end = last.end.max(end),
            last => {
                let start = start.max(last.map_or(0, |last| last.end));
                places.push(ChunkPlace {
                    chunk,
                    number: of.number,
                    start,
                    end: end.max(start),
                });
            }
        }
    };
    let (mut next, mut column) = (0, 0);
    while column < u32::from(columns) {
        let first = first_from(lane, ruler, column * CELL).max(next);
        let near = lane.spans.iter().enumerate().skip(first).take(NEAR);
        // Few in a cell are each looked at.
        for (index, span) in near {
            if ruler.place(span.start) >= (column + 1) * CELL {
                break;
            }
            if span.kind.is_of_task() {
                add(span.chunk, span.start, span.end());
            }
            next = index + 1;
        }
        column += 1;
    }
    if let Some(now) = lane
        .now
        .filter(|now| now.kind.is_of_task() && now.start < ruler.end())
    {
        add(now.chunk, now.start, until);
    }
    let is_seen = |place: &ChunkPlace| place.end > place.start;
    places.retain(is_seen);
    places
}

/// The levels that there is room for, the outermost first. Where there are more, those with one
/// slice over all of the window are left out first: they say the least.
fn levels<'a>(run: &'a Run, lane: &Lane, ruler: Ruler, rows: u16) -> Vec<&'a Lane> {
    let first = |level: &&'a Lane| level.spans.get(first_from(level, ruler, 0));
    let seen = |level: &&'a Lane| first(level).is_some_and(|span| span.start < ruler.end());
    let fills = |level: &&'a Lane| {
        first(level).is_some_and(|span| span.start <= ruler.start() && span.end() >= ruler.end())
    };
    let all: Vec<_> = run.levels(lane.info.lane).filter(seen).collect();
    let rows = usize::from(rows);
    let beyond = all.len().saturating_sub(rows);
    let dull = all.iter().take_while(|level| fills(level)).count();
    all.into_iter().skip(dull.min(beyond)).take(rows).collect()
}

/// The number of the first slice of a level that ends after a place of the axis.
fn first_from(level: &Lane, ruler: Ruler, place: u32) -> usize {
    let at = ruler.moment(place);
    level.spans.partition_point(|span| span.end() <= at)
}

/// The visible slices. The cost depends on the columns, not on how many slices there are: of
/// those that share a cell, one is shown.
fn brackets<'a>(
    level: &'a Lane,
    ruler: Ruler,
    columns: u16,
    name: impl Fn(&'a Span) -> &'a str,
) -> Vec<Bracket<'a>> {
    let end = u32::from(columns) * CELL;
    let (mut brackets, mut place, mut next) = (Vec::new(), 0, 0);
    while place < end {
        // A place is a moment rounded down, at which the one before may still go on.
        next = first_from(level, ruler, place).max(next);
        let Some(span) = level.spans.get(next) else {
            break;
        };
        next += 1;
        let [start, stop] = [span.start, span.end()].map(|at| ruler.place(at));
        if start >= end {
            break;
        }
        brackets.push(Bracket {
            start: start.max(place),
            end: stop,
            name: name(span),
        });
        // The next cell at the earliest.
        place = stop.max((start.max(place) / CELL + 1) * CELL);
    }
    brackets
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{LaneId, Nanos},
        log::{CallChunk, Import, Kind, LaneKind},
        model::scenario::{self, ORIGIN},
    };

    /// A lane below one level of so many slices, a microsecond each, two microseconds apart.
    fn run(slices: u64) -> Run {
        let mut run = scenario::run("w1: task 0 0ms 1us\nw2: task 1 0ms 1us");
        run.origin = Import::default().into();
        let mut lanes = run.lanes.clone();
        lanes[1].info.kind = LaneKind::Outer;
        lanes[1].info.number = 0;
        let slice = |number| {
            let start = ORIGIN + Nanos::from_micros(number * 2);
            Span::new(Kind::Outer, start, start + Nanos::from_micros(1))
        };
        lanes[1].spans = (0..slices).map(slice).collect();
        run.with_lanes(lanes)
    }

    #[test]
    fn a_level_of_any_number_of_slices_is_drawn_from_no_more_than_its_columns() {
        let run = run(100_000);
        let level = run.levels(LaneId::new(0)).next().unwrap();
        for millis in [1, 10, 200] {
            let ruler = Ruler::new(ORIGIN, Nanos::from_millis(millis), 40);
            let drawn = brackets(level, ruler, 40, |_| "");
            assert!(
                drawn.len() <= 40 && drawn.len() > 30,
                "{millis}: {}",
                drawn.len()
            );
            assert!(drawn.windows(2).all(|two| two[0].end <= two[1].start));
        }
    }

    #[test]
    fn a_slice_has_one_bracket_wherever_it_ends() {
        let mut run = run(1);
        let mut lanes = run.lanes.clone();
        for micros in (1..2000).step_by(7) {
            lanes[1].spans[0].length = Nanos::from_micros(micros);
            run = run.with_lanes(lanes.clone());
            let level = run.levels(LaneId::new(0)).next().unwrap();
            let ruler = Ruler::new(ORIGIN, Nanos::from_micros(2000), 37);
            assert_eq!(brackets(level, ruler, 37, |_| "").len(), 1, "{micros} µs");
        }
    }

    #[test]
    fn a_chunk_has_one_bracket_however_many_tasks_it_has_and_whatever_is_between_them() {
        let micros = |at: u64| ORIGIN + Nanos::from_micros(at);
        let chunk = |number, count| CallChunk {
            call: 0,
            number,
            first: 0,
            count,
            id: 0,
        };
        let watched = Watched {
            chunks: vec![chunk(0, 50), chunk(4, 50), chunk(7, 1)],
            ..Watched::default()
        };
        let mut lane = run(1).lanes[0].clone();
        lane.spans.clear();
        for task in 0..101 {
            let start = micros(task * 10);
            let chunk = ChunkId::new(u32::try_from(task / 50).unwrap());
            let span = Span::new(Kind::Task, start, start + Nanos::from_micros(8));
            lane.spans.push(Span { chunk, ..span });
            let chunk = ChunkId::NONE;
            let lock = Span::new(Kind::Lock, span.end(), micros(task * 10 + 10));
            lane.spans.push(Span { chunk, ..lock });
        }
        for columns in [10, 40, 400] {
            let ruler = Ruler::new(ORIGIN, Nanos::from_micros(1010), columns);
            let found = chunks(&watched, &lane, ruler, (columns, ORIGIN));
            let numbers: Vec<_> = found.iter().map(|place| place.number).collect();
            assert_eq!(numbers, [0, 4], "{columns}");
            assert!(found[0].end <= found[1].start);
        }
    }

    #[test]
    fn a_level_is_no_lane_of_its_own_and_its_slices_are_not_counted() {
        let run = run(5);
        assert_eq!(run.workers().count(), 1);
        assert_eq!(run.rows().count(), 1);
        assert_eq!(run.tasks_done(), 1);
    }
}
