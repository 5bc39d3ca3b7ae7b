//! [`Begun`]: the tasks that worker processes have begun, as their lanes have it.

use super::RunContext;
use crate::{
    base::{self, ChunkId, LaneId, Nanos, TaskId},
    log::LaneKind,
    plan::ChunkRange,
};
use std::ops::Range;

/// The tasks that worker processes have begun. A task is written down before it begins, so none is
/// missing; where a lane can't be read, every task may have been begun.
pub(super) struct Begun {
    rows: Vec<TaskRow>,
    is_readable: bool,
}

/// Tasks in a row of one chunk.
struct TaskRow {
    lane: LaneId,
    chunk: ChunkId,
    tasks: Range<u32>,
    /// Whether they were done, too.
    done: bool,
    length: Nanos,
}

impl Begun {
    /// Reads the lanes as they are at this moment.
    pub(super) fn of(run_context: &RunContext<'_>) -> Self {
        let mut reader = run_context.log.reader();
        let lanes = reader.lanes().filter(|info| info.kind == LaneKind::Process);
        let lanes: Vec<_> = lanes.map(|info| info.lane).collect();
        let (mut rows, mut spans) = (Vec::new(), Vec::new());
        for lane in lanes {
            reader.read(lane, &mut spans);
            let begun = spans.drain(..).filter(|span| span.kind.is_of_task());
            rows.extend(begun.map(|span| TaskRow {
                lane,
                chunk: span.chunk,
                tasks: row(span.task, span.count),
                done: span.count > 0,
                length: span.length,
            }));
            let now = reader.now(lane).filter(|now| now.kind.is_of_task());
            rows.extend(now.map(|now| TaskRow {
                lane,
                chunk: now.chunk,
                tasks: row(now.task, 1),
                done: false,
                length: base::now().since(now.start),
            }));
        }
        Self {
            rows,
            is_readable: reader.damaged() == 0,
        }
    }

    /// The first task in the rest of a chunk that was not begun; `None` where there is none.
    pub(super) fn next(&self, id: ChunkId, rest: &ChunkRange) -> Option<u32> {
        if !self.is_readable {
            return Some(rest.end);
        }
        let of_it = self.rows.iter().filter(|row| row.chunk == id);
        let ends = of_it.map(|row| row.tasks.end.min(rest.end));
        ends.filter(|&end| end > rest.start).max()
    }

    /// The lane on which a chunk was begun last.
    pub(super) fn lane(&self, id: ChunkId) -> Option<LaneId> {
        let of_it = self.rows.iter().filter(|row| row.chunk == id);
        of_it.max_by_key(|row| row.tasks.end).map(|row| row.lane)
    }

    /// The time that a task of a chunk took, where it was alone in its spans.
    pub(super) fn length(&self, id: ChunkId, task: TaskId) -> Nanos {
        let rows = self.rows.iter().filter(|row| row.chunk == id);
        let own = rows.filter(|row| row.tasks.contains(&task.get()) && row.tasks.len() == 1);
        own.map(|row| row.length).sum()
    }

    /// Whether a task of a chunk was done, too.
    pub(super) fn is_done(&self, id: ChunkId, task: TaskId) -> bool {
        let done = self.rows.iter().filter(|row| row.done && row.chunk == id);
        self.is_readable && done.clone().any(|row| row.tasks.contains(&task.get()))
    }
}

/// So many tasks, and one where a task was not done.
fn row(first: TaskId, count: u32) -> Range<u32> {
    let first = first.get();
    first..first.saturating_add(count.max(1))
}
