//! [`SliceRow`]: slices that nest, which are a lane.

use super::track::Slice;
use crate::{
    base::{ChunkId, Moment, TaskId},
    log::{Kind, Span},
};
use std::collections::BTreeSet;

/// Slices each of which is within another or beside it, parents before their children.
#[derive(Debug, Default)]
pub(super) struct SliceRow {
    pub(super) slices: Vec<Slice>,
    /// The ends of those that go on at the start of the last one.
    open: Vec<i64>,
}

/// A slice that goes on while its inside is gone through.
struct OpenSlice {
    end: i64,
    name: u32,
    task: u32,
    /// Up to where it is accounted for.
    done: i64,
}

impl SliceRow {
    /// Shares slices out to as many rows as it takes for them to nest, parents before their
    /// children. A slice goes to where it fits most tightly.
    pub(super) fn nested(slices: Vec<Slice>) -> Vec<Self> {
        let mut rows: Vec<Self> = Vec::new();
        // The end of the open slices of each row, and its index.
        let mut ends: BTreeSet<(i64, usize)> = BTreeSet::new();
        for slice in slices {
            while let Some(&(end, row)) = ends.first().filter(|(end, _)| *end <= slice.start) {
                ends.remove(&(end, row));
                rows[row].open.pop();
                ends.insert((rows[row].until(), row));
            }
            let found = ends.range((slice.end, 0)..).next().copied();
            let row = if let Some(place) = found {
                ends.remove(&place);
                place.1
            } else {
                rows.push(Self::default());
                rows.len() - 1
            };
            rows[row].slices.push(slice);
            rows[row].open.push(slice.end);
            ends.insert((slice.end, row));
        }
        rows
    }

    /// Puts rows that are never busy at the same time behind each other, into as few as possible.
    pub(super) fn packed(mut rows: Vec<Self>) -> Vec<Self> {
        rows.sort_by_key(Self::start);
        let mut packed: Vec<Self> = Vec::new();
        let mut free: BTreeSet<usize> = BTreeSet::new();
        // The end of each packed row that is busy, and its index.
        let mut ends: BTreeSet<(i64, usize)> = BTreeSet::new();
        for row in rows {
            let end = row.end();
            while let Some(&(end, index)) = ends.first().filter(|(end, _)| *end <= row.start()) {
                ends.remove(&(end, index));
                free.insert(index);
            }
            let index = if let Some(index) = free.pop_first() {
                packed[index].slices.extend(row.slices);
                index
            } else {
                packed.push(row);
                packed.len() - 1
            };
            ends.insert((end, index));
        }
        packed
    }

    /// The end of the innermost open slice.
    fn until(&self) -> i64 {
        self.open.last().copied().unwrap_or(i64::MAX)
    }

    /// The beginning of its first slice.
    pub(super) fn start(&self) -> i64 {
        self.slices.first().map_or(0, |slice| slice.start)
    }

    /// The end of its last slice.
    pub(super) fn end(&self) -> i64 {
        let ends = self.slices.iter().map(|slice| slice.end);
        ends.max().unwrap_or_default()
    }

    /// The time in which it has an open slice.
    pub(super) fn busy(&self) -> i64 {
        let mut until = i64::MIN;
        let outermost = self.slices.iter().map(|slice| {
            let start = slice.start.max(until);
            until = until.max(slice.end);
            (slice.end - start).max(0)
        });
        outermost.fold(0, i64::saturating_add)
    }

    /// Its slices that enclose others, by level: the outermost first, and no more than `most` levels.
    /// Numbered like those of [`SliceRow::spans`]; with how many there are on levels beyond.
    pub(super) fn levels(&self, origin: i64, first: u32, most: usize) -> (Vec<Vec<Span>>, u64) {
        let at = |nanos: i64| Moment::from_nanos(nanos.saturating_sub(origin).unsigned_abs());
        let (mut levels, mut beyond): (Vec<Vec<Span>>, _) = (Vec::new(), 0);
        // The open slices, and whether they are known to enclose another.
        let mut open: Vec<(Slice, u32, bool)> = Vec::new();
        for (&slice, task) in self.slices.iter().zip(first..) {
            while open
                .last()
                .is_some_and(|(outer, ..)| outer.end <= slice.start)
            {
                open.pop();
            }
            let depth = open.len();
            if let Some((outer, task, is_known)) = open.last_mut()
                && !std::mem::replace(is_known, true)
            {
                if depth > most {
                    beyond += 1;
                } else {
                    levels.resize_with(levels.len().max(depth), Vec::new);
                    levels[depth - 1].push(Span {
                        task: TaskId::new(*task),
                        chunk: ChunkId::new(outer.name),
                        ..Span::new(Kind::Outer, at(outer.start), at(outer.end))
                    });
                }
            }
            open.push((slice, task, false));
        }
        (levels, beyond)
    }

    /// Its spans: at each moment, that of the innermost slice. Its tasks are numbered from `first`
    /// on, in the order in which they begin.
    pub(super) fn spans(&self, origin: i64, first: u32) -> Vec<Span> {
        let mut spans = Vec::with_capacity(self.slices.len());
        let mut stack: Vec<OpenSlice> = Vec::new();
        let mut part = |open: &OpenSlice, until: i64, count: u32| {
            let at = |nanos: i64| Moment::from_nanos(nanos.saturating_sub(origin).unsigned_abs());
            if until > open.done || count > 0 {
                spans.push(Span {
                    task: TaskId::new(open.task),
                    chunk: ChunkId::new(open.name),
                    count,
                    ..Span::new(Kind::Task, at(open.done), at(until))
                });
            }
        };
        for (slice, task) in self.slices.iter().zip(first..) {
            while let Some(ended) = stack.pop_if(|open| open.end <= slice.start) {
                part(&ended, ended.end, 1);
                if let Some(outer) = stack.last_mut() {
                    outer.done = ended.end;
                }
            }
            if let Some(outer) = stack.last_mut() {
                part(outer, slice.start, 0);
                outer.done = slice.start;
            }
            stack.push(OpenSlice {
                end: slice.end,
                name: slice.name,
                task,
                done: slice.start,
            });
        }
        while let Some(ended) = stack.pop() {
            part(&ended, ended.end, 1);
            if let Some(outer) = stack.last_mut() {
                outer.done = ended.end;
            }
        }
        spans
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn slices_that_overlap_keep_their_time_on_a_row_of_their_own() {
        let slices = [
            (0, 100),
            (10, 20),
            (50, 150),
            (60, 120),
            (100, 110),
            (150, 160),
        ];
        let slices = slices.map(|(start, end)| Slice::new(start, end)).to_vec();
        let rows = SliceRow::nested(slices);
        let seen: Vec<Vec<_>> = rows
            .iter()
            .map(|row| {
                row.slices
                    .iter()
                    .map(|slice| (slice.start, slice.end))
                    .collect()
            })
            .collect();
        assert_eq!(
            seen,
            [
                vec![(0, 100), (10, 20), (150, 160)],
                vec![(50, 150), (60, 120), (100, 110)]
            ]
        );
        assert_eq!(rows[0].busy(), 110);
    }

    proptest! {
        #[test]
        fn no_time_is_lost_whatever_overlaps(
            slices in proptest::collection::vec((0..60_i64, 0..30_i64), 0..40)
        ) {
            let mut slices: Vec<_> = slices
                .into_iter()
                .map(|(start, length)| Slice::new(start, start + length))
                .collect();
            slices.sort_by_key(|slice| (slice.start, std::cmp::Reverse(slice.end)));
            let rows = SliceRow::nested(slices.clone());
            for moment in 0..100 {
                let covers = |slice: &&Slice| slice.start <= moment && moment < slice.end;
                let going_on = slices.iter().filter(covers).count();
                let shown = rows.iter().filter(|row| row.slices.iter().any(|s| covers(&s))).count();
                prop_assert!(shown <= going_on && (shown > 0) == (going_on > 0));
            }
            for row in &rows {
                let spans = row.spans(0, 0);
                prop_assert!(spans.windows(2).all(|pair| pair[0].end() <= pair[1].start));
                let sum: u64 = spans.iter().map(|span| span.length.get()).sum();
                prop_assert_eq!(i64::try_from(sum).unwrap(), row.busy());
            }
        }
    }
}
