//! [`Experiment::as_set`]: the parameters that were set, without those that followed from them.

use super::Experiment;
use crate::plan::{Cost, Workers};

impl Experiment {
    /// An experiment without what followed from something else: the size that a task time came to,
    /// and tasks and size where they are those of the workload.
    #[must_use]
    pub fn as_set(&self) -> Self {
        let tasks = self.tasks.filter(|&tasks| {
            if self.workload.is_split {
                self.workers != Workers::Count(tasks)
            } else {
                let own = Self {
                    tasks: None,
                    ..self.clone()
                };
                own.task_count() != tasks
            }
        });
        Self {
            tasks,
            cost: match self.cost {
                Cost::Found { time, .. } => Cost::Time(time),
                Cost::Size(size) if size == self.default_size() => Cost::Default,
                cost => cost,
            },
            ..self.clone()
        }
    }

    /// Whether a parameter that otherwise follows from the workload was set.
    #[must_use]
    pub fn gives(&self, parameter: &str) -> bool {
        match parameter {
            "tasks" => self.tasks.is_some(),
            "size" => matches!(self.cost, Cost::Size(_)),
            "task-time" => matches!(self.cost, Cost::Time(_) | Cost::Found { .. }),
            _ => true,
        }
    }
}
