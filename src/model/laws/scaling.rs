//! [`Scaling`]: the same work with one number of workers after another, as it was measured.

use super::{Law, Point};
use crate::{
    base::Ratio,
    model::{Figures, Parallelism, Run},
    plan::Experiment,
};
use serde_json::{Map, Value};

/// How many pieces of work are remembered: more than anybody compares in a session.
const MOST: usize = 64;

/// What does not make it other work.
const BESIDES: [&str; 3] = ["workers", "warmups", "repeats"];

/// Points of the same work, by the work.
#[derive(Debug, Clone, Default)]
pub struct Scaling {
    works: Vec<Work>,
}

#[derive(Debug, Clone)]
struct Work {
    /// All but the workers.
    setting: Map<String, Value>,
    /// How many workers can go on at once here.
    most: Ratio,
    points: Vec<Point>,
}

impl Scaling {
    /// Takes in what came of an experiment, instead of what came of the same before.
    pub fn add(&mut self, run: &Run, figures: &Figures) {
        let cores = run.description.machine.usable_cores;
        let Some(point) = Point::of(run.experiment.worker_count(cores), figures) else {
            return;
        };
        let setting = setting(&run.experiment);
        let known = self.works.iter().position(|work| work.setting == setting);
        let index = known.unwrap_or_else(|| {
            if self.works.len() == MOST {
                self.works.remove(0);
            }
            self.works.push(Work {
                setting,
                most: Parallelism::most(&run.experiment, cores),
                points: Vec::new(),
            });
            self.works.len() - 1
        });
        let points = &mut self.works[index].points;
        points.retain(|one| one.workers != point.workers);
        points.push(point);
    }

    /// The laws that fit the work of a run.
    #[must_use]
    pub fn laws(&self, run: &Run) -> Vec<Law> {
        let setting = setting(&run.experiment);
        let work = self.works.iter().find(|work| work.setting == setting);
        work.map_or_else(Vec::new, |work| Law::all(&work.points, work.most))
    }
}

/// All that makes it this work and no other.
fn setting(experiment: &Experiment) -> Map<String, Value> {
    let mut setting = experiment.to_json();
    setting.retain(|name, _| !BESIDES.contains(&name.as_str()));
    setting
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::scenario;

    /// A run with so many workers on eight cores, of work that is a tenth serial.
    fn run(workers: u32, more: &str) -> Run {
        let end = 10_000 + 90_000 / workers;
        scenario::run(&format!(
            "cores 8\nset workload=primes tasks=8 mode=pool workers={workers} {more}\n\
             serial 100ms\nw1: task 0 0ms 1ms\nend {end}us"
        ))
    }

    fn add(scaling: &mut Scaling, run: &Run) {
        let figures = Figures::of(std::slice::from_ref(run)).unwrap();
        scaling.add(run, &figures);
    }

    #[test]
    fn what_was_measured_with_several_workers_makes_a_law_and_other_work_does_not() {
        let mut scaling = Scaling::default();
        add(&mut scaling, &run(1, ""));
        add(&mut scaling, &run(2, "chunksize=1"));
        assert_eq!(scaling.laws(&run(4, "")), []);
        add(&mut scaling, &run(4, "repeats=3"));
        let laws = scaling.laws(&run(2, ""));
        assert_eq!(
            laws[0].to_string(),
            "Amdahl: 10.0 % ± 0.0 % serial, at most 10×"
        );
        assert_eq!(scaling.laws(&run(2, "chunksize=1")), []);
    }

    #[test]
    fn the_same_measured_again_takes_the_place_of_what_was_before() {
        let mut scaling = Scaling::default();
        for _ in 0..3 {
            add(&mut scaling, &run(2, ""));
        }
        assert_eq!(scaling.laws(&run(2, "")), []);
    }
}
