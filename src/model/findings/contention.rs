//! Contention of workers for locks, cores and caches, and the cost of the recorder.

use super::{
    Finding,
    context::{FindingContext, counted},
};
use crate::{
    base::{Nanos, Ratio},
    log::Kind,
    model::{Noise, Row},
    plan::Lock,
};

/// The remedy for a quota.
const RAISE: &str =
    "Raise the quota of the control group (for a container, --cpus): nothing else helps.";

/// Each row / (W · `T_P`) ≥ 5 %, the recorder's from 1 % on. Preempted time is two causes: what the
/// workers beyond the cores make unavoidable, and what is beyond that.
pub(super) fn find(context: &FindingContext<'_>) -> Vec<Finding> {
    let preempted = context.ledger.get(Row::Preempted).cost();
    let excess = context.ledger.excess(Row::Preempted);
    let all = [
        context.row(Row::Lock, |_| lock(context)),
        context.part(Row::Preempted, excess, |_| crowd(context)),
        context.part(Row::Preempted, preempted.saturating_sub(excess), |_| {
            competition(context)
        }),
        context.row(Row::Inflation, |time| inflation(context, time)),
        context.row(Row::Recorder, |_| recorder(context)),
    ];
    all.into_iter().flatten().collect()
}

/// Waiting for a lock: the interpreter's, or that of what they are handed work through.
fn lock(context: &FindingContext<'_>) -> (String, String) {
    let e = context.experiment();
    let workers = context.workers();
    if e.lock == Lock::Gil {
        (
            format!(
                "{workers} {} take turns, since they share one lock (gil)",
                counted(workers, "thread")
            ),
            "Try processes: each has a lock of its own.".into(),
        )
    } else if e.is_python() && !e.has_worker_processes() {
        (
            format!(
                "{workers} {} take turns, since CPython runs one at a time (the GIL)",
                counted(workers, "thread")
            ),
            "Try processes, or an interpreter without a GIL (python 3.13t).".into(),
        )
    } else if e.has_own_channels() {
        (
            format!("{workers} workers wait for one another at the queue of the pool"),
            "Try a larger chunksize.".into(),
        )
    } else {
        (
            format!(
                "{workers} workers wait for one another at the {}",
                e.channel
            ),
            "Try a larger chunksize, or a pipe for each (channel pipe).".into(),
        )
    }
}

/// Workers beyond the cores: min(preempted, (W − what can go on at once) · `T_P`).
fn crowd(context: &FindingContext<'_>) -> (String, String) {
    let (workers, cores) = (context.workers(), context.cores());
    let machine = &context.run.description.machine;
    if machine.quota.is_some() {
        let allowed = machine.usable();
        return (
            format!("{workers} workers share what a CPU quota of {allowed} cores allows"),
            RAISE.into(),
        );
    }
    (
        format!("{workers} workers share {cores} {}", counted(cores, "core")),
        format!(
            "Take {cores} {}: more cannot compute at once.",
            counted(cores, "worker")
        ),
    )
}

/// Preempted although there are enough cores: others had them, and are named if known.
fn competition(context: &FindingContext<'_>) -> (String, String) {
    let load = context.experiment().load;
    if load > 0 {
        let processes = if load == 1 { "process" } else { "processes" };
        return (
            format!("{load} {processes} compute beside the run, put there by hand"),
            "Run it without that load.".into(),
        );
    }
    if let Some(quota) = context
        .noise
        .iter()
        .find(|reason| matches!(reason, Noise::Quota(_)))
    {
        return (quota.to_string(), RAISE.into());
    }
    let who = context
        .noise
        .iter()
        .find(|reason| matches!(reason, Noise::OtherLoad(_) | Noise::Stolen(_)));
    match who {
        Some(reason) => (reason.to_string(), "Try again on a quiet machine.".into()),
        None => (
            "cores were taken away although there are enough".into(),
            "Leave a core to the system, or see what else is running.".into(),
        ),
    }
}

/// Tasks cost more CPU time than in the serial run: inflation / work tells how much more. The part
/// that the ceiling explains is the machine's, where that is half and more of it.
fn inflation(context: &FindingContext<'_>, time: Nanos) -> (String, String) {
    let ledger = &context.ledger;
    let machine = ledger
        .unavoidable(Row::Inflation)
        .saturating_sub(ledger.excess(Row::Inflation));
    let restarts = context.run.outcome().map_or(0, |outcome| outcome.restarts);
    let more = Ratio::of(time.get(), ledger.get(Row::Work).cost().get()).percent();
    let clock = context
        .noise
        .iter()
        .find(|reason| matches!(reason, Noise::Clock { .. }));
    if !context.experiment().has_answers() {
        // Whether they computed or waited for each other, the clock alone tells it.
        return (
            format!("commands take {more} longer side by side than one after another"),
            "They share cores, disks or what else they wait for: try fewer workers.".into(),
        );
    }
    if restarts > 0 {
        let workers = counted(restarts, "worker");
        (
            format!("what {restarts} {workers} had computed was lost, and done again"),
            "See why it died; smaller chunks lose less.".into(),
        )
    } else if let Some(clock) = clock {
        (
            clock.to_string(),
            "Try again when the machine is cool, or fix its clock.".into(),
        )
    } else if machine * 2 >= time {
        (
            format!("tasks take {more} more CPU time, as any program does on this machine"),
            "Cores slow each other down here, and no program avoids that.".into(),
        )
    } else {
        (
            format!("tasks take {more} more CPU time than in the serial run"),
            "Cores share caches, memory and clock: try smaller data, or fewer workers.".into(),
        )
    }
}

/// The recorder itself.
fn recorder(context: &FindingContext<'_>) -> (String, String) {
    let (spans, _) = context.count(&[Kind::Task, Kind::Io, Kind::Lock, Kind::Wait]);
    (
        format!("{spans} spans were written down"),
        "Make the tasks longer, or the chunks larger.".into(),
    )
}
