//! [`Scaling`]: the same work with one number of workers after another, as it was measured.

use super::{Law, ScalingPoint};
use crate::{
    base::Ratio,
    model::{Figures, MaxParallelism, Run},
    plan::{Chunksize, Resolved},
};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// The most pieces of work that are remembered: more than a session compares.
const MOST: usize = 64;

/// The parameters that do not make it other work.
const BESIDES: [&str; 4] = ["workers", "warmups", "repeats", "chunksize"];

/// Points of the same work, by the work.
///
/// Chunks of another size are other work, even where one rule made both: a law that took the ones
/// for the others would blame the workers for what the chunks did.
#[derive(Debug, Clone, Default)]
pub struct Scaling {
    works: Vec<Work>,
}

#[derive(Debug, Clone)]
struct Work {
    /// All but the workers.
    setting: Map<String, Value>,
    chunks: Cut,
    /// How many workers can go on at once here.
    most: Ratio,
    points: Vec<ScalingPoint>,
}

/// How the tasks were cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    /// Into chunks of so many tasks.
    Even(u32),
    /// By a rule whose chunks differ.
    By(Chunksize),
}

impl Cut {
    fn of(experiment: &Resolved) -> Self {
        let even = experiment.chunks().even_size();
        even.map_or(Self::By(experiment.chunksize), Self::Even)
    }
}

impl Scaling {
    /// Takes in what came of an experiment, instead of what came of the same before.
    pub fn add(&mut self, run: &Run, figures: &Figures) {
        let cores = run.description.machine.usable_cores;
        let Some(experiment) = run.planned() else {
            return;
        };
        let Some(point) = ScalingPoint::of(experiment.worker_count(), figures) else {
            return;
        };
        let (setting, chunks) = (setting(experiment), Cut::of(experiment));
        let same = |work: &Work| work.chunks == chunks && work.setting == setting;
        let known = self.works.iter().position(same);
        let index = known.unwrap_or_else(|| {
            if self.works.len() == MOST {
                self.works.remove(0);
            }
            self.works.push(Work {
                setting,
                chunks,
                most: MaxParallelism::most(experiment, cores),
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
        let work = self.like(run, true).next();
        work.map_or_else(Vec::new, |work| Law::all(&work.points, work.most))
    }

    /// The numbers of workers that the same work was measured with in chunks of another size only:
    /// no law takes them in.
    #[must_use]
    pub fn left_out(&self, run: &Run) -> Vec<u32> {
        let workers = |work: &'_ Work| -> Vec<u32> {
            work.points.iter().map(|point| point.workers).collect()
        };
        let taken: BTreeSet<u32> = self.like(run, true).flat_map(workers).collect();
        let other: BTreeSet<u32> = self.like(run, false).flat_map(workers).collect();
        other.difference(&taken).copied().collect()
    }

    /// The works with the run's setting, cut into chunks as the run is or otherwise.
    fn like(&self, run: &Run, cut_alike: bool) -> impl Iterator<Item = &Work> {
        let own = run.planned();
        let own = own.map(|experiment| (setting(experiment), Cut::of(experiment)));
        let works = self.works.iter();
        works.filter(move |work| {
            own.as_ref().is_some_and(|(setting, chunks)| {
                (work.chunks == *chunks) == cut_alike && work.setting == *setting
            })
        })
    }
}

/// All that makes it this work and no other, but for its chunks.
fn setting(experiment: &Resolved) -> Map<String, Value> {
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
        add(&mut scaling, &run(1, "chunksize=2"));
        add(&mut scaling, &run(2, "chunksize=1"));
        assert_eq!(scaling.laws(&run(4, "chunksize=2")), []);
        add(&mut scaling, &run(4, "chunksize=2 repeats=3"));
        let laws = scaling.laws(&run(2, "chunksize=2"));
        assert_eq!(
            laws[0].to_string(),
            "Amdahl: 10.0 % ± 0.0 % serial, at most 10×"
        );
        assert_eq!(scaling.laws(&run(2, "chunksize=1")), []);
    }

    #[test]
    fn workers_are_not_blamed_for_chunks_that_the_default_made_smaller_for_more_of_them() {
        let mut scaling = Scaling::default();
        // Of eight tasks, the default makes chunks of two for one worker, and of one for more.
        for workers in [1, 2, 4] {
            add(&mut scaling, &run(workers, ""));
        }
        let fours = scaling.laws(&run(4, ""));
        assert_eq!(fours, scaling.laws(&run(2, "chunksize=1")));
        assert!(!fours.is_empty());
        assert_eq!(scaling.left_out(&run(4, "")), [1]);
        assert_eq!(scaling.laws(&run(1, "")), []);
        assert_eq!(scaling.left_out(&run(1, "")), [2, 4]);
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
