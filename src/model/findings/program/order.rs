//! The order of tasks and results: one at a time, behind a slow one, far ahead of the workers.

use super::{
    Finding, FindingKind, ProgramContext, finding, named, several,
    sums::{CallSums, CallTask, is_group},
};
use crate::{
    base::{Moment, Nanos, Ratio},
    log::Call,
};

/// So few tasks may well follow each other by chance.
const FEW: usize = 3;

/// Results that wait behind a slow one are told from a fifth of the call's time on.
const LATE: f64 = 0.2;

/// Tasks that are handed out and not done are told from a hundred on, and from ten for each worker on.
const AHEAD: u32 = 100;
const AHEAD_OF_EACH: u32 = 10;

/// See each.
pub(super) fn find(program: &ProgramContext<'_>) -> Vec<Finding> {
    let calls = program.calls();
    let found = calls.flat_map(|(_, call, sums)| {
        [
            one_at_a_time(program, call, sums),
            slow_first(program, call, sums),
            runs_ahead(call, sums),
        ]
    });
    found.flatten().collect()
}

/// Tasks given one by one, at least three, of which no two overlap, though two and more could go on at
/// once, and Σ tasks ≥ half of the time from the first to the last: less is not held up by them. Side by
/// side they would take Σ tasks / min(W, cores, tasks), and that much less is the time that it costs.
fn one_at_a_time(program: &ProgramContext<'_>, call: &Call, sums: &CallSums) -> Option<Finding> {
    let kind = call.kind.raw();
    let method = kind.rsplit('.').next()?;
    let at_once = program.at_once(call);
    let mut tasks: Vec<&CallTask> = sums.tasks.iter().collect();
    if !is_group(method) || at_once < 2 || tasks.len() < FEW || call.busy * 2 < sums.length() {
        return None;
    }
    tasks.sort_by_key(|task| task.start);
    if tasks.windows(2).any(|two| two[1].start < two[0].end) {
        return None;
    }
    let count = u32::try_from(tasks.len()).unwrap_or(u32::MAX);
    let time = call
        .busy
        .saturating_sub(call.busy / u64::from(at_once.min(count)));
    let (why, advice) = match method {
        "apply" => (
            ": apply waits for each result",
            "Use map, or apply_async for all of them before the first get.",
        ),
        "Process" | "Thread" => ("", "Start all of them before the first join."),
        _ => (
            "",
            "Hand out all of them before waiting for the first result.",
        ),
    };
    let cause = format!(
        "The {count} tasks of {} ran one at a time{why}",
        named(call)
    );
    Some(finding(FindingKind::OneAtATime, time, cause, advice))
}

/// Results that are handed out in order: the slow task is the one behind which most results waited that
/// were done earlier. Found where these are a quarter of the tasks and two for each worker at least,
/// and the first of them waited ≥ 20 % of the call's time.
fn slow_first(program: &ProgramContext<'_>, call: &Call, sums: &CallSums) -> Option<Finding> {
    let kind = call.kind.raw();
    let is_imap = kind.rsplit('.').next() == Some("imap");
    let in_order = is_imap || kind.ends_with("Executor.map");
    let mut tasks: Vec<&CallTask> = sums.tasks.iter().filter(|_| in_order).collect();
    tasks.sort_by_key(|task| task.number);
    let (slow, held, earliest) = most_held_up(&tasks)?;
    let waited = slow.end.since(earliest);
    let share = Ratio::of(waited.get(), sums.length().get());
    let enough = (tasks.len() / 4).max(2 * program.at_once(call) as usize);
    (held as usize >= enough && share.get() >= LATE).then(|| {
        let cause = format!(
            "{} of {} waited up to {waited} behind task {}: they are handed out in order",
            several(held, "result"),
            named(call),
            slow.number
        );
        let advice = if is_imap {
            "imap_unordered hands out each one as soon as it is done."
        } else {
            "submit and as_completed hand out each one as soon as it is done."
        };
        finding(FindingKind::SlowFirst, waited, cause, advice)
    })
}

/// The task behind which most others waited, how many did, and when the first of them was done.
fn most_held_up<'a>(tasks: &[&'a CallTask]) -> Option<(&'a CallTask, u32, Moment)> {
    let (mut slow, rest) = tasks.split_first().map(|(first, rest)| (*first, rest))?;
    let mut most = (slow, 0, slow.end);
    let (mut held, mut earliest) = (0, slow.end);
    for task in rest {
        if task.end >= slow.end {
            (slow, held, earliest) = (task, 0, task.end);
        } else {
            (held, earliest) = (held + 1, earliest.min(task.end));
            if held > most.1 {
                most = (slow, held, earliest);
            }
        }
    }
    (most.1 > 0).then_some(most)
}

/// `imap` takes in its input as fast as it comes. ahead = the most tasks that were handed out and not done at
/// any time; found from a hundred on, and from ten for each worker on.
fn runs_ahead(call: &Call, sums: &CallSums) -> Option<Finding> {
    if call.kind.raw().rsplit('.').next() != Some("imap") {
        return None;
    }
    let handed = sums
        .handed
        .iter()
        .map(|&(at, tasks)| (at, i64::from(tasks)));
    let done = sums.tasks.iter().map(|task| (task.end, -1));
    let mut changes: Vec<_> = handed.chain(done).collect();
    changes.sort_unstable();
    let (mut open, mut most) = (0_i64, 0_i64);
    for (_, change) in changes {
        open += change;
        most = most.max(open);
    }
    let most = u32::try_from(most).unwrap_or(0);
    let workers = call.workers.unwrap_or(1).max(1);
    (most >= AHEAD.max(AHEAD_OF_EACH.saturating_mul(workers))).then(|| {
        let all = call.task_count().max(most);
        let cause = format!(
            "{} runs far ahead of its workers: {most} of {all} tasks were handed out and not yet done",
            named(call)
        );
        let advice = "It takes in its whole input at once, and what is not done stays in memory: if \
                      that is much, hand it out in pieces (itertools.islice).";
        finding(FindingKind::RunsAhead, None::<Nanos>, cause, advice)
    })
}
