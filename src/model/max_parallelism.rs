//! [`MaxParallelism`]: how much of an experiment can go on at once, at best.
//!
//! Computing is limited by cores, waiting is not. Of tasks that wait for a share s of their time,
//! 1 / (1 − s) fit on a core at once, each computing while the others wait. So
//!
//! ```text
//! places      = min(workers, cores / (1 − s))
//! parallelism = min(places, tasks)
//! ```
//!
//! T₁ / parallelism is the ideal: max(T₁ / min(workers, tasks), T₁·(1 − s) / cores), which neither
//! the workers nor the cores allow to be less. The ideal speedup is the parallelism. Efficiency is
//! the speedup per place: what is lost because there are too few tasks is a loss, too. Without
//! waiting, s = 0, these are the field's own min(workers, cores, tasks) and S / min(workers,
//! cores).
//!
//! How long commands wait is their own affair. Once they were run one after another, s is what was
//! seen of that; before, it is not known, and the cores are no limit.
//!
//! Main counts as one worker more where it does a task itself.
//!
//! A lock does not change them: its cost is a loss, not part of the bound.

use crate::{
    base::Ratio,
    plan::{Experiment, Resolved},
};

/// How much can go on at once, at best.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MaxParallelism {
    /// How many tasks could be going on at once if there were any number of them: what
    /// efficiency is counted by.
    pub places: Ratio,
    /// How many tasks can be going on at once: the ideal speedup.
    pub tasks: Ratio,
}

impl MaxParallelism {
    /// How many tasks could be going on at once with any number of workers.
    #[must_use]
    pub fn most(experiment: &Experiment, usable_cores: u32) -> Ratio {
        let capacity = Ratio::of(usable_cores.into(), 1);
        let (share, crowd) = (experiment.computing_share(), u32::MAX);
        Self::with_workers(experiment, crowd, share, capacity).tasks
    }

    /// The parallelism of an experiment on a machine with that many usable cores.
    #[must_use]
    pub fn of(experiment: &Experiment, usable_cores: u32) -> Self {
        let capacity = Ratio::of(usable_cores.into(), 1);
        let (share, workers) = (
            experiment.computing_share(),
            experiment.worker_count(usable_cores),
        );
        Self::with_workers(experiment, workers, share, capacity)
    }

    /// The parallelism of lanes of which no more is known.
    pub(super) fn lanes(count: usize) -> Self {
        let count = u32::try_from(count.max(1)).unwrap_or(u32::MAX);
        let lanes = Ratio::of(count.into(), 1);
        Self {
            places: lanes,
            tasks: lanes,
        }
    }

    /// The parallelism of tasks that want a core for such a share of their time, where no more than
    /// so much can be computed at once: with a quota, no whole number of cores. One task always
    /// can, and as fast as in the serial run, which has the same quota.
    pub(super) fn computing(experiment: &Resolved, share: Ratio, capacity: Ratio) -> Self {
        Self::with_workers(experiment, experiment.worker_count(), share, capacity)
    }

    fn with_workers(experiment: &Experiment, workers: u32, share: Ratio, capacity: Ratio) -> Self {
        let workers = workers
            .max(1)
            .saturating_add(experiment.main_helps().into());
        // Tasks that only wait keep no core busy, so the workers are the only limit.
        let room = match share.clamped().get() {
            0.0 => f64::INFINITY,
            share => capacity.get().max(1.0) / share,
        };
        let places = f64::from(workers).min(room);
        let tasks = f64::from(experiment.task_count().max(1));
        Self {
            places: Ratio::new(places),
            tasks: Ratio::new(places.min(tasks)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::Percent,
        model::scenario::run,
        plan::{MainRole, Mode, Workers},
    };

    fn of(workers: u32, tasks: u32, io: u8, cores: u32) -> (f64, f64) {
        let experiment = Experiment {
            workers: Workers::Count(workers),
            tasks: Some(tasks),
            io: Percent::new(io),
            ..Experiment::default()
        };
        let found = MaxParallelism::of(&experiment, cores);
        (found.places.get(), found.tasks.get())
    }

    #[test]
    fn tasks_that_compute_have_a_core_each_and_no_more() {
        assert_eq!(of(4, 100, 0, 8), (4.0, 4.0));
        assert_eq!(of(8, 100, 0, 2), (2.0, 2.0));
        assert_eq!(of(8, 3, 0, 4), (4.0, 3.0));
    }

    #[test]
    fn commands_that_may_wait_are_not_held_against_a_number_of_cores() {
        let experiment = run("set workload=command command=sleep tasks=8 workers=4")
            .experiment()
            .clone();
        assert_eq!(MaxParallelism::of(&experiment, 2).tasks, Ratio::of(4, 1));
        // Seen to wait for a third of their time, or not at all.
        let two = Ratio::of(2, 1);
        let seen = |share| MaxParallelism::computing(&experiment, share, two).tasks;
        assert_eq!(seen(Ratio::of(2, 3)), Ratio::of(3, 1));
        assert_eq!(seen(Ratio::ONE), Ratio::of(2, 1));
    }

    #[test]
    fn a_main_that_does_a_task_itself_is_no_gain_over_the_ideal() {
        let experiment = Experiment {
            workers: Workers::Count(1),
            tasks: Some(2),
            mode: Mode::Process,
            main: MainRole::Works,
            ..Experiment::default()
        };
        assert_eq!(MaxParallelism::of(&experiment, 2).tasks, Ratio::of(2, 1));
        assert_eq!(MaxParallelism::of(&experiment, 1).tasks, Ratio::ONE);
    }

    #[test]
    fn tasks_that_wait_share_a_core_as_far_as_there_are_workers_and_tasks() {
        assert_eq!(of(20, 100, 80, 2), (10.0, 10.0));
        assert_eq!(of(4, 100, 80, 2), (4.0, 4.0));
        assert_eq!(of(20, 6, 80, 2), (10.0, 6.0));
        assert_eq!(of(20, 100, 100, 2), (20.0, 20.0));
    }
}
