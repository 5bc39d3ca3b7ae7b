//! Faults: a chunk that is lost with its worker, what cannot be pickled, and processes that
//! begin the program anew.

use super::{Finding, FindingKind, finding, named, several, sums};
use crate::{
    base::{Moment, Nanos},
    log::{Call, Ending, Flags, Kind, Lane, LaneKind, Span, Watched, WatchedPool, WatchedProcess},
    model::Run,
};
use std::collections::BTreeSet;

/// The first spans of a lane, among which the import of main is.
const FIRST_SPANS: usize = 16;

/// - a worker ended while it had a chunk, without its parent's doing, and that chunk's call has lost
///   tasks;
/// - the pickler failed;
/// - processes that import main anew fail while they do;
/// - a worker of a `Pool`, which may have no children, made one and has none.
pub(super) fn find(run: &Run, watched: &Watched) -> Vec<Finding> {
    let mut found = lost(run, watched);
    found.extend(unpicklable(watched));
    found.extend(unguarded(run, watched));
    found.extend(nested(watched));
    found
}

/// A worker that died, its last span, and how many more died with a chunk of the call.
struct Death<'a> {
    process: &'a WatchedProcess,
    span: &'a Span,
    others: u32,
}

/// One finding for each call that lost a chunk.
fn lost(run: &Run, watched: &Watched) -> Vec<Finding> {
    let calls = watched.calls.iter().enumerate();
    let found = calls.filter_map(|(index, call)| lost_in(run, watched, (index, call)));
    found.collect()
}

/// The first call that waits for a chunk that is lost, while nothing goes on any more.
pub(super) fn hang(run: &Run, watched: &Watched) -> Option<Finding> {
    let mut calls = watched.calls.iter().enumerate();
    calls.find_map(|(index, call)| {
        let waits = call.lost > 0 && matches!(waits(run, watched, call), LostWait::Does);
        waits
            .then(|| lost_in(run, watched, (index, call)))
            .flatten()
    })
}

fn lost_in(run: &Run, watched: &Watched, (index, call): (usize, &Call)) -> Option<Finding> {
    if call.lost == 0 {
        return None;
    }
    let deaths = run.flow().filter_map(|lane| {
        let span = lane.spans.last()?;
        let of = watched.chunks.get(span.chunk.index())?;
        let is_here = of.call as usize == index && span.flags.has(Flags::KILLED);
        let process = watched.process(lane.info.lane).filter(|_| is_here)?;
        Some((process, span))
    });
    let mut deaths: Vec<_> = deaths.collect();
    // Those that die later may do so because the program is ended.
    deaths.sort_by_key(|(_, span)| span.end());
    let (&(process, span), others) = deaths.split_first()?;
    let death = Death {
        process,
        span,
        others: u32::try_from(others.len()).unwrap_or(u32::MAX),
    };
    Some(lost_chunk(run, watched, call, &death))
}

fn lost_chunk(run: &Run, watched: &Watched, call: &Call, death: &Death<'_>) -> Finding {
    let Death {
        process,
        span,
        others,
    } = death;
    let how = match process.ending {
        Some(Ending::Signal(signal)) => format!("was killed by signal {signal}{}", name_of(signal)),
        Some(Ending::Exit(status)) => format!("ended with exit status {status}"),
        None => "died".into(),
    };
    let task = watched.task_of_call(span.chunk, span.task);
    let task = task.filter(|_| span.kind.is_of_task());
    let at = task.map_or_else(String::new, |task| format!(" in task {task}"));
    let chunk = match others {
        0 if call.kind.raw() == "Process" => "it never ended".to_owned(),
        0 => "its chunk is lost".to_owned(),
        more => format!(
            "its chunk is lost, as that of {} is",
            several(*more, "other worker")
        ),
    };
    let waits = waits(run, watched, call);
    let (name, pid) = (&process.name, process.pid);
    let cause = match waits {
        // That it hangs comes first: there may be room for half a sentence.
        LostWait::Does => format!(
            "{} waits for ever: {name} (pid {pid}) {how}{at}, {chunk}, and nothing goes on any more",
            named(call)
        ),
        waits => format!(
            "{name} (pid {pid}) {how}{at} of {}: {chunk}{}",
            named(call),
            waits.words()
        ),
    };
    let time = match (waits, process.ended, run.outcome()) {
        (LostWait::No, ..) | (_, None, _) | (.., None) => None,
        (_, Some(died), Some(outcome)) => Some(outcome.ended.since(died)),
    };
    let is_of_pool = call.kind.raw().starts_with("Pool.");
    let advice = if is_of_pool {
        "Pool does not notice that. ProcessPoolExecutor does, and raises BrokenProcessPool; \
         signal 9 is often the system's, for want of memory."
    } else {
        "Look for what ended it; signal 9 is often the system's, for want of memory."
    };
    finding(FindingKind::LostChunk, time, cause, advice)
}

/// Whether a call waits for a chunk that is lost.
#[derive(Clone, Copy)]
enum LostWait {
    No,
    /// Others of its tasks go on.
    Will,
    /// Nothing goes on any more.
    Does,
    /// It did until the end.
    Did,
}

impl LostWait {
    const fn words(self) -> &'static str {
        match self {
            Self::No | Self::Does => "",
            Self::Will => ", and the call will wait for it for ever",
            Self::Did => ", and the call waited for it to the end",
        }
    }
}

/// A `Pool` waits for ever; an executor raises an error.
fn waits(run: &Run, watched: &Watched, call: &Call) -> LostWait {
    let has_ended = call.ended.is_some() || !call.kind.raw().starts_with("Pool.");
    // A chunk that is on its way is a task soon.
    let is_at_work = |kind: Kind| kind.is_of_task() || matches!(kind, Kind::Receive | Kind::Send);
    let is_task = |lane: &Lane| lane.now.is_some_and(|now| is_at_work(now.kind));
    let waits_in = |lane: &Lane| {
        let is_owner = watched
            .thread(lane.info.lane)
            .is_some_and(|thread| thread.process == Some(call.process));
        let is_wait = |kind: Kind| kind.number() == sums::WAIT_FOR_RESULTS;
        is_owner && lane.now.is_some_and(|now| is_wait(now.kind))
    };
    if has_ended {
        LostWait::No
    } else if run.is_over() {
        LostWait::Did
    } else if !run.flow().any(is_task) && run.flow().any(waits_in) {
        LostWait::Does
    } else {
        LostWait::Will
    }
}

/// The name of a signal that kills, after a space and in brackets.
const fn name_of(signal: i32) -> &'static str {
    match signal {
        4 => " (SIGILL)",
        6 => " (SIGABRT)",
        7 => " (SIGBUS)",
        8 => " (SIGFPE)",
        9 => " (SIGKILL)",
        11 => " (SIGSEGV)",
        15 => " (SIGTERM)",
        _ => "",
    }
}

/// Each object once.
fn unpicklable(watched: &Watched) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    for one in &watched.unpicklable {
        let call = one.call.and_then(|call| watched.calls.get(call as usize));
        let needs = call.map_or("Something".to_owned(), |call| {
            format!("Something that {} needs", named(call))
        });
        let cause = match (one.what.raw(), one.error.raw()) {
            // A message without a name in it is all that is known.
            (what, error) if error.contains(what) => {
                format!("{needs} cannot be pickled: {}", one.error)
            }
            (_, "") => format!("{needs} cannot be pickled: {}", one.what),
            _ => format!("{needs} cannot be pickled: {}, {}", one.what, one.error),
        };
        let is_local = ["<lambda>", "<locals>"]
            .iter()
            .any(|mark| one.what.raw().contains(mark) || one.error.raw().contains(mark));
        let advice = if is_local {
            "Only a function at the top level of a module can be sent: make it one."
        } else {
            "Send what it can be made from, such as a path or a number, and make it in the worker."
        };
        if found.iter().all(|other| other.cause != cause) {
            found.push(finding(FindingKind::Unpicklable, None, cause, advice));
        }
    }
    found
}

/// Processes that were spawned, imported main, and failed before they could take work.
fn unguarded(run: &Run, watched: &Watched) -> Option<Finding> {
    let failed = run.flow().filter(|lane| {
        let Some(process) = watched.process(lane.info.lane) else {
            return false;
        };
        let is_new = process
            .start
            .as_ref()
            .is_some_and(|start| matches!(start.raw(), "spawn" | "forkserver"));
        let has_failed = matches!(process.ending, Some(Ending::Exit(status)) if status != 0);
        let first = || lane.spans.iter().take(FIRST_SPANS).map(|span| span.kind);
        let began = |kind: Kind| match kind {
            Kind::Wait | Kind::Receive => true,
            kind => kind.is_of_task() || kind.number() == sums::UNPICKLE,
        };
        lane.info.kind == LaneKind::Process
            && is_new
            && has_failed
            && first().any(|kind| kind.number() == sums::IMPORT_OF_MAIN)
            && !first().any(began)
    });
    let times = failed.map(time_of).collect::<Vec<_>>();
    let count = u32::try_from(times.len()).unwrap_or(u32::MAX);
    (count > 0).then(|| {
        let processes = match count {
            1 => "1 new process".to_owned(),
            count => format!("{count} new processes"),
        };
        finding(
            FindingKind::NoMainGuard,
            times.into_iter().sum::<Nanos>() / u64::from(count),
            format!("{processes} failed while importing the main module anew"),
            "Most often the reason is that what starts processes does not stand under \
             `if __name__ == '__main__':`, so that each new process starts it again.",
        )
    })
}

/// The name that multiprocessing gives to the workers of its pools.
const WORKER: &str = "PoolWorker-";

/// Whether a pool was made where none may be.
pub(super) fn is_refused(pool: &WatchedPool, watched: &Watched) -> bool {
    let process = watched.processes.get(pool.process as usize);
    let is_in_worker = process.is_some_and(|process| process.name.raw().contains(WORKER));
    let mut children = watched.processes.iter();
    pool.kind.raw() == "Pool"
        && pool.ended.is_none()
        && is_in_worker
        && !children.any(|child| child.parent == Some(pool.process))
}

/// Once for each line.
fn nested(watched: &Watched) -> Vec<Finding> {
    let refused = watched
        .pools
        .iter()
        .filter(|pool| is_refused(pool, watched));
    let places: BTreeSet<_> = refused.map(|pool| pool.place().to_string()).collect();
    let found = places.into_iter().map(|place| {
        let cause = format!(
            "The Pool at {place} is made by a worker of a pool, which may not start processes"
        );
        let advice = "Make one pool in the main process, and give it the inner tasks, too; \
                      or take a ProcessPoolExecutor outside.";
        finding(FindingKind::NestedPool, None, cause, advice)
    });
    found.collect()
}

/// How long there was something on a lane.
fn time_of(lane: &Lane) -> Nanos {
    let first = lane
        .spans
        .first()
        .map_or(Moment::default(), |span| span.start);
    let last = lane.spans.last().map_or(first, Span::end);
    last.since(first)
}
