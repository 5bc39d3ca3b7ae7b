//! [`ProcessTable`]: the processes of a run as they were seen last.
//!
//! A process that has gone keeps its last values: a worker that lived for a tenth of a second
//! would otherwise be gone before they could be read.

use super::{ProcessSample, Target};
use crate::base::Pid;
use std::collections::HashMap;

/// The targets of a round, and the samples of them.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Round {
    /// The targets.
    pub asked: Vec<Target>,
    /// The samples of those that exist, and of their children.
    pub found: Vec<ProcessSample>,
}

/// A process or thread as it was seen last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resident {
    /// The last sample of it.
    pub last: ProcessSample,
    /// Whether it has gone since.
    pub gone: bool,
}

/// How many of those that have gone are kept: one for each lane that there can be.
const MOST_GONE: usize = 1024;

/// All processes that were seen since the run began, of very many the latest.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ProcessTable {
    residents: Vec<Resident>,
    /// The place of each among them: a frame asks for every one of a thousand.
    places: HashMap<Pid, usize>,
}

impl ProcessTable {
    /// Takes in a round. Returns whether it says anything new.
    pub fn push(&mut self, round: &Round) -> bool {
        let before = self.residents.clone();
        for &last in &round.found {
            let known = self.residents.iter_mut().find(|r| r.last.pid == last.pid);
            match known {
                // Another process has its number by now.
                Some(known) if known.last.born != last.born => known.gone = true,
                Some(known) if known.gone => {}
                Some(known) => known.last = last,
                None => self.residents.push(Resident { last, gone: false }),
            }
        }
        let found = |pid| round.found.iter().any(|sample| sample.pid == pid);
        let asked = |pid| round.asked.iter().any(|target| target.pid == pid);
        for resident in &mut self.residents {
            resident.gone |= asked(resident.last.pid) && !found(resident.last.pid);
        }
        let gone = self.residents.iter().filter(|resident| resident.gone);
        let mut surplus = gone.count().saturating_sub(MOST_GONE);
        self.residents.retain(|resident| {
            let drop = resident.gone && surplus > 0;
            surplus -= usize::from(drop);
            !drop
        });
        self.places.clear();
        for (place, resident) in self.residents.iter().enumerate() {
            // Of two with the same number, the one that was there first.
            self.places.entry(resident.last.pid).or_insert(place);
        }
        self.residents != before
    }

    /// Forgets everything: another run begins.
    pub fn clear(&mut self) {
        self.residents.clear();
        self.places.clear();
    }

    /// The last values of a process or thread.
    #[must_use]
    pub fn find(&self, pid: Pid) -> Option<&Resident> {
        self.residents.get(*self.places.get(&pid)?)
    }

    /// All of them, in the order in which they were seen first.
    pub fn residents(&self) -> impl Iterator<Item = &Resident> {
        self.residents.iter()
    }

    /// The next targets: those `wanted`, and the earlier ones that still exist.
    /// Once a target has gone it is left alone, since its number may be another's.
    #[must_use]
    pub fn targets(&self, wanted: impl Iterator<Item = Target>) -> Vec<Target> {
        let gone = |pid| self.find(pid).is_some_and(|resident| resident.gone);
        let mut targets: Vec<_> = wanted.collect();
        let kept: Vec<_> = self
            .residents
            .iter()
            .map(|resident| resident.last.pid)
            .filter(|&pid| !targets.iter().any(|target| target.pid == pid))
            .map(Target::process)
            .collect();
        targets.extend(kept);
        targets.retain(|target| !gone(target.pid));
        targets
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::script::resident;

    fn round(asked: &[u32], found: &[u32]) -> Round {
        Round {
            asked: asked
                .iter()
                .map(|&pid| Target::process(Pid::new(pid)))
                .collect(),
            found: found.iter().map(|&pid| resident(pid, 1)).collect(),
        }
    }

    #[test]
    fn what_has_gone_keeps_its_last_values_and_is_left_alone() {
        let mut process_table = ProcessTable::default();
        assert!(process_table.push(&round(&[1, 2], &[1, 2])));
        assert!(!process_table.push(&round(&[1, 2], &[1, 2])));
        assert!(process_table.push(&round(&[1, 2], &[1])));
        let gone = |process_table: &ProcessTable, pid| {
            let resident = process_table.find(Pid::new(pid));
            resident.map(|resident| resident.gone)
        };
        let all = [1, 2, 3].map(|pid| gone(&process_table, pid));
        assert_eq!(all, [Some(false), Some(true), None]);
        // It is no target again; its number may be another's.
        let wanted = [1, 2].map(|pid| Target::process(Pid::new(pid)));
        let targets = process_table.targets(wanted.into_iter());
        assert_eq!(targets, [Target::process(Pid::new(1))]);
        process_table.push(&round(&[1], &[1]));
        assert_eq!(gone(&process_table, 2), Some(true));
    }

    #[test]
    fn a_number_that_was_given_to_somebody_else_is_not_taken_for_the_same_process() {
        let mut process_table = ProcessTable::default();
        process_table.push(&round(&[1], &[1]));
        let mut other = round(&[1], &[1]);
        other.found[0].born += 1;
        process_table.push(&other);
        assert!(process_table.find(Pid::new(1)).unwrap().gone);
    }

    #[test]
    fn a_zombie_that_no_lane_names_any_more_is_looked_at_until_it_is_gone() {
        let mut process_table = ProcessTable::default();
        process_table.push(&round(&[1], &[1, 2]));
        let wanted = || [Target::process(Pid::new(1))].into_iter();
        assert_eq!(process_table.targets(wanted()).len(), 2);
        process_table.push(&round(&[1, 2], &[1]));
        assert_eq!(process_table.targets(wanted()).len(), 1);
    }
}
