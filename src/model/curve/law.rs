//! The laws that a sweep of the workers follows.

use super::Curve;
use crate::{
    model::{Law, MaxParallelism, laws::ScalingPoint},
    plan::Sweep,
};

impl Curve {
    /// The laws that fit, those that say something, where only the workers are swept.
    #[must_use]
    pub fn laws(&self, sweep: &Sweep, usable_cores: u32) -> Vec<Law> {
        let only_workers = matches!(sweep.axes(), [axis] if axis.parameter.name == "workers");
        if !only_workers || sweep.base().is_serial() {
            return Vec::new();
        }
        let points = sweep.points().iter().zip(&self.spots);
        let points: Vec<_> = points
            .filter_map(|(point, spot)| {
                Some(ScalingPoint {
                    workers: point.experiment.worker_count(),
                    speedup: spot.speedup?,
                    error: spot.wall?.relative_error(),
                })
            })
            .collect();
        let most = MaxParallelism::most(sweep.base(), usable_cores);
        let laws = Law::all(&points, most).into_iter();
        laws.filter(|law| !law.is_vague()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::Nanos,
        log::{Baseline, Entry},
        plan::{Experiment, SweepAxis},
    };

    fn laws(axis: &str) -> Vec<String> {
        let base = Experiment {
            tasks: Some(64),
            ..Experiment::default()
        };
        let sweep = Sweep::new(base, vec![SweepAxis::parse(axis).unwrap()], 2).unwrap();
        // A tenth of a second is serial.
        let entry = |(point, value): (u32, &String)| {
            let workers: u64 = value.parse().unwrap();
            let wall = move |round: u64| Nanos::from_millis(100 + 900 / workers + round % 3);
            (0..5_u32).map(move |round| Entry {
                point,
                round,
                wall: wall(round.into()),
                baseline: Some(Baseline {
                    wall: Nanos::from_millis(1000),
                    ..Baseline::default()
                }),
                ..Entry::default()
            })
        };
        let values = (0..).zip(&sweep.axes()[0].values);
        let entries: Vec<_> = values.flat_map(entry).collect();
        let laws = Curve::of(&sweep, &entries).laws(&sweep, 8);
        laws.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_sweep_of_the_workers_is_summed_up_by_a_law_and_no_other_is() {
        let found = laws("workers=1,2,4,8");
        assert!(
            found.iter().any(|law| law.starts_with("Amdahl: 10")),
            "{found:?}"
        );
        assert!(laws("chunksize=1,2,4,8").is_empty());
    }
}
