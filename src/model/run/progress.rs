//! [`Progress`]: sums over the spans that there are, so that a frame costs no more than what is
//! new.

use super::Run;
use crate::{
    base::{ChunkId, LaneId, Moment, Nanos},
    model::{Crowd, Detail, ledger::Account},
    plan::Chunks,
    trace::{Flags, Kind, Span},
};

/// Sums over the spans that there are.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Progress {
    pub(super) lanes: Vec<Counted>,
    /// How many tasks ended.
    pub(super) tasks: u32,
    /// The serial cost of those tasks.
    pub(super) work: Nanos,
    /// How many results main has handed on.
    pub(super) delivered: u32,
    /// The last chunk that anybody had a task of.
    pub(super) newest_chunk: Option<ChunkId>,
    pub(super) incidents: Vec<Incident>,
    /// The time that all workers together spent on tasks.
    pub(super) crowd: Crowd,
}

/// What has been counted of a lane.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Counted {
    spans: usize,
    /// The time of a task that has parts already and goes on.
    pub(super) parts: Nanos,
    pub(super) account: Account,
    pub(super) detail: Detail,
    /// When it did something last besides being told that there is nothing left to do.
    pub(super) worked: Option<Moment>,
}

/// Something that must be seen on a lane however short it is beside everything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Incident {
    /// Whose it is.
    pub lane: LaneId,
    /// When it was.
    pub at: Moment,
    /// What it was: [`Flags::RESTARTED`] or [`Flags::KILLED`].
    pub what: Flags,
}

/// More incidents than that are no longer to be told apart on any screen; a damaged file may
/// claim millions.
pub(super) const MOST_INCIDENTS: usize = 4096;

impl Progress {
    /// Counts what is new in the lanes of a run.
    pub(super) fn count(&mut self, run: &Run) {
        let cores = run.description.machine.usable_cores.max(1);
        let is_free = matches!(run.experiment.chunks(cores), Chunks::Free { .. });
        let mut lanes = std::mem::take(&mut self.lanes);
        lanes.resize(run.lanes.len(), Counted::default());
        for (lane, counted) in run.lanes.iter().zip(&mut lanes) {
            let works = lane.is_worker();
            for span in &lane.spans[counted.spans..] {
                if works && span.kind.is_of_task() {
                    // What lies over something else has been counted.
                    let covered = counted.detail.all().at;
                    self.crowd.add(span.start.max(covered)..span.end());
                }
                let ended = span.tasks_ended();
                let serial = match ended {
                    0 => Nanos::ZERO,
                    ended => run.serial_cost(span.task, ended),
                };
                self.add(lane.info.lane, span, serial);
                counted.add(span, serial, is_free);
            }
            counted.spans = lane.spans.len();
        }
        self.lanes = lanes;
    }

    #[inline]
    fn add(&mut self, lane: LaneId, span: &Span, serial: Nanos) {
        match span.kind {
            kind if kind.is_of_task() => {
                self.tasks = self.tasks.saturating_add(span.tasks_ended());
                self.work += serial;
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
}

impl Counted {
    #[inline]
    fn add(&mut self, span: &Span, serial: Nanos, is_free: bool) {
        self.account.add(span, serial, is_free);
        self.detail.add(span);
        if matches!(
            span.kind,
            Kind::StartUp | Kind::Added | Kind::Task | Kind::Io | Kind::Send
        ) {
            self.worked = Some(span.end());
        }
        self.parts = match span.kind {
            // What a worker had done of a task when it died is lost.
            _ if span.tasks_ended() > 0 || span.flags.has(Flags::KILLED) => Nanos::ZERO,
            kind if kind.is_of_task() => self.parts + span.length,
            _ => self.parts,
        };
    }
}
