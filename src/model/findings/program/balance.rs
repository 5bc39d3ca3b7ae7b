//! Workers that run out of work before their call ends.

use super::{
    Finding, FindingKind, ProgramContext, chunksize, finding, named, several,
    sums::{CallSums, is_group},
};
use crate::{
    base::{Nanos, Ratio},
    log::Call,
};

/// A tail is told from 10 % of the call's lane time on: with six equal tasks for each worker, one too
/// many costs as much.
const TOLD: f64 = 0.1;

/// A task that takes three times as long as the mean one is a straggler.
const STRAGGLER: u64 = 3;

/// A chunk that takes twice as long as the others do on average is why the workers end apart.
const HEAVY: u64 = 2;

/// tail = Σ over workers of (the last task of all ended − the last of its own ended); found where
/// tail / (W · (the last end − the first start)) ≥ 10 %. A worker of the pool that got no task is idle
/// all the time, if there were fewer chunks than workers. The time that it costs is tail / W: with it
/// shared out evenly, all would end together. Not of calls that go on side by side: a worker that is
/// idle for one may be busy for the other.
pub(super) fn find(program: &ProgramContext<'_>) -> Vec<Finding> {
    let all = program.calls();
    let cut = all.filter(|(_, call, _)| {
        let kind = call.kind.raw();
        kind.contains('.') && !kind.rsplit('.').next().is_some_and(is_group)
    });
    let alone = cut.filter(|(index, _, sums)| is_alone(program, *index, sums));
    alone
        .filter_map(|(index, call, sums)| tail(program, index, call, sums))
        .collect()
}

/// Whether no other call has tasks between the first and the last of a call.
fn is_alone(program: &ProgramContext<'_>, index: usize, sums: &CallSums) -> bool {
    program.calls().all(|(other, _, of)| {
        other == index || of.last() <= sums.first() || of.first() >= sums.last()
    })
}

fn tail(
    program: &ProgramContext<'_>,
    index: usize,
    call: &Call,
    sums: &CallSums,
) -> Option<Finding> {
    let (first, last) = (sums.first(), sums.last());
    let length = last.since(first);
    let seen = u32::try_from(sums.lanes.len()).ok()?;
    // A worker that was replaced has two lanes.
    let missing = call.workers.unwrap_or(seen).min(call.chunks.max(seen));
    let without = call
        .workers
        .unwrap_or(seen)
        .saturating_sub(seen.max(missing));
    let workers = seen + without;
    let gaps = || sums.lanes.values().map(|lane| last.since(lane.last));
    let idle = gaps().sum::<Nanos>() + length * u64::from(without);
    let share = Ratio::of(idle.get(), (length * u64::from(workers)).get());
    if workers < 2 || share.get() < TOLD {
        return None;
    }
    let time = idle / u64::from(workers);
    let little = length / 20;
    let early = gaps().filter(|gap| *gap > little).count();
    let early = u32::try_from(early).ok()? + without;
    let before = match without {
        0 => gaps().max()?,
        _ => length,
    };
    let (why, advice) = reason(program, index, call, sums, without)?;
    let cause = format!(
        "{early} of {workers} workers ran out of work up to {before} before {} ended: {why}",
        named(call)
    );
    Some(finding(FindingKind::Tail, time, cause, advice))
}

/// The first of these that holds:
///
/// - fewer chunks than workers;
/// - the chunk that ended last has several tasks;
/// - the longest task ≥ 3 · the mean one.
fn reason(
    program: &ProgramContext<'_>,
    index: usize,
    call: &Call,
    sums: &CallSums,
    without: u32,
) -> Option<(String, String)> {
    let smaller = "A smaller chunksize lets them end together.";
    let chunksize = call.chunksize.unwrap_or(1);
    if without > 0 {
        let workers = call.workers.unwrap_or_default();
        let why = format!(
            "it has {} for {workers} workers",
            several(call.chunks, "chunk")
        );
        let fewer = "Cut the work into more tasks, or take fewer workers.";
        let advice = match chunksize {
            0 | 1 => fewer.into(),
            _ => chunksize::advice(program.run, index, smaller),
        };
        return Some((why, advice));
    }
    let last = sums.lanes.values().max_by_key(|lane| lane.last)?;
    let chunk = program.watched.chunks.get(last.chunk.index())?;
    if chunk.count > 1 {
        let others = u64::from(call.chunks.saturating_sub(1).max(1));
        let mean = call.busy.saturating_sub(last.in_chunk) / others;
        let (number, tasks, took) = (chunk.number, chunk.count, last.in_chunk);
        let why = if took >= mean * HEAVY {
            format!(
                "chunk {number} alone, of {tasks} tasks, took {took}; the others took {mean} each"
            )
        } else {
            format!("the chunk that ended last has {tasks} tasks")
        };
        return Some((why, chunksize::advice(program.run, index, smaller)));
    }
    let ended = call.done.saturating_add(call.failed).max(1);
    let mean = call.busy / u64::from(ended);
    (call.longest >= mean * STRAGGLER).then(|| {
        let why = format!("one task took {}, the mean one {mean}", call.longest);
        let advice = "Begin with the tasks that take longest, or cut them up.";
        (why, advice.into())
    })
}
