//! [`CommandEngine`]: runs commands as tasks.
//!
//! They are started by the native engine's workers, under a monitor that ends all their processes
//! when they are stopped. A command may have effects that allow no second run, and its kernel is
//! not ours: there is neither T₁ nor a ceiling.

use super::{Engine, EngineError, Job, Needs, OnReply, Running, native};
use crate::{
    log::{Description, SpanLog},
    plan::Resolved,
};

/// The engine of commands.
pub(super) struct CommandEngine;

impl Engine for CommandEngine {
    fn name(&self) -> &'static str {
        "command"
    }

    fn runs(&self, experiment: &Resolved) -> bool {
        experiment.is_command()
    }

    fn needs(&self, _: &Resolved, _: u32) -> Needs {
        Needs {
            ceiling: false,
            baseline: false,
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
