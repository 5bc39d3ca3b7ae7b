//! Checks of more than one parameter: which values make sense together.

use super::Experiment;
use crate::{
    base::{Bytes, Percent},
    plan::{Channel, Chunksize, Cost, Mode, PlanError, Pool, TABLE},
    workload::{self, Shape},
};

/// The most bytes that a chunk may carry.
const MOST_PAYLOAD: Bytes = Bytes::from_mib(256);

/// The most tasks of different sizes: each takes some dozen bytes.
const MOST_SHAPED: u32 = 10_000_000;

/// The most tasks that look at a list to which each adds a number.
const MOST_SEEN: u32 = 100_000;

impl Experiment {
    /// Checks what no single parameter can: values that make no sense together.
    ///
    /// # Errors
    /// [`PlanError::Conflict`], with a sentence that says which one to change.
    pub fn check(&self) -> Result<(), PlanError> {
        let conflict = |text: String| Err(PlanError::Conflict(text));
        let (workload, tasks) = (self.workload, self.task_count());
        if self.method.unpacks() && workload.arguments.is_empty() {
            return conflict(format!(
                "method {} unpacks the arguments of a task, and a task of workload {} has only \
                 one: choose method {}, or workload hypotenuse",
                self.method,
                workload.name,
                if self.method.is_async() {
                    "map-async"
                } else {
                    "map"
                }
            ));
        }
        if self.is_command() {
            self.check_command()?;
        } else if self.inputs.sources() > 1 {
            return conflict(format!(
                "workload {} takes one list of files: leave `:::` out of `inputs`",
                workload.name
            ));
        }
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
        if let Some(size) = self.known_size()
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
        self.check_engine()?;
        self.check_many()
    }

    /// Checks that no parameter without effect was given: a user who writes one expects an effect.
    ///
    /// # Errors
    /// [`PlanError::Conflict`], with a sentence that says what would have to be another.
    pub fn check_idle(&self) -> Result<(), PlanError> {
        let mut idle = TABLE
            .iter()
            .filter(|row| row.is_modal() && !(row.applies)(self))
            .filter(|row| (row.get)(self) != (row.get)(&Self::default()));
        idle.next().map_or(Ok(()), |row| {
            Err(PlanError::Conflict(format!(
                "{} {} makes no sense here: leave it out, or choose {}",
                row.name,
                (row.get)(self),
                row.needs
            )))
        })
    }

    /// Checks that a chunk of so many tasks can be sent.
    pub(super) fn check_payload(&self, largest: u32) -> Result<(), PlanError> {
        if self.payload.get().saturating_mul(largest.into()) <= MOST_PAYLOAD.get() {
            return Ok(());
        }
        Err(PlanError::Conflict(format!(
            "a payload of {} for each of the {largest} tasks of a chunk is more than {MOST_PAYLOAD}: \
             choose a smaller payload or chunksize",
            self.payload
        )))
    }

    /// Checks for very many tasks, for each of which memory would be needed.
    fn check_many(&self) -> Result<(), PlanError> {
        let tasks = self.task_count();
        let most = if self.workload.name == "memory" {
            MOST_SEEN
        } else if self.shape == Shape::Uniform {
            u32::MAX
        } else {
            MOST_SHAPED
        };
        if tasks <= most {
            return Ok(());
        }
        Err(PlanError::Conflict(if most == MOST_SEEN {
            format!(
                "each task of workload memory sees the numbers of all before it, and of {tasks} that \
                 is too much: give at most {MOST_SEEN}"
            )
        } else {
            format!(
                "shape {} has a size for each task, and {tasks} are too many: give at most \
                 {MOST_SHAPED}, or choose shape uniform",
                self.shape
            )
        }))
    }

    /// Checks for tasks that are commands.
    fn check_command(&self) -> Result<(), PlanError> {
        let conflict = |text: &str| Err(PlanError::Conflict(text.into()));
        if self.command.is_empty() {
            return conflict(
                "there is no command: write it after two hyphens, as in \
                 `parscope run -- gzip -k {} ::: a b c`",
            );
        }
        if self.channel == Channel::SharedMemory {
            return conflict(
                "channel shared-memory has room for results of a known size only, and how \
                 much a command writes is not known: choose channel pipe, queue or manager",
            );
        }
        if let Err(why) = workload::check_places(&self.command, self.inputs.sources()) {
            return Err(PlanError::Conflict(why));
        }
        if self.io > Percent::ZERO {
            return conflict("a command waits as long as it waits: leave `io` out");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload;

    fn on(name: &str) -> Experiment {
        Experiment::on(workload::find(name).expect("a workload of that name"))
    }

    #[test]
    fn very_many_tasks_may_be_run_where_none_of_them_takes_memory() {
        let many = |name: &str, shape, tasks| {
            let many = Experiment {
                tasks: Some(tasks),
                shape,
                ..on(name)
            };
            many.check().map_err(|error| error.to_string())
        };
        assert_eq!(many("count", Shape::Uniform, 100_000_000), Ok(()));
        let shaped = many("count", Shape::Random, 10_000_001).unwrap_err();
        assert!(shaped.contains("shape uniform"), "{shaped}");
        let seen = many("memory", Shape::Uniform, 100_001).unwrap_err();
        assert!(seen.contains("at most 100000"), "{seen}");
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
        // One chunk, as in Python.
        assert_eq!(beyond.check(), Ok(()));
        assert_eq!(beyond.chunks(2).to_string(), "1 chunk of 4 tasks");

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
}
