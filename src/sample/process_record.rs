//! [`ProcessRecord`]: the processes of a run, as they are now and as they were.

use super::{ProcessTable, Round, Target};
use crate::base::Moment;
use serde::{Deserialize, Serialize};

/// Rounds of processes that are kept: of a run of more than half an hour, its beginning.
const MOST: usize = 8192;

/// The processes as they were sampled at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcessSnapshot {
    /// The moment.
    pub at: Moment,
    /// The targets, and the samples of them.
    pub round: Round,
}

/// The processes of a run.
#[derive(Debug, Clone, Default)]
pub struct ProcessRecord {
    /// The processes as they were seen last.
    pub process_table: ProcessTable,
    /// All snapshots, as long as they are not too many.
    pub all: Vec<ProcessSnapshot>,
}

impl ProcessRecord {
    /// The record of a run that was kept.
    #[must_use]
    pub fn of(all: Vec<ProcessSnapshot>) -> Self {
        let mut process_table = ProcessTable::default();
        for snapshot in &all {
            process_table.push(&snapshot.round);
        }
        Self { process_table, all }
    }

    /// A round came in. Returns whether it says anything new.
    pub fn see(&mut self, round: Round, at: Moment) -> bool {
        let is_new = self.process_table.push(&round);
        if is_new && self.all.len() < MOST {
            self.all.push(ProcessSnapshot { at, round });
        }
        is_new
    }

    /// From now on no process is watched: those that were there last are marked as gone.
    pub fn end(&mut self) {
        self.process_table.push(&Round {
            asked: self.process_table.targets(std::iter::empty()),
            found: Vec::new(),
        });
    }

    /// Another run begins.
    pub fn clear(&mut self) {
        self.process_table.clear();
        self.all.clear();
    }

    /// The next targets: those `wanted`, and the earlier ones that still exist.
    #[must_use]
    pub fn targets(&self, wanted: impl Iterator<Item = Target>) -> Vec<Target> {
        self.process_table.targets(wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{base::Pid, sample::script::resident};

    #[test]
    fn a_run_that_was_kept_shows_the_processes_that_it_had() {
        let mut seen = ProcessRecord::default();
        let round = Round {
            asked: vec![Target::process(Pid::new(7))],
            found: vec![resident(7, 1)],
        };
        assert!(seen.see(round, Moment::from_nanos(5)));
        let kept = ProcessRecord::of(seen.all.clone());
        assert_eq!(
            kept.process_table.residents().count(),
            seen.process_table.residents().count()
        );
        seen.end();
        assert!(seen.process_table.residents().all(|resident| resident.gone));
        seen.clear();
        assert!(seen.all.is_empty());
    }
}
