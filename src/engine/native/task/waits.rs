//! [`Waits`]: how long each task waits besides what it computes.

use crate::{
    base::{Nanos, Percent, TaskId},
    plan::{Cost, Experiment},
    workload::Shape,
};
use std::sync::Arc;

/// How long each task waits besides what it computes.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::engine) enum Waits {
    /// No wait.
    None,
    /// For such a share of the whole, so cpu · s / (1 − s) after having computed for `cpu`: CPU
    /// time, so that a task that shares its core does not wait any longer.
    Follow(Percent),
    /// A constant wait: the share of the time that a task takes. It is known beforehand, so no
    /// noise of the computing gets into the waiting.
    Same(Nanos),
    /// A constant wait for each task, where tasks differ.
    Each(Arc<[Nanos]>),
}

impl Waits {
    /// The waits that the experiment gives.
    pub(in crate::engine) fn of(experiment: &Experiment) -> Self {
        let io = experiment.io;
        let wait = |time: Nanos| time * u64::from(io.get()) / 100;
        match (experiment.cost, experiment.shape) {
            _ if io == Percent::ZERO => Self::None,
            (Cost::Found { time, .. }, Shape::Uniform) => Self::Same(wait(time)),
            (Cost::Found { time, .. }, shape) => {
                let weights = shape.weights(experiment.task_count(), experiment.seed);
                let mean = wait(time).as_secs_f64();
                let waits = weights
                    .iter()
                    .map(|weight| Nanos::from_secs_f64(mean * weight));
                Self::Each(waits.collect())
            }
            _ => Self::Follow(io),
        }
    }

    /// How long a task waits that computed for so long.
    pub(super) fn of_task(&self, task: TaskId, cpu: Nanos) -> Nanos {
        match self {
            Self::None => Nanos::ZERO,
            Self::Follow(share) => cpu * u64::from(share.get()) / u64::from(share.rest()),
            Self::Same(wait) => *wait,
            Self::Each(waits) => waits.get(task.index()).copied().unwrap_or(Nanos::ZERO),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(cost: Cost, shape: Shape, percent: u8) -> Waits {
        let experiment = Experiment {
            cost,
            shape,
            io: Percent::new(percent),
            tasks: Some(4),
            ..Experiment::default()
        };
        Waits::of(&experiment.resolve(2).unwrap())
    }

    #[test]
    fn a_task_of_a_size_waits_for_a_share_of_what_it_turns_out_to_take() {
        for (percent, wait) in [(0, 0), (50, 10), (80, 40), (99, 990)] {
            let waits = waits(Cost::Size(7), Shape::Random, percent);
            let waited = waits.of_task(TaskId::new(1), Nanos::from_millis(10));
            assert_eq!(waited, Nanos::from_millis(wait), "{percent} %");
        }
    }

    #[test]
    fn a_task_of_a_time_waits_for_its_share_of_that_however_long_it_computed() {
        let cost = Cost::Found {
            time: Nanos::from_millis(100),
            size: 7,
        };
        for cpu in [0, 3, 900].map(Nanos::from_millis) {
            let same = waits(cost, Shape::Uniform, 90).of_task(TaskId::new(3), cpu);
            assert_eq!(same, Nanos::from_millis(90));
            let slow = waits(cost, Shape::SlowFirst, 50);
            let each: Vec<_> = (0..4)
                .map(|task| slow.of_task(TaskId::new(task), cpu))
                .collect();
            let (first, all) = (each[0], each.iter().copied().sum::<Nanos>());
            assert!(first > each[1] * 9 && first < each[1] * 11, "{each:?}");
            assert!(all.get().abs_diff(200_000_000) < 1000);
        }
    }
}
