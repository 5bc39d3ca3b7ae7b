//! [`Outline`]: a lane in as many pieces as can be seen, however many spans it has.
//!
//! A picture of a thousand columns cannot show ten million spans, and a page that carried them
//! would be too large to send. So spans that are shorter than a cell of the picture are summed up
//! cell by cell, and the piece gets the tone that most of its time went into; longer spans stay
//! as they are, to the nanosecond.

use crate::{
    base::{Moment, Nanos, Ratio},
    log::{Lane, Span, Use},
    model::{Run, off_core},
    theme::{Idle, Shaded, Tone},
};
use strum::VariantArray;

/// One span, or several that are too short to be told apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Piece {
    pub(super) start: Moment,
    pub(super) length: Nanos,
    pub(super) tone: Tone,
    /// The share of its tasks' time in which they had no core, at whatever moment that was.
    pub(super) off: Ratio,
    /// How many spans it stands for.
    pub(super) spans: u64,
    /// Its only span, where it is one.
    pub(super) span: Option<Span>,
}

/// The pieces of a lane, in the order of its spans, and its tail.
pub(super) struct Outline<'a> {
    spans: Shaded<'a>,
    cell: Nanos,
    /// The span that did not fit into the crowd before it, and what it looks like.
    next: Option<(&'a Span, Tone)>,
    /// The meaning of the lane's waits.
    idle: Idle,
    /// From when on the lane is idle because no work is left, and until when.
    tail: Option<(Moment, Moment)>,
    end: Moment,
}

impl<'a> Outline<'a> {
    /// The outline of a lane of a run, with spans that are shorter than `cell` summed up.
    pub(super) fn of(run: &Run, lane: &'a Lane, cell: Nanos) -> Self {
        Self::shaded(run, lane, cell, cell)
    }

    /// This outline, in which a chunk that takes less than `shade` does not change the shade.
    fn shaded(run: &Run, lane: &'a Lane, cell: Nanos, shade: Nanos) -> Self {
        let is_done = run.outcome().is_some_and(|outcome| outcome.verified);
        let worked = run.worked(lane).filter(|_| is_done && lane.is_worker());
        Self {
            spans: Shaded::new(&lane.spans, (0, None), shade),
            cell: cell.max(Nanos::new(1)),
            next: None,
            idle: Idle::on(lane),
            tail: worked.map(|worked| (worked, run.end(worked))),
            end: Moment::default(),
        }
    }

    fn take(&mut self) -> Option<(&'a Span, Tone)> {
        let (span, shade) = self.spans.next()?;
        let is_late = self.tail.is_some_and(|(from, _)| span.start >= from);
        let idle = if is_late { Idle::Tail } else { self.idle };
        Some((span, Tone::of(Use::of(span), shade, idle)))
    }

    /// The part of the tail that has no span.
    fn rest(&mut self) -> Option<Piece> {
        let (from, to) = self.tail.take()?;
        let start = from.max(self.end);
        (to > start).then(|| Piece {
            start,
            length: to.since(start),
            tone: Tone::Tail,
            off: Ratio::ZERO,
            spans: 0,
            span: None,
        })
    }
}

impl Iterator for Outline<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        let next = self.next.take().or_else(|| self.take());
        let Some((first, tone)) = next else {
            return self.rest();
        };
        let off = |span: &Span| off_core(span).map_or(0.0, Ratio::get);
        let mut piece = Piece {
            start: first.start,
            length: first.length,
            tone,
            off: Ratio::new(off(first)),
            spans: 1,
            span: Some(*first),
        };
        self.end = self.end.max(first.end());
        if first.length >= self.cell {
            return Some(piece);
        }
        let mut time = [Nanos::ZERO; Tone::COUNT];
        time[piece.tone as usize] += first.length;
        let mut without = off(first) * first.length.as_secs_f64();
        let mut end = first.end();
        let cell = self.cell.get();
        let place = |at: Moment| at.as_nanos() / cell;
        while let Some((span, tone)) = self.take() {
            let joins = span.length.get() < cell && place(span.start) == place(piece.start);
            if !joins {
                self.next = Some((span, tone));
                break;
            }
            time[tone as usize] += span.length;
            without += off(span) * span.length.as_secs_f64();
            end = end.max(span.end());
            piece.spans += 1;
            piece.span = None;
        }
        self.end = self.end.max(end);
        piece.length = end.since(piece.start);
        let tasks = time[Tone::TaskA as usize] + time[Tone::TaskB as usize];
        let others = Tone::VARIANTS.iter().copied();
        let others = others.filter(|tone| !tone.is_task());
        let most = others.max_by_key(|tone| time[*tone as usize]);
        let most = most.filter(|tone| time[*tone as usize] > tasks);
        piece.tone = match most {
            Some(tone) => tone,
            None if time[Tone::TaskB as usize] > time[Tone::TaskA as usize] => Tone::TaskB,
            None if tasks > Nanos::ZERO => Tone::TaskA,
            None => piece.tone,
        };
        piece.off = Ratio::new(without / tasks.as_secs_f64().max(1e-9)).clamped();
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
        // To count them, no shade is needed.
        let lanes = run.flow();
        let lanes = lanes.map(|lane| Outline::shaded(run, lane, cell, Nanos::ZERO).count());
        lanes.sum()
    };
    let mut cells = cells.skip_while(|cell| pieces(*cell) > most);
    cells.next().unwrap_or(Nanos::new(length))
}

/// The word for a tone in the legend.
pub(super) fn word(tone: Tone, run: &Run) -> Option<&'static str> {
    let is_simulated =
        tone == Tone::Lock && run.simulates_lock() || tone == Tone::Io && run.simulates_io();
    let word = tone.simulated_word().filter(|_| is_simulated);
    word.or(tone.word(run.unit().one))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{log::Kind, model::scenario};
    use proptest::prelude::*;

    #[test]
    fn what_can_be_seen_stays_as_it_is_and_what_cannot_is_summed_up() {
        let run = scenario::run(
            "w1: task 0/0 0ms 10ms | send 10ms 11ms | task 1/1 11ms 13ms | wait 13ms 14ms \
             | task 2/2 20ms 30ms\nend 30ms",
        );
        let pieces: Vec<_> = Outline::of(&run, &run.lanes[0], Nanos::from_millis(5)).collect();
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
        let pieces: Vec<_> = Outline::of(&run, &run.lanes[0], cell).collect();
        assert!((400..=1000).contains(&pieces.len()), "{}", pieces.len());
        assert_eq!(pieces.iter().map(|p| p.spans).sum::<u64>(), 100_000);
    }

    #[test]
    fn time_without_a_core_is_a_share_of_a_whole_task_and_the_tail_is_one() {
        let run = scenario::run(
            "w1: task%60 0/0 0ms 10ms | task%60 1/4 10ms 12ms | wait 12ms 13ms\nend 20ms",
        );
        let ms = Nanos::from_millis;
        for cell in [1, 5] {
            let pieces = Outline::of(&run, &run.lanes[0], ms(cell));
            let tasks: Vec<_> = pieces.filter(|piece| piece.off > Ratio::ZERO).collect();
            assert_eq!(tasks.len(), 2);
            assert!(tasks.iter().all(|piece| piece.off.percent() == "40 %"));
            // Shades take turns, whatever the chunks' numbers are.
            assert_eq!((tasks[0].tone, tasks[1].tone), (Tone::TaskA, Tone::TaskB));
        }
        let pieces: Vec<_> = Outline::of(&run, &run.lanes[0], ms(1)).collect();
        let tails = pieces.iter().filter(|piece| piece.tone == Tone::Tail);
        let tails: Vec<_> = tails.map(|piece| piece.length).collect();
        assert_eq!(tails, [ms(1), ms(7)]);
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
            let pieces = Outline::of(&run, &run.lanes[0], Nanos::new(cell));
            prop_assert_eq!(pieces.map(|p| p.spans).sum::<u64>(), times.len() as u64);
        }
    }
}
