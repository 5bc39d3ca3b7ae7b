//! [`crowded`]: the bars of a lane that has more spans than can be told apart.
//!
//! A cell shows the two uses that took most of its time, and how much of it each did: that is how
//! full it is. Where it is one thing in one half and another in the other, it is looked at more
//! closely, so that a bar still begins and ends where it should.

use super::{bar, push, tone_of};
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

/// Bars of two looks that a cell is made of where both are all over it.
const TURNS: u32 = 4;

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
    let edge = |place: u32| detail.edge(spans, None, ruler.moment(place), tolerance);
    let columns = ruler.columns();
    let edges: Vec<_> = (0..=columns).map(|column| edge(column * CELL)).collect();
    let mut parts = Vec::new();
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
            if to.index - from.index <= DRAWN {
                let few = detail.spans(spans, from, to);
                draw(few, (start, start + CELL), ruler, &look, &mut parts);
            } else {
                let middle = middle(spans, detail, from, to);
                blended(start, [from, &middle, to], &look, &mut parts);
            }
        }
    }
    parts
}

/// Some edge in the middle of two: it is anywhere near, so that it costs no look at spans.
fn middle(spans: &[Span], detail: &Detail, from: &Edge, to: &Edge) -> Edge {
    let half = from.at + to.at.since(from.at) / 2;
    let edge = detail.edge(spans, None, half, Nanos::new(u64::MAX));
    if edge.at > from.at { edge } else { *from }
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
        push(parts, bar(place(span.start), place(off), look(tone)));
        push(
            parts,
            bar(place(off), place(span.end()), look(Tone::Preempted)),
        );
    }
}

/// Many spans as what they come to.
fn blended(
    start: u32,
    [from, middle, to]: [&Edge; 3],
    look: &impl Fn(Tone) -> Look,
    parts: &mut Vec<Part>,
) {
    let (whole, one, other) = (blend(from, to), blend(from, middle), blend(middle, to));
    // Where the halves are, if they are not alike.
    let length = to.at.since(from.at).get().max(1);
    let at = u128::from(middle.at.since(from.at).get()) * u128::from(CELL) / u128::from(length);
    let at = u32::try_from(at).unwrap_or(CELL);
    let apart = one.main != other.main && one.share >= PURE && other.share >= PURE;
    if apart && at > 0 {
        push(parts, bar(start, start + at, look(one.main)));
        push(parts, bar(start + at, start + CELL, look(other.main)));
        return;
    }
    if whole.share >= PURE {
        return push(parts, bar(start, start + CELL, look(whole.main)));
    }
    let (step, share) = (CELL / TURNS, whole.share / TURNS);
    for turn in 0..TURNS {
        let start = start + turn * step;
        push(parts, bar(start, start + share, look(whole.main)));
        push(parts, bar(start + share, start + step, look(whole.other)));
    }
}

/// What most time went into between two edges, and what next to most.
fn blend(from: &Edge, to: &Edge) -> Blend {
    let all = to.at.since(from.at);
    let sums = to.since(from);
    let idle = all.saturating_sub(sums.total());
    let mut first = (Tone::Blank, idle);
    let mut second = (Tone::Blank, Nanos::ZERO);
    for usage in sums.seen() {
        let next = (tone_of(usage, false), sums.get(usage));
        if next.1 > first.1 {
            (first, second) = (next, first);
        } else if next.1 > second.1 {
            second = next;
        }
    }
    let both = u128::from((first.1 + second.1).get()).max(1);
    let share = (u128::from(first.1.get()) * u128::from(CELL) + both / 2) / both;
    Blend {
        main: first.0,
        other: second.0,
        share: u32::try_from(share).unwrap_or(CELL),
    }
}
