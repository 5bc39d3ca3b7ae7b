//! What came of an experiment, for other programs and for people without the dashboard.
//!
//! One file per format, each an [`Export`]: [`Json`] is the headless contract, [`Report`] is for
//! reading. A [`Comparison`] sets several experiments side by side.

mod comparison;
mod json;
mod report;
mod style;
mod table;
mod timeline;

pub use comparison::Comparison;
pub use json::Json;
pub use report::Report;
pub use style::Style;
pub use table::Table;

use crate::{
    base::Nanos,
    model::{Figures, Run},
    trace::{Kind, Lane, Span},
};
use std::io;

/// The runs of one experiment that have ended, and what they come to.
#[derive(Debug, Clone)]
pub struct Results {
    /// The counted runs; one that failed is the last.
    pub runs: Vec<Run>,
    /// The figures of those that did not fail; `None` where there are none.
    pub figures: Option<Figures>,
}

impl Results {
    /// Sums up the runs of one experiment.
    #[must_use]
    pub fn of(runs: Vec<Run>) -> Self {
        Self {
            figures: Figures::of(&runs),
            runs,
        }
    }
}

/// A format.
pub trait Export {
    /// Writes the results.
    ///
    /// # Errors
    /// Those of `out`.
    fn write(&self, results: &Results, out: &mut dyn io::Write) -> io::Result<()>;
}

/// How many tasks a lane has done.
fn tasks(lane: &Lane) -> u32 {
    let ended = lane.spans.iter().map(Span::tasks_ended);
    ended.fold(0, u32::saturating_add)
}

/// How long a lane has computed; a task that waits does not.
fn busy(lane: &Lane) -> Nanos {
    let tasks = lane.spans.iter().filter(|span| span.kind == Kind::Task);
    tasks.map(|span| span.length).sum()
}
