//! The usual sweep of a parameter, for which no values are given.

use super::{Sweep, SweepAxis};
use crate::plan::{Domain, Experiment, Parameter, PlanError};

/// More chunks of one task than that take too long to be watched.
const MOST_TASKS: u32 = 1024;

/// Parameters without an order, or about the measurement: a key does not sweep them.
const UNSUITED: &[&str] = &["workload", "seed", "repeats", "warmups"];

impl SweepAxis {
    /// The values that are worth a look in an experiment on a machine with so many cores: around
    /// what it is, and for a name all that make sense.
    ///
    /// # Errors
    /// [`PlanError::Sweep`] where the parameter is none that is swept.
    pub fn usual(
        parameter: &'static Parameter,
        experiment: &Experiment,
        usable_cores: u32,
    ) -> Result<Self, PlanError> {
        let name = parameter.name;
        if UNSUITED.contains(&name) {
            return Err(PlanError::Sweep(format!("{name} is nothing to be swept")));
        }
        let tasks = experiment.tasks_on(usable_cores);
        let around = |value: u64, least: u64| {
            let (from, to) = ((value / 8).max(least), value.saturating_mul(8));
            format!("{from}..{to}")
        };
        let number = |or: u64| {
            (parameter.get)(experiment)
                .to_string()
                .parse()
                .unwrap_or(or)
        };
        let values = match (name, parameter.domain) {
            ("chunksize", _) => format!("1..{}", tasks.min(MOST_TASKS)),
            ("workers", _) => match usable_cores {
                cores @ 0..=4 => format!("1..{}:+1", (2 * cores).max(4)),
                cores => format!("1..{}", 2 * cores),
            },
            (_, Domain::Names(names)) => {
                let fits = |value: &&&str| {
                    let axis = Self::parse(&format!("{name}={value}"));
                    axis.and_then(|axis| Sweep::new(experiment.clone(), vec![axis], usable_cores))
                        .is_ok()
                };
                let names: Vec<_> = names().iter().filter(fits).copied().collect();
                names.join(",")
            }
            ("size", _) => around(number(experiment.default_size()), 1),
            (_, Domain::Number { min, .. }) => around(number(8), min),
            ("task-time", _) => "1ms..100ms".into(),
            (_, Domain::Time) => "1ms..50ms".into(),
            (_, Domain::Bytes) => "1KiB..16MiB:8".into(),
            (_, Domain::Share) => "0..0.9".into(),
            _ => String::new(),
        };
        Self::parse(&format!("{name}={values}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{TABLE, parameter};

    #[test]
    fn whatever_can_be_swept_by_a_key_makes_a_sweep_of_a_few_points_that_make_sense() {
        let experiment = Experiment::default();
        let mut swept = Vec::new();
        for row in TABLE.iter().filter(|row| (row.applies)(&experiment)) {
            let Ok(axis) = SweepAxis::usual(row, &experiment, 2) else {
                continue;
            };
            assert!(axis.len() <= 20, "{axis}");
            Sweep::new(experiment.clone(), vec![axis], 2).expect(row.name);
            swept.push(row.name);
        }
        for name in [
            "chunksize",
            "workers",
            "task-time",
            "size",
            "start",
            "mode",
            "payload",
        ] {
            assert!(swept.contains(&name), "{name}");
        }
    }

    #[test]
    fn workers_are_swept_beyond_the_cores_that_there_are() {
        let workers = parameter("workers").unwrap();
        let axis = |cores| SweepAxis::usual(workers, &Experiment::default(), cores).unwrap();
        assert_eq!(axis(2).to_string(), "workers=1,2,3,4");
        assert_eq!(axis(8).to_string(), "workers=1,2,4,8,16");
    }
}
