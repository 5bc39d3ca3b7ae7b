//! [`CallSums`]: what the spans of a call add up to.

use crate::{
    base::{ChunkId, LaneId, Moment, Nanos},
    log::{Kind, Lane, Span, Watched},
    model::{CallHandover, Run, call_handover::PIPE_SEND, transfers::Transfers},
};
use std::collections::BTreeMap;

/// Kinds of the probe's own: see `engine/watch/kinds.rs`.
pub(super) const CALLBACK: u8 = 64;
pub(super) const IMPORT_OF_MAIN: u8 = 96;
pub(super) const INITIALIZER: u8 = 97;
pub(super) const UNPICKLE: u8 = 129;
pub(super) const WAIT_FOR_RESULTS: u8 = 192;

/// The sums over the spans of a call.
#[derive(Debug, Default)]
pub(super) struct CallSums {
    /// The part of its tasks that each lane did.
    pub(super) lanes: BTreeMap<LaneId, LaneTasks>,
    /// Its hand-over.
    pub(super) handover: CallHandover,
    /// How long its callbacks took, and when the last one ended.
    pub(super) callback: Nanos,
    pub(super) last_callback: Moment,
    /// Its tasks, of calls of which the order of tasks tells something.
    pub(super) tasks: Vec<CallTask>,
    /// When how many of its tasks were handed out, of the same calls.
    pub(super) handed: Vec<(Moment, u32)>,
}

/// The part of a call's tasks that a lane did.
#[derive(Debug, Clone, Copy)]
pub(super) struct LaneTasks {
    pub(super) first: Moment,
    pub(super) last: Moment,
    /// The chunk of the last one, and how long its tasks took.
    pub(super) chunk: ChunkId,
    pub(super) in_chunk: Nanos,
}

/// A task, by its number in the call.
#[derive(Debug, Clone, Copy)]
pub(super) struct CallTask {
    pub(super) number: u32,
    pub(super) start: Moment,
    pub(super) end: Moment,
}

impl CallSums {
    /// The sums of all calls, by their index.
    pub(super) fn of_all(run: &Run, watched: &Watched) -> Vec<Self> {
        let mut all: Vec<_> = watched.calls.iter().map(|_| Self::default()).collect();
        let is_ordered: Vec<_> = watched
            .calls
            .iter()
            .map(|call| has_order(call.kind.raw()))
            .collect();
        for lane in run.flow() {
            let transfers = Transfers::of(lane);
            // When the task that goes on began.
            let mut begun = None;
            // The chunk that the lane was last at: a callback follows the result that it is for.
            let mut latest = ChunkId::NONE;
            for span in &lane.spans {
                let at = match watched.chunk(span.chunk) {
                    None if span.kind.number() == CALLBACK => latest,
                    _ => span.chunk,
                };
                let Some((_, chunk)) = watched.chunk(at) else {
                    continue;
                };
                latest = at;
                let index = chunk.call as usize;
                let (sums, is_ordered) = (&mut all[index], is_ordered[index]);
                if !span.kind.is_of_task() {
                    sums.add(span, is_ordered, transfers);
                    continue;
                }
                let start = *begun.get_or_insert(span.start);
                sums.add_task(lane, span);
                if span.count > 0 {
                    begun = None;
                    let number = watched.task_of_call(at, span.task);
                    let number = number.filter(|_| is_ordered);
                    let task = number.map(|number| CallTask {
                        number,
                        start,
                        end: span.end(),
                    });
                    sums.tasks.extend(task);
                }
            }
        }
        all
    }

    fn add_task(&mut self, lane: &Lane, span: &Span) {
        let entry = self.lanes.entry(lane.info.lane).or_insert(LaneTasks {
            first: span.start,
            last: span.end(),
            chunk: span.chunk,
            in_chunk: Nanos::ZERO,
        });
        if entry.chunk != span.chunk {
            (entry.chunk, entry.in_chunk) = (span.chunk, Nanos::ZERO);
        }
        entry.in_chunk += span.length;
        entry.last = entry.last.max(span.end());
    }

    /// Adds what is no task.
    fn add(&mut self, span: &Span, is_ordered: bool, transfers: Transfers) {
        self.handover.add(span, transfers);
        let is_handed = span.kind == Kind::Dispatch || span.kind.number() == PIPE_SEND;
        if is_handed && is_ordered && span.count > 0 {
            self.handed.push((span.start, span.count));
        }
        if span.kind.number() == CALLBACK {
            self.callback += span.length;
            self.last_callback = self.last_callback.max(span.end());
        }
    }

    /// When the first of its tasks began.
    pub(super) fn first(&self) -> Moment {
        let all = self.lanes.values().map(|lane| lane.first);
        all.min().unwrap_or_default()
    }

    /// When the last of its tasks ended.
    pub(super) fn last(&self) -> Moment {
        let all = self.lanes.values().map(|lane| lane.last);
        all.max().unwrap_or_default()
    }

    /// From the first of its tasks to the last.
    pub(super) fn length(&self) -> Nanos {
        self.last().since(self.first())
    }
}

/// Whether the order of a call's tasks tells something: they are given one by one, or their results are
/// handed out in order.
fn has_order(kind: &str) -> bool {
    let method = kind.rsplit('.').next().unwrap_or(kind);
    is_group(method) || method == "imap" || kind.ends_with("Executor.map")
}

/// Whether tasks of a method are given one by one.
pub(super) fn is_group(method: &str) -> bool {
    matches!(
        method,
        "apply" | "apply_async" | "submit" | "Process" | "Thread"
    )
}
