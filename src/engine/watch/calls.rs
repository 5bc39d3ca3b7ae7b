//! [`Calls`]: from the numbers in a process's log to the calls and chunks of the run.

use super::{entry::Reference, observed::Observed};
use crate::{
    base::{ChunkId, Nanos, TaskId, Text},
    log::{Call, CallChunk, Flags, Span, Watched},
};
use std::collections::HashMap;

/// The calls of all processes.
#[derive(Default)]
pub(super) struct Calls {
    /// The chunks that were seen, by call and number.
    chunks: HashMap<(u32, u32), ChunkId>,
    /// Calls of which no more is known than that they were made, by owner and job or pool.
    unknown: HashMap<(u32, u32), u32>,
    /// The first number of a task that is free.
    next_task: u32,
}

/// A chunk within its call: the call, the number, the first task and how many.
type Place = (u32, u32, u32, u32);

impl Calls {
    /// The chunk that a number stands for in a process; `None` where its log does not say.
    pub(super) fn chunk(
        &mut self,
        processes: &[Observed],
        process: usize,
        (reference, number): (u32, u32),
        watched: &mut Watched,
    ) -> Option<ChunkId> {
        let own = &processes[process];
        let reference = *own.tables.references.get(&reference)?;
        let owner = processes
            .iter()
            .rev()
            .find(|other| other.own_pid == reference.owner);
        let place = owner.and_then(|owner| place(owner, own, &reference, number, watched));
        let (call, number, first, count) = place.unwrap_or_else(|| {
            let call = self.unknown_call(&reference, own.index, watched);
            (call, number, number, 1)
        });
        if let Some(&chunk) = self.chunks.get(&(call, number)) {
            return Some(chunk);
        }
        let chunk = ChunkId::new(u32::try_from(watched.chunks.len()).ok()?);
        let after = self.next_task.checked_add(count.max(1))?;
        watched.chunks.push(CallChunk {
            call,
            number,
            first,
            count,
            id: self.next_task,
        });
        self.next_task = after;
        self.chunks.insert((call, number), chunk);
        let call = &mut watched.calls[call as usize];
        call.chunks += 1;
        Some(chunk)
    }

    fn unknown_call(&mut self, reference: &Reference, process: u32, watched: &mut Watched) -> u32 {
        let key = (
            reference.owner,
            reference.job.or(reference.pool).unwrap_or(u32::MAX),
        );
        *self.unknown.entry(key).or_insert_with(|| {
            watched.calls.push(Call {
                process,
                kind: Text::from("a call that was not seen"),
                ..Call::default()
            });
            u32::try_from(watched.calls.len() - 1).unwrap_or(u32::MAX)
        })
    }
}

/// Where a chunk stands, by what its owner's table says.
fn place(
    owner: &Observed,
    own: &Observed,
    reference: &Reference,
    number: u32,
    watched: &Watched,
) -> Option<Place> {
    let tables = &owner.tables;
    if reference.jobs {
        let &(call, task) = tables.items.get(&number)?;
        return Some((*tables.calls.get(&call)?, task, task, 1));
    }
    if let Some(job) = reference.job {
        return regular(*tables.jobs.get(&job)?, number, watched);
    }
    if let Some(call) = reference.call {
        return regular(*tables.calls.get(&call)?, number, watched);
    }
    let pool = reference
        .pool
        .or_else(|| tables.pools.get(&own.own_pid).copied())?;
    let &[call, _, first, _, chunksize, tasks] = tables.work(pool, number)?;
    let call = *tables.calls.get(&call)?;
    if is_group(&watched.calls[call as usize]) {
        return Some((call, tasks, tasks, 1));
    }
    let number = number - first;
    let task = number.checked_mul(chunksize)?;
    Some((
        call,
        number,
        task,
        chunksize.min(tasks.saturating_sub(task)),
    ))
}

/// A chunk of a call whose chunks are all of one size but the last.
fn regular(call: u32, number: u32, watched: &Watched) -> Option<Place> {
    let of = &watched.calls[call as usize];
    let size = of.chunksize.unwrap_or(1).max(1);
    let first = number.checked_mul(size)?;
    let left = of.tasks.map_or(size, |tasks| tasks.saturating_sub(first));
    Some((call, number, first, size.min(left)))
}

/// Whether its tasks were given one by one.
fn is_group(call: &Call) -> bool {
    call.kind.raw().ends_with(".submit")
}

/// Makes the numbers of a span those of the run.
pub(super) fn renumber(span: &mut Span, chunk: ChunkId, watched: &Watched) {
    let Some(of) = watched.chunks.get(chunk.index()) else {
        return;
    };
    // What a chunk that its owner described cannot have is counted to its last task.
    let within = span.task.get().min(of.count.saturating_sub(1));
    span.task = TaskId::new(of.id.saturating_add(within));
    span.count = span.count.min(of.count - within.min(of.count));
    span.chunk = chunk;
}

/// Counts a part or the end of a task of a call. `parts` is how long its earlier parts took.
pub(super) fn count(call: &mut Call, span: &Span, parts: &mut Nanos) {
    call.busy += span.length;
    if let Some(cpu) = span.cpu_time() {
        call.cpu += cpu;
        call.measured += span.length;
    }
    *parts += span.length;
    if span.count == 0 {
        return;
    }
    let ended = if span.flags.has(Flags::FAILED) {
        &mut call.failed
    } else {
        &mut call.done
    };
    *ended = ended.saturating_add(span.count);
    call.longest = call.longest.max(*parts / u64::from(span.count));
    call.last_end = call.last_end.max(span.end());
    *parts = Nanos::ZERO;
}
