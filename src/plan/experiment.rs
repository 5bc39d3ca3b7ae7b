//! [`Experiment`]: what is to be run, and how often.

use super::{Chunks, Chunksize, Cost, Mode, PlanError, Pool, StartMethod, Workers};
use crate::{
    base::Nanos,
    workload::{self, Items, Shape, Workload},
};

/// An experiment: pure data, one field for each parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Experiment {
    /// What the tasks compute.
    pub workload: &'static Workload,
    /// How many tasks; `None`: as many as the workload or the list of items has.
    pub tasks: Option<u32>,
    /// How much a task costs.
    pub cost: Cost,
    /// The numbers to work on, where the workload takes a list.
    pub items: Vec<i64>,
    /// How the cost is spread over the tasks.
    pub shape: Shape,
    /// What random content is made from.
    pub seed: u64,
    /// How the tasks are run.
    pub mode: Mode,
    /// How many workers.
    pub workers: Workers,
    /// How many tasks make a chunk.
    pub chunksize: Chunksize,
    /// What the workers of a pool are.
    pub pool: Pool,
    /// How a worker process comes to be.
    pub start: StartMethod,
    /// Runs that are not counted, before those that are.
    pub warmups: u32,
    /// Runs that are counted.
    pub repeats: u32,
}

impl Default for Experiment {
    /// Worth looking at as it is: the rows of a Mandelbrot picture cost very different times, and
    /// by chance some more, so four chunks a worker leave a visible tail, and turning the
    /// chunksize down wins it back.
    fn default() -> Self {
        Self {
            workload: workload::find("mandelbrot").unwrap_or(&workload::CATALOGUE[0]),
            tasks: Some(24),
            cost: Cost::Time(Nanos::from_millis(50)),
            items: Vec::new(),
            shape: Shape::Random,
            seed: 42,
            mode: Mode::Pool,
            workers: Workers::Cores,
            chunksize: Chunksize::Default,
            pool: Pool::Processes,
            start: StartMethod::Fork,
            warmups: 0,
            repeats: 1,
        }
    }
}

/// What two experiments must share so that one serial run is the baseline of both.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TasksKey {
    workload: &'static str,
    tasks: u32,
    cost: Cost,
    items: Vec<i64>,
    shape: Shape,
    seed: u64,
}

impl Experiment {
    /// An experiment on a workload with that workload's own number and size of tasks.
    #[must_use]
    pub fn on(workload: &'static Workload) -> Self {
        let mut experiment = Self {
            shape: Shape::Uniform,
            ..Self::default()
        };
        experiment.set_workload(workload);
        experiment
    }

    /// Changes the workload; tasks, cost and items go back to what suits it.
    pub fn set_workload(&mut self, workload: &'static Workload) {
        self.workload = workload;
        self.tasks = None;
        self.cost = Cost::Default;
        self.items.clear();
    }

    /// The number of tasks.
    #[must_use]
    pub fn task_count(&self) -> u32 {
        let listed = u32::try_from(self.items.len()).unwrap_or(u32::MAX);
        self.tasks.unwrap_or(if listed > 0 {
            listed
        } else {
            self.workload.default_tasks
        })
    }

    /// The number of workers on a machine with that many usable cores.
    #[must_use]
    pub fn worker_count(&self, usable_cores: u32) -> u32 {
        match (self.mode, self.workers) {
            (Mode::Serial, _) => 1,
            (_, Workers::Count(count)) => count,
            (_, Workers::Cores) => usable_cores.max(1),
        }
    }

    /// The size of a task where it is known without a calibration.
    #[must_use]
    pub const fn known_size(&self) -> Option<u64> {
        match self.cost {
            Cost::Default => Some(self.workload.default_size),
            Cost::Size(size) => Some(size),
            Cost::Time(_) => None,
        }
    }

    /// The same with every choice made: tasks, size and workers are numbers.
    #[must_use]
    pub fn resolved(&self, usable_cores: u32, size: u64) -> Self {
        Self {
            tasks: Some(self.task_count()),
            cost: Cost::Size(size),
            workers: Workers::Count(self.worker_count(usable_cores)),
            ..self.clone()
        }
    }

    /// The items for tasks of the given size.
    #[must_use]
    pub fn items(&self, size: u64) -> Items {
        Items {
            values: self.items.clone(),
            ..Items::shaped(
                self.task_count(),
                size,
                self.shape,
                self.seed,
                self.workload.cost_exponent,
            )
        }
    }

    /// How the tasks are cut in this mode: a serial run is one piece, a process per task takes
    /// them one at a time.
    #[must_use]
    pub fn chunks(&self, usable_cores: u32) -> Chunks {
        let tasks = self.task_count();
        let rule = match self.mode {
            Mode::Serial => Chunksize::Fixed(tasks),
            Mode::Process => Chunksize::Dynamic,
            Mode::Threaded | Mode::Pool => self.chunksize,
        };
        Chunks::new(rule, tasks, self.worker_count(usable_cores))
    }

    /// The same tasks done serially: what T₁ is measured on.
    #[must_use]
    pub fn serial(&self) -> Self {
        Self {
            mode: Mode::Serial,
            warmups: 0,
            repeats: 1,
            ..self.clone()
        }
    }

    /// What the baseline of this experiment is kept under.
    #[must_use]
    pub fn tasks_key(&self) -> TasksKey {
        TasksKey {
            workload: self.workload.name,
            tasks: self.task_count(),
            cost: self.cost,
            items: self.items.clone(),
            shape: self.shape,
            seed: self.seed,
        }
    }

    /// Whether workers are processes.
    #[must_use]
    pub fn has_worker_processes(&self) -> bool {
        self.mode == Mode::Process || (self.mode == Mode::Pool && self.pool == Pool::Processes)
    }

    /// Checks what no single parameter can: values that make no sense together.
    ///
    /// # Errors
    /// [`PlanError::Conflict`], with a sentence that says which one to change.
    pub fn check(&self) -> Result<(), PlanError> {
        let conflict = |text: String| Err(PlanError::Conflict(text));
        let (workload, tasks) = (self.workload, self.task_count());
        if !workload.takes_items && !self.items.is_empty() {
            return conflict(format!(
                "workload {} takes no items: leave `items` out, or choose workload square",
                workload.name
            ));
        }
        if workload.takes_items && !self.items.is_empty() && self.items.len() != tasks as usize {
            return conflict(format!(
                "{} items cannot make {tasks} tasks: leave `tasks` out, it follows from the items",
                self.items.len()
            ));
        }
        if workload.size_unit.is_none() && self.cost != Cost::Default {
            return conflict(format!(
                "a task of workload {} has no size: leave `size` and `task-time` out",
                workload.name
            ));
        }
        if let Cost::Size(size) = self.cost
            && size > workload.max_size
        {
            return conflict(format!(
                "size {size} is too large for workload {}: give at most {}",
                workload.name, workload.max_size
            ));
        }
        if self.chunksize == Chunksize::Worksteal
            && (self.mode, self.pool) != (Mode::Pool, Pool::Rayon)
            && self.is_cut()
        {
            return conflict(
                "chunksize worksteal is rayon's own splitting: choose mode pool and pool rayon, \
                 or another chunksize"
                    .into(),
            );
        }
        if let Chunksize::Fixed(size) = self.chunksize
            && self.is_cut()
            && size > tasks
        {
            return conflict(format!(
                "chunksize {size} is more than the {tasks} tasks: give at most {tasks}"
            ));
        }
        Ok(())
    }

    /// Whether the mode hands out chunks at all.
    #[must_use]
    pub const fn is_cut(&self) -> bool {
        matches!(self.mode, Mode::Threaded | Mode::Pool)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(name: &str) -> Experiment {
        Experiment::on(workload::find(name).expect("a workload of that name"))
    }

    #[test]
    fn the_default_experiment_can_be_run() {
        assert_eq!(Experiment::default().check(), Ok(()));
    }

    #[test]
    fn what_makes_no_sense_together_is_refused_with_a_way_out() {
        let worksteal = Experiment {
            chunksize: Chunksize::Worksteal,
            ..on("primes")
        };
        assert!(
            worksteal
                .check()
                .unwrap_err()
                .to_string()
                .contains("pool rayon")
        );
        assert_eq!(
            Experiment {
                pool: Pool::Rayon,
                ..worksteal
            }
            .check(),
            Ok(())
        );

        let beyond = Experiment {
            tasks: Some(4),
            chunksize: Chunksize::Fixed(5),
            ..on("primes")
        };
        assert!(
            beyond
                .check()
                .unwrap_err()
                .to_string()
                .contains("at most 4")
        );
        assert_eq!(
            Experiment {
                mode: Mode::Process,
                ..beyond
            }
            .check(),
            Ok(())
        );

        assert!(
            Experiment {
                items: vec![1],
                ..on("primes")
            }
            .check()
            .is_err()
        );
        assert!(
            Experiment {
                items: vec![1],
                tasks: Some(2),
                ..on("square")
            }
            .check()
            .is_err()
        );
        assert!(
            Experiment {
                cost: Cost::Size(9),
                ..on("square")
            }
            .check()
            .is_err()
        );
        assert!(
            Experiment {
                cost: Cost::Size(u64::MAX),
                ..on("matmul")
            }
            .check()
            .is_err()
        );
    }

    #[test]
    fn one_serial_run_serves_every_mode_but_no_other_tasks() {
        let pool = on("primes");
        assert_eq!(
            pool.tasks_key(),
            Experiment {
                mode: Mode::Threaded,
                ..pool.clone()
            }
            .tasks_key()
        );
        assert_ne!(
            pool.tasks_key(),
            Experiment {
                seed: 7,
                ..pool.clone()
            }
            .tasks_key()
        );
    }
}
