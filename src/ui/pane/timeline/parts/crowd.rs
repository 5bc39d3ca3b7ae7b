//! [`crowded`]: the bars of a lane that has more spans than can be told apart.
//!
//! A cell shows the two uses that took most of its time, and the share of each: that is how full
//! it is. Where its halves have different uses, they are looked at one by one, so that a bar still
//! begins and ends where it should. A share that is nearly that of the cell before is shown as the
//! same: the difference is only where the cells happen to cut the spans.

use super::{push, without_core};
use crate::{
    base::{Moment, Nanos},
    log::{Span, Use},
    model::{PrefixState, SpanIndex},
    theme::{Idle, Look, Shade, Tone},
    ui::{
        pane::timeline::Ruler,
        widget::{CELL, Part},
    },
};

/// Spans of a cell up to which each is drawn.
const DRAWN: usize = 4;

/// By how much an edge of a cell may be off: a sixteenth of it, too little to be seen.
const TOLERANCE: u32 = CELL / 16;

/// Steps of a share, in [`CELL`]ths: finer ones would be noise from cell to cell.
const GRAIN: u32 = CELL / 8;

/// By how much a share may differ from what is shown of it, so that like cells look alike.
const SLACK: u32 = GRAIN;

/// The share of a use from which on nothing else in a cell counts.
const PURE: u32 = CELL * 7 / 8;

/// The two main uses of a stretch of time.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Blend {
    main: Tone,
    other: Tone,
    /// The [`CELL`]ths of the main use.
    share: u32,
    /// The [`CELL`]ths in which tasks had no core.
    off: u32,
}

impl Blend {
    /// The uses that most and second most of the time between two edges went into.
    fn of(from: &PrefixState, to: &PrefixState, uses: &[(Use, Tone)]) -> Self {
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
        let spent = |usage| to.sums.get(usage).saturating_sub(from.sums.get(usage));
        let off = spent(Use::OffCore);
        let mut tasks = off;
        for &(usage, tone) in uses {
            let time = spent(usage);
            idle = idle.saturating_sub(time);
            match tone {
                // The time that tasks had no core for is a part of theirs.
                Tone::Preempted => {}
                Tone::TaskA => tasks += time,
                tone => add((tone, time)),
            }
        }
        add((Tone::TaskA, tasks));
        add((Tone::Blank, idle));
        Blend {
            main: first.0,
            other: second.0,
            share: share(first.1, first.1 + second.1),
            off: share(off, tasks),
        }
    }

    /// Whether it may be shown as that one.
    fn is_nearly(self, other: Self) -> bool {
        let share = match (self.main, self.other) {
            pair if pair == (other.main, other.other) => self.share,
            pair if pair == (other.other, other.main) => CELL - self.share,
            _ => return false,
        };
        share.abs_diff(other.share) <= SLACK && self.off.abs_diff(other.off) <= SLACK
    }

    fn rounded(self) -> Self {
        let [share, off] = [self.share, self.off].map(|share| (share + GRAIN / 2) / GRAIN * GRAIN);
        Self { share, off, ..self }
    }
}

/// A lane, cell by cell, without numbers.
pub(super) fn crowded(
    spans: &[Span],
    detail: &SpanIndex,
    (ruler, idle): (Ruler, Idle),
    look: &impl Fn(Tone) -> Look,
) -> Vec<Part> {
    let tolerance = ruler.moment(TOLERANCE).since(ruler.moment(0));
    let columns = ruler.columns();
    let uses: Vec<_> = detail
        .uses()
        .map(|usage| (usage, Tone::of(usage, Shade::A, idle)))
        .collect();
    let mut drawn = Cells {
        uses: &uses,
        idle,
        look,
        shade: Shade::A,
        shown: None,
        parts: Vec::with_capacity(columns as usize + 1),
    };
    let moments = (0..=columns).map(|column| ruler.moment(column * CELL));
    detail.warm(moments, tolerance);
    let advance = |edge: &mut PrefixState, column: u32| {
        let at = ruler.moment(column * CELL);
        detail.advance(edge, spans, None, at, tolerance);
    };
    // The edges of a cell and the one behind the next cell, in turn: no more are needed at once.
    let mut edges = [PrefixState::default(); 3];
    advance(&mut edges[0], 0);
    edges[1] = edges[0];
    advance(&mut edges[1], 1);
    let mut before = None;
    for column in 0..columns {
        let [from, to, next] = [0, 1, 2].map(|ahead| (column as usize + ahead) % 3);
        let turn = edges[to].turn;
        let mut goes_on = false;
        if column + 1 < columns {
            edges[next] = edges[to];
            advance(&mut edges[next], column + 2);
            goes_on = edges[next].turn == turn;
        }
        // Chunks that take two cells or more take turns in shade; shorter ones would only flicker.
        drawn.shade = if goes_on || before == Some(turn) {
            Shade::of_turn(turn)
        } else {
            Shade::A
        };
        before = Some(turn);
        let (from, to, start) = (&edges[from], &edges[to], column * CELL);
        if to.index - from.index <= DRAWN && !detail.is_alone() {
            drawn.few(detail.spans(spans, from, to), start, ruler);
        } else {
            drawn.many([from, to], || detail.between(from, to), start);
        }
    }
    drawn.parts
}

/// The cells of a lane, from left to right.
struct Cells<'a, L> {
    uses: &'a [(Use, Tone)],
    /// The meaning of the lane's waits.
    idle: Idle,
    look: &'a L,
    /// The shade of tasks.
    shade: Shade,
    /// The blend that the last cell shows all over it, and its shade.
    shown: Option<(Blend, Shade)>,
    parts: Vec<Part>,
}

impl<L: Fn(Tone) -> Look> Cells<'_, L> {
    /// A cell with each of a few spans.
    fn few(&mut self, spans: &[Span], start: u32, ruler: Ruler) {
        self.shown = None;
        let place = |at: Moment| ruler.place(at).clamp(start, start + CELL);
        for span in spans {
            let look = self.look(Tone::of(Use::of(span), Shade::A, self.idle));
            let part = Part {
                strip: without_core(span, &|tone| self.look(tone)),
                ..Part::new(place(span.start), place(span.end()), look)
            };
            push(&mut self.parts, part);
        }
    }

    /// A cell with many spans, as their sum.
    fn many(
        &mut self,
        [from, to]: [&PrefixState; 2],
        between: impl FnOnce() -> Option<PrefixState>,
        start: u32,
    ) {
        let (end, before) = (start + CELL, self.shown.take());
        let whole = Blend::of(from, to, self.uses);
        if whole.share >= PURE {
            return self.push(start, end, (whole.main, whole.off));
        }
        if let Some((blend, shade)) = before.filter(|(blend, _)| whole.is_nearly(*blend)) {
            self.shown = Some((blend, self.shade));
            match self.parts.last_mut() {
                // Like cells share a bar, which the strip then mixes only once.
                Some(last) if shade == self.shade && last.end == start => last.end = end,
                _ => self.blend(start, blend),
            }
            return;
        }
        if let Some(middle) = between() {
            let [one, other] =
                [(from, &middle), (&middle, to)].map(|(from, to)| Blend::of(from, to, self.uses));
            // The halves of the cell, if they are not alike.
            let apart = one.main != other.main && one.share >= PURE && other.share >= PURE;
            let at = share(middle.at.since(from.at), to.at.since(from.at));
            if apart && at > 0 {
                self.push(start, start + at, (one.main, one.off));
                return self.push(start + at, end, (other.main, other.off));
            }
        }
        let blend = whole.rounded();
        self.shown = Some((blend, self.shade));
        self.blend(start, blend);
    }

    fn blend(&mut self, start: u32, blend: Blend) {
        let beside = (self.look(blend.other), CELL - blend.share);
        let part = Part {
            beside: Some(beside),
            strip: self.strip(blend.off),
            ..Part::new(start, start + CELL, self.look(blend.main))
        };
        push(&mut self.parts, part);
    }

    fn push(&mut self, start: u32, end: u32, (tone, off): (Tone, u32)) {
        let part = Part {
            strip: self.strip(off).filter(|_| tone == Tone::TaskA),
            ..Part::new(start, end, self.look(tone))
        };
        push(&mut self.parts, part);
    }

    /// The strip for so many [`CELL`]ths without a core.
    fn strip(&self, off: u32) -> Option<(Look, u32)> {
        (off > 0).then(|| (self.look(Tone::Preempted), off))
    }

    fn look(&self, tone: Tone) -> Look {
        match tone {
            Tone::TaskA => (self.look)(Tone::task(self.shade)),
            tone => (self.look)(tone),
        }
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
