//! The timeline: what main and every worker did and are doing, on one time axis.
//!
//! The axis stands still while a run goes on, so a frame adds cells at the ends of bars and
//! leaves all others as they are: what is written to the terminal stays small, and with it what
//! watching costs.

mod bars;
mod bounds;
mod calls;
mod cores;
mod cursor;
mod fold;
mod ghost;
mod heading;
mod invitation;
mod jump;
mod keys;
mod label;
mod lanes;
mod legend;
mod marks;
mod nest;
mod order;
mod parts;
mod replay;
mod rows;
mod ruler;
mod scope;
mod signs;
mod speed;
mod tail;
mod timeline_command;
mod timeline_state;
mod viewport;
mod waits;

use super::{Component, PaneContext, Rows, Standing, below, inspector, row};
use crate::{
    log::Call,
    model::{Run, row_of},
    theme::Tone,
    ui::{
        Cursor, Layout,
        widget::{CELL, Scale},
    },
};
use bars::Bars;
pub(super) use bars::{doers, draw_lanes};
use calls::CallPlaces;
pub(in crate::ui) use jump::longest_gap;
pub use lanes::{LaneFilter, LaneOrder, LaneStep, Lanes};
use order::Seen;
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    text::Line,
    widgets::Widget,
};
use ruler::Ruler;
pub use scope::{Arrangement, Paused, Scope};
pub use speed::Speed;
use std::borrow::Cow;
use strum::VariantArray;
pub use timeline_command::TimelineCommand;
pub(in crate::ui) use timeline_state::TimelineState;

/// The length of a bar that can be seen: an eighth of a cell.
const VISIBLE: u32 = CELL / 8;

/// Rows of the timeline from which there is more than one for marks.
const MARKED: u16 = 12;

impl Component for TimelineState {
    const NAME: &'static str = "timeline";
    const KEYS: Rows = keys::ROWS;

    fn draw(&self, look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
        let view = look.view;
        let Some(run) = view.run else {
            let expected = ghost::expected(look).filter(|_| view.phase.is_none());
            let note = expected.map_or("", |_| "expected, simulated");
            let inner = look.heading("Timeline", note, area, buffer);
            return match expected {
                Some(prediction) => ghost::draw(look, prediction, inner, buffer),
                // A step of words is not about the experiment in the form.
                None if in_words(look) => {}
                None => invitation::draw(look, inner, buffer),
            };
        };
        let note = progress(look, run);
        let inner = heading::draw(look, &note, area, buffer);
        draw_notes(look, run, inner, buffer);
        let (places, inspected, ruler) = layout(look, run, area);
        let by_core = view.scope.arrangement == Arrangement::Cores;
        let seen = if by_core {
            cores::draw(look, run, ruler, &places, buffer);
            Vec::new()
        } else {
            draw_all(look, run, ruler, &places, buffer)
        };
        let ticks = ruler.ticks();
        Scale {
            ticks: &ticks,
            line: look.theme.rule,
            text: look.theme.dim,
            glyphs: look.glyphs,
        }
        .render(places.axis, buffer);
        cursor::on_axis(look, run, ruler, &places, buffer);
        if inspected.is_empty() && inspector::has_line(look) {
            inspector::draw(look, run, places.legend, buffer);
            return;
        }
        if by_core {
            cores::legend(look, run, ruler, places.legend, buffer);
        } else {
            legend::draw(look, run, &seen, places.legend, buffer);
        }
        inspector::draw(look, run, inspected, buffer);
    }
}

/// Whether a step of a lesson is looked at in which nothing is run.
fn in_words(look: &PaneContext<'_>) -> bool {
    let open = look.view.panes.lesson.open.as_ref();
    let is_taught = look.view.arrangement.layout == Layout::Lesson;
    is_taught && open.is_some_and(|open| !open.step().runs())
}

/// The places of the timeline's parts, the inspector's block, and the ruler.
fn layout(look: &PaneContext<'_>, run: &Run, area: Rect) -> (Places, Rect, Ruler) {
    let view = look.view;
    let inner = below(area, 1);
    let noted = noted(run, inner.width).len();
    let inner = below(inner, u16::try_from(noted).unwrap_or(u16::MAX));
    let [inner, inspected] = split(inner, inspector::rows(look, inner.height));
    let label = label::columns(run, inner.width).min(inner.width);
    let origin = run.began().unwrap_or(view.now);
    let window = view.scope.window.unwrap_or(view.axis.whole());
    let ruler = Ruler::onto(origin, window, inner.width - label);
    let marks = CallPlaces::of(run, ruler, run.end(view.now)).rows();
    let places = Places::of(inner, label, marks);
    (places, inspected, ruler)
}

/// The lane, and the moment on it, at a place of the screen, if the timeline is drawn in an area.
/// `None` where no lane is. It does not depend on colours.
pub(in crate::ui) fn at(look: &PaneContext<'_>, area: Rect, position: Position) -> Option<Cursor> {
    let run = look.view.run?;
    let (places, _, ruler) = layout(look, run, area);
    if !places.lanes.contains(position) || look.view.scope.arrangement == Arrangement::Cores {
        return None;
    }
    let shown = Seen::of(look, run, Standing::of(look, run), places.lanes.height);
    let at = |index| shown.rows.place(index, places.lanes);
    let index = (0..shown.lanes.len()).find(|&index| at(index).contains(position))?;
    let lane = shown.lanes[index].lane.info.lane;
    let column = u32::from(position.x - places.lanes.x);
    let at = ruler.moment(column * CELL + CELL / 2);
    Some(Cursor { lane, at })
}

/// Whether helper threads that share a row are at a place of the screen, or their label.
pub(in crate::ui) fn is_fold(
    look: &PaneContext<'_>,
    area: Rect,
    position: Position,
) -> Option<bool> {
    let run = look.view.run?;
    let (places, ..) = layout(look, run, area);
    if look.view.scope.arrangement == Arrangement::Cores {
        return None;
    }
    let shown = Seen::of(look, run, Standing::of(look, run), places.lanes.height);
    let is_at = |index| {
        let on = |area| shown.rows.place(index, area).contains(position);
        on(places.labels) || on(places.lanes)
    };
    let index = (0..shown.lanes.len()).find(|&index| is_at(index))?;
    Some(shown.lanes[index].is_fold())
}

/// How many workers must leave at the top so that the lane under the cursor is visible; `None`
/// where it is, or can't be.
pub(in crate::ui) fn first_to_show_cursor(look: &PaneContext<'_>, area: Rect) -> Option<usize> {
    let (run, cursor) = (look.view.run?, look.view.scope.cursor?);
    if look.view.scope.arrangement == Arrangement::Cores {
        return None;
    }
    let (places, ..) = layout(look, run, area);
    let standing = Standing::of(look, run);
    order::first_to_show(look, run, standing, places.lanes.height, cursor.lane)
}

/// This moment on the lane above or below, as lanes are on the screen; `None` at its ends.
pub(in crate::ui) fn beside(look: &PaneContext<'_>, cursor: Cursor, down: bool) -> Option<Cursor> {
    let run = look.view.run?;
    let lanes = order::all(run, Standing::of(look, run), look.view.panes.timeline.lanes);
    let lane = match row_of(&lanes, cursor.lane) {
        Some(here) if down => lanes.get(here + 1)?,
        Some(here) => lanes.get(here.checked_sub(1)?)?,
        // The cursor is on no lane that is shown.
        None => lanes.first()?,
    };
    let lane = lane.lane.info.lane;
    Some(Cursor { lane, ..cursor })
}

/// The area without its last rows, and those.
fn split(area: Rect, rows: u16) -> [Rect; 2] {
    let rows = rows.min(area.height);
    let height = area.height - rows;
    [Rect { height, ..area }, below(area, height)]
}

/// The number of tasks done and, where results are handed on one by one, of those handed on.
fn progress(look: &PaneContext<'_>, run: &Run) -> String {
    let done = run
        .outcome()
        .map_or(run.tasks_done(), |outcome| outcome.tasks_done);
    if let Some(watched) = run.watched() {
        let count =
            |count: fn(&Call) -> u32| watched.calls.iter().map(count).fold(0, u32::saturating_add);
        let done = count(|call| call.done.saturating_add(call.failed));
        return match (count(Call::task_count), run.is_over()) {
            (0, true) if watched.calls.is_empty() => String::new(),
            (all, _) if done < all => format!("{done} of {}", run.unit().count(all)),
            (all, true) => run.unit().count(all),
            (all, false) => format!("{} so far", run.unit().count(all)),
        };
    }
    let Some(planned) = run.planned() else {
        return run.unit().count(done);
    };
    let all = planned.task_count();
    let delivers = run.delivered() > 0 || Standing::of(look, run) == Standing::Live;
    if delivers && planned.has_process_pool() {
        let delivered = run.delivered();
        let all = run.unit().count(all);
        return format!("{all}: done {done} · delivered {delivered}");
    }
    let all_of_them = run.unit().count(all);
    if done < all {
        return format!("{done} of {all_of_them}");
    }
    all_of_them
}

/// Says what is simulated or was added, as long as it takes: half a sentence would be misleading.
fn draw_notes(look: &PaneContext<'_>, run: &Run, area: Rect, buffer: &mut Buffer) {
    let sign = format!("{} ", look.glyphs.noted);
    for (index, line) in (0..).zip(noted(run, area.width)) {
        let sign = if index == 0 { &sign } else { "  " };
        let line = Line::styled(format!("{sign}{line}"), look.theme.warn);
        line.render(row(area, index), buffer);
    }
}

/// The notes in lines, each with room for a sign.
fn noted(run: &Run, width: u16) -> Vec<String> {
    let notes = run.notes().join("; ");
    if notes.is_empty() || width < 4 {
        return Vec::new();
    }
    let lines = textwrap::wrap(&notes, usize::from(width) - 2);
    lines.into_iter().map(Cow::into_owned).collect()
}

/// The parts of the pane.
struct Places {
    labels: Rect,
    marks: Rect,
    lanes: Rect,
    axis: Rect,
    legend: Rect,
}

impl Places {
    /// The places beside labels of so many columns, with so many rows of marks if lanes have enough.
    fn of(area: Rect, label: u16, marks: u16) -> Self {
        let marks = marks.min(1 + area.height.saturating_sub(MARKED) / 2);
        let axis_rows = if area.height >= 12 { 2 } else { 1 };
        let legend_rows = u16::from(area.height >= 7);
        let rows = area.height.saturating_sub(marks + axis_rows + legend_rows);
        let right = |top: u16, height: u16| {
            let rest = below(area, top);
            Rect {
                x: area.x + label,
                width: area.width - label,
                height: height.min(rest.height),
                ..rest
            }
        };
        let lanes = right(marks, rows);
        let legend = below(area, marks + rows + axis_rows);
        Self {
            labels: Rect {
                x: area.x,
                width: label,
                ..lanes
            },
            marks: right(0, marks),
            lanes,
            axis: right(marks + rows, axis_rows),
            legend: Rect {
                height: legend.height.min(legend_rows),
                ..legend
            },
        }
    }
}

/// Draws the lanes; returns the tones that are visible.
fn draw_all(
    look: &PaneContext<'_>,
    run: &Run,
    ruler: Ruler,
    places: &Places,
    buffer: &mut Buffer,
) -> Vec<Tone> {
    let standing = Standing::of(look, run);
    let shown = Seen::of(look, run, standing, places.lanes.height);
    let (rows, end) = (&shown.rows, run.end(look.view.now));
    let bars = Bars::of(look, run, (standing, end), ruler);
    let mut seen = [false; Tone::VARIANTS.len()];
    for (index, lanes) in shown.lanes.iter().enumerate() {
        let [strip, label] = [places.lanes, places.labels].map(|area| rows.place(index, area));
        label::draw(look, run, lanes, label, buffer);
        let lane = lanes.lane;
        let mut parts = bars.of_row(lanes);
        ghost::add(look, run, lane, ruler, &mut parts);
        let shown = bars.with_waits(lane, parts);
        for part in &shown.pieces {
            let is_visible = part.end - part.start >= VISIBLE;
            seen[part.look.tone as usize] |= is_visible;
            if let Some((beside, share)) = part.beside {
                seen[beside.tone as usize] |= share >= VISIBLE;
            }
            if let Some((strip, _)) = part.strip {
                seen[strip.tone as usize] |= is_visible;
            }
        }
        let place = strip;
        let strip = nest::draw(look, run, lane, ruler, place, buffer);
        bars.draw(&shown, strip, buffer);
        nest::draw_edges(look, run, lane, (ruler, &shown.bars), place, buffer);
        seen[Tone::Ghost as usize] |= ghost::under(look, run, lane, ruler, strip, buffer);
    }
    let lanes = 0..shown.lanes.len();
    let lanes: Vec<_> = lanes.map(|index| rows.place(index, places.lanes)).collect();
    // What became of the run is read across the brackets.
    calls::draw(look, run, ruler, places.marks, buffer);
    marks::draw(look, run, ruler, places, &lanes, buffer);
    for (index, lanes) in shown.lanes.iter().enumerate() {
        let place = rows.place(index, places.lanes);
        let lane = lanes.lane;
        if let Some(tail) = bars.tail(lane).filter(|_| standing == Standing::Done) {
            tail::label(look, &tail, ruler, place, buffer);
        }
        for tone in signs::draw(look, run, lane, ruler, place, buffer) {
            seen[tone as usize] = true;
        }
        let label = rows.place(index, places.labels);
        cursor::draw(look, lanes, ruler, [label, place], buffer);
    }
    cursor::moment(look, ruler, places, buffer);
    draw_rest(look, run, ruler, &shown, places, buffer);
    let all = Tone::VARIANTS.iter().copied();
    all.filter(|&tone| seen[tone as usize]).collect()
}

/// Draws the number of lanes without room, or their work as one shape.
fn draw_rest(
    look: &PaneContext<'_>,
    run: &Run,
    ruler: Ruler,
    shown: &Seen<'_>,
    places: &Places,
    buffer: &mut Buffer,
) {
    let rest = [places.labels, places.lanes].map(|area| shown.rows.rest(area));
    let words = match (shown.above, shown.below) {
        (0, 0) => return,
        _ if look.view.panes.timeline.lanes.folded => {
            return fold::draw(look, run, ruler, rest, buffer);
        }
        (0, below) => format!("+{below} lanes"),
        (above, 0) => format!("+{above} above"),
        (above, below) => format!("+{above} above, +{below} below"),
    };
    // No wider than it must be: the marks beside it keep their colours.
    let words = Line::styled(words, look.theme.warn);
    let width = u16::try_from(words.width()).unwrap_or(u16::MAX);
    let width = width.min(places.labels.width + places.lanes.width);
    words.render(Rect { width, ..rest[0] }, buffer);
}
