//! Hand-over that costs more than the work: many small chunks, or much to pickle.

use super::{
    Finding, FindingKind, ProgramContext, chunksize, finding, named, several, sums::CallSums,
};
use crate::{
    base::{Bytes, Nanos, Ratio, Text},
    log::Call,
};

/// Chunks with more bytes than that cost by what is in them, others by being chunks.
const LARGE: u64 = 64 << 10;

/// Chunks for each worker from which on they could be larger.
const MANY: u32 = 4;

/// Less than that is not worth a change, whatever its share.
const LITTLE: Nanos = Nanos::from_millis(10);

/// Callbacks are told from a fifth of the call's time on.
const CALLBACKS: f64 = 0.2;

/// Hand-over of a call = Σ on its workers of (receive + send), pickling and locks included. Found where
/// it is more than Σ of its tasks. Where a chunk has 64 KiB of arguments and results and more, it is the
/// pickling (of what goes along with the function, where tasks are given plain numbers); else, where there are more than four chunks for each worker, these are too small. The
/// time that it costs is hand-over / W.
///
/// Callbacks run in the one thread that takes in results: found where Σ callbacks ≥ 20 % of the time
/// from the first task to the last callback.
pub(super) fn find(program: &ProgramContext<'_>) -> Vec<Finding> {
    let calls = program.calls();
    let found = calls.flat_map(|(index, call, sums)| {
        [handover(program, index, call, sums), callback(call, sums)]
    });
    found.flatten().collect()
}

fn handover(
    program: &ProgramContext<'_>,
    index: usize,
    call: &Call,
    sums: &CallSums,
) -> Option<Finding> {
    let cost = sums.handover.receive + sums.handover.send;
    let workers = u32::try_from(sums.lanes.len()).ok()?;
    let time = cost / u64::from(workers.max(1));
    if cost <= call.busy || time < LITTLE {
        return None;
    }
    let chunks = call.chunks.max(1);
    let against = format!(
        "{cost} against {} of work, in {}",
        call.busy,
        several(workers, "worker")
    );
    if (sums.handover.arguments + sums.handover.results) / u64::from(chunks) >= LARGE {
        let cause = format!(
            "To pickle and send takes longer than the tasks of {}: {against}; {}",
            named(call),
            sizes(sums, call)
        );
        let advice = if carried(sums, call).is_some() {
            "Make it a function at the top level of the module, and let workers have that from the start \
             (fork, initializer, shared memory)."
        } else if sums.handover.arguments >= sums.handover.results {
            "Send what tells the worker where to find it, such as an index or a path, or let workers \
             have it from the start (fork, initializer, shared memory)."
        } else {
            "Return less, such as a sum or a path, or write results into shared memory."
        };
        return Some(finding(FindingKind::Pickling, time, cause, advice));
    }
    (chunks > MANY * workers).then(|| {
        let each = call.task_count().div_ceil(chunks);
        let cause = format!(
            "To hand over the {chunks} chunks of {} takes longer than their tasks: {against}; a chunk \
             has {}",
            named(call),
            several(each, "task")
        );
        let larger = larger(call, workers);
        let advice = match call.chunksize {
            Some(_) => chunksize::advice(program.run, index, larger),
            None => larger,
        };
        finding(FindingKind::SmallChunks, time, cause, advice)
    })
}

/// The bytes that are the most, and of what: `a task has 20 MiB of arguments (ndarray)`.
fn sizes(sums: &CallSums, call: &Call) -> String {
    let each = |bytes: u64, count: u32| Bytes::new(bytes / u64::from(count.max(1))).rounded();
    if let Some(carried) = carried(sums, call) {
        let bytes = each(sums.handover.arguments, call.chunks);
        let function = &call.function;
        return format!("a chunk has {bytes}, for {carried} goes along with {function} each time");
    }
    let (bytes, of, kind) = if sums.handover.arguments >= sums.handover.results {
        (sums.handover.arguments, "arguments", &call.sends)
    } else {
        (sums.handover.results, "results", &call.returns)
    };
    let kind = kind.as_ref().map(|kind| match kind.raw() {
        several if several.starts_with('(') => format!(" {several}"),
        one => format!(" ({one})"),
    });
    let bytes = each(bytes, call.task_count());
    format!("a task has {bytes} of {of}{}", kind.unwrap_or_default())
}

/// The types of what goes along with the function of a call, where that makes its arguments large: what its
/// tasks are given is small.
fn carried<'a>(sums: &CallSums, call: &'a Call) -> Option<&'a Text> {
    let is_small = |kind: &Text| matches!(kind.raw(), "int" | "float" | "bool" | "NoneType");
    let is_it = sums.handover.arguments >= sums.handover.results
        && call.sends.as_ref().is_none_or(is_small);
    call.carries.as_ref().filter(|_| is_it)
}

/// A chunksize with about four chunks for each worker: what `map` takes by itself.
fn larger(call: &Call, workers: u32) -> String {
    let usual = call
        .task_count()
        .div_ceil(MANY * call.workers.unwrap_or(workers).max(1));
    let kind = call.kind.raw();
    if call.chunksize.is_none() || kind.ends_with(".submit") {
        return "Let map cut the work into chunks, or make the tasks larger.".into();
    }
    format!("Try a larger chunksize: {usual} makes four chunks for each worker.")
}

fn callback(call: &Call, sums: &CallSums) -> Option<Finding> {
    let length = sums.last_callback.since(sums.first());
    let share = Ratio::of(sums.callback.get(), length.get());
    (sums.callback >= LITTLE && share.get() >= CALLBACKS).then(|| {
        let cause = format!(
            "Callbacks of {} took {} in the one thread that takes in results: those behind them wait",
            named(call),
            sums.callback
        );
        let advice = "Do that work in the tasks, or let the callback only put the result aside.";
        finding(FindingKind::Callback, sums.callback, cause, advice)
    })
}
