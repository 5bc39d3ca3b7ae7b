//! [`Sizes`]: how large the tasks of a run are.

/// The size of each task, in the workload's own unit; at least 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sizes {
    /// One size for all tasks.
    Uniform(u64),
    /// A size for each task.
    Each(Vec<u64>),
}

impl Default for Sizes {
    fn default() -> Self {
        Self::Uniform(1)
    }
}
