//! [`Cache`]: what was found out about tasks, so that later experiments need not do so again.

use crate::{
    base::Ratio,
    log::{Baseline, Outcome},
    plan::{Experiment, Resolved, TasksKey},
};
use std::collections::{HashMap, HashSet};

/// Workload, size of a task, and how many compute at once.
type CeilingKey = (&'static str, u64, u32);

/// Measured facts about tasks.
#[derive(Default)]
pub(super) struct Cache {
    sizes: HashMap<TasksKey, u64>,
    baselines: HashMap<TasksKey, Baseline>,
    /// Those in which tasks failed.
    failing: HashSet<TasksKey>,
    /// How fast a core is while so many compute, as a share of its speed alone.
    ceilings: HashMap<CeilingKey, Ratio>,
}

impl Cache {
    /// The size of a task of the experiment, where it is given or was found.
    pub(super) fn size(&self, experiment: &Resolved) -> Option<u64> {
        let found = || self.sizes.get(&size_key(experiment)).copied();
        experiment.known_size().or_else(found)
    }

    /// Remembers the size that was found.
    pub(super) fn set_size(&mut self, experiment: &Resolved, size: u64) {
        // The first one stays: what is compared is of one size.
        self.sizes.entry(size_key(experiment)).or_insert(size);
    }

    /// The serial run of its tasks.
    pub(super) fn baseline(&self, experiment: &Resolved) -> Option<&Baseline> {
        self.baselines.get(&experiment.tasks_key())
    }

    /// A serial run was made, in which so many tasks failed. Of several the quieter one is kept, and
    /// of two quiet ones the first: runs that are compared have one T₁.
    pub(super) fn learn_baseline(
        &mut self,
        experiment: &Resolved,
        baseline: Baseline,
        failed: u32,
    ) -> &Baseline {
        if failed > 0 {
            self.failing.insert(experiment.tasks_key());
        }
        let known = self.baselines.entry(experiment.tasks_key());
        let known = known.or_insert_with(|| baseline.clone());
        if baseline.disturbance() < known.disturbance() {
            *known = baseline;
        }
        known
    }

    /// Whether T₁ of its tasks is known, and was disturbed.
    pub(super) fn is_disturbed(&self, experiment: &Resolved) -> bool {
        let baseline = self.baseline(experiment);
        baseline.is_some_and(|baseline| !baseline.is_quiet())
    }

    /// Forgets every serial run.
    pub(super) fn forget_baselines(&mut self) {
        self.baselines.clear();
        self.failing.clear();
    }

    /// The speed of a core while so many of its tasks compute, as a share of its speed alone.
    pub(super) fn core_speed(&self, experiment: &Resolved, copies: u32) -> Option<Ratio> {
        let key = self.ceiling_key(experiment, copies)?;
        self.ceilings.get(&key).copied()
    }

    /// Remembers the speed that was measured.
    pub(super) fn set_core_speed(&mut self, experiment: &Resolved, copies: u32, speed: Ratio) {
        if let Some(key) = self.ceiling_key(experiment, copies) {
            self.ceilings.insert(key, speed);
        }
    }

    fn ceiling_key(&self, experiment: &Resolved, copies: u32) -> Option<CeilingKey> {
        let size = self.size(experiment)?;
        Some((experiment.workload.name, size, copies))
    }

    /// Holds the answers of a run against those of the serial one. How a command ends may differ from
    /// run to run, so nothing is held against what it once was; and a task that failed in one of them
    /// need not fail in the other, as where a disk is full.
    pub(super) fn compare(&self, experiment: &Resolved, outcome: &mut Outcome) {
        if let Some(baseline) = self.baseline(experiment)
            && outcome.failure.is_none()
            && experiment.has_answers()
            && baseline.result != outcome.result
        {
            outcome.verified = false;
            let why = match outcome.failed_tasks {
                0 if self.failing.contains(&experiment.tasks_key()) => {
                    "tasks failed in the serial run that did not fail in this one: run it again"
                }
                0 => "the answers differ from those of the serial run",
                _ => return,
            };
            outcome.failure = Some(why.into());
        }
    }
}

/// Experiments whose tasks are of one size where a task is to take a time. How the cost is spread,
/// what it is spread by, and how many tasks there are change nothing of that, unless a thing is
/// split into so many: runs that differ in those are compared.
fn size_key(experiment: &Resolved) -> TasksKey {
    let usual = Experiment::default();
    let tasks = experiment.tasks.filter(|_| experiment.workload.is_split);
    Experiment {
        tasks,
        shape: usual.shape,
        seed: usual.seed,
        ..Experiment::clone(experiment)
    }
    .tasks_key()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(settings: &[(&str, &str)]) -> Resolved {
        let settings = [&[("task-time", "5ms")], settings].concat();
        Experiment::with(&settings).resolve(2).unwrap()
    }

    #[test]
    fn runs_that_are_compared_have_tasks_of_one_size() {
        let mut known = Cache::default();
        known.set_size(&with(&[]), 700);
        for (name, text) in [
            ("mode", "process"),
            ("chunksize", "1"),
            ("tasks", "48"),
            ("shape", "ramp"),
            ("seed", "7"),
            ("payload", "1MiB"),
        ] {
            let size = known.size(&with(&[(name, text)]));
            assert_eq!(size, Some(700), "{name}");
        }
        // Measured once more, it stays.
        known.set_size(&with(&[("seed", "7")]), 720);
        assert_eq!(known.size(&with(&[])), Some(700));
        for (name, text) in [("task-time", "6ms"), ("io", "50%"), ("workload", "primes")] {
            assert_eq!(
                known
                    .size(&with(&[(name, text)]))
                    .filter(|&size| size == 700),
                None
            );
        }
    }
}
