//! [`Sweep`]: one experiment with one or two of its parameters taken through several values.
//!
//! Each combination is a [`Point`], an experiment of its own that was checked before anything
//! runs. Points are run in rounds, each in an order of its own, so that a machine that gets
//! slower with time does not draw the curve.

mod axis;
mod order;
mod usual;

pub use axis::SweepAxis;
pub use order::Turn;

use super::{Experiment, Parameter, PlanError, Resolved, TABLE};

/// More points than that are a typing error.
const MOST_POINTS: usize = 1024;

/// An experiment at several values of one or two parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Sweep {
    base: Experiment,
    axes: Vec<SweepAxis>,
    points: Vec<Point>,
}

/// One combination of values.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The index of its value on each axis.
    pub place: Vec<usize>,
    /// The experiment as it is set there.
    pub set: Experiment,
    /// A single run of it, resolved.
    pub experiment: Resolved,
}

impl Sweep {
    /// How often each point is run where nothing else was said: the fewest runs whose spread says
    /// something.
    pub const REPEATS: u32 = 5;

    /// The points of `base` along one or two axes, the first one running fastest, on a machine with
    /// so many usable cores.
    ///
    /// # Errors
    /// [`PlanError`] where there is no axis or too many, or a point makes no sense; it says which.
    pub fn new(
        base: Experiment,
        axes: Vec<SweepAxis>,
        usable_cores: u32,
    ) -> Result<Self, PlanError> {
        let refuse = |text: String| Err(PlanError::Sweep(text));
        match &axes[..] {
            [_] => {}
            [one, other] if one.parameter.name != other.parameter.name => {}
            [one, _] => return refuse(format!("{} is swept twice", one.parameter.name)),
            _ => {
                return refuse(
                    "sweep one parameter, or two, such as chunksize=1..64 workers=1,2,4".into(),
                );
            }
        }
        let count: usize = axes.iter().map(SweepAxis::len).product();
        if count > MOST_POINTS {
            return refuse(format!(
                "{count} points are too many: give at most {MOST_POINTS}"
            ));
        }
        let mut sweep = Self {
            base,
            axes,
            points: Vec::with_capacity(count),
        };
        for index in 0..count {
            let place = sweep.place(index);
            let set = sweep.set_at(&place)?;
            let experiment = set.resolve(usable_cores);
            let experiment = experiment.map_err(|error| sweep.fault(&place, &error.to_string()))?;
            sweep.points.push(Point {
                place,
                set,
                experiment: experiment.once(0),
            });
        }
        Ok(sweep)
    }

    /// The experiment that is swept.
    #[must_use]
    pub fn base(&self) -> &Experiment {
        &self.base
    }

    /// The swept parameters, each with its values.
    #[must_use]
    pub fn axes(&self) -> &[SweepAxis] {
        &self.axes
    }

    /// Every point, the first axis running fastest.
    #[must_use]
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// How often each point is run.
    #[must_use]
    pub const fn repeats(&self) -> u32 {
        self.base.repeats
    }

    /// All runs in the order in which they are made: see [`Turn`].
    #[must_use]
    pub fn turns(&self) -> Vec<Turn> {
        order::turns(self.points.len(), self.base.repeats, self.base.seed)
    }

    /// The experiment of a turn: a single run, with warm-ups before the first of its point.
    #[must_use]
    pub fn experiment(&self, turn: Turn) -> Option<Resolved> {
        let point = self.points.get(turn.point as usize)?;
        let is_first = turn.round == 0;
        Some(
            point
                .experiment
                .once(if is_first { self.base.warmups } else { 0 }),
        )
    }

    /// A point in words: `chunksize 8`, or `chunksize 8 · workers 2`.
    #[must_use]
    pub fn label(&self, point: usize) -> String {
        let words = self.values(point).map(|(axis, value)| {
            let name = axis.parameter.name;
            format!("{name} {value}")
        });
        words.collect::<Vec<_>>().join(" · ")
    }

    /// The parameters that all points share, in words: `mandelbrot · 96 tasks · pool · 2 workers`.
    #[must_use]
    pub fn title(&self, usable_cores: u32) -> String {
        let e = &self.base;
        let parts = [
            ("workload", e.workload.name.to_owned()),
            ("tasks", format!("{} tasks", e.task_count())),
            ("mode", e.mode.to_string()),
            (
                "workers",
                format!("{} workers", e.worker_count(usable_cores)),
            ),
        ];
        let swept = |name: &str| self.axes.iter().any(|axis| axis.parameter.name == name);
        let parts = parts.into_iter().filter(|(name, _)| !swept(name));
        parts
            .map(|(_, words)| words)
            .collect::<Vec<_>>()
            .join(" · ")
    }

    /// The axes with the value that a point has on each.
    pub fn values(&self, point: usize) -> impl Iterator<Item = (&SweepAxis, &str)> {
        let place = self.points.get(point).map_or(&[][..], |p| &p.place);
        self.axes
            .iter()
            .zip(place)
            .map(|(axis, &value)| (axis, axis.values[value].as_str()))
    }

    fn place(&self, index: usize) -> Vec<usize> {
        let mut rest = index;
        let along = self.axes.iter().map(|axis| {
            let here = rest % axis.len().max(1);
            rest /= axis.len().max(1);
            here
        });
        along.collect()
    }

    /// The parameters that are swept, with their values there.
    fn settings(&self, place: &[usize]) -> impl Iterator<Item = (&'static Parameter, &str)> {
        let axes = self.axes.iter().zip(place);
        axes.map(|(axis, &value)| (axis.parameter, axis.values[value].as_str()))
    }

    fn fault(&self, place: &[usize], text: &str) -> PlanError {
        let words = self
            .settings(place)
            .map(|(row, value)| format!("{}={value}", row.name));
        let place = words.collect::<Vec<_>>().join(" ");
        PlanError::Sweep(format!("at {place}: {text}"))
    }

    fn set_at(&self, place: &[usize]) -> Result<Experiment, PlanError> {
        let mut experiment = self.base.clone();
        let set: Vec<_> = self.settings(place).collect();
        let fault = |text: String| self.fault(place, &text);
        // In the table's order: the workload first, for it resets what depends on it.
        for row in TABLE {
            for (_, text) in set.iter().filter(|(swept, _)| swept.name == row.name) {
                row.set(&mut experiment, text)
                    .map_err(|error| fault(error.to_string()))?;
            }
        }
        for (row, text) in &set {
            if !(row.applies)(&experiment) {
                let way_out = match row.needs {
                    "" => String::new(),
                    needs => format!(": choose {needs}"),
                };
                return Err(fault(format!("{} {text} has no effect{way_out}", row.name)));
            }
        }
        Ok(Experiment {
            repeats: 1,
            warmups: 0,
            ..experiment
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::parameter;

    fn sweep(settings: &[(&str, &str)], axes: &[&str]) -> Result<Sweep, PlanError> {
        let mut base = Experiment::default();
        for (name, text) in settings {
            parameter(name).unwrap().set(&mut base, text).unwrap();
        }
        let axes: Result<_, _> = axes.iter().map(|text| SweepAxis::parse(text)).collect();
        Sweep::new(base, axes?, 2)
    }

    #[test]
    fn two_parameters_make_a_point_of_each_combination() {
        let found = sweep(&[], &["chunksize=1,2,4", "workers=1,2"]).unwrap();
        let labels: Vec<_> = (0..6).map(|point| found.label(point)).collect();
        assert_eq!(labels[1], "chunksize 2 · workers 1");
        assert_eq!(labels[3], "chunksize 1 · workers 2");
        assert_eq!(found.points().len(), 6);
        for (index, point) in found.points().iter().enumerate() {
            for (axis, value) in found.values(index) {
                let found = (axis.parameter.get)(&point.experiment).to_string();
                assert_eq!(found, value);
            }
        }
    }

    #[test]
    fn a_point_that_makes_no_sense_is_refused_before_anything_runs_and_is_named() {
        let fault = |settings: &[_], axes: &[_]| match sweep(settings, axes) {
            Err(error) => error.to_string(),
            Ok(_) => String::new(),
        };
        assert_eq!(fault(&[("tasks", "24")], &["chunksize=1..64"]), "");
        let beyond = fault(&[("workload", "primes")], &["size=1..100000000000"]);
        assert!(beyond.starts_with("at size=68719476736: "), "{beyond}");
        assert!(beyond.contains("give at most"), "{beyond}");
        let idle = fault(&[], &["lock=none,gil"]);
        assert!(
            idle.contains("choose engine native and mode threaded"),
            "{idle}"
        );
        let one = fault(&[], &["workers=1,2", "workers=4"]);
        assert!(one.contains("swept twice"), "{one}");
        assert!(fault(&[], &[]).contains("sweep one parameter"));
        assert!(
            fault(&[], &["tasks=1..64:linear:200", "seed=1..64:linear:64"]).contains("at most")
        );
    }

    #[test]
    fn what_belongs_to_one_mode_does_not_keep_others_from_being_swept() {
        let found = sweep(&[("start", "spawn")], &["mode=serial,threaded,pool"]).unwrap();
        assert_eq!(found.points().len(), 3);
    }

    #[test]
    fn each_point_is_run_once_a_round_and_warmed_up_once() {
        let found = sweep(&[("repeats", "3"), ("warmups", "2")], &["chunksize=1..8"]).unwrap();
        let turns = found.turns();
        assert_eq!(turns.len(), 12);
        for turn in turns {
            let experiment = found.experiment(turn).unwrap();
            assert_eq!(experiment.repeats, 1);
            assert_eq!(experiment.warmups, if turn.round == 0 { 2 } else { 0 });
        }
    }
}
