//! [`SerialWork`]: what the tasks cost, one by one and in a row.

use crate::{
    base::{Nanos, Percent},
    log::Baseline,
    plan::{Cost, Resolved},
};
use std::ops::Range;

/// The costs of an experiment's tasks, done one after another.
pub(super) struct SerialWork {
    costs: TaskCosts,
    io: Percent,
    waits: TaskWaits,
}

enum TaskCosts {
    /// All the same.
    Same(f64),
    /// The sum of all costs before each task, and at the end the sum of all.
    Sums(Vec<f64>),
}

/// How long a task waits of what it takes.
enum TaskWaits {
    /// Its share of the time that it takes.
    Share,
    /// An equal share of the planned time of tasks, however long they take in the end.
    Planned(TaskCosts),
    /// As it was measured of each.
    Measured(TaskCosts),
}

impl SerialWork {
    /// The work of an experiment whose serial run is known. Where the cost of each task is not, the
    /// whole is spread as the shape has it.
    pub(super) fn new(experiment: &Resolved, baseline: &Baseline, measured: &[Nanos]) -> Self {
        let tasks = experiment.task_count();
        let costs = if baseline.tasks.len() == tasks as usize {
            TaskCosts::of(&baseline.tasks)
        } else {
            TaskCosts::planned(experiment, baseline.wall / u64::from(tasks.max(1)))
        };
        let is_measured = measured.len() == tasks as usize && tasks > 0;
        let waits = match experiment.cost {
            _ if is_measured => TaskWaits::Measured(TaskCosts::of(measured)),
            Cost::Time(time) | Cost::Found { time, .. } => {
                let wait = time * u64::from(experiment.io.get()) / 100;
                TaskWaits::Planned(TaskCosts::planned(experiment, wait))
            }
            Cost::Default | Cost::Size(_) => TaskWaits::Share,
        };
        Self {
            costs,
            io: experiment.io,
            waits,
        }
    }

    /// The time of some tasks in a row.
    #[inline]
    pub(super) fn of(&self, tasks: Range<u32>) -> f64 {
        self.costs.of_row(tasks)
    }

    /// Whether tasks wait for a part of the time that they take.
    pub(super) fn waits(&self) -> bool {
        match self.waits {
            TaskWaits::Measured(TaskCosts::Same(wait)) => wait > 0.0,
            TaskWaits::Measured(TaskCosts::Sums(_)) => true,
            TaskWaits::Share | TaskWaits::Planned(_) => self.io > Percent::ZERO,
        }
    }

    /// How long a task waits of what it takes.
    pub(super) fn wait(&self, task: u32) -> f64 {
        if !self.waits() {
            return 0.0;
        }
        let whole = self.of(task..task + 1);
        let wait = match &self.waits {
            TaskWaits::Share => whole * f64::from(self.io.get()) / 100.0,
            TaskWaits::Planned(costs) | TaskWaits::Measured(costs) => costs.of_row(task..task + 1),
        };
        wait.min(whole)
    }
}

impl TaskCosts {
    #[expect(clippy::cast_precision_loss, reason = "exact below 104 days")]
    fn of(costs: &[Nanos]) -> Self {
        if let Some((first, rest)) = costs.split_first()
            && rest.iter().all(|cost| cost == first)
        {
            return Self::Same(first.get() as f64);
        }
        let mut sum = 0_u64;
        let sums = std::iter::once(0.0).chain(costs.iter().map(|cost| {
            sum += cost.get();
            sum as f64
        }));
        Self::Sums(sums.collect())
    }

    /// The costs that the experiment's shape makes of that mean cost.
    fn planned(experiment: &Resolved, mean: Nanos) -> Self {
        // Of millions of equal tasks no list is made.
        let each = if experiment.is_even() {
            vec![mean]
        } else {
            experiment.planned_costs(mean)
        };
        Self::of(&each)
    }

    #[inline]
    fn of_row(&self, tasks: Range<u32>) -> f64 {
        match self {
            Self::Same(cost) => cost * f64::from(tasks.end - tasks.start),
            Self::Sums(sums) => sums[tasks.end as usize] - sums[tasks.start as usize],
        }
    }
}
