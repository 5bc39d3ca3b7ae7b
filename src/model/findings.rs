//! [`Finding`]: what the ledger says, in plain words, with what to try.
//!
//! ```text
//! 31 % of the lane time is tail: one task of 400 ms was taken last. Try a smaller chunksize, or
//! hand out the long ones first.
//! ```
//!
//! Each row of the ledger is looked at for its causes; a cause is told where its share of the lane
//! time W · `T_P` is beyond its threshold. The most expensive one comes first, so that it is the one
//! sentence where there is room for only one.

mod contention;
mod context;
mod exchange;
mod kind;
mod program;
mod tail;
#[cfg(test)]
mod tests;

use super::{Row, Run};
use crate::{
    base::{Nanos, Ratio},
    plan::{Lock, Mode},
};
pub use kind::FindingKind;

use context::FindingContext;

/// A cause is told from 5 % of the lane time on: less is not worth a change.
const WORTH: f64 = 0.05;

/// The most that recording may cost: 1 % of the lane time.
const BUDGET: f64 = 0.01;

/// From 90 % work on there is little to be gained, and that is said first.
const GOOD: f64 = 0.9;

/// A gain against the serial run is told from 1 % on: less is not to be seen in a percentage.
const TOLD: f64 = 0.01;

/// A use of time, its cause and advice.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The row of the ledger that it explains, or what it is of a program that was watched.
    pub kind: FindingKind,
    /// Its share of the lane time, or of the wall time of a program.
    pub share: Ratio,
    /// The time that it cost a program, or that could be saved, where that is known.
    pub time: Option<Nanos>,
    /// Why, in words that go on after a colon; of a program the whole sentence, without its stop.
    pub cause: String,
    /// Advice, as a sentence; empty where there is none.
    pub advice: String,
}

impl Finding {
    /// All findings on a run that is over, the most expensive first; a good one leads where little
    /// is lost. None of an experiment that failed, that has no serial run to be held against, or that is
    /// serial itself. Of a program that is watched, those that are certain before its end.
    #[must_use]
    pub fn all(run: &Run) -> Vec<Self> {
        if let Some(watched) = run.watched() {
            return program::find(run, watched);
        }
        let Some(context) = FindingContext::of(run) else {
            return Vec::new();
        };
        let mut found = [
            tail::find(&context),
            exchange::find(&context),
            contention::find(&context),
        ]
        .concat();
        found.sort_by(|a, b| b.share.get().total_cmp(&a.share.get()));
        found.splice(0..0, Self::work(&context, found.first()));
        found
    }

    /// A certain fact of a run that has not ended: it follows from the experiment alone, or went wrong
    /// in a program.
    #[must_use]
    pub fn certain(run: &Run) -> Option<String> {
        if run.watched().is_some() {
            return Some(Self::of_program(run).first()?.text());
        }
        let e = run.planned()?;
        let cores = run.description.machine.usable_cores.max(1);
        let (workers, tasks) = (e.worker_count(), e.task_count());
        let at_once = run.max_parallelism().places.get();
        match e.mode {
            Mode::Serial => None,
            _ if e.lock == Lock::Gil => Some(format!(
                "{workers} threads share one lock: one computes, the others wait"
            )),
            _ if tasks < workers => Some(format!(
                "{tasks} {} for {workers} workers: one each, and no more",
                context::counted(tasks, "task")
            )),
            _ if f64::from(workers) > at_once && !e.is_command() => Some(format!(
                "{workers} workers share {cores} {}",
                context::counted(cores, "core")
            )),
            _ => None,
        }
    }

    /// Everything that has gone wrong so far in a program that is watched; none of other runs.
    #[must_use]
    pub fn of_program(run: &Run) -> Vec<Self> {
        let watched = run.watched();
        watched.map_or_else(Vec::new, |watched| program::certain(run, watched))
    }

    /// The call of a program that waits for ever for a chunk that is lost, as far as can be seen now.
    #[must_use]
    pub fn of_hang(run: &Run) -> Option<Self> {
        program::hang(run, run.watched()?)
    }

    /// The time that the tasks took of W · `T_P`: 90 % and more is good, and with less it is said
    /// that no single cause takes the rest. Where they took less than in the serial run, T₁ is more
    /// than they took, and may be more than there was: that is a gain, and told as one.
    fn work(context: &FindingContext<'_>, worst: Option<&Self>) -> Option<Self> {
        let gain = -context.ledger.share(Row::Inflation).get().min(0.0);
        let serial = context.ledger.share(Row::Work).get();
        let share = Ratio::new(serial - gain);
        let mut cause = worst.map_or_else(
            || format!("no other cause takes more than {:.0} %", WORTH * 100.0),
            |worst| {
                format!(
                    "the largest loss is {} with {}",
                    worst.what(),
                    worst.share.percent()
                )
            },
        );
        let saved = gain / serial.max(f64::MIN_POSITIVE);
        if saved >= TOLD {
            let saved = Ratio::new(saved).percent();
            cause = format!("the tasks took {saved} less than in the serial run; {cause}");
        }
        (share.get() >= GOOD || worst.is_none()).then(|| Self {
            kind: FindingKind::Row(Row::Work),
            share,
            time: None,
            cause,
            advice: String::new(),
        })
    }

    /// The whole sentence: `31 % of the lane time is tail: …`.
    #[must_use]
    pub fn text(&self) -> String {
        match self.what() {
            "" => self.cause.clone(),
            what => {
                let share = self.share.percent();
                format!("{share} of the lane time is {what}: {}", self.cause)
            }
        }
    }

    /// This finding in fewer words: `31 % tail: …`.
    #[must_use]
    pub fn short(&self) -> String {
        match self.what() {
            "" => self.cause.clone(),
            what => format!("{} {what}: {}", self.share.percent(), self.cause),
        }
    }

    /// This finding with its advice, in fewer and fewer words: the first that fits is said. What to do
    /// about it says more than how long it took.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let (text, short) = (self.text() + ".", self.short() + ".");
        if self.advice.is_empty() {
            return vec![text, short];
        }
        let advised = |words: &str| format!("{words} {}", self.advice);
        let title = self.kind.title();
        match self.kind {
            FindingKind::Row(_) => vec![advised(&text), advised(&short), text, short],
            kind if kind.is_fault() => vec![advised(&text), advised(title), text],
            _ => vec![advised(&text), advised(title), self.advice.clone(), text],
        }
    }

    /// Whether it found no fault.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.kind == FindingKind::Row(Row::Work)
    }

    /// The words for a row of the ledger.
    const fn what(&self) -> &'static str {
        let FindingKind::Row(row) = self.kind else {
            return "";
        };
        match row {
            Row::Work => "work",
            Row::Inflation => "work inflation",
            Row::StartUp => "start-up",
            Row::Transfer => "transfer",
            Row::Lock => "waiting for a lock",
            Row::Preempted => "preempted",
            Row::Starved => "waiting for work",
            Row::Tail => "tail",
            Row::Exit => "winding down",
            Row::Recorder => "recording",
        }
    }
}
