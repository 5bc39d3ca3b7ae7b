//! [`Outline`]: a lane in as many pieces as can be seen, however many spans it has.
//!
//! A picture of a thousand columns cannot show ten million spans, and a page that carried them
//! could not be sent to anybody. So what is shorter than a cell of the picture is summed up cell
//! by cell, and the piece gets the tone of what most of its time went into; what is longer stays
//! what it is, to the nanosecond.

use crate::{
    base::{Moment, Nanos},
    model::Run,
    trace::{Flags, Kind, Lane, Span},
};
use strum::{EnumCount, IntoStaticStr, VariantArray};

/// What a piece looks like, by its name in a theme.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, EnumCount, VariantArray, IntoStaticStr, strum::Display,
)]
#[strum(serialize_all = "kebab-case")]
pub(super) enum Tone {
    TaskA,
    TaskB,
    StartUp,
    Receive,
    Send,
    Lock,
    Wait,
    Blocked,
    Exit,
    Killed,
    Io,
    Added,
    Own,
    Ready,
    Deliver,
    Serve,
    Failed,
}

/// One span, or several that are too short to be told apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Piece {
    pub(super) start: Moment,
    pub(super) length: Nanos,
    pub(super) tone: Tone,
    /// How many spans it stands for.
    pub(super) spans: u64,
    /// Its only span, where it is one.
    pub(super) span: Option<Span>,
}

/// The pieces of a lane, in the order of its spans.
pub(super) struct Outline<'a> {
    spans: std::slice::Iter<'a, Span>,
    cell: Nanos,
    /// The span that did not fit into the crowd before it.
    next: Option<&'a Span>,
}

impl<'a> Outline<'a> {
    /// Of a lane, of which what is shorter than `cell` is summed up.
    pub(super) fn of(lane: &'a Lane, cell: Nanos) -> Self {
        Self {
            spans: lane.spans.iter(),
            cell: cell.max(Nanos::new(1)),
            next: None,
        }
    }
}

impl Iterator for Outline<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        let first = self.next.take().or_else(|| self.spans.next())?;
        let mut piece = Piece {
            start: first.start,
            length: first.length,
            tone: tone(first),
            spans: 1,
            span: Some(*first),
        };
        if first.length >= self.cell {
            return Some(piece);
        }
        let mut time = [Nanos::ZERO; Tone::COUNT];
        time[piece.tone as usize] += first.length;
        let mut end = first.end();
        let cell = self.cell.get();
        let place = |at: Moment| at.as_nanos() / cell;
        for span in self.spans.by_ref() {
            let joins = span.length.get() < cell && place(span.start) == place(piece.start);
            if !joins {
                self.next = Some(span);
                break;
            }
            time[tone(span) as usize] += span.length;
            end = end.max(span.end());
            piece.spans += 1;
            piece.span = None;
        }
        piece.length = end.since(piece.start);
        let most = Tone::VARIANTS
            .iter()
            .max_by_key(|tone| time[**tone as usize]);
        piece.tone = most.copied().unwrap_or(piece.tone);
        Some(piece)
    }
}

/// The finest cell with which all lanes of a run have no more than so many pieces in all.
pub(super) fn cell(run: &Run, most: usize) -> Nanos {
    let length = super::timeline::length(run).get();
    let spans: usize = run.flow().map(|lane| lane.spans.len()).sum();
    if spans <= most {
        return Nanos::new(1);
    }
    // From 20 bits finer than the whole on, each step is twice as coarse; a few of them suffice.
    let finest = (length >> 20).max(1);
    let cells = (0..=20).map(|bits| Nanos::new(finest << bits));
    let pieces = |cell: Nanos| -> usize {
        let lanes = run.flow().map(|lane| Outline::of(lane, cell).count());
        lanes.sum()
    };
    let mut cells = cells.skip_while(|cell| pieces(*cell) > most);
    cells.next().unwrap_or(Nanos::new(length))
}

/// As on the timeline of the dashboard; main's kinds are the other end of what a worker does.
pub(super) fn tone(span: &Span) -> Tone {
    match span.kind {
        _ if span.flags.has(Flags::KILLED) => Tone::Killed,
        _ if span.flags.has(Flags::FAILED) => Tone::Failed,
        Kind::Task if span.chunk.get() % 2 == 1 => Tone::TaskB,
        Kind::Task => Tone::TaskA,
        Kind::StartUp | Kind::Create => Tone::StartUp,
        Kind::Receive | Kind::Collect => Tone::Receive,
        Kind::Send | Kind::Dispatch => Tone::Send,
        Kind::Lock => Tone::Lock,
        Kind::Wait | Kind::Usage => Tone::Wait,
        Kind::Blocked => Tone::Blocked,
        Kind::Exit => Tone::Exit,
        Kind::Io => Tone::Io,
        Kind::Added => Tone::Added,
        Kind::Own => Tone::Own,
        Kind::Ready => Tone::Ready,
        Kind::Deliver => Tone::Deliver,
        Kind::Serve => Tone::Serve,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::scenario;
    use proptest::prelude::*;

    #[test]
    fn what_can_be_seen_stays_as_it_is_and_what_cannot_is_summed_up() {
        let run = scenario::run(
            "w1: task 0/0 0ms 10ms | send 10ms 11ms | task 1/1 11ms 13ms | wait 13ms 14ms \
             | task 2/2 20ms 30ms\nend 30ms",
        );
        let pieces: Vec<_> = Outline::of(&run.lanes[0], Nanos::from_millis(5)).collect();
        let found: Vec<_> = pieces.iter().map(|p| (p.tone, p.spans, p.length)).collect();
        let ms = Nanos::from_millis;
        let wanted = [
            (Tone::TaskA, 1, ms(10)),
            (Tone::TaskB, 3, ms(4)),
            (Tone::TaskA, 1, ms(10)),
        ];
        assert_eq!(found, wanted);
    }

    #[test]
    fn a_page_of_a_million_spans_stays_within_its_budget() {
        let mut run = scenario::run("w1: task 0 0ms 1ms\nend 100ms");
        let mut lanes = std::mem::take(&mut run.lanes);
        let spans = (0..100_000).map(|n| {
            let start = scenario::ORIGIN + Nanos::from_micros(n);
            Span::new(Kind::Task, start, start + Nanos::from_micros(1))
        });
        lanes[0].spans = spans.collect();
        let run = run.with_lanes(lanes);
        assert_eq!(cell(&run, 100_000), Nanos::new(1));
        let cell = cell(&run, 1000);
        let pieces: Vec<_> = Outline::of(&run.lanes[0], cell).collect();
        assert!((400..=1000).contains(&pieces.len()), "{}", pieces.len());
        assert_eq!(pieces.iter().map(|p| p.spans).sum::<u64>(), 100_000);
    }

    proptest! {
        #[test]
        fn whatever_a_log_claims_no_span_is_lost(
            times in proptest::collection::vec(any::<(u64, u64)>(), 0..50),
            cell in any::<u64>(),
        ) {
            let mut run = scenario::run("w1: task 0 0ms 1ms\nend 1ms");
            run.lanes[0].spans = times.iter().map(|&(start, length)| Span {
                length: Nanos::new(length),
                ..Span::new(Kind::Task, Moment::from_nanos(start), Moment::from_nanos(start))
            }).collect();
            let pieces = Outline::of(&run.lanes[0], Nanos::new(cell));
            prop_assert_eq!(pieces.map(|p| p.spans).sum::<u64>(), times.len() as u64);
        }
    }
}
