//! [`ceiling`]: the speed that copies of a kernel reach on this machine without coordination.
//!
//! Cores that work at once slow each other down: they share clocks, caches and, where a core is
//! two hyper-threads, everything. No program can do better than copies that know nothing of each
//! other, so their loss is not the program's fault.

use super::{EngineError, launch::called};
use crate::{
    base::{self, Nanos, Ratio, TaskId},
    plan::Resolved,
    workload::{Items, Kernel, Shape},
};
use std::{
    hint::black_box,
    io,
    sync::{PoisonError, RwLock},
    thread::{self, Builder},
};

/// How many tasks are tried: where they differ by nature, the mean counts.
const TRIED: u32 = 15;

/// Alone and together are measured in turn, so often that one disturbance does not count.
const ROUNDS: usize = 5;

/// A copy works for this long at a time, or for a fiftieth of T₁ where that is less.
const SLICE: Nanos = Nanos::from_millis(20);
const SHORTEST_SLICE: Nanos = Nanos::from_millis(2);

/// Whether an experiment has a ceiling below its ideal: where more than one task computes, by a
/// kernel that can be tried out.
pub(super) fn has_ceiling(experiment: &Resolved, copies: u32) -> bool {
    let is_tried = experiment.workload.size_unit.is_some() && experiment.inputs.is_empty();
    is_tried && copies > 1
}

/// The speed of a core while so many work at once, as a share of its speed alone: the median of
/// some rounds.
///
/// # Errors
/// Where the system has no thread for a copy.
pub(super) fn ceiling(experiment: &Resolved, copies: u32) -> Result<Ratio, EngineError> {
    let mut size = experiment.known_size().unwrap_or(1);
    let mut trial = CeilingTrial::new(experiment, size);
    let mut alone = trial.time();
    let serial = alone * u64::from(experiment.task_count()) / trial.tasks.len().max(1) as u64;
    let slice = (serial / 50).clamp(SHORTEST_SLICE, SLICE);
    // Tasks that take seconds are made smaller, as far as that goes.
    while alone > slice * 2 && size > 1 {
        let share = slice.as_secs_f64() / alone.as_secs_f64();
        size = smaller(
            size,
            libm::pow(share, 1.0 / experiment.workload.cost_exponent),
        );
        trial = CeilingTrial::new(experiment, size);
        alone = trial.time();
    }
    let times = slice.get().div_ceil(alone.get().max(1)).max(1);
    trial.times = u32::try_from(times).unwrap_or(u32::MAX);
    let speeds: io::Result<Vec<_>> = (0..ROUNDS).map(|_| trial.speed(copies)).collect();
    let what = format!("{copies} threads that measure the ceiling");
    let mut speeds = speeds.map_err(EngineError::cannot_start(what))?;
    speeds.sort_by(f64::total_cmp);
    // Faster than alone is chance.
    Ok(Ratio::new(speeds[ROUNDS / 2]).clamped())
}

/// Tasks that every copy does.
struct CeilingTrial {
    kernel: Box<dyn Kernel>,
    tasks: Vec<TaskId>,
    times: u32,
}

impl CeilingTrial {
    fn new(experiment: &Resolved, size: u64) -> Self {
        let count = experiment.task_count();
        let items = Items::shaped(count, size, Shape::Uniform, experiment.seed, 1.0);
        let tried = TRIED.min(count);
        let place = |index: u32| {
            let place = (u64::from(index) * 2 + 1) * u64::from(count) / (u64::from(tried) * 2);
            TaskId::new(u32::try_from(place).unwrap_or(0))
        };
        Self {
            kernel: (experiment.workload.prepare)(items),
            tasks: (0..tried).map(place).collect(),
            times: 1,
        }
    }

    /// The CPU time that a copy takes. The times at which the scheduler moves and starts it are not
    /// an effect of the cores on each other.
    fn time(&self) -> Nanos {
        let begun = base::thread_cpu();
        for _ in 0..self.times {
            for &task in &self.tasks {
                black_box(self.kernel.run(task));
            }
        }
        base::thread_cpu().saturating_sub(begun)
    }

    /// How fast copies are that work at once, against one alone.
    fn speed(&self, copies: u32) -> io::Result<f64> {
        // The first run after a pause is slower: caches are cold and clocks are low.
        self.time();
        let alone = self.time().as_secs_f64();
        // They begin when all of them are there; where one could not start, none does.
        let begins = RwLock::new(false);
        let together = thread::scope(|scope| {
            let mut all = begins.write().unwrap_or_else(PoisonError::into_inner);
            let copies = (0..copies).map(|_| {
                let copy = || {
                    let begins = *begins.read().unwrap_or_else(PoisonError::into_inner);
                    begins.then(|| self.time())
                };
                called("clone3", Builder::new().spawn_scoped(scope, copy))
            });
            let copies: io::Result<Vec<_>> = copies.collect();
            *all = copies.is_ok();
            drop(all);
            let times = copies?.into_iter().filter_map(|copy| copy.join().ok()?);
            io::Result::Ok(times.collect::<Vec<_>>())
        })?;
        let speeds = together
            .iter()
            .map(|time| alone / time.as_secs_f64().max(1e-9));
        Ok(speeds.sum::<f64>() / f64::from(copies.max(1)))
    }
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a size for a trial need not be exact"
)]
fn smaller(size: u64, share: f64) -> u64 {
    ((size as f64 * share) as u64).clamp(1, size - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{plan::Experiment, workload};

    #[test]
    fn copies_are_never_faster_than_one_alone_and_always_get_somewhere() {
        for name in ["count", "primes"] {
            let experiment = Experiment::on(workload::find(name).expect(name));
            let experiment = experiment.resolve(2).unwrap().with_size(60_000_000);
            let speed = ceiling(&experiment, 2).unwrap().get();
            assert!(0.0 < speed && speed <= 1.0, "{speed}");
        }
    }
}
