//! [`size_for`]: the size at which a task takes a given time, found by trial.

use super::EngineError;
use crate::{
    base::{self, Nanos, TaskId},
    plan::Resolved,
    workload::{Items, Shape},
};
use std::hint::black_box;

/// How many tasks are tried: where they differ by nature (the rows of a picture), the mean
/// counts.
const TRIED: u32 = 15;

/// A trial that takes this long can be relied on.
const RELIABLE: Nanos = Nanos::from_millis(40);

/// A last trial at the size that was found is made if it takes no longer than this.
const AFFORDABLE: Nanos = Nanos::from_millis(1500);

/// Finds the size, to three digits, at which the tasks of the experiment take `time` on average.
///
/// The serial cost of a task grows as size^p, p being known of each workload, so trials grow
/// until they can be relied on and the rest is arithmetic, checked once at the target.
///
/// # Errors
/// Where a trial has one. `mean_cost` does some tasks of a size and returns what one of them takes.
pub(super) fn size_for(
    experiment: &Resolved,
    time: Nanos,
    mean_cost: impl Fn(u64) -> Result<Nanos, EngineError>,
) -> Result<u64, EngineError> {
    let workload = experiment.workload;
    let scale = |size: u64, factor: f64| {
        scaled(size, libm::pow(factor, 1.0 / workload.cost_exponent)).min(workload.max_size)
    };
    let mut size = scale(workload.default_size, 0.01);
    let mut cost = mean_cost(size)?;
    while cost * u64::from(tried(experiment)) < RELIABLE && size < workload.max_size {
        let factor = RELIABLE.as_secs_f64() / (cost * u64::from(TRIED)).as_secs_f64().max(1e-9);
        size = scale(size, factor.clamp(2.0, 100.0)).max(size + 1);
        cost = mean_cost(size)?;
    }
    size = scale(size, time.as_secs_f64() / cost.as_secs_f64().max(1e-9));
    if time * u64::from(tried(experiment)) <= AFFORDABLE {
        cost = mean_cost(size)?;
        size = scale(
            size,
            (time.as_secs_f64() / cost.as_secs_f64().max(1e-9)).clamp(0.2, 5.0),
        );
    }
    Ok(rounded(size).min(workload.max_size))
}

/// How many tasks are tried.
fn tried(experiment: &Resolved) -> u32 {
    TRIED.min(experiment.task_count())
}

/// The mean cost of a task of the given size, over tasks spread evenly over the input: its
/// computing without its waits. In CPU time, so that others on the machine make no task seem long.
pub(super) fn mean_cost(experiment: &Resolved, size: u64) -> Nanos {
    let tasks = experiment.task_count();
    let items = Items::shaped(tasks, size, Shape::Uniform, experiment.seed, 1.0);
    let kernel = (experiment.workload.prepare)(items);
    let tried = tried(experiment);
    let start = base::thread_cpu();
    for index in 0..tried {
        let place = (u64::from(index) * 2 + 1) * u64::from(tasks) / (u64::from(tried) * 2);
        let task = TaskId::new(u32::try_from(place).unwrap_or(0));
        black_box(kernel.run(task));
    }
    base::thread_cpu().saturating_sub(start) / u64::from(tried)
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a size found by trial has three digits"
)]
fn scaled(size: u64, factor: f64) -> u64 {
    ((size as f64 * factor).round() as u64).max(1)
}

/// A size to three digits, so that it can be typed.
fn rounded(size: u64) -> u64 {
    let unit = 10_u64.pow(size.max(1).ilog10().saturating_sub(2));
    ((size + unit / 2) / unit * unit).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_short_enough_to_be_typed() {
        for (size, round) in [(0, 1), (7, 7), (999, 999), (1004, 1000), (123_456, 123_000)] {
            assert_eq!(rounded(size), round);
        }
    }
}
