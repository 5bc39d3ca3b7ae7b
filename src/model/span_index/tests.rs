//! The index against a scan of all spans.

use super::*;
use crate::{
    base::{ChunkId, Ratio},
    log::{Flags, Kind},
};
use proptest::prelude::*;

/// The time of each use between two moments, nanosecond by nanosecond where spans overlap.
fn naive(spans: &[Span], now: Option<Now>, from: Moment, to: Moment) -> Vec<(Use, u64)> {
    let mut times: Vec<(Use, u64)> = Vec::new();
    let mut covered = Moment::default();
    let going_on = now.map(|now| open(&now));
    for span in spans.iter().chain(&going_on) {
        let (start, end) = (span.start.max(covered), span.end());
        covered = covered.max(end);
        let (start, end) = (start.max(from), end.min(to).max(start.max(from)));
        let by = |at| off_core(span).map_or(0, |share| prefix_state::off_by(span, share, at).get());
        let off = by(end) - by(start);
        for (usage, time) in [
            (Use::of(span), end.since(start).get() - off),
            (Use::OffCore, off),
        ] {
            match times.iter_mut().find(|known| known.0 == usage) {
                Some(known) => known.1 += time,
                None => times.push((usage, time)),
            }
        }
    }
    times.retain(|known| known.1 > 0);
    times
}

fn agree(sums: &PrefixSums, times: &[(Use, u64)]) -> bool {
    sums.seen().count() == times.len()
        && times
            .iter()
            .all(|&(usage, time)| sums.get(usage).get() == time)
}

/// A lane as a log may have it: `wild` ones overlap, go back in time, and last for ever.
fn lane(wild: bool) -> impl Strategy<Value = Vec<Span>> {
    // Lengths of all magnitudes; gaps, none, and a span that began before the last had ended.
    let step = (
        0..24_u32,
        any::<u64>(),
        0..14_u32,
        any::<u64>(),
        any::<u8>(),
    );
    let spans = prop::collection::vec((0..Kind::KNOWN.len(), step, 0..4_u32), 0..800);
    (1000..u64::from(u32::MAX), spans).prop_map(move |(begin, spans)| {
        let mut at = begin;
        let mut spans = spans
            .into_iter()
            .map(|(kind, (long, length, wide, gap, odd), chunk)| {
                let length = length & ((1 << long) - 1);
                let gap = gap & ((1 << wide) - 1);
                let start = match odd {
                    0..8 if wild => at.saturating_sub(gap),
                    0..128 => at,
                    _ => at + gap,
                };
                let end = start
                    + if wild && odd == 200 {
                        u64::MAX / 1000
                    } else {
                        length
                    };
                at = if wild && odd < 4 { start } else { end };
                let flags = match odd % 16 {
                    0 => Flags::KILLED,
                    1 => Flags::FAILED,
                    2..8 => Flags::CPU,
                    _ => Flags::default(),
                };
                Span {
                    chunk: ChunkId::new(chunk),
                    flags,
                    cpu: Ratio::of(u64::from(odd), 255),
                    ..Span::new(
                        Kind::KNOWN[kind],
                        Moment::from_nanos(start),
                        Moment::from_nanos(end),
                    )
                }
            });
        spans.by_ref().collect()
    })
}

fn detail(spans: &[Span]) -> SpanIndex {
    let mut detail = SpanIndex::default();
    for span in spans {
        detail.add(span);
    }
    detail
}

/// A moment that has to do with a lane: in it, beside an end of a span, or outside.
fn moment(spans: &[Span], (index, beside): (usize, i64)) -> Moment {
    let at = match spans.get(index % (spans.len() + 1)) {
        Some(span) if beside % 2 == 0 => span.start,
        Some(span) => span.end(),
        None => Moment::from_nanos(500),
    };
    Moment::from_nanos(at.as_nanos().saturating_add_signed(beside / 2))
}

fn some_moment() -> impl Strategy<Value = (usize, i64)> {
    (
        any::<usize>(),
        prop_oneof![-4..5_i64, -2_000_000..2_000_000_i64],
    )
}

proptest! {
    #[test]
    fn without_tolerance_every_answer_is_that_of_a_scan_of_all_spans(
        spans in prop_oneof![lane(false), lane(true)],
        moments in prop::collection::vec(some_moment(), 2..20),
        goes_on in prop::option::of((0..Kind::KNOWN.len(), 0..1_000_000_u64)),
    ) {
        let detail = detail(&spans);
        let end = detail.all().at;
        let now = goes_on.map(|(kind, later)| Now {
            kind: Kind::KNOWN[kind],
            start: end + Nanos::new(later),
            task: crate::base::TaskId::default(),
            chunk: ChunkId::new(7),
        });
        let mut moments: Vec<_> = moments.into_iter().map(|one| moment(&spans, one)).collect();
        moments.sort();
        let edges = moments.iter().map(|&at| detail.edge(&spans, now, at, Nanos::ZERO));
        let edges: Vec<_> = edges.collect();
        for two in edges.windows(2) {
            let times = naive(&spans, now, two[0].at, two[1].at);
            let sums = two[1].since(&two[0]);
            prop_assert!(agree(&sums, &times), "{sums:?} {times:?}");
        }
        prop_assert!(edges.iter().zip(&moments).all(|(edge, at)| edge.at == *at));
        // An edge that went from one to the next is where it would have been found.
        let mut walked = PrefixState::default();
        for (edge, &at) in edges.iter().zip(&moments) {
            detail.advance(&mut walked, &spans, now, at, Nanos::ZERO);
            prop_assert_eq!((walked.at, walked.index, walked.sums), (edge.at, edge.index, edge.sums));
        }
    }

    #[test]
    fn what_is_rounded_is_exact_somewhere_within_the_tolerance(
        spans in lane(false),
        window in (some_moment(), some_moment(), 1..300_u32, 0..64_u64),
    ) {
        let (one, other, columns, part) = window;
        let detail = detail(&spans);
        let (one, other) = (moment(&spans, one), moment(&spans, other));
        let (from, to) = (one.min(other), one.max(other));
        let width = to.since(from) / u64::from(columns);
        let tolerance = width * part / 64;
        let asked = (0..=columns).map(|column| from + width * u64::from(column));
        let asked: Vec<_> = asked.collect();
        let edges = asked.iter().map(|&at| detail.edge(&spans, None, at, tolerance));
        let edges: Vec<_> = edges.collect();
        for (edge, &at) in edges.iter().zip(&asked) {
            prop_assert!(edge.at <= at && at.since(edge.at) <= tolerance);
            // Where it is, it is exact.
            let times = naive(&spans, None, Moment::default(), edge.at);
            prop_assert!(agree(&edge.sums, &times));
        }
        let mut walked = PrefixState::default();
        for &at in &asked {
            let before = walked;
            detail.advance(&mut walked, &spans, None, at, tolerance);
            prop_assert!(walked.at <= at && at.since(walked.at) <= tolerance);
            let times = naive(&spans, None, Moment::default(), walked.at);
            prop_assert!(agree(&walked.sums, &times));
            if let Some(between) = detail.between(&before, &walked) {
                prop_assert!(before.at < between.at && between.at <= walked.at);
                let times = naive(&spans, None, Moment::default(), between.at);
                prop_assert!(agree(&between.sums, &times));
            }
        }
        // Columns add up to the whole.
        let sums = edges.windows(2).map(|two| two[1].since(&two[0]).total());
        let whole = edges[edges.len() - 1].since(&edges[0]).total();
        prop_assert_eq!(sums.sum::<Nanos>(), whole);
    }

    #[test]
    fn the_spans_of_a_stretch_are_those_that_a_scan_finds(
        spans in lane(false),
        moments in (some_moment(), some_moment()),
    ) {
        let detail = detail(&spans);
        let (one, other) = (moment(&spans, moments.0), moment(&spans, moments.1));
        let edge = |at| detail.edge(&spans, None, at, Nanos::ZERO);
        let (from, to) = (edge(one.min(other)), edge(one.max(other)));
        // Spans that take no time may be there or not: they are invisible.
        let found = detail.spans(&spans, &from, &to).iter();
        let found = found.filter(|span| span.length > Nanos::ZERO);
        let touches = |span: &&Span| {
            span.length > Nanos::ZERO && span.end() > from.at && span.start < to.at
        };
        prop_assert!(spans.iter().filter(touches).eq(found));
    }

    #[test]
    fn chunks_are_counted_as_often_as_they_change(spans in lane(false), at in some_moment()) {
        let detail = detail(&spans);
        let at = moment(&spans, at);
        let edge = detail.edge(&spans, None, at, Nanos::ZERO);
        let begun = |span: &&Span| span.kind == Kind::Task && span.start < at;
        let chunks: Vec<_> = spans.iter().filter(begun).map(|span| span.chunk).collect();
        let turns = chunks.chunk_by(|one, next| one == next).count();
        // A task that begins and ends with the moment may have been passed.
        prop_assert!(edge.turn as usize >= turns && edge.turn as usize <= turns + 1);
    }
}

#[test]
fn it_takes_little_memory_even_where_every_kind_occurs() {
    const SPANS: usize = 100_000;
    let record = 40 * SPANS;
    for kinds in [2, Kind::KNOWN.len()] {
        let mut detail = SpanIndex::default();
        for span in 0..SPANS {
            let start = Moment::from_nanos(1_000_000 + span as u64 * 1000);
            let kind = Kind::KNOWN[span % kinds];
            detail.add(&Span::new(kind, start, start + Nanos::new(900)));
        }
        assert!(
            detail.memory() * 4 <= record,
            "{} of {record}",
            detail.memory()
        );
    }
}

#[test]
fn a_lane_without_spans_has_done_nothing_at_any_time() {
    let detail = SpanIndex::default();
    for at in [0, 1, u64::MAX] {
        let edge = detail.edge(&[], None, Moment::from_nanos(at), Nanos::new(5));
        assert_eq!((edge.sums.total(), edge.index), (Nanos::ZERO, 0));
    }
}
