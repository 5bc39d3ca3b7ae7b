//! [`Figures`]: the numbers that sum up an experiment.

use super::{
    Distribution, Disturbance, Interval, MaxParallelism, Pop, Run, Summary, outliers, said_speedup,
};
use crate::{
    base::{Nanos, Ratio},
    log::Outcome,
};

/// The figures of an experiment after one or more runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// Median and spread of the wall time.
    pub wall: Summary,
    /// Where the true median of the wall time lies, from two runs on.
    pub interval: Option<Interval>,
    /// How many of the wall times are outliers.
    pub outliers: usize,
    /// T₁, where it was measured.
    pub serial: Option<Nanos>,
    /// S = T₁ / wall time.
    pub speedup: Option<Ratio>,
    /// The speedup of an ideal machine: [`MaxParallelism::tasks`].
    pub ideal_speedup: Ratio,
    /// The speedup here of as many independent copies of the kernel as there are workers.
    pub ceiling: Option<Ratio>,
    /// E = S / [`MaxParallelism::places`].
    pub efficiency: Option<Ratio>,
    /// Why the speedup may be another one on a quiet machine.
    pub disturbance: Option<Disturbance>,
    /// The serial fraction that the speedup implies.
    pub karp_flatt: Option<Ratio>,
    /// How well the chunksize can spread equal tasks, where chunks are equal.
    pub distribution: Option<Distribution>,
    /// Load balance and communication efficiency of the last run, where its spans are there.
    pub pop: Option<Pop>,
}

impl Figures {
    /// The figures of those runs of an experiment that have ended well; `None` where there are
    /// none. The time of a run until it failed says nothing.
    #[must_use]
    pub fn of(runs: &[Run]) -> Option<Self> {
        let sound = |run: &&Run| run.outcome().is_some_and(|o| o.failure.is_none());
        let last = runs.iter().rfind(sound)?;
        let walls: Vec<_> = runs
            .iter()
            .filter(sound)
            .filter_map(Run::outcome)
            .map(Outcome::wall)
            .collect();
        let wall = Summary::of(&walls);
        let serial = last.baseline().map(|baseline| baseline.wall);
        let speedup = serial
            .filter(|_| wall.median > Nanos::ZERO)
            .map(|serial| Ratio::of(serial.get(), wall.median.get()));
        let MaxParallelism { places, tasks } = last.max_parallelism();
        Some(Self {
            wall,
            interval: Interval::of(&walls),
            outliers: outliers(&walls).len(),
            serial,
            speedup,
            ideal_speedup: tasks,
            ceiling: last.ceiling(),
            efficiency: speedup.map(|speedup| Ratio::new(speedup.get() / places.get())),
            disturbance: Disturbance::over(runs, speedup),
            karp_flatt: speedup.and_then(|speedup| karp_flatt(speedup, places.get())),
            distribution: last.planned().and_then(|planned| {
                let size = planned.chunks().even_size()?;
                let (tasks, workers) = (planned.task_count(), planned.worker_count());
                Some(Distribution::of(tasks, workers, size))
            }),
            pop: Pop::of(last),
        })
    }
}

impl Figures {
    /// The speedup as a table says it: `1.78×`, with a question mark behind one that may be another
    /// on a quiet machine.
    #[must_use]
    pub fn said_speedup(&self) -> Option<String> {
        Some(said_speedup(self.speedup?, self.disturbance.is_some()))
    }
}

/// e = (1/S − 1/P) / (1 − 1/P) for P > 1 (Karp and Flatt 1990).
fn karp_flatt(speedup: Ratio, processors: f64) -> Option<Ratio> {
    let inverse = 1.0 / processors;
    (processors > 1.0 && speedup.get() > 0.0)
        .then(|| Ratio::new((1.0 / speedup.get() - inverse) / (1.0 - inverse)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::scenario::run;

    #[test]
    fn karp_flatt_finds_the_serial_fraction_of_amdahls_law() {
        let (serial, processors) = (0.05, 8.0);
        let speedup = Ratio::new(1.0 / (serial + (1.0 - serial) / processors));
        let found = karp_flatt(speedup, processors).unwrap();
        assert!((found.get() - serial).abs() < 1e-12);
        assert_eq!(karp_flatt(speedup, 1.0), None);
    }

    #[test]
    fn waiting_for_one_another_is_not_taken_for_a_gain_over_the_ideal() {
        let run = run(
            "set workload=primes tasks=10 mode=threaded workers=10 io=0.8
            serial 100ms
            t1: task 0 0ms 2ms
            end 12.5ms",
        );
        let figures = Figures::of(&[run]).unwrap();
        assert_eq!(figures.ideal_speedup, Ratio::of(10, 1));
        assert_eq!(figures.speedup, Some(Ratio::of(8, 1)));
        assert_eq!(figures.efficiency, Some(Ratio::of(4, 5)));
    }
}
