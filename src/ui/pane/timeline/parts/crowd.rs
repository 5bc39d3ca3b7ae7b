//! [`crowded`]: the bars of a lane that has more spans than can be told apart.
//!
//! A cell shows the two uses that took most of its time, and how much of it each did: that is how
//! full it is. Where it is one thing in one half and another in the other, it is looked at more
//! closely, so that a bar still begins and ends where it should.

use super::{push, tone_of};
use crate::{
    base::{Moment, Nanos},
    model::{Detail, Edge, Use, off_core},
    trace::Span,
    ui::{
        pane::timeline::{Ruler, hatch::hatched},
        theme::{Look, Tone},
        widget::{CELL, Part},
    },
};

/// Spans of a cell up to which each is drawn.
const DRAWN: usize = 4;

/// By how much an edge of a cell may be off: a sixteenth of it, which nobody can see.
const TOLERANCE: u32 = CELL / 16;

/// Steps of a share, in [`CELL`]ths: finer ones would be noise from cell to cell.
const GRAIN: u32 = CELL / 8;

/// The share of a use from which on nothing else in a cell counts.
const PURE: u32 = CELL * 7 / 8;

/// What a stretch of time was spent on.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Blend {
    main: Tone,
    other: Tone,
    /// Of [`CELL`]ths, how many are the main one's.
    share: u32,
}

/// A lane, cell by cell, without numbers.
pub(super) fn crowded(
    spans: &[Span],
    detail: &Detail,
    ruler: Ruler,
    look: &impl Fn(Tone) -> Look,
) -> Vec<Part> {
    let tolerance = ruler.moment(TOLERANCE).since(ruler.moment(0));
    let columns = ruler.columns();
    let mut edge = Edge::default();
    let edges = (0..=columns).map(|column| {
        detail.advance(
            &mut edge,
            spans,
            None,
            ruler.moment(column * CELL),
            tolerance,
        );
        edge
    });
    let edges: Vec<_> = edges.collect();
    let uses: Vec<_> = detail
        .uses()
        .map(|usage| (usage, tone_of(usage, false)))
        .collect();
    let mut parts = Vec::with_capacity(edges.len());
    let cells: Vec<_> = (0..columns).zip(edges.windows(2)).collect();
    // Chunks that take two cells or more take turns in shade; shorter ones would only flicker.
    for chunk in cells.chunk_by(|one, next| one.1[1].turn == next.1[1].turn) {
        let odd = chunk.len() > 1 && chunk[0].1[1].turn.is_multiple_of(2);
        let task = if odd { Tone::TaskB } else { Tone::TaskA };
        let look = |tone| match tone {
            Tone::TaskA => look(task),
            Tone::Preempted => hatched(look(task), look(tone)),
            tone => look(tone),
        };
        for &(column, edges) in chunk {
            let [from, to] = [&edges[0], &edges[1]];
            let start = column * CELL;
            if to.index - from.index <= DRAWN && !detail.is_alone() {
                let few = detail.spans(spans, from, to);
                draw(few, (start, start + CELL), ruler, &look, &mut parts);
            } else {
                let between = || detail.between(from, to);
                blended(start, [from, to], between, &uses, &look, &mut parts);
            }
        }
    }
    parts
}

/// Each of a few spans.
fn draw(
    few: &[Span],
    (start, end): (u32, u32),
    ruler: Ruler,
    look: &impl Fn(Tone) -> Look,
    parts: &mut Vec<Part>,
) {
    let place = |at: Moment| ruler.place(at).clamp(start, end);
    for span in few {
        let off = off_core(span).unwrap_or(span.end());
        let tone = tone_of(Use::of(span), false);
        push(parts, Part::new(place(span.start), place(off), look(tone)));
        push(
            parts,
            Part::new(place(off), place(span.end()), look(Tone::Preempted)),
        );
    }
}

/// Many spans as what they come to.
fn blended(
    start: u32,
    [from, to]: [&Edge; 2],
    between: impl FnOnce() -> Option<Edge>,
    uses: &[(Use, Tone)],
    look: &impl Fn(Tone) -> Look,
    parts: &mut Vec<Part>,
) {
    let whole = blend(from, to, uses);
    if whole.share >= PURE {
        return push(parts, Part::new(start, start + CELL, look(whole.main)));
    }
    if let Some(middle) = between() {
        let (one, other) = (blend(from, &middle, uses), blend(&middle, to, uses));
        // Where the halves are, if they are not alike.
        let apart = one.main != other.main && one.share >= PURE && other.share >= PURE;
        let at = share(middle.at.since(from.at), to.at.since(from.at));
        if apart && at > 0 {
            push(parts, Part::new(start, start + at, look(one.main)));
            return push(parts, Part::new(start + at, start + CELL, look(other.main)));
        }
    }
    let share = (whole.share + GRAIN / 2) / GRAIN * GRAIN;
    let part = Part {
        beside: Some((look(whole.other), CELL - share)),
        ..Part::new(start, start + CELL, look(whole.main))
    };
    push(parts, part);
}

/// What most time went into between two edges, and what next to most.
fn blend(from: &Edge, to: &Edge, uses: &[(Use, Tone)]) -> Blend {
    let mut idle = to.at.since(from.at);
    let none = (Tone::Blank, Nanos::ZERO);
    let (mut first, mut second) = (none, none);
    let mut add = |next: (Tone, Nanos)| {
        if next.1 > first.1 {
            (first, second) = (next, first);
        } else if next.1 > second.1 {
            second = next;
        }
    };
    for &(usage, tone) in uses {
        let time = to.sums.get(usage).saturating_sub(from.sums.get(usage));
        idle = idle.saturating_sub(time);
        add((tone, time));
    }
    add((Tone::Blank, idle));
    Blend {
        main: first.0,
        other: second.0,
        share: share(first.1, first.1 + second.1),
    }
}

/// A part of a whole in [`CELL`]ths.
fn share(part: Nanos, whole: Nanos) -> u32 {
    let (part, whole) = (part.get(), whole.get().max(1));
    let share = match part.checked_mul(CELL.into()) {
        Some(scaled) => (scaled + whole / 2) / whole,
        None => part / (whole / u64::from(CELL)).max(1),
    };
    u32::try_from(share).map_or(CELL, |share| share.min(CELL))
}
