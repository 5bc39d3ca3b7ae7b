//! [`Basis`]: what the work in a ledger is known from, and the words that follow from it.

use super::{Ledger, Row};
use crate::base::Ratio;

/// The source of the lanes' work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Basis {
    /// The serial run of the same tasks: what is more is inflation, and rows cost speedup.
    Serial,
    /// The run itself, which has no T₁: rows cost lanes.
    Run,
    /// The run of a program that is watched, whose own code is not looked into.
    Program,
    /// Another program's trace, which does not say what a lane was about to do.
    Trace,
}

impl Ledger {
    /// Whether its rows are parts of a speedup, and not only of the lanes.
    #[must_use]
    pub fn has_speedup(&self) -> bool {
        self.basis == Basis::Serial
    }

    /// Whether a row is told apart here; if not, its time is in another.
    #[must_use]
    pub const fn knows(&self, row: Row) -> bool {
        match self.basis {
            Basis::Serial => true,
            Basis::Run | Basis::Program => !matches!(row, Row::Inflation),
            Basis::Trace => matches!(row, Row::Work | Row::Starved),
        }
    }

    /// The name of a row here.
    #[must_use]
    pub fn name(&self, row: Row) -> &'static str {
        match (self.basis, row) {
            (Basis::Trace, Row::Starved) => "idle",
            (Basis::Program, Row::Starved) => "no task",
            _ => row.name(),
        }
    }

    /// A description of a row here, in a few words.
    #[must_use]
    pub const fn about(&self, row: Row) -> &'static str {
        match (self.basis, row) {
            (Basis::Run | Basis::Program, Row::Work) => "at a task",
            (Basis::Program, Row::Starved) => "none to do, or not there yet",
            (Basis::Trace, Row::Work) => "in a slice",
            (Basis::Trace, Row::Starved) => "in no slice",
            _ => row.about(),
        }
    }

    /// The unit of its figures in lanes: the head of their column.
    #[must_use]
    pub const fn unit(&self) -> &'static str {
        match self.basis {
            Basis::Serial => "speedup",
            Basis::Run | Basis::Program | Basis::Trace => "lanes",
        }
    }

    /// So many lanes, as they are written here: `1.78×` of a speedup, else `1.78`.
    #[must_use]
    pub fn figure(&self, lanes: Ratio) -> String {
        match self.basis {
            Basis::Serial => lanes.factor(),
            Basis::Run | Basis::Program | Basis::Trace => format!("{:.2}", lanes.get()),
        }
    }
}
