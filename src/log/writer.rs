//! [`LaneWriter`]: records what one lane does.
//!
//! Spans are chained: entering the next one ends the one before, with one clock read for both.
//! A clock read costs about 25 ns and a CPU-time read about 500 ns, so both are rationed. Tasks
//! shorter than the budget allows are merged, several to a span, and CPU time is read only
//! around tasks that are long enough to pay for it. What was merged or dropped is counted.

use super::{
    Flags, Kind, Now, Span,
    protocol::{self, LanePlace, word},
};
use crate::base::{
    self, ChunkId, LaneId, Moment, Nanos, Ratio, SchedulerStatistics, Shared, TaskId,
};
use std::sync::{Arc, atomic::Ordering::Relaxed};

/// A merged span is to last this long: a hundred times the clock read that ends it.
const MERGED_SPAN: Nanos = Nanos::from_micros(3);

/// The most tasks in a merged span.
const MOST_MERGED: u32 = 4096;

/// From this length on a task pays for two reads of its CPU time.
const LONG_TASK: Nanos = Nanos::from_micros(100);

/// Records what one lane does.
pub struct LaneWriter {
    cells: Arc<Shared>,
    lane: LaneId,
    place: LanePlace,
    length: u64,
    /// The open span, changed in place; copying a span costs as much as recording it.
    span: Span,
    open: bool,
    cpu_at_start: Option<Nanos>,
    /// The scheduler statistics of another process that does the task.
    turns: Option<SchedulerStatistics>,
    tasks_are_long: bool,
    merging: bool,
    /// How many tasks go into a span at present.
    merge: u32,
    /// How many more tasks the open span takes.
    room: u32,
}

impl LaneWriter {
    pub(super) fn new(cells: Arc<Shared>, lane: LaneId, place: LanePlace) -> Self {
        let length = protocol::published(&*cells, place);
        Self {
            cells,
            lane,
            place,
            length,
            span: Span::new(Kind::Wait, Moment::default(), Moment::default()),
            open: false,
            cpu_at_start: None,
            turns: None,
            tasks_are_long: true,
            merging: false,
            merge: 1,
            room: 0,
        }
    }

    /// The lane that it writes.
    #[must_use]
    pub const fn lane(&self) -> LaneId {
        self.lane
    }

    /// Allows short tasks to be merged. For long lists only: where there are few tasks, each is
    /// to have a span of its own whatever that costs.
    #[must_use]
    pub const fn merging(mut self, merging: bool) -> Self {
        self.merging = merging;
        self
    }

    /// Ends what goes on, if anything, and begins something else.
    #[inline]
    pub fn enter(&mut self, kind: Kind) -> Moment {
        self.enter_for(kind, TaskId::default(), ChunkId::default(), 0)
    }

    /// Ends the open span, if any, and begins one for `count` tasks from `task` on.
    #[inline]
    pub fn enter_for(&mut self, kind: Kind, task: TaskId, chunk: ChunkId, count: u32) -> Moment {
        let now = base::now();
        self.close(now);
        self.begin(kind, now, task, chunk, count);
        now
    }

    /// The next task begins; a short one may join the span that is open, if it follows the tasks
    /// in there: a reader takes a span of several for a row of them.
    #[inline]
    pub fn enter_task(&mut self, task: TaskId, chunk: ChunkId) {
        if self.room > 0 && task.get() == self.span.task.get().wrapping_add(self.span.count) {
            self.room -= 1;
            self.span.count += 1;
            return;
        }
        self.enter_for(Kind::Task, task, chunk, 1);
        self.room = self.merge - 1;
    }

    /// Adds to the bytes that the open span moved.
    pub fn add_bytes(&mut self, bytes: usize) {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        self.span.bytes = self.span.bytes.saturating_add(bytes);
    }

    /// Says which tasks the open span turned out to concern.
    pub fn concern(&mut self, task: TaskId, chunk: ChunkId, count: u32) {
        (self.span.task, self.span.chunk, self.span.count) = (task, chunk, count);
    }

    /// The kind of the open span.
    #[must_use]
    pub fn present(&self) -> Option<Kind> {
        self.open.then_some(self.span.kind)
    }

    /// Says that the open task was done by another process, while this thread waited for it, and
    /// its scheduler statistics. Where those are unknown, no CPU time is written down.
    pub fn done_elsewhere(&mut self, turns: Option<SchedulerStatistics>) {
        self.turns = turns;
        if turns.is_none() {
            self.cpu_at_start = None;
        }
    }

    /// Says what is special about the open span.
    pub const fn flag(&mut self, flags: Flags) {
        self.span.flags = self.span.flags.with(flags);
    }

    /// Ends what goes on.
    pub fn leave(&mut self) -> Moment {
        let now = base::now();
        self.close(now);
        now
    }

    /// Begins something that began in the past: before there was a writer.
    pub fn enter_at(&mut self, kind: Kind, start: Moment) {
        self.close(start);
        self.begin(kind, start, TaskId::default(), ChunkId::default(), 0);
    }

    /// Appends a span that was timed elsewhere; counts it as dropped if the lane is full.
    #[inline]
    pub fn push(&mut self, span: &Span) {
        if self.length < self.place.capacity {
            protocol::publish(&*self.cells, self.place, self.length, span);
            self.length += 1;
            if span.flags.has(Flags::MERGED) {
                self.bump(word::MERGED, u64::from(span.count.saturating_sub(1)));
            }
        } else {
            self.bump(word::DROPPED, 1);
        }
    }

    /// Says what goes on now, where that is timed elsewhere.
    pub fn show(&mut self, now: Now) {
        if self.length < self.place.capacity {
            protocol::begin(&*self.cells, self.place, self.length, now);
        }
    }

    #[inline]
    fn begin(&mut self, kind: Kind, start: Moment, task: TaskId, chunk: ChunkId, count: u32) {
        self.room = 0;
        self.open = true;
        self.span.kind = kind;
        self.span.start = start;
        self.span.task = task;
        self.span.count = count;
        self.span.chunk = chunk;
        self.span.bytes = 0;
        self.span.flags = Flags::default();
        self.cpu_at_start = (kind == Kind::Task && self.tasks_are_long).then(base::thread_cpu);
        // A full lane publishes nothing more, so its present would never be withdrawn.
        if self.length < self.place.capacity {
            let now = Now {
                kind,
                start,
                task,
                chunk,
            };
            protocol::begin(&*self.cells, self.place, self.length, now);
        }
    }

    #[inline]
    fn close(&mut self, end: Moment) {
        if !std::mem::take(&mut self.open) {
            return;
        }
        self.room = 0;
        self.span.length = end.since(self.span.start);
        self.span.core = base::current_core();
        self.span.cpu = Ratio::ZERO;
        self.span.waited = Ratio::ZERO;
        if self.span.kind == Kind::Task {
            self.close_task();
        }
        if self.length < self.place.capacity {
            protocol::publish(&*self.cells, self.place, self.length, &self.span);
            self.length += 1;
        } else {
            self.bump(word::DROPPED, 1);
        }
    }

    #[inline]
    fn close_task(&mut self) {
        let length = self.span.length;
        let turns = self.turns.take();
        if let Some(start) = self.cpu_at_start.take() {
            let mut used = base::thread_cpu().saturating_sub(start);
            if let Some(turns) = turns {
                used += turns.on_core;
                let waited = length.saturating_sub(used).saturating_sub(turns.ready);
                self.span.waited = Ratio::of(waited.get(), length.get());
            }
            self.span.cpu = Ratio::of(used.get(), length.get()).clamped();
            self.span.flags = self.span.flags.with(Flags::CPU);
        }
        self.tasks_are_long = length >= LONG_TASK;
        if self.span.count > 1 {
            self.span.flags = self.span.flags.with(Flags::MERGED);
            self.bump(word::MERGED, u64::from(self.span.count) - 1);
        }
        if self.merging {
            self.merge = merge_next(self.merge, length);
        }
    }

    fn bump(&self, word: usize, by: u64) {
        let index = self.place.header + word;
        self.cells
            .store(index, self.cells.load(index, Relaxed) + by, Relaxed);
    }
}

/// How many tasks to merge after a span of `merge` tasks took `length`: twice as many as long as
/// the span is too short, and at once as few as it takes when the tasks become longer.
#[inline]
fn merge_next(merge: u32, length: Nanos) -> u32 {
    if length < MERGED_SPAN {
        (merge * 2).min(MOST_MERGED)
    } else if length > MERGED_SPAN * 4 {
        let fewer = u64::from(merge) * MERGED_SPAN.get() / length.get();
        u32::try_from(fewer).map_or(1, |fewer| fewer.max(1))
    } else {
        merge
    }
}

impl Drop for LaneWriter {
    /// An open span would never end on the screen.
    fn drop(&mut self) {
        self.leave();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::LaneId,
        log::{LaneKind, LaneSpec, SpanLog},
    };

    fn log(capacity: u64) -> SpanLog {
        SpanLog::create(
            &[LaneSpec {
                kind: LaneKind::Main,
                number: 0,
                capacity,
            }],
            64,
        )
        .unwrap()
    }

    fn spans(log: &SpanLog) -> Vec<Span> {
        let mut spans = Vec::new();
        log.reader().read(LaneId::new(0), &mut spans);
        spans
    }

    #[test]
    fn chained_spans_leave_no_gap() {
        let log = log(8);
        let mut writer = log.writer(LaneId::new(0));
        writer.enter(Kind::Wait);
        writer.enter_task(TaskId::new(3), ChunkId::new(1));
        assert_eq!(
            log.reader().now(LaneId::new(0)).map(|now| now.task),
            Some(TaskId::new(3))
        );
        writer.enter(Kind::Send);
        drop(writer);
        let spans = spans(&log);
        assert_eq!(spans.len(), 3);
        assert!(spans.windows(2).all(|pair| pair[0].end() == pair[1].start));
        assert!(spans[1].flags.has(Flags::CPU));
        assert_eq!(log.reader().now(LaneId::new(0)), None);
    }

    #[test]
    fn a_task_that_another_process_does_has_that_ones_cpu_time_and_waits_the_rest() {
        let log = log(2);
        let mut writer = log.writer(LaneId::new(0));
        let turns = SchedulerStatistics {
            on_core: Nanos::from_micros(500),
            ready: Nanos::ZERO,
        };
        for turns in [Some(turns), None] {
            writer.enter_task(TaskId::new(0), ChunkId::new(0));
            std::thread::sleep(std::time::Duration::from_millis(2));
            writer.done_elsewhere(turns);
        }
        drop(writer);
        let [known, unknown] = spans(&log)[..] else {
            panic!("two tasks, two spans");
        };
        // A share is kept in sixteen bits.
        let grain = known.length / 0xffff + Nanos::from_micros(1);
        let cpu = known.cpu_time().unwrap();
        assert!(cpu + grain >= turns.on_core, "{cpu}");
        let rest = known.length.saturating_sub(known.waited_time() + cpu);
        assert!(rest <= grain, "{rest} are said to be without a core");
        assert_eq!(
            (unknown.cpu_time(), unknown.waited_time()),
            (None, Nanos::ZERO)
        );
    }

    #[test]
    fn nothing_is_dropped_silently() {
        let log = log(2);
        let mut writer = log.writer(LaneId::new(0));
        for task in 0..5 {
            writer.enter_task(TaskId::new(task), ChunkId::new(task));
        }
        drop(writer);
        let info = log.reader().info(LaneId::new(0));
        assert_eq!((info.published, info.dropped), (2, 3));
    }

    #[test]
    fn merged_tasks_are_all_counted() {
        let log = log(100_000);
        let mut writer = log.writer(LaneId::new(0)).merging(true);
        for task in 0..50_000 {
            writer.enter_task(TaskId::new(task), ChunkId::new(0));
        }
        drop(writer);
        let spans = spans(&log);
        let tasks: u32 = spans.iter().map(|span| span.count).sum();
        let merged = log.reader().info(LaneId::new(0)).merged;
        assert_eq!(tasks, 50_000);
        assert_eq!(merged + spans.len() as u64, 50_000);
        assert!(spans.len() < 10_000, "{} spans", spans.len());
    }

    #[test]
    fn tasks_that_do_not_follow_one_another_are_not_merged() {
        let log = log(100_000);
        let mut writer = log.writer(LaneId::new(0)).merging(true);
        for task in (0..1000).chain(5000..6000) {
            writer.enter_task(TaskId::new(task), ChunkId::new(0));
        }
        drop(writer);
        let of = |span: &Span| span.task.get()..span.task.get() + span.count;
        let tasks: Vec<_> = spans(&log).iter().flat_map(of).collect();
        assert_eq!(tasks, (0..1000).chain(5000..6000).collect::<Vec<_>>());
    }

    #[test]
    fn merging_ends_at_once_when_tasks_become_long() {
        assert_eq!(merge_next(1024, Nanos::from_millis(100)), 1);
        assert_eq!(merge_next(1, Nanos::new(100)), 2);
        assert_eq!(merge_next(MOST_MERGED, Nanos::new(100)), MOST_MERGED);
    }

    #[test]
    fn a_writer_that_follows_another_goes_on_after_it() {
        let log = log(4);
        log.writer(LaneId::new(0)).enter(Kind::StartUp);
        log.writer(LaneId::new(0)).enter(Kind::Exit);
        let kinds: Vec<_> = spans(&log).iter().map(|span| span.kind).collect();
        assert_eq!(kinds, [Kind::StartUp, Kind::Exit]);
    }
}
