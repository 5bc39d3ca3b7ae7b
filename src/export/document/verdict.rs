//! The verdict: whether the answers are right, the picture is complete, and the failures.

use super::{Emphasis, Pair, Passage};
use crate::{
    export::{Results, gap},
    log::Outcome,
    model::{Check, Noise, Run, left_running},
};

/// The most failed tasks whose reason is given.
const MOST_REASONS: usize = 5;

/// Whether the answers are right and the picture is complete.
pub(super) fn verdict(results: &Results) -> Vec<Pair> {
    let mut pairs = noise(results);
    let outcomes = || results.runs.iter().filter_map(Run::outcome);
    let sum = |count: fn(&Outcome) -> u32| outcomes().map(count).fold(0, u32::saturating_add);
    let commands = results.runs.iter().any(Run::has_commands);
    let quits = sum(|outcome| outcome.quits);
    if quits > 0 {
        let quits = format!("{quits} workers took a sentinel from the queue and confirmed it");
        pairs.push(("quits", quits.into()));
    }
    let restarts = sum(|outcome| outcome.restarts);
    if restarts > 0 {
        let workers = if restarts == 1 {
            "worker was"
        } else {
            "workers were"
        };
        let then = if commands {
            "lost and replaced; no command is run twice"
        } else {
            "lost, replaced, and the chunk run again"
        };
        let restarts = format!("{restarts} {workers} {then}");
        pairs.push(("restarts", Passage::bad(restarts)));
    }
    let failed_tasks = sum(|outcome| outcome.failed_tasks);
    if failed_tasks > 0 {
        let what = if commands { "commands" } else { "tasks" };
        let all: u32 = results.runs.iter().map(Run::task_count).sum();
        let how = match Check::over(&results.runs) {
            Some(check) => check.exits(),
            None => String::new(),
        };
        let failed = format!("{failed_tasks} of {all} {what} failed{how}");
        pairs.push(("failed", Passage::bad(failed)));
        if !commands {
            let reasons = outcomes().flat_map(|outcome| &outcome.failures);
            let reasons = reasons.map(|(task, why)| format!("task {task}: {why}"));
            pairs.extend(reasons.take(MOST_REASONS).map(|reason| ("", reason.into())));
        }
    }
    let failures = outcomes().filter_map(|outcome| outcome.failure.as_ref());
    let failures = failures.map(|failure| ("failed", Passage::bad(failure.to_string())));
    let sound = pairs.len();
    pairs.extend(failures);
    let failed = failed_tasks > 0 || pairs.len() > sound;
    let import = results.runs.last().and_then(Run::import);
    if let Some(gap) = results.runs.iter().find_map(gap) {
        pairs.push(("unfinished", Passage::bad(gap)));
    } else if let Some(import) = import {
        pairs.push(("imported", import.told().into()));
    } else if !failed && results.runs.iter().all(|run| run.watched().is_none()) {
        // How a program ended stands above.
        pairs.extend(right_or_wrong(results));
    }
    pairs.extend(
        outcomes()
            .filter_map(left_running)
            .map(|left| ("left", left.into())),
    );
    let lanes = || results.runs.iter().flat_map(Run::flow);
    let merged = lanes().fold(0, |sum: u64, lane| sum.saturating_add(lane.info.merged));
    let dropped = lanes().fold(0, |sum: u64, lane| sum.saturating_add(lane.info.dropped));
    if merged > 0 {
        let merged = format!("{merged} tasks share a span with others: too short to be timed");
        pairs.push(("merged", merged.into()));
    }
    if dropped > 0 {
        let dropped = format!("{dropped} spans found no room in the log");
        pairs.push(("dropped", Passage::bad(dropped)));
    }
    pairs
}

/// Whether the answers are right, in a word.
pub(super) fn short(results: &Results) -> Passage {
    match Check::over(&results.runs) {
        None => Passage::default(),
        Some(Check::Wrong) => Passage::bad("NOT VERIFIED"),
        Some(check) => Passage::new(check.short(), emphasis(&check)),
    }
}

/// The reasons to doubt the times.
fn noise(results: &Results) -> Vec<Pair> {
    let all = results.runs.len();
    let noise = Noise::over(&results.runs)
        .into_iter()
        .map(|(reason, runs)| {
            let which = match all {
                1 => String::new(),
                _ => format!("in {runs} of {all} runs "),
            };
            ("noisy", format!("{which}{reason}").into())
        });
    noise.collect()
}

fn right_or_wrong(results: &Results) -> Option<Pair> {
    let check = Check::over(&results.runs)?;
    let (name, words) = match &check {
        Check::Verified(_) => ("verified", "every answer agrees with the serial run".into()),
        Check::Exited(_) | Check::Serial => ("done", check.to_string()),
        Check::Wrong => ("not verified", "an answer is missing or wrong".into()),
        _ => ("not checked", check.to_string()),
    };
    Some((name, Passage::new(words, emphasis(&check))))
}

fn emphasis(check: &Check) -> Emphasis {
    match check {
        Check::Verified(_) | Check::Exited(_) => Emphasis::Good,
        check if check.is_bad() => Emphasis::Bad,
        _ => Emphasis::Plain,
    }
}
