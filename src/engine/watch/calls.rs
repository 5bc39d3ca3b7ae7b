//! [`Calls`]: from the numbers in a process's log to the calls and chunks of the run.

use super::{observed::Observed, processes::Processes, table_entry::RefEntry};
use crate::{
    base::{ChunkId, TaskId, Text},
    log::{Call, CallChunk, Flags, Span, TaskTime, Watched},
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

/// The meaning of the numbers of a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Placement {
    /// That chunk of the run, and the number of its first task within it.
    Chunk(ChunkId, u32),
    /// No call.
    NoCall,
    /// Its owner has yet to tell.
    NotYet,
}

/// A chunk within its call.
#[derive(Debug, Clone, Copy)]
struct PlaceInCall {
    call: u32,
    number: u32,
    /// Its first task.
    first: u32,
    /// How many tasks it has.
    count: u32,
    /// Which of them a span is about.
    task: u32,
}

impl Calls {
    /// The meaning that call, chunk and task of a span have in a process.
    pub(super) fn placement(
        &mut self,
        processes: &Processes,
        own: &Observed,
        (reference, chunk, task): (u32, u32, u32),
        watched: &mut Watched,
    ) -> Placement {
        let Some(&reference) = own.tables.references.get(&reference) else {
            return Placement::NoCall;
        };
        let owner = processes.by_own_pid(reference.owner);
        if reference.member && owner.is_some_and(|owner| !owner.tables.has_member(own.own_pid)) {
            return Placement::NotYet;
        }
        let place = owner.and_then(|owner| place(owner, own, &reference, (chunk, task), watched));
        let place = place.unwrap_or_else(|| PlaceInCall {
            call: self.unknown_call(&reference, own.index, watched),
            number: chunk,
            first: chunk,
            count: 1,
            task,
        });
        self.number(place, watched)
    }

    /// Whether the line of its owner's table that says where it stands has been read, for what goes on
    /// at this moment: it may have begun after the tables were read.
    pub(super) fn has_line(
        processes: &Processes,
        own: &Observed,
        (reference, chunk, task): (u32, u32, u32),
        watched: &Watched,
    ) -> bool {
        let reference = own.tables.references.get(&reference);
        let owner = reference.and_then(|one| Some((one, processes.by_own_pid(one.owner)?)));
        owner.is_none_or(|(reference, owner)| {
            place(owner, own, reference, (chunk, task), watched).is_some()
        })
    }

    /// The number in the run of a chunk, which gets one when it is seen first.
    fn number(&mut self, place: PlaceInCall, watched: &mut Watched) -> Placement {
        let key = (place.call, place.number);
        if let Some(&chunk) = self.chunks.get(&key) {
            return Placement::Chunk(chunk, place.task);
        }
        let after = self.next_task.checked_add(place.count.max(1));
        let (Ok(number), Some(after)) = (u32::try_from(watched.chunks.len()), after) else {
            return Placement::NoCall;
        };
        watched.chunks.push(CallChunk {
            call: place.call,
            number: place.number,
            first: place.first,
            count: place.count,
            id: self.next_task,
        });
        self.next_task = after;
        self.chunks.insert(key, ChunkId::new(number));
        let call = &mut watched.calls[place.call as usize];
        call.chunks += 1;
        Placement::Chunk(ChunkId::new(number), place.task)
    }

    /// A call of a process that was not looked into.
    fn unknown_call(&mut self, reference: &RefEntry, process: u32, watched: &mut Watched) -> u32 {
        let number = reference.job.or(reference.pool).unwrap_or(u32::MAX);
        let key = (reference.owner, number);
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
    reference: &RefEntry,
    (chunk, task): (u32, u32),
    watched: &Watched,
) -> Option<PlaceInCall> {
    let tables = &owner.tables;
    let call = |call: u32| tables.calls.get(&call).copied();
    if reference.member {
        let &(number, task) = tables.members.get(&own.own_pid)?;
        return Some(single(call(number)?, task));
    }
    if reference.jobs {
        return match tables.items.get(&chunk) {
            Some(&(number, task)) => Some(single(call(number)?, task)),
            // A worker cannot tell a task of `imap` from one of `apply`: of the former, its number is
            // that of the chunk.
            None => regular(*tables.jobs.get(&chunk)?, task, 0, watched),
        };
    }
    if let Some(job) = reference.job {
        return regular(*tables.jobs.get(&job)?, chunk, task, watched);
    }
    if let Some(number) = reference.call {
        return regular(call(number)?, chunk, task, watched);
    }
    let pool = reference
        .pool
        .or_else(|| tables.pools.get(&own.own_pid).copied())?;
    let &[number, _, first, _, chunksize, tasks] = tables.work(pool, chunk)?;
    let call = call(number)?;
    if is_group(&watched.calls[call as usize]) {
        return Some(single(call, tasks));
    }
    let number = chunk - first;
    let first = number.checked_mul(chunksize)?;
    Some(PlaceInCall {
        call,
        number,
        first,
        count: chunksize.max(1),
        task,
    })
}

/// A chunk of one task, in a call whose tasks were given one by one.
const fn single(call: u32, task: u32) -> PlaceInCall {
    PlaceInCall {
        call,
        number: task,
        first: task,
        count: 1,
        task: 0,
    }
}

/// A chunk of a call whose chunks are all of one size but the last.
fn regular(call: u32, number: u32, task: u32, watched: &Watched) -> Option<PlaceInCall> {
    let of = &watched.calls[call as usize];
    let size = of.chunksize.unwrap_or(1).max(1);
    let first = number.checked_mul(size)?;
    let left = of.tasks.map_or(size, |tasks| tasks.saturating_sub(first));
    Some(PlaceInCall {
        call,
        number,
        first,
        count: size.min(left),
        task,
    })
}

/// Whether its tasks were given one by one.
fn is_group(call: &Call) -> bool {
    call.kind.raw().ends_with(".submit")
}

/// Makes the numbers of a span those of the run.
pub(super) fn renumber(span: &mut Span, (chunk, task): (ChunkId, u32), watched: &Watched) {
    let Some(of) = watched.chunks.get(chunk.index()) else {
        return;
    };
    // A task beyond those that its owner described is counted as the last of them.
    let within = task.min(of.count.saturating_sub(1));
    span.task = TaskId::new(of.id.saturating_add(within));
    span.count = if span.kind.is_of_task() {
        span.count.min(of.count - within.min(of.count))
    } else {
        tasks_in(span.count, of, watched)
    };
    span.chunk = chunk;
}

/// How many tasks there are in so many chunks, of which this is the first.
fn tasks_in(chunks: u32, first: &CallChunk, watched: &Watched) -> u32 {
    let tasks = watched.calls[first.call as usize].tasks;
    let left = tasks.map_or(u32::MAX, |tasks| tasks.saturating_sub(first.first));
    chunks.saturating_mul(first.count).min(left)
}

/// Counts a part or the end of a task of a call. `parts` is how long its earlier parts took.
pub(super) fn count(call: &mut Call, span: &Span, parts: &mut TaskTime) {
    call.busy += span.length;
    if let Some(cpu) = span.cpu_time() {
        call.cpu += cpu;
        call.measured += span.length;
    }
    parts.add(span);
    if span.count == 0 {
        return;
    }
    let ended = if span.flags.has(Flags::FAILED) {
        &mut call.failed
    } else {
        &mut call.done
    };
    *ended = ended.saturating_add(span.count);
    call.note_time(std::mem::take(parts).each(span.count));
    call.last_end = call.last_end.max(span.end());
}
