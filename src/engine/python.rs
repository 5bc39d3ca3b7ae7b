//! [`PythonEngine`]: runs experiments in CPython.
//!
//! ```text
//!  experiment ─▶ Listing ─▶ a program in plain Python ═▶ the probe's logs ─▶ Translation ─▶ span log
//!                                     └─ prints the answers
//! ```
//!
//! The program is the one that the code pane shows, and it is watched as one of the user's would be,
//! so that code, run and picture cannot disagree. All of it happens below a runner process.

mod listing;
mod run;
mod translation;

pub use listing::Listing;
pub(super) use run::{mean_cost, run};

use super::{Engine, EngineError, Job, Needs, OnReply, Running, native};
use crate::{
    log::{Description, SpanLog},
    plan::Resolved,
};

/// The engine of CPython.
pub(super) struct PythonEngine;

impl Engine for PythonEngine {
    fn name(&self) -> &'static str {
        "python"
    }

    fn runs(&self, experiment: &Resolved) -> bool {
        experiment.is_python()
    }

    fn needs(&self, experiment: &Resolved, _: u32) -> Needs {
        Needs {
            ceiling: false,
            baseline: !experiment.is_serial(),
        }
    }

    fn log(
        &self,
        experiment: &Resolved,
        description: &Description,
    ) -> Result<SpanLog, EngineError> {
        native::Native.log(experiment, description)
    }

    fn start(
        &self,
        job: Job,
        experiment: &Resolved,
        log: Option<&SpanLog>,
        report: OnReply,
    ) -> Result<Box<dyn Running>, EngineError> {
        native::start(job, experiment, log, true, report)
    }
}
