//! [`Resolved`]: an experiment that can be run as it is.

use super::Experiment;
use crate::plan::{Chunks, Cost, Mode, PlanError, Workers};
use serde_json::{Map, Value};
use std::ops::Deref;

/// An experiment of which every choice is made: its values go together, what has no effect is as it
/// is by default, and tasks and workers are counted. Only the size of tasks that are to take a time
/// is found later, by trial: [`Resolved::with_size`].
///
/// It reads as the [`Experiment`] that it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolved {
    experiment: Experiment,
    workers: u32,
}

impl Deref for Resolved {
    type Target = Experiment;

    fn deref(&self) -> &Experiment {
        &self.experiment
    }
}

impl Experiment {
    /// Its cost once the size of a task is known.
    fn cost_of(&self, size: u64) -> Cost {
        match self.cost {
            // A task waits for the part that it does not compute, so the time still counts.
            Cost::Time(time) | Cost::Found { time, .. } => Cost::Found { time, size },
            // A task of some workloads has no size.
            Cost::Default if self.workload.size_unit.is_none() => Cost::Default,
            Cost::Default | Cost::Size(_) => Cost::Size(size),
        }
    }

    /// Makes every choice, for a machine with so many usable cores.
    ///
    /// # Errors
    /// [`PlanError::Conflict`] where values make no sense together.
    pub fn resolve(&self, usable_cores: u32) -> Result<Resolved, PlanError> {
        let experiment = self.effective();
        experiment.check()?;
        let workers = experiment.worker_count(usable_cores);
        let resolved = Resolved {
            experiment: Self {
                tasks: Some(experiment.tasks_on(usable_cores)),
                cost: match experiment.known_size() {
                    Some(size) => experiment.cost_of(size),
                    None => experiment.cost,
                },
                workers: Workers::Count(workers),
                ..experiment
            },
            workers,
        };
        resolved.check_payload(resolved.chunks().largest())?;
        Ok(resolved)
    }

    /// Makes every choice for the same tasks in another mode.
    ///
    /// # Errors
    /// As [`Experiment::resolve`]: what makes sense in one mode need not in all others.
    pub fn resolve_in(&self, mode: Mode, usable_cores: u32) -> Result<Resolved, PlanError> {
        let experiment = Self {
            mode,
            // Those that follow from the number of workers are the same where there are none.
            tasks: Some(self.tasks_on(usable_cores)),
            ..self.clone()
        };
        experiment.resolve(usable_cores)
    }
}

impl Resolved {
    /// The one that [`Experiment::to_json`] wrote.
    ///
    /// # Errors
    /// [`PlanError`] where it did not.
    pub fn from_json(json: &Map<String, Value>) -> Result<Self, PlanError> {
        let experiment = Experiment::from_json(json)?;
        let Workers::Count(workers) = experiment.workers else {
            let why = "the workers of this experiment are not counted";
            return Err(PlanError::Conflict(why.into()));
        };
        Ok(Self {
            experiment: Experiment {
                // Where they follow from a list they are not written.
                tasks: Some(experiment.task_count()),
                ..experiment
            },
            workers,
        })
    }

    /// The number of workers that have a lane of their own: none where main does all tasks.
    #[must_use]
    pub fn worker_lanes(&self) -> u32 {
        if self.is_serial() { 0 } else { self.workers }
    }

    /// The number of workers.
    #[must_use]
    pub const fn worker_count(&self) -> u32 {
        self.workers
    }

    /// How its tasks are cut.
    #[must_use]
    pub fn chunks(&self) -> Chunks {
        self.experiment.cut(self.workers)
    }

    /// This experiment with tasks of that size, found or known.
    #[must_use]
    pub fn with_size(&self, size: u64) -> Self {
        Self {
            experiment: Experiment {
                cost: self.cost_of(size),
                ..self.experiment.clone()
            },
            workers: self.workers,
        }
    }

    /// This experiment run once, after so many warm-ups.
    #[must_use]
    pub fn once(&self, warmups: u32) -> Self {
        let mut once = self.clone();
        (once.experiment.repeats, once.experiment.warmups) = (1, warmups);
        once
    }

    /// The serial run of the same tasks, by which T₁ is measured.
    #[must_use]
    pub fn serial(&self) -> Self {
        let serial = Experiment {
            mode: Mode::Serial,
            ..self.once(0).experiment
        };
        let workers = 1;
        Self {
            experiment: Experiment {
                workers: Workers::Count(workers),
                ..serial.effective()
            },
            workers,
        }
    }
}

#[cfg(test)]
impl Resolved {
    /// An experiment as it stands, unchecked: tests show runs that could not have begun.
    pub(crate) fn of(experiment: Experiment, usable_cores: u32) -> Self {
        let workers = experiment.worker_count(usable_cores);
        Self {
            experiment,
            workers,
        }
    }

    /// Changes it, on two cores.
    pub(crate) fn edit(&mut self, change: impl FnOnce(&mut Experiment)) {
        let mut experiment = self.experiment.clone();
        change(&mut experiment);
        *self = Self::of(experiment, 2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{base::Nanos, workload};

    #[test]
    fn every_workload_reaches_another_process_as_it_was_resolved() {
        for workload in workload::CATALOGUE {
            let mut experiment = Experiment::on(workload);
            if experiment.is_command() {
                experiment.command = vec!["echo".into(), "{}".into()];
                experiment.inputs = ["a", "b"].into();
            }
            let Ok(resolved) = experiment.resolve(3) else {
                continue;
            };
            let size = resolved.known_size().unwrap_or(7);
            for sent in [resolved.with_size(size), resolved.serial(), resolved] {
                let received = Resolved::from_json(&sent.to_json()).unwrap();
                assert_eq!(received.to_json(), sent.to_json(), "{}", workload.name);
                let counts = |one: &Resolved| (one.task_count(), one.worker_count());
                assert_eq!(counts(&received), counts(&sent), "{}", workload.name);
            }
        }
    }

    #[test]
    fn what_is_resolved_stays_so_and_has_nothing_without_effect() {
        let set = Experiment::with(&[
            ("mode", "serial"),
            ("start", "spawn"),
            ("workers", "4xcores"),
        ]);
        let resolved = set.resolve(2).unwrap();
        assert_eq!((resolved.worker_count(), resolved.chunks().len()), (1, 1));
        assert_eq!(resolved.resolve(8).unwrap(), resolved);
        assert!(set.check_idle().is_err());
        assert_eq!(resolved.start, Experiment::default().start);
        assert_eq!(resolved.check_idle(), Ok(()));
    }

    #[test]
    fn the_same_tasks_are_done_in_every_mode_also_where_they_follow_from_the_workers() {
        let split = workload::CATALOGUE.iter().find(|one| one.is_split);
        let mut set = Experiment::on(split.expect("a workload that is split"));
        set.workers = Workers::Count(5);
        let pool = set.resolve(2).unwrap();
        for mode in [Mode::Serial, Mode::Threaded, Mode::Process, Mode::Pool] {
            let other = set.resolve_in(mode, 2).unwrap();
            assert_eq!(other.tasks_key(), pool.tasks_key(), "{mode}");
        }
        assert_eq!(pool.serial().tasks_key(), pool.tasks_key());
        assert_eq!(pool.serial().worker_count(), 1);
    }

    #[test]
    fn a_size_that_was_found_is_kept_beside_the_time_that_it_is_for() {
        let resolved = Experiment::with(&[("task-time", "5ms")])
            .resolve(2)
            .unwrap();
        assert_eq!(resolved.known_size(), None);
        let time = Nanos::from_millis(5);
        let found = Cost::Found { time, size: 9 };
        assert_eq!(resolved.with_size(9).cost, found);
    }

    #[test]
    fn a_chunk_that_cannot_be_sent_is_refused_by_its_real_length() {
        let set = Experiment::with(&[("tasks", "64"), ("payload", "16MiB"), ("workers", "4")]);
        assert!(set.resolve(2).is_ok());
        let set = Experiment::with(&[("tasks", "64"), ("payload", "16MiB"), ("chunksize", "32")]);
        let why = set.resolve(2).unwrap_err().to_string();
        assert!(why.contains("32 tasks of a chunk"), "{why}");
    }
}
