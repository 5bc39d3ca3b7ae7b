//! [`Reader::verify`]: whether a log that has ended is what its writers wrote.
//!
//! A log is memory, and any process that finds its file among another's descriptors can write into
//! it. That cannot harm a reader, but then what it reads is not what the writers recorded.

use super::{
    Flags, Kind, LaneKind, LogError, LogLayout, Reader, Span,
    protocol::{self, LanePlace, word},
    shared_words::SharedWords,
};
use crate::base::{self, Moment};
use std::sync::atomic::Ordering::Relaxed;

/// Facts of a run that are known from elsewhere.
#[derive(Debug, Clone, Copy)]
pub struct Expected {
    /// The earliest start of a span.
    pub since: Moment,
    /// How many tasks it has.
    pub tasks: u32,
    /// How many of them were done, where each was done once.
    pub done: Option<u32>,
}

/// The sums over the spans of some lanes.
#[derive(Debug, Default, PartialEq, Eq)]
struct SpanCounts {
    tasks: u64,
    merged: u64,
}

impl Reader {
    /// Holds every record and every count against each other and against what is known of the run.
    ///
    /// # Errors
    /// [`LogError::Damaged`] where they don't add up.
    pub fn verify(&self, known: &Expected) -> Result<(), LogError> {
        let damaged = |what: &str| Err(LogError::Damaged(what.into()));
        if LogLayout::read(&self.memory)? != *self.layout {
            return damaged("its header is another");
        }
        let (mut sums, mut merged, mut is_whole) = (SpanCounts::default(), 0, true);
        for (lane, (spec, place)) in self.layout.lanes.iter().enumerate() {
            let get = |word| self.memory.load(place.header + word, Relaxed);
            let length = get(word::LENGTH);
            let is_full = length >= place.capacity;
            if length > place.capacity || get(word::DROPPED) > 0 && !is_full {
                return damaged(&format!("lane {lane} does not count what it holds"));
            }
            is_whole &= get(word::DROPPED) == 0;
            merged += get(word::MERGED);
            if let Err(index) = self.sum(*place, spec.kind, known, &mut sums) {
                return damaged(&format!(
                    "record {index} of lane {lane} cannot be of this run"
                ));
            }
        }
        if let Some(done) = known.done.filter(|_| is_whole)
            && sums
                != (SpanCounts {
                    tasks: done.into(),
                    merged,
                })
        {
            let found = sums.tasks;
            return damaged(&format!("it has {found} tasks, and {done} were done"));
        }
        Ok(())
    }

    /// Adds up the records of a lane.
    ///
    /// # Errors
    /// The number of a record that is none, or does not follow the one before.
    fn sum(
        &self,
        place: LanePlace,
        kind: LaneKind,
        known: &Expected,
        sums: &mut SpanCounts,
    ) -> Result<(), u64> {
        let now = base::now();
        let mut last = known.since;
        for index in 0..protocol::published(&self.memory, place) {
            let span = protocol::copy(&self.memory, place, index);
            let span = span.filter(|span| is_possible(span, kind, known) && span.end() <= now);
            let span = span.ok_or(index)?;
            if kind == LaneKind::Core {
                continue;
            }
            if span.start < last {
                return Err(index);
            }
            last = span.end();
            sums.tasks += u64::from(span.tasks_ended());
            if span.kind == Kind::Task {
                sums.merged += u64::from(span.count.saturating_sub(1));
            }
        }
        Ok(())
    }
}

/// Whether a span can be on a lane of that kind, as far as it alone can tell.
fn is_possible(span: &Span, lane: LaneKind, known: &Expected) -> bool {
    let fits = |count: u32| {
        let end = span.task.get().checked_add(count);
        end.is_some_and(|end| end <= known.tasks)
    };
    let is_usage = span.kind == Kind::Usage;
    is_usage == (lane == LaneKind::Core)
        && span.flags.is_known()
        && (!span.kind.is_of_task() || fits(span.count.max(1)))
        && (span.flags.has(Flags::MERGED) == (span.kind == Kind::Task && span.count > 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{ChunkId, LaneId, TaskId},
        log::{LaneSpec, SpanLog},
    };

    const LANE: LaneId = LaneId::new(0);

    /// A log of three tasks, one after another, and what is known of it.
    fn log() -> (SpanLog, Expected) {
        let spec = |kind, capacity| LaneSpec {
            kind,
            number: 0,
            capacity,
        };
        let lanes = [spec(LaneKind::Main, 8), spec(LaneKind::Core, 4)];
        let log = SpanLog::create(&lanes, 64).unwrap();
        let known = Expected {
            since: base::now(),
            tasks: 3,
            done: Some(3),
        };
        let mut writer = log.writer(LANE);
        for task in 0..3 {
            writer.enter_for(Kind::Task, TaskId::new(task), ChunkId::new(task), 1);
        }
        writer.leave();
        let mut core = log.writer(LaneId::new(1));
        core.push(&Span {
            flags: Flags::CPU,
            ..Span::new(Kind::Usage, known.since, base::now())
        });
        drop((writer, core));
        (log, known)
    }

    #[test]
    fn what_its_writers_wrote_adds_up() {
        let (log, known) = log();
        log.reader().verify(&known).unwrap();
        let more = Expected {
            done: Some(2),
            ..known
        };
        let found = log.reader().verify(&more).unwrap_err().to_string();
        assert!(found.contains("3 tasks, and 2 were done"), "{found}");
    }

    #[test]
    fn a_kind_that_is_not_known_is_read_and_adds_up() {
        let (log, known) = log();
        let mut writer = log.writer(LANE);
        for number in [25, 47, 128, 255] {
            writer.enter(Kind::of_number(number).unwrap());
        }
        assert_eq!(
            log.reader().now(LANE).map(|now| now.kind.number()),
            Some(255)
        );
        drop(writer);
        log.reader().verify(&known).unwrap();
        let mut spans = Vec::new();
        log.reader().read(LANE, &mut spans);
        let numbers: Vec<_> = spans.iter().map(|span| span.kind.number()).collect();
        assert_eq!(numbers, [4, 4, 4, 25, 47, 128, 255]);
    }

    #[test]
    fn no_word_that_is_written_from_outside_goes_unnoticed() {
        let places = {
            let (log, _) = log();
            let layout = log.reader().layout;
            let (_, place) = layout.lanes[0];
            let header = [word::RECORDS, word::CAPACITY, word::LENGTH, word::KIND];
            let header = header.map(|word| place.header + word).into_iter();
            let counts = [word::DROPPED, word::MERGED].map(|word| place.header + word);
            // The start, the length, the tasks and the kind of each record.
            let records = (0..3).flat_map(move |record| {
                [0, 1, 2, 4].map(|word| place.records + record * super::super::span::WORDS + word)
            });
            let log = (0..4).chain([6]);
            log.chain(header)
                .chain(counts)
                .chain(records)
                .collect::<Vec<_>>()
        };
        for place in places {
            for value in [u64::MAX, 0x0100_0000_004d, 0x5555_5555_5555_5555] {
                let (log, known) = log();
                log.overwrite(place, value);
                let found = log.reader().verify(&known);
                assert!(found.is_err(), "word {place} is {value:#x}");
            }
        }
    }
}
