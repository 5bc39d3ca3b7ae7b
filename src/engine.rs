//! Runs experiments: in a fresh runner process each, supervised from outside.
//!
//! ```text
//!  Session ──▶ Runner ══ pipe, death signal ══▶ runner process ──▶ exec ──▶ workers
//!  (host)      (host)                           (runs one job)      │
//!     ▲                                                             ▼
//!     └───────────────────────── span log (shared memory) ◀── lane writers
//! ```
//!
//! [`Session`] is the host's side: it measures the size of a task and T₁ where they are not
//! known yet, then does the runs asked for, and reports as [`Event`]s. [`serve`] is the other
//! side: what a process started by us does instead of `main`.

mod book;
mod calibration;
mod caller;
mod ceiling;
mod channel;
mod costs;
mod exec;
mod gil;
mod job;
mod launch;
mod load;
mod machine;
mod payload;
mod pin;
mod recorder;
mod runner;
mod serve;
mod session;
mod tally;
mod task;
mod transport;
mod worker;

pub use costs::{keep_costs, kept_costs, measure_costs, parse_costs};
pub use machine::{machine, usable_cores};
pub use serve::serve;
pub use session::{Event, Session, Stage};

/// What can go wrong with a run.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The experiment makes no sense.
    #[error(transparent)]
    Plan(#[from] crate::plan::PlanError),
    /// The span log could not be made.
    #[error(transparent)]
    Trace(#[from] crate::trace::TraceError),
    /// A system call failed.
    #[error("{action}: {source}")]
    System {
        /// What was being done.
        action: String,
        /// Why it could not be done.
        source: std::io::Error,
    },
    /// A process or thread cannot be started.
    #[error("{0}")]
    Start(String),
    /// The run itself failed.
    #[error("the run failed: {0}")]
    Run(String),
}

impl EngineError {
    fn system<E: Into<std::io::Error>>(action: impl Into<String>) -> impl FnOnce(E) -> Self {
        let action = action.into();
        move |source| Self::System {
            action,
            source: source.into(),
        }
    }
}
