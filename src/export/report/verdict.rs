//! Whether the answers are right, the picture complete, and what went wrong on the way.

use super::{Report, Results, Table};
use crate::{
    export::gap,
    log::Outcome,
    model::{Check, Noise, Run, left_running},
};

/// Tasks of which it is said why they failed.
const MOST_REASONS: usize = 5;

impl Report {
    /// Whether the answers are right and the picture is complete.
    pub(super) fn verdict(self, results: &Results) -> String {
        let mut table = Table::new("<<");
        self.noise(&mut table, results);
        let outcomes = || results.runs.iter().filter_map(Run::outcome);
        let sum = |count: fn(&Outcome) -> u32| outcomes().map(count).fold(0, u32::saturating_add);
        let commands = results.runs.iter().any(Run::has_commands);
        let quits = sum(|outcome| outcome.quits);
        if quits > 0 {
            let quits = format!("{quits} workers took a sentinel from the queue and confirmed it");
            self.pair(&mut table, "quits", &quits);
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
            self.pair(&mut table, "restarts", &self.0.bad(&restarts));
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
            self.pair(&mut table, "failed", &self.0.bad(&failed));
            if !commands {
                self.reasons(&mut table, outcomes());
            }
        }
        let mut failed = failed_tasks > 0;
        for failure in outcomes().filter_map(|outcome| outcome.failure.as_ref()) {
            failed = true;
            self.pair(&mut table, "failed", &self.0.bad(&failure.to_string()));
        }
        if let Some(gap) = results.runs.iter().find_map(gap) {
            self.pair(&mut table, "unfinished", self.0.bad(gap).as_str());
        } else if let Some(import) = import(results) {
            self.pair(&mut table, "imported", &import);
        } else if !failed {
            self.right_or_wrong(&mut table, results);
        }
        for left in outcomes().filter_map(left_running) {
            self.pair(&mut table, "left", &left);
        }
        let lanes = || results.runs.iter().flat_map(Run::flow);
        let merged = lanes().fold(0, |sum: u64, lane| sum.saturating_add(lane.info.merged));
        let dropped = lanes().fold(0, |sum: u64, lane| sum.saturating_add(lane.info.dropped));
        if merged > 0 {
            let merged = format!("{merged} tasks share a span with others: too short to be timed");
            self.pair(&mut table, "merged", &merged);
        }
        if dropped > 0 {
            let dropped = format!("{dropped} spans found no room in the log");
            self.pair(&mut table, "dropped", &self.0.bad(&dropped));
        }
        table.lines()
    }

    /// Why tasks failed, of some of them.
    fn reasons<'a>(self, table: &mut Table, outcomes: impl Iterator<Item = &'a Outcome>) {
        let all = outcomes.flat_map(|outcome| &outcome.failures);
        for (task, why) in all.take(MOST_REASONS) {
            self.pair(table, "", &format!("task {task}: {why}"));
        }
    }

    /// Why the times are to be taken with care.
    fn noise(self, table: &mut Table, results: &Results) {
        let all = results.runs.len();
        for (reason, runs) in Noise::over(&results.runs) {
            let which = match all {
                1 => String::new(),
                _ => format!("in {runs} of {all} runs "),
            };
            self.pair(table, "noisy", &format!("{which}{reason}"));
        }
    }

    fn right_or_wrong(self, table: &mut Table, results: &Results) {
        let Some(check) = Check::over(&results.runs) else {
            return;
        };
        let (name, text) = match &check {
            Check::Verified(_) => (
                "verified",
                self.0.good("every answer agrees with the serial run"),
            ),
            Check::Exited(_) => ("done", self.0.good(&check.to_string())),
            Check::Serial => ("done", check.to_string()),
            Check::Wrong => ("not verified", self.0.bad("an answer is missing or wrong")),
            _ => ("not checked", check.to_string()),
        };
        self.pair(table, name, &text);
    }
}

/// Of a trace that another program made, what can be said; `None` where it is our own.
pub(in crate::export) fn import(results: &Results) -> Option<String> {
    Some(results.runs.last()?.import()?.told())
}
