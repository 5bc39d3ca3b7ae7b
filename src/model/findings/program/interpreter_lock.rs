//! The interpreter's lock: threads that want to compute, and take turns.

use super::{Finding, FindingKind, ProgramContext, finding, several};
use crate::{
    base::{Moment, Nanos, Ratio},
    log::WatchedProcess,
    model::TimeSplit,
};

/// Waiting for the lock is told from a tenth of the time in which threads want to run on: less is not what they
/// are held up by.
const TOLD: f64 = 0.1;

/// Less than that is not worth a change, whatever its share.
const LITTLE: Nanos = Nanos::from_millis(50);

/// A thread takes part from this part of the time of the one that wants to run most: one that starts the others, and
/// then waits for them, does not.
const PART: u64 = 3;

/// Of each process with two threads and more that want to run: wanted = Σ (running + core wait + GIL), and
/// share = Σ GIL / wanted. Found where that is ≥ 10 %. The time that it costs: without the lock they would wait
/// Σ GIL / threads less each; but as many as there are cores go on at once at most, which saves them
/// Σ running · (1 − 1 / min(threads, cores)).
pub(super) fn find(program: &ProgramContext<'_>) -> Vec<Finding> {
    let processes = (0..).zip(&program.watched.processes);
    processes
        .filter_map(|(index, process)| of_process(program, index, process))
        .collect()
}

fn of_process(
    program: &ProgramContext<'_>,
    index: u32,
    process: &WatchedProcess,
) -> Option<Finding> {
    let run = program.run;
    let lanes = run.flow().filter(|lane| {
        let thread = program.watched.thread(lane.info.lane);
        thread.is_some_and(|thread| thread.process == Some(index))
    });
    let splits: Vec<_> = lanes
        .filter_map(|lane| {
            let (from, to) = run.life(lane, run.end(Moment::default()))?;
            let split = run.time_split(lane, from, to)?;
            Some((wanted(&split)?, split))
        })
        .collect();
    let most = splits.iter().map(|(wanted, _)| *wanted).max()?;
    let splits = splits.iter().filter(|(wanted, _)| *wanted * PART >= most);
    let threads = u64::try_from(splits.clone().count()).ok()?;
    let all = splits
        .map(|(_, split)| *split)
        .reduce(|one, other| one.and(&other))?;
    let (wanted, gil) = (wanted(&all)?, all.gil?);
    let share = Ratio::of(gil.get(), wanted.get());
    if threads < 2 || gil < LITTLE || share.get() < TOLD {
        return None;
    }
    let cores = u64::from(run.description.machine.usable_cores.max(1));
    let saved = all.running.saturating_sub(all.running / threads.min(cores));
    let time = saved.min(gil / threads);
    let of = match program.watched.processes.len() {
        1 => String::new(),
        _ => format!(" of {}", process.name),
    };
    let cause = format!(
        "{}{of} take turns, since they share one lock (the GIL): they waited for it {} of the time in which they \
         wanted to run{}",
        several(u32::try_from(threads).ok()?, "thread"),
        share.percent(),
        rate(process).map_or_else(String::new, |rate| format!(
            ", and handed it over {rate} times a second"
        )),
    );
    let advice = "Processes have a lock each: try multiprocessing or a ProcessPoolExecutor; or a free-threaded Python, \
                  which has none.";
    Some(finding(FindingKind::Gil, time, cause, advice))
}

/// How long a thread wanted to run; `None` where it cannot be told whether it waited for the lock.
fn wanted(split: &TimeSplit) -> Option<Nanos> {
    Some(split.running + split.core_wait + split.gil?)
}

/// How often a second the lock went to another thread.
fn rate(process: &WatchedProcess) -> Option<u64> {
    let ([first, ..], [.., last]) = (process.hand_overs.all(), process.hand_overs.all()) else {
        return None;
    };
    let length = last.0.since(first.0).get();
    let count = last.1.saturating_sub(first.1);
    (count.saturating_mul(1_000_000_000)).checked_div(length)
}
