//! [`Account`]: what the spans of one lane add up to, kept as they are read.

use super::{Row, Rows};
use crate::{
    base::{ChunkId, Moment, Nanos, SignedNanos},
    log::{Class, Flags, Kind, Now, RecorderCost, Span},
    model::transfers::{Transfers, is_merged_send},
};

/// The sums over the spans of one lane. Starved and tail can be told apart only when the last chunk
/// has been taken, so the idle intervals are kept.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::model) struct Account {
    /// The serial time of the tasks that ended.
    work: Nanos,
    /// The time of tasks on a core here, and the time that they waited by themselves.
    used: Nanos,
    /// How much of it was used when the last task ended: the rest is of one that goes on.
    settled: Nanos,
    /// The part of it of which it is unknown whether there was a core.
    unmeasured: Nanos,
    preempted: Nanos,
    startup: Nanos,
    transfer: Nanos,
    /// Between short chunks: hand-over, and waiting for the next one.
    merged: Nanos,
    /// Where the two were told apart.
    transfers: Transfers,
    lock: Nanos,
    exit: Nanos,
    idle: Vec<(Moment, Moment)>,
    /// Their time.
    idle_time: Nanos,
    spans: u64,
    cpu_readings: u64,
    begun: Option<Moment>,
    ended: Moment,
    chunk: Option<ChunkId>,
    receiving: Option<Moment>,
    taken: Option<Moment>,
    last_task: Option<Moment>,
}

/// The bounds of a run.
#[derive(Debug, Clone, Copy)]
pub(super) struct RunBounds {
    pub(super) begin: Moment,
    pub(super) end: Moment,
    /// When the last chunk was taken: idle before is starved, and after it is tail.
    pub(super) last_taken: Moment,
    /// When the last task ended: a lane that is idle then winds down.
    pub(super) last_task: Moment,
}

/// The open span of a lane.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open {
    pub(super) now: Now,
    /// The serial time of the task.
    pub(super) serial: Nanos,
    /// The part of a computing task's time in which it had a core.
    pub(super) on_core: Nanos,
}

impl Account {
    /// Adds a span, and the serial time of the tasks that ended with it. With `is_free`, tasks are
    /// taken one by one, for they are not cut into chunks.
    #[inline]
    pub(in crate::model) fn add(&mut self, span: &Span, serial: Nanos, is_free: bool) {
        let (start, end) = (span.start, span.end());
        match self.begun {
            None => self.begun = Some(start),
            Some(_) if start > self.ended => self.rest(self.ended, start),
            Some(_) => {}
        }
        self.ended = self.ended.max(end);
        self.spans += 1;
        self.transfers.add(span);
        let length = span.length;
        match span.kind {
            Kind::Task => {
                self.take(start, span.chunk, is_free);
                if let Some(cpu) = span.cpu_time() {
                    let own = cpu + span.waited_time();
                    self.used += own;
                    self.preempted += length.saturating_sub(own);
                    self.cpu_readings += 2;
                } else {
                    self.used += length;
                    self.unmeasured += length;
                }
            }
            Kind::Io => self.used += length,
            Kind::Lock => {
                self.take(start, span.chunk, is_free);
                self.lock += length;
            }
            Kind::StartUp | Kind::Create => self.startup += length,
            // A delay added to the receive of a chunk names the tasks; others are start-up.
            Kind::Added if span.count == 0 => self.startup += length,
            Kind::Receive | Kind::Added => {
                self.receiving.get_or_insert(start);
                self.transfer += length;
            }
            Kind::Send if is_merged_send(span) => self.merged += length,
            Kind::Send | Kind::Dispatch | Kind::Collect | Kind::Deliver => self.transfer += length,
            Kind::Exit => self.exit += length,
            Kind::Other(other) => self.add_other(other.class(), start, end),
            Kind::Wait
            | Kind::Blocked
            | Kind::Own
            | Kind::Ready
            | Kind::Serve
            | Kind::Usage
            | Kind::Outer => {
                self.receiving = None;
                self.rest(start, end);
            }
        }
        if span.kind.is_of_task() && (span.count > 0 || span.flags.has(Flags::KILLED)) {
            self.work += serial;
            self.settled = self.used;
            self.last_task = self.last_task.max(Some(end));
        }
    }

    /// Adds a span of which no more is known than its class. What a lane computes besides its tasks,
    /// or does for its interpreter, is what they take more than alone.
    fn add_other(&mut self, class: Class, start: Moment, end: Moment) {
        let length = end.since(start);
        match class {
            Class::Compute | Class::Service => {
                self.used += length;
                self.settled += length;
            }
            Class::Transfer => self.transfer += length,
            Class::SetUp => self.startup += length,
            Class::Lock => self.lock += length,
            Class::Wait | Class::Other => {
                self.receiving = None;
                self.rest(start, end);
            }
        }
    }

    /// When its last chunk was taken, as far as it goes, and whether one is open that is newer.
    pub(super) fn last_taken(&self, open: Option<&Now>) -> Option<Moment> {
        let newer = open.filter(|now| {
            matches!(now.kind, Kind::Task | Kind::Io | Kind::Lock) && self.chunk != Some(now.chunk)
        });
        newer.map(|now| now.start).or(self.taken)
    }

    /// When its last task ended.
    pub(super) const fn last_task(&self) -> Option<Moment> {
        self.last_task
    }

    /// The rows of the lane within a window. `run_delay` is how long the kernel says that it was
    /// ready to run and had no core.
    pub(super) fn rows(
        &self,
        window: &RunBounds,
        open: Option<&Open>,
        run_delay: Nanos,
        cost: &RecorderCost,
    ) -> Rows {
        let mut rows = Rows::default();
        let mut put = |row: Row, time: Nanos| rows[row as usize] += time.into();
        put(Row::StartUp, self.startup);
        let handover = self.transfers.part_of(self.merged);
        put(Row::Transfer, self.transfer + handover);
        put(Row::Lock, self.lock);
        put(Row::Preempted, self.preempted);
        put(Row::Exit, self.exit);
        // Those that lie behind the last chunk are few, and the only ones to be told apart.
        let mut starved = self.idle_time;
        let late = |idle: &&(Moment, Moment)| idle.1 > window.last_taken;
        for &(start, end) in self.idle.iter().rev().take_while(late) {
            starved = starved.saturating_sub(end.since(start));
            window.idle(start, end, &mut put);
        }
        // A chunk came after each merged span.
        put(Row::Starved, starved + self.merged.saturating_sub(handover));
        let covered_to = open.map_or(self.ended, |_| window.end);
        match self.begun.or(open.map(|open| open.now.start)) {
            None => window.idle(window.begin, window.end, &mut put),
            Some(begun) => {
                put(Row::StartUp, begun.since(window.begin));
                window.idle(covered_to, window.end, &mut put);
            }
        }
        let (mut work, mut used) = (self.work, self.used);
        if let Some(open) = open {
            let length = window.end.since(open.now.start);
            let gap = open.now.start.since(self.ended);
            if self.begun.is_some() && gap > Nanos::ZERO {
                window.idle(self.ended, open.now.start, &mut put);
            }
            match open.now.kind {
                Kind::Task | Kind::Io => {
                    let on_core = open.on_core.min(length);
                    put(Row::Preempted, length.saturating_sub(on_core));
                    used += on_core;
                    work += used.saturating_sub(self.settled).min(open.serial);
                }
                Kind::StartUp | Kind::Create => put(Row::StartUp, length),
                Kind::Added if open.now.chunk == ChunkId::default() => put(Row::StartUp, length),
                Kind::Lock => put(Row::Lock, length),
                Kind::Other(other) => match other.class() {
                    Class::Compute | Class::Service => used += length,
                    Class::Transfer => put(Row::Transfer, length),
                    Class::SetUp => put(Row::StartUp, length),
                    Class::Lock => put(Row::Lock, length),
                    Class::Wait | Class::Other => {
                        window.idle(open.now.start, window.end, &mut put);
                    }
                },
                Kind::Exit => put(Row::Exit, length),
                Kind::Receive
                | Kind::Added
                | Kind::Send
                | Kind::Dispatch
                | Kind::Collect
                | Kind::Deliver => put(Row::Transfer, length),
                Kind::Wait
                | Kind::Blocked
                | Kind::Own
                | Kind::Ready
                | Kind::Serve
                | Kind::Usage
                | Kind::Outer => {
                    window.idle(open.now.start, window.end, &mut put);
                }
            }
        }
        let recorder = cost.span * self.spans + cost.cpu_reading * self.cpu_readings;
        rows[Row::Work as usize] = work.into();
        rows[Row::Recorder as usize] = recorder.into();
        rows[Row::Inflation as usize] = SignedNanos::left(used, work) - recorder.into();
        self.clip(window, &mut rows);
        self.charge_delay(run_delay, &mut rows);
        rows
    }

    /// Takes out what lies outside the window: what main did before the run is said to begin.
    fn clip(&self, window: &RunBounds, rows: &mut Rows) {
        if let Some(begun) = self.begun {
            rows[Row::StartUp as usize] -= window.begin.since(begun).into();
        }
        rows[Row::Exit as usize] -= self.ended.since(window.end).into();
    }

    /// Ready to run and without a core, beyond what was seen within tasks: in tasks too short to
    /// be measured first, then wherever a lane is woken up.
    fn charge_delay(&self, run_delay: Nanos, rows: &mut Rows) {
        let mut delay = run_delay.saturating_sub(self.preempted);
        let unmeasured = rows[Row::Inflation as usize].cost().min(self.unmeasured);
        let idle = |row: Row, rows: &Rows| rows[row as usize].cost();
        let places = [
            (Row::Inflation, unmeasured),
            (Row::Starved, idle(Row::Starved, rows)),
            (Row::StartUp, idle(Row::StartUp, rows)),
            (Row::Transfer, idle(Row::Transfer, rows)),
            (Row::Exit, idle(Row::Exit, rows)),
        ];
        for (row, most) in places {
            let moved = delay.min(most);
            rows[row as usize] -= moved.into();
            rows[Row::Preempted as usize] += moved.into();
            delay = delay.saturating_sub(moved);
        }
    }

    #[inline]
    fn take(&mut self, start: Moment, chunk: ChunkId, is_free: bool) {
        let since = self.receiving.take();
        if is_free || self.chunk != Some(chunk) {
            self.taken = since.or(Some(start));
            self.chunk = Some(chunk);
        }
    }

    #[inline]
    fn rest(&mut self, start: Moment, end: Moment) {
        self.idle_time += end.since(start);
        match self.idle.last_mut() {
            Some(last) if last.1 == start => last.1 = end,
            _ => self.idle.push((start, end)),
        }
    }
}

impl RunBounds {
    /// Puts an idle interval where it belongs.
    fn idle(&self, start: Moment, end: Moment, put: &mut impl FnMut(Row, Nanos)) {
        let last_task = self.last_task.max(self.last_taken);
        put(Row::Starved, end.min(self.last_taken).since(start));
        put(
            Row::Tail,
            end.min(last_task).since(start.max(self.last_taken)),
        );
        put(Row::Exit, end.since(start.max(last_task)));
    }
}
