//! [`Unit`]: the pieces of work that a run is made of, by their name.

use super::Run;

/// A piece of a lane's work: a task that was planned, or a slice of another program's trace, whose
/// nature is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    /// One of them.
    pub one: &'static str,
    /// Several.
    pub several: &'static str,
    /// One in the second of the two colours, beside one in the first.
    pub next: &'static str,
}

impl Unit {
    /// The unit of a run of our own.
    pub const TASK: Self = Self {
        one: "task",
        several: "tasks",
        next: "task of the next chunk",
    };
    /// The unit of a trace.
    pub const SLICE: Self = Self {
        one: "slice",
        several: "slices",
        next: "slice of another name",
    };

    /// So many: `1 slice`, `3 slices`.
    #[must_use]
    pub fn count(self, number: u32) -> String {
        let noun = if number == 1 { self.one } else { self.several };
        format!("{number} {noun}")
    }
}

impl Run {
    /// The unit that it is made of.
    #[must_use]
    pub const fn unit(&self) -> Unit {
        match self.import() {
            Some(_) => Unit::SLICE,
            None => Unit::TASK,
        }
    }
}
