//! [`parts`]: a lane's spans as bars.
//!
//! The cost depends on what can be seen, not on what was recorded: for a lane with more than two
//! spans a cell, cells are looked up in the run's [`SpanIndex`], and no span is read.

mod crowd;

use crate::ui::pane::timeline::Ruler;
use crate::{
    base::{ChunkId, Moment, Nanos, TaskId},
    engine::watch::{JOIN, RESULTS},
    log::{Kind, Lane, OtherKind, Span, Use, Watched},
    model::{PrefixState, SpanIndex, off_core},
    theme::{Idle, Look, Shade, Shaded, Tone},
    ui::widget::{CELL, Label, Part},
};
use crowd::crowded;

/// Spans per cell up to which chunks are told apart.
const DISTINCT: u32 = 2;

/// The state of the thing that a lane did last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Last {
    /// It goes on until now.
    Grows(Moment),
    /// It was cut off then.
    Cut(Moment),
    /// It is among the spans.
    Ended,
}

/// The kind of text on bars.
#[derive(Debug, Clone, Copy)]
pub(super) enum Written<'a> {
    /// The numbers of tasks.
    Numbers,
    /// The names of another program's slices, by their chunk.
    Names,
    /// The names of a program's tasks.
    Calls(&'a Watched),
}

impl Written<'_> {
    const fn is_of_program(self) -> bool {
        matches!(self, Self::Calls(_))
    }
}

/// Whether what a program does in a span of that kind is no time lost: it waits for its own workers.
fn rests(kind: OtherKind) -> bool {
    [RESULTS, JOIN].contains(&kind.number())
}

/// The bars of a lane.
pub(super) fn parts(
    lane: &Lane,
    detail: Option<&SpanIndex>,
    ruler: Ruler,
    (last, written): (Last, Written<'_>),
    look: impl Fn(Tone) -> Look,
) -> Vec<Part> {
    let idle = Idle::on(lane);
    let detail =
        detail.filter(|detail| detail.is_alone() || detail.all().index == lane.spans.len());
    let mut parts = detail.map_or_else(Vec::new, |detail| {
        let edge = |at| detail.edge(&lane.spans, None, at, Nanos::ZERO);
        let (from, to) = (edge(ruler.moment(0)), edge(ruler.end()));
        let spans = detail.spans(&lane.spans, &from, &to);
        if detail.is_alone() || spans.len() > (DISTINCT * ruler.columns()) as usize {
            crowded(&lane.spans, detail, (ruler, idle), &look)
        } else {
            exact(spans, &from, (ruler, idle, written), &look)
        }
    });
    let until = match last {
        Last::Grows(until) | Last::Cut(until) => Some(until),
        Last::Ended => None,
    };
    if let (Some(doing), Some(until)) = (lane.now, until) {
        let tone = match doing.kind {
            Kind::Task if until_cut(last) => Tone::Killed,
            Kind::Task => Tone::Running,
            Kind::Other(kind) if written.is_of_program() && rests(kind) => Tone::Blocked,
            kind => Tone::of(Use::of_kind(kind), Shade::A, idle),
        };
        let [start, end] = [doing.start, until].map(|at| ruler.place(at));
        let part = Part {
            label: label(written, doing.kind, 1, (doing.task, doing.chunk)),
            grows: true,
            ..Part::new(start, end, look(tone))
        };
        push(&mut parts, part);
    }
    parts
}

const fn until_cut(last: Last) -> bool {
    matches!(last, Last::Cut(_))
}

/// Marks the idle time of a lane from `start` to `end` as tail. Its exit stays as it is.
pub(super) fn add_tail(parts: &mut Vec<Part>, (start, end): (u32, u32), tail: Look) {
    let after = parts.partition_point(|part| part.end <= start);
    let mut last = start;
    let mut marked = Vec::new();
    for part in parts.drain(after..) {
        if part.start > last {
            marked.push(Part::new(last, part.start, tail));
        }
        let idle = |look: Look| match look.tone {
            Tone::Wait => tail,
            _ => look,
        };
        last = part.end;
        marked.push(Part {
            look: idle(part.look),
            beside: part.beside.map(|(look, share)| (idle(look), share)),
            ..part
        });
    }
    if end > last {
        marked.push(Part::new(last, end, tail));
    }
    parts.append(&mut marked);
}

/// Marks as tail the waiting of a lane in a stretch. What else it did is left as it is.
pub(super) fn mark_tail(parts: &mut Vec<Part>, (start, end): (u32, u32), tail: Look) {
    let after = parts.partition_point(|part| part.end <= start);
    for part in parts.split_off(after) {
        let [from, to] = [start, end].map(|place| place.clamp(part.start, part.end));
        if part.look.tone != Tone::Wait || part.beside.is_some() || from >= to {
            parts.push(part);
            continue;
        }
        for (start, end, look) in [
            (part.start, from, part.look),
            (from, to, tail),
            (to, part.end, part.look),
        ] {
            if end > start {
                parts.push(Part::new(start, end, look));
            }
        }
    }
}

/// Fills what is empty in a stretch, but for cracks that come of rounding.
pub(super) fn fill(parts: &mut Vec<Part>, (start, end): (u32, u32), filling: Part) {
    let mut last = start;
    let mut filled = Vec::with_capacity(parts.len() + 1);
    let add = |filled: &mut Vec<Part>, start: u32, end: u32| {
        if end.saturating_sub(start) >= CELL / 8 {
            let part = Part {
                start,
                end,
                ..filling
            };
            filled.push(part);
        }
    };
    for part in parts.drain(..) {
        add(&mut filled, last, part.start.min(end));
        last = last.max(part.end);
        filled.push(part);
    }
    add(&mut filled, last, end);
    *parts = filled;
}

/// Every span.
fn exact(
    spans: &[Span],
    from: &PrefixState,
    (ruler, idle, written): (Ruler, Idle, Written<'_>),
    look: &impl Fn(Tone) -> Look,
) -> Vec<Part> {
    let mut parts = Vec::with_capacity(spans.len() + 1);
    let cell = ruler.moment(CELL).since(ruler.moment(0));
    for (span, shade) in Shaded::new(spans, (from.turn, from.chunk), cell) {
        let [start, end] = [span.start, span.end()].map(|at| ruler.place(at));
        let idle = match span.kind {
            // A process with a pool of its own waits for others, and not for work.
            Kind::Other(kind) if written.is_of_program() && rests(kind) => Idle::Rests,
            _ => idle,
        };
        let part = Part {
            label: label(written, span.kind, span.count, (span.task, span.chunk)),
            strip: without_core(span, look),
            ..Part::new(start, end, look(Tone::of(Use::of(span), shade, idle)))
        };
        push(&mut parts, part);
    }
    parts
}

/// The strip along a task's bar for the time in which it had no core: as tall as that was a part of
/// it, and all over it, for its moment is not known.
fn without_core(span: &Span, look: &impl Fn(Tone) -> Look) -> Option<(Look, u32)> {
    let share = off_core(span)?.get() * f64::from(CELL);
    Some((look(Tone::Preempted), position(share)))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a cell; a cast from float saturates"
)]
fn position(share: f64) -> u32 {
    share.round() as u32
}

/// Adds a bar. A log can be damaged: bars are never put over each other.
pub(super) fn push(parts: &mut Vec<Part>, part: Part) {
    let done = parts.last().map_or(0, |last| last.end);
    let start = part.start.max(done);
    if part.end > start {
        parts.push(Part { start, ..part });
    }
}

/// The label of a bar: the number of its task, or a name or a word where it has none.
fn label(
    written: Written<'_>,
    kind: Kind,
    count: u32,
    (task, chunk): (TaskId, ChunkId),
) -> Option<Label> {
    match (kind, written) {
        (_, Written::Names) => Some(Label::Name(chunk.get())),
        (Kind::Task, Written::Calls(watched)) if count <= 1 => {
            watched.task_of_call(chunk, task)?;
            Some(Label::Task(chunk.get(), task.get()))
        }
        (kind, _) => word(kind, count, task),
    }
}

fn word(kind: Kind, count: u32, task: TaskId) -> Option<Label> {
    match kind {
        Kind::Other(other) => Some(Label::Name(other.number().into())),
        Kind::Task if count <= 1 => Some(Label::Number(task.get())),
        Kind::Added => Some(Label::Word("added")),
        Kind::Own => Some(Label::Word("own work")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::Nanos,
        model::scenario::{self, ORIGIN, at},
        theme::{Glyphs, Theme},
    };

    fn of(text: &str, now: Option<Moment>, columns: u16) -> Vec<(u32, u32, &'static str)> {
        let run = scenario::run(text);
        let ruler = Ruler::new(ORIGIN, Nanos::from_millis(64), columns);
        let (theme, glyphs) = (Theme::mono(), Glyphs::ascii());
        let last = now.map_or(Last::Ended, Last::Grows);
        let lane = &run.lanes[0];
        parts(
            lane,
            run.detail(lane),
            ruler,
            (last, Written::Numbers),
            |tone| theme.look(tone, glyphs),
        )
        .into_iter()
        .map(|part| (part.start, part.end, part.look.glyph))
        .collect()
    }

    #[test]
    fn chunks_take_turns_in_shade_by_the_lanes_own_order() {
        let text = "w1: task 0/0 0ms 8ms | task 1/0 8ms 16ms | task 4/2 16ms 24ms | \
                    task 8/4 24ms 32ms";
        let glyphs: Vec<_> = of(text, None, 8).into_iter().map(|part| part.2).collect();
        assert_eq!(glyphs, ["#", "#", "=", "#"]);
    }

    #[test]
    fn what_is_being_done_grows_until_now_and_not_after_the_end() {
        let text = "w1: start-up 0ms 8ms | now task 3 8ms";
        assert_eq!(
            of(text, Some(at("16ms")), 8),
            [(0, 64, "%"), (64, 128, "@")]
        );
        assert_eq!(of(text, None, 8), [(0, 64, "%")]);
    }

    #[test]
    fn a_tail_takes_the_place_of_waiting_and_of_nothing_but_leaves_the_exit() {
        let (theme, glyphs) = (Theme::mono(), Glyphs::ascii());
        let look = |tone| theme.look(tone, glyphs);
        let mut parts = vec![
            Part::new(0, 64, look(Tone::TaskA)),
            Part::new(70, 128, look(Tone::Wait)),
            Part::new(128, 140, look(Tone::Exit)),
        ];
        add_tail(&mut parts, (64, 256), look(Tone::Tail));
        let glyphs: String = parts.iter().map(|part| part.look.glyph).collect();
        assert_eq!(glyphs, "#//&/");
        assert_eq!(
            parts.last().map(|part| (part.start, part.end)),
            Some((140, 256))
        );
    }

    #[test]
    fn a_stretch_is_filled_where_nothing_is_and_only_waiting_becomes_tail() {
        let (theme, glyphs) = (Theme::mono(), Glyphs::ascii());
        let look = |tone| theme.look(tone, glyphs);
        let mut parts = vec![
            Part::new(64, 128, look(Tone::TaskA)),
            Part::new(128, 256, look(Tone::Wait)),
        ];
        mark_tail(&mut parts, (100, 200), look(Tone::Tail));
        fill(&mut parts, (0, 320), Part::new(0, 0, look(Tone::OwnCode)));
        let drawn: Vec<_> = parts
            .iter()
            .map(|part| (part.start, part.end, part.look.glyph))
            .collect();
        let expected = [
            (0, 64, ";"),
            (64, 128, "#"),
            (128, 200, "/"),
            (200, 256, "."),
            (256, 320, ";"),
        ];
        assert_eq!(drawn, expected);
    }

    #[test]
    fn spans_that_overlap_in_a_damaged_log_are_drawn_side_by_side() {
        let text = "w1: task 0 0ms 32ms | task 1 8ms 16ms | task 2 16ms 48ms";
        assert_eq!(of(text, None, 8), [(0, 256, "#"), (256, 384, "#")]);
    }

    #[test]
    fn a_delay_that_was_added_is_never_taken_for_work_or_for_waiting() {
        let text = "w1: start-up 0ms 8ms | added 8ms 16ms | task 0+ 16ms 24ms | io 0 24ms 32ms | \
                    lock 32ms 40ms | task 0 40ms 48ms | task? 1 48ms 56ms";
        let glyphs: String = of(text, None, 8).into_iter().map(|part| part.2).collect();
        assert_eq!(glyphs, "%+#~x#E");
    }

    /// Tasks of 1 µs, 2 µs apart, on an axis of 128 ms and 10 cells.
    fn crowd(tasks: u64) -> Vec<Part> {
        let run = scenario::run("w1: task 0 0ms 1us");
        let mut lanes = run.lanes.clone();
        lanes[0].spans = (0..tasks)
            .map(|task| {
                let start = ORIGIN + Nanos::from_micros(task * 2);
                Span::new(Kind::Task, start, start + Nanos::from_micros(1))
            })
            .collect();
        let run = run.with_lanes(lanes);
        let ruler = Ruler::new(ORIGIN, Nanos::from_millis(128), 10);
        let (theme, glyphs) = (Theme::mono(), Glyphs::ascii());
        let lane = &run.lanes[0];
        parts(
            lane,
            run.detail(lane),
            ruler,
            (Last::Ended, Written::Numbers),
            |tone| theme.look(tone, glyphs),
        )
    }

    #[test]
    fn a_crowded_lane_shows_the_share_of_its_time_at_a_cost_that_does_not_grow() {
        let parts = crowd(64_000);
        // Like cells are one bar.
        assert!(parts.len() < 10);
        assert_eq!((parts[0].start, parts[parts.len() - 1].end), (0, 10 * CELL));
        for part in &parts {
            let (beside, share) = part.beside.unwrap();
            let tasks = match part.look.glyph {
                "#" => CELL - share,
                _ => share,
            };
            assert!([part.look.glyph, beside.glyph].contains(&"#"));
            assert!(tasks.abs_diff(CELL / 2) <= 2, "{tasks} at {}", part.start);
        }
        assert!(crowd(20_000).iter().all(|part| part.end <= 4 * CELL));
    }
}
