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
mod tail;
#[cfg(test)]
mod tests;

use super::{Row, Run};
use crate::{
    base::Ratio,
    plan::{Lock, Mode},
};
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
    /// The row of the ledger that it explains; [`Row::Work`] where there is nothing to be found
    /// fault with.
    pub row: Row,
    /// Its share of the lane time.
    pub share: Ratio,
    /// Why, in words that go on after a colon.
    pub cause: String,
    /// Advice, as a sentence; empty where there is none.
    pub advice: String,
}

impl Finding {
    /// All findings on a run that is over, the most expensive first; a good one leads where little
    /// is lost. None of a run that failed, that has no serial run to be held against, or that is
    /// serial itself.
    #[must_use]
    pub fn all(run: &Run) -> Vec<Self> {
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

    /// A certain fact of a run that has not ended: it follows from the experiment alone.
    #[must_use]
    pub fn certain(run: &Run) -> Option<String> {
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
            row: Row::Work,
            share,
            cause,
            advice: String::new(),
        })
    }

    /// The whole sentence: `31 % of the lane time is tail: …`.
    #[must_use]
    pub fn text(&self) -> String {
        let share = self.share.percent();
        format!(
            "{share} of the lane time is {}: {}",
            self.what(),
            self.cause
        )
    }

    /// This finding in fewer words: `31 % tail: …`.
    #[must_use]
    pub fn short(&self) -> String {
        format!("{} {}: {}", self.share.percent(), self.what(), self.cause)
    }

    /// The words for the row.
    const fn what(&self) -> &'static str {
        match self.row {
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
