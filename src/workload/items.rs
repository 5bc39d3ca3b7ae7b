//! [`Items`]: the tasks of a run, one by one.

use super::{Inputs, Shape, Sizes};
use crate::base::{Shared, TaskId};
use std::{path::PathBuf, sync::Arc};

/// The list of items that the kernel is called on.
#[derive(Debug, Clone, Default)]
pub struct Items {
    /// How many tasks there are.
    pub tasks: u32,
    /// How large each of them is.
    pub sizes: Sizes,
    /// The seed of random content.
    pub seed: u64,
    /// The numbers given by the user, one a task; empty where the workload takes none.
    pub values: Vec<i64>,
    /// The texts given by the user: the inputs of a command, the files of pictures.
    pub inputs: Inputs,
    /// The words of the command, where the tasks are commands.
    pub command: Vec<String>,
    /// The folder that results are written to, if they are.
    pub output: Option<PathBuf>,
    /// Memory that all workers have in common, where the workload keeps its list there.
    pub shared: Option<Arc<Shared>>,
}

impl Items {
    /// Spreads `size` over the tasks in the given shape; sizes are at least 1.
    #[must_use]
    pub fn shaped(tasks: u32, size: u64, shape: Shape, seed: u64, cost_exponent: f64) -> Self {
        Self {
            tasks,
            sizes: shape.sizes(tasks, size, seed, cost_exponent),
            seed,
            ..Self::default()
        }
    }

    /// The size of one task.
    #[inline]
    #[must_use]
    pub fn size(&self, task: TaskId) -> u64 {
        match &self.sizes {
            Sizes::Uniform(size) => *size,
            Sizes::Each(sizes) => sizes.get(task.index()).copied().unwrap_or(1),
        }
    }

    /// The size of one task as a length in memory.
    pub(super) fn length(&self, task: TaskId) -> usize {
        usize::try_from(self.size(task)).unwrap_or(usize::MAX)
    }
}
