//! Findings on a program of the user's: what keeps its calls from being faster, and what goes wrong.
//!
//! ```text
//! 3 of 4 workers ran out of work up to 1.1 s before Pool.map of work (sim.py:12) ended: its last
//! chunk had 12 tasks. chunksize=1 would take 2.9 s instead of 4.1 s, simulated.
//! ```
//!
//! There is no T₁ here, so that each has a measure and a threshold of its own. What goes wrong comes
//! first, then what costs time, the most expensive before the others, then what may go wrong.

mod balance;
mod chunksize;
mod faults;
mod handover;
mod interpreter_lock;
mod native_threads;
mod order;
mod start_up;
mod sums;
#[cfg(test)]
mod tests;

use super::{Finding, FindingKind};
use crate::{
    base::{Nanos, Ratio},
    log::{Call, Watched},
    model::Run,
};
use sums::CallSums;

/// A program with the sums over the spans of its calls.
struct ProgramContext<'a> {
    run: &'a Run,
    watched: &'a Watched,
    /// By the index of the call.
    sums: Vec<CallSums>,
}

/// All findings on a program; before its end those that are certain.
pub(super) fn find(run: &Run, watched: &Watched) -> Vec<Finding> {
    let mut found = certain(run, watched);
    if run.is_over() {
        let program = ProgramContext {
            run,
            watched,
            sums: CallSums::of_all(run, watched),
        };
        found.extend(balance::find(&program));
        found.extend(handover::find(&program));
        found.extend(order::find(&program));
        found.extend(start_up::find(&program));
        found.extend(native_threads::find(&program));
        found.extend(interpreter_lock::find(&program));
    }
    for finding in &mut found {
        let wall = run.elapsed(run.end(run.began().unwrap_or_default()));
        let time = finding.time.unwrap_or_default();
        finding.share = Ratio::of(time.get(), wall.get()).clamped();
    }
    found.sort_by_key(|one| (one.kind.rank(), std::cmp::Reverse(one.time)));
    found
}

/// Everything that has gone wrong so far: it costs no look at all spans.
pub(super) fn certain(run: &Run, watched: &Watched) -> Vec<Finding> {
    faults::find(run, watched)
}

/// A call that waits for ever for a chunk that is lost.
pub(super) fn hang(run: &Run, watched: &Watched) -> Option<Finding> {
    faults::hang(run, watched)
}

impl ProgramContext<'_> {
    /// The calls whose tasks were seen, with their sums.
    fn calls(&self) -> impl Iterator<Item = (usize, &Call, &CallSums)> {
        let all = self.watched.calls.iter().zip(&self.sums).enumerate();
        all.filter(|(_, (_, sums))| !sums.lanes.is_empty())
            .map(|(index, (call, sums))| (index, call, sums))
    }

    /// How many tasks can go on at once in a call.
    fn at_once(&self, call: &Call) -> u32 {
        let cores = self.run.description.machine.usable_cores.max(1);
        cores.min(call.workers.unwrap_or(cores)).max(1)
    }
}

/// A finding, with what it costs.
fn finding(
    kind: FindingKind,
    time: impl Into<Option<Nanos>>,
    cause: String,
    advice: impl Into<String>,
) -> Finding {
    Finding {
        kind,
        share: Ratio::ZERO,
        time: time.into(),
        cause,
        advice: advice.into(),
    }
}

/// A call in a sentence: `Pool.map of work (sim.py:12)`.
fn named(call: &Call) -> String {
    let (kind, place) = (&call.kind, call.place());
    let of = match call.function.raw() {
        "" => String::new(),
        _ => format!(" of {}", call.function),
    };
    match place.raw() {
        "" => format!("{kind}{of}"),
        _ => format!("{kind}{of} ({place})"),
    }
}

/// So many of a thing: `1 chunk`, `12 chunks`.
fn several(count: u32, noun: &str) -> String {
    format!("{count} {}", super::context::counted(count, noun))
}
