//! The protocol of a lane: how one writer publishes spans and its present, and how readers copy
//! them out without ever stopping it.
//!
//! A lane has one writer at a time. Three rules carry everything:
//!
//! 1. **A record is written first and counted after.** The writer stores the words of record *n*
//!    (`Relaxed`), then the length *n + 1* (`Release`). A reader loads the length (`Acquire`) and
//!    copies only records below it. The pair synchronises, so the words are all there, and a
//!    record below the length is never written again.
//! 2. **The present belongs to a length.** Beginning a span stores its start, its task and, last,
//!    a word with the kind and the length at that time, each with `Release`. A reader loads that
//!    word first, then the other two (all `Acquire`), then the length. It believes them only if
//!    the length is the one in the word.
//! 3. **There is one `begin` to a length.** A second one follows only a publication.
//!    The word is stored last and loaded first, so start and task are of the same `begin` or of a
//!    later one. If of a later one, the `Release`/`Acquire` pair on them makes the later length
//!    visible to the load that follows, which then differs from the word, and the reader takes
//!    nothing. A mixture of two presents is thereby impossible.
//!
//! When a writer is replaced (a process after a process on the same lane), the old one has been
//! waited for, so all that it wrote happened before the new one's first load.
//!
//! The tests run this under loom, which tries every order that the memory model allows.

use super::{
    Kind, Now, Span,
    shared_words::{SharedWords, SharedWordsMut},
    span::WORDS,
};
use crate::base::{ChunkId, Moment, TaskId};
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};

/// Words in the header of a lane; two cache lines, so that no two writers share one.
pub(super) const LANE_WORDS: usize = 16;

/// The place of each word in a lane's header.
pub(super) mod word {
    pub(crate) const KIND: usize = 0;
    pub(crate) const NUMBER: usize = 1;
    pub(crate) const PID: usize = 2;
    pub(crate) const RECORDS: usize = 3;
    pub(crate) const CAPACITY: usize = 4;
    pub(crate) const LENGTH: usize = 8;
    pub(crate) const DROPPED: usize = 9;
    pub(crate) const MERGED: usize = 10;
    pub(crate) const NOW_START: usize = 11;
    pub(crate) const NOW_TASK: usize = 12;
    pub(crate) const NOW_WHAT: usize = 13;
}

/// Where a lane lies in the cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LanePlace {
    /// Index of the first word of its header.
    pub(super) header: usize,
    /// Index of the first word of its records.
    pub(super) records: usize,
    /// How many records there is room for.
    pub(super) capacity: u64,
}

/// Writer: publishes record number `length`; there must be room for it.
#[inline]
pub(super) fn publish(cells: &impl SharedWordsMut, place: LanePlace, length: u64, span: &Span) {
    let base = record(place, length);
    for (offset, value) in span.encode().into_iter().enumerate() {
        cells.store(base + offset, value, Relaxed);
    }
    cells.store(place.header + word::LENGTH, length + 1, Release);
}

/// Writer: says what it does from now on, until it publishes.
#[inline]
pub(super) fn begin(cells: &impl SharedWordsMut, place: LanePlace, length: u64, now: Now) {
    let task = u64::from(now.task.get()) | u64::from(now.chunk.get()) << 32;
    cells.store(
        place.header + word::NOW_START,
        now.start.as_nanos(),
        Release,
    );
    cells.store(place.header + word::NOW_TASK, task, Release);
    cells.store(
        place.header + word::NOW_WHAT,
        what(now.kind, length),
        Release,
    );
}

/// Reader: how many records have been published.
pub(super) fn published(cells: &impl SharedWords, place: LanePlace) -> u64 {
    cells
        .load(place.header + word::LENGTH, Acquire)
        .min(place.capacity)
}

/// Reader: copies a record below a length that was loaded; `None` if it is no span.
pub(super) fn copy(cells: &impl SharedWords, place: LanePlace, index: u64) -> Option<Span> {
    let base = record(place, index);
    let mut words = [0; WORDS];
    for (offset, value) in words.iter_mut().enumerate() {
        *value = cells.load(base + offset, Relaxed);
    }
    Span::decode(words)
}

/// Reader: what the writer is doing, `None` between two spans.
#[expect(
    clippy::cast_possible_truncation,
    reason = "fields are cut out of their word"
)]
pub(super) fn present(cells: &impl SharedWords, place: LanePlace) -> Option<Now> {
    let header = place.header;
    let kind_word = cells.load(header + word::NOW_WHAT, Acquire);
    let start = cells.load(header + word::NOW_START, Acquire);
    let task = cells.load(header + word::NOW_TASK, Acquire);
    let length = cells.load(header + word::LENGTH, Acquire);
    let kind = Kind::of_number(kind_word as u8)?;
    (kind_word == what(kind, length)).then(|| Now {
        kind,
        start: Moment::from_nanos(start),
        task: TaskId::new(task as u32),
        chunk: ChunkId::new((task >> 32) as u32),
    })
}

const fn what(kind: Kind, length: u64) -> u64 {
    length << 8 | kind.number() as u64
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the index lies inside mapped memory"
)]
const fn record(place: LanePlace, index: u64) -> usize {
    place.records + index as usize * WORDS
}

#[cfg(test)]
mod tests {
    use super::*;
    use loom::sync::{Arc, atomic::AtomicU64};
    use std::sync::atomic::Ordering;

    struct Loom(Vec<AtomicU64>);

    impl SharedWords for Loom {
        fn len(&self) -> usize {
            self.0.len()
        }

        fn load(&self, index: usize, order: Ordering) -> u64 {
            self.0[index].load(order)
        }
    }

    impl SharedWordsMut for Loom {
        fn store(&self, index: usize, value: u64, order: Ordering) {
            self.0[index].store(value, order);
        }
    }

    const PLACE: LanePlace = LanePlace {
        header: 0,
        records: LANE_WORDS,
        capacity: 2,
    };

    fn cells() -> Arc<Loom> {
        Arc::new(Loom(
            (0..LANE_WORDS + 2 * WORDS)
                .map(|_| AtomicU64::new(0))
                .collect(),
        ))
    }

    /// A present or a span whose every field tells which one it is.
    fn now(mark: u32) -> Now {
        Now {
            kind: if mark.is_multiple_of(2) {
                Kind::Task
            } else {
                Kind::Send
            },
            start: Moment::from_nanos(mark.into()),
            task: TaskId::new(mark),
            chunk: ChunkId::new(mark),
        }
    }

    fn span(mark: u32) -> Span {
        let at = Moment::from_nanos(mark.into());
        Span {
            task: TaskId::new(mark),
            chunk: ChunkId::new(mark),
            ..Span::new(Kind::Task, at, at)
        }
    }

    #[test]
    fn a_reader_never_sees_a_record_that_is_not_all_there() {
        loom::model(|| {
            let cells = cells();
            let writer = loom::thread::spawn({
                let cells = Arc::clone(&cells);
                move || {
                    publish(&*cells, PLACE, 0, &span(1));
                    publish(&*cells, PLACE, 1, &span(2));
                }
            });
            for index in 0..published(&*cells, PLACE) {
                let mark = u32::try_from(index).unwrap() + 1;
                assert_eq!(copy(&*cells, PLACE, index), Some(span(mark)));
            }
            writer.join().unwrap();
        });
    }

    #[test]
    fn a_reader_never_sees_a_mixture_of_two_presents() {
        loom::model(|| {
            let cells = cells();
            let writer = loom::thread::spawn({
                let cells = Arc::clone(&cells);
                move || {
                    begin(&*cells, PLACE, 0, now(2));
                    publish(&*cells, PLACE, 0, &span(2));
                    begin(&*cells, PLACE, 1, now(3));
                }
            });
            if let Some(seen) = present(&*cells, PLACE) {
                assert!(seen == now(2) || seen == now(3), "{seen:?}");
            }
            writer.join().unwrap();
            assert_eq!(present(&*cells, PLACE), Some(now(3)));
        });
    }
}
