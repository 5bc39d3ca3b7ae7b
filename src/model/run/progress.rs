//! [`RunSums`]: sums over the spans that there are, so that a frame costs no more than what is
//! new.

use super::{Run, lost::Lost, serial::SerialCosts};
use crate::{
    base::{ChunkId, LaneId, Moment, Nanos, has_threads},
    log::{Flags, Kind, Lane, LaneKind, Span, TaskTime},
    model::{ConcurrencyProfile, SpanIndex, ledger::Account},
    plan::Chunks,
};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// New spans from which on lanes are counted side by side: as many as that come from a file, and
/// not from a run that needs the cores itself.
const MANY: usize = 1 << 20;

/// Sums over the spans that there are.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct RunSums {
    /// When the first of all began what it did first.
    pub(super) origin: Option<Moment>,
    pub(super) lanes: Vec<Counted>,
    pub(super) totals: Totals,
    /// Tasks that were computed in vain.
    pub(super) lost: Lost,
}

/// The sums over all lanes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Totals {
    /// How many tasks ended, without those that were lost.
    pub(super) tasks: u32,
    /// The serial cost of those tasks.
    pub(super) work: Nanos,
    /// The time that lanes were at tasks or slices.
    pub(super) task_time: Nanos,
    /// The longest times of those that ended.
    pub(super) longest_task: Option<TaskTime>,
    /// How many results main has handed on.
    pub(super) delivered: u32,
    /// The last chunk of which a task was begun.
    pub(super) newest_chunk: Option<ChunkId>,
    pub(super) incidents: Vec<Incident>,
    /// The time that all workers together spent on tasks.
    pub(super) crowd: ConcurrencyProfile,
}

/// The sums over a lane.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Counted {
    spans: usize,
    /// The time of a task that has parts already and goes on.
    pub(super) parts: TaskTime,
    pub(super) account: Account,
    pub(super) detail: SpanIndex,
    /// When it did something last besides being told that there is nothing left to do.
    pub(super) worked: Option<Moment>,
}

/// Something that must be seen on a lane however short it is beside everything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// Its lane.
    pub lane: LaneId,
    /// Its time.
    pub at: Moment,
    /// Its kind: [`Flags::RESTARTED`] or [`Flags::KILLED`].
    pub what: Flags,
}

/// More incidents than that are no longer to be told apart on any screen; a damaged file may
/// claim millions.
pub(super) const MOST_INCIDENTS: usize = 4096;

impl RunSums {
    /// Counts what is new in the lanes of a run.
    pub(super) fn count(&mut self, run: &Run) {
        self.origin = run.flow().filter_map(begun).min();
        let planned = run.planned();
        let is_free = planned.is_some_and(|e| matches!(e.chunks(), Chunks::Free { .. }));
        let costs = run.serial_costs();
        self.lanes.resize(run.lanes.len(), Counted::default());
        if self.note_lost(run) {
            // Some of what was counted did not count. All of it is in the lanes by now.
            self.totals = Totals::default();
            self.lanes.fill_with(Counted::default);
        }
        let lost = &self.lost;
        let new = |(lane, counted): (&Lane, &Counted)| lane.spans.len() - counted.spans;
        let news: usize = run.lanes.iter().zip(&self.lanes).map(new).sum();
        if news < MANY || !has_threads() {
            for (lane, counted) in run.lanes.iter().zip(&mut self.lanes) {
                counted.follow(lane, costs, is_free, lost, &mut self.totals);
            }
            return;
        }
        let lanes = run.lanes.par_iter().zip(&mut self.lanes);
        let totals = lanes.map(|(lane, counted)| {
            let mut totals = Totals::default();
            counted.follow(lane, costs, is_free, lost, &mut totals);
            totals
        });
        for totals in totals.collect::<Vec<_>>() {
            self.totals.absorb(totals);
        }
    }

    /// Looks for chunks that came back. Returns whether there are new ones.
    fn note_lost(&mut self, run: &Run) -> bool {
        let mut is_news = false;
        for (lane, counted) in run.lanes.iter().zip(&self.lanes) {
            if lane.info.kind == LaneKind::Main {
                is_news |= self.lost.note(&lane.spans[counted.spans..]);
            }
        }
        is_news
    }
}

/// When a lane began what it did first.
fn begun(lane: &Lane) -> Option<Moment> {
    let first = lane.spans.first().map(|span| span.start);
    first.or(lane.now.map(|now| now.start))
}

impl Totals {
    #[inline]
    fn add(&mut self, lane: LaneId, span: &Span, ended: u32, serial: Nanos) {
        match span.kind {
            kind if kind.is_of_task() => {
                self.tasks = self.tasks.saturating_add(ended);
                self.work += serial;
                self.task_time += span.length;
                self.newest_chunk = self.newest_chunk.max(Some(span.chunk));
            }
            Kind::Deliver => self.delivered = self.delivered.saturating_add(span.count),
            _ => {}
        }
        for (what, at) in [(Flags::RESTARTED, span.start), (Flags::KILLED, span.end())] {
            if span.flags.has(what) && self.incidents.len() < MOST_INCIDENTS {
                self.incidents.push(Incident { lane, at, what });
            }
        }
    }

    /// Takes in the time of a task that has ended.
    #[inline]
    fn note_time(&mut self, time: TaskTime) {
        let longest = self.longest_task.unwrap_or_default();
        self.longest_task = Some(longest.max(time));
    }

    /// Adds what was counted of a later lane.
    fn absorb(&mut self, other: Self) {
        self.tasks = self.tasks.saturating_add(other.tasks);
        self.work += other.work;
        self.task_time += other.task_time;
        if let Some(time) = other.longest_task {
            self.note_time(time);
        }
        self.delivered = self.delivered.saturating_add(other.delivered);
        self.newest_chunk = self.newest_chunk.max(other.newest_chunk);
        self.incidents.extend(other.incidents);
        self.incidents.truncate(MOST_INCIDENTS);
        self.crowd.absorb(other.crowd);
    }
}

impl Counted {
    /// The sums of a lane whose spans have yet to come.
    pub(super) fn preview(detail: SpanIndex) -> Self {
        Self {
            detail,
            ..Self::default()
        }
    }

    /// Counts what is new in the lane.
    fn follow(
        &mut self,
        lane: &Lane,
        costs: SerialCosts<'_>,
        is_free: bool,
        lost: &Lost,
        totals: &mut Totals,
    ) {
        let works = lane.is_worker();
        for span in &lane.spans[self.spans..] {
            if works && span.kind.is_of_task() {
                // The part that overlaps an earlier span has been counted.
                let covered = self.detail.all().at;
                totals.crowd.add(span.start.max(covered)..span.end());
            }
            let ended = lost.ended(span);
            let serial = match ended {
                0 => Nanos::ZERO,
                ended => costs.of(span.task, ended),
            };
            totals.add(lane.info.lane, span, ended, serial);
            if let Some(time) = self.add(span, serial, is_free) {
                totals.note_time(time);
            }
        }
        self.spans = lane.spans.len();
    }

    /// Adds a span; returns the time of the task that has ended with it.
    #[inline]
    fn add(&mut self, span: &Span, serial: Nanos, is_free: bool) -> Option<TaskTime> {
        self.account.add(span, serial, is_free);
        self.detail.add(span);
        if matches!(
            span.kind,
            Kind::StartUp | Kind::Added | Kind::Task | Kind::Io | Kind::Send
        ) {
            self.worked = Some(span.end());
        }
        if span.kind.is_of_task() {
            self.parts.add(span);
        }
        // The part of a task that a worker had done when it died is lost.
        let has_ended = span.tasks_ended() > 0 || span.flags.has(Flags::KILLED);
        has_ended.then(|| std::mem::take(&mut self.parts).each(span.count))
    }
}
