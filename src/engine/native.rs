//! [`Native`]: runs experiments in Rust threads and processes, below a fresh runner process each.
//!
//! ```text
//!  Runner ══ pipe, death signal ══▶ runner process ──▶ exec ──▶ workers
//!  (host)                           (does one job)      │
//!                                                       ▼
//!                                span log (shared memory) ◀── lane writers
//! ```
//!
//! [`Runner`] is the host's side. [`serve`] is the other: it takes the place of `main` in a process
//! that we started.

mod calibration;
mod ceiling;
mod channel;
mod checksum;
mod codec;
mod collector;
mod exec;
mod gil;
mod in_flight;
mod job;
mod launch;
mod link;
mod load;
mod payload;
mod pin;
mod recorder;
mod run_log;
mod runner;
mod serve;
mod task;
mod transport;
mod worker;
mod worker_context;

pub(super) use checksum::Tally;
pub(super) use exec::Finish;
pub(crate) use launch::cpu_time;
pub(super) use launch::{
    ProcessEnding, end_members, left_running, name_process, this_program, wait_for_end,
};
pub use serve::serve;
pub(super) use task::Waits;

use super::{Engine, EngineError, Job, Needs, OnReply, Reply, Running};
use crate::{
    log::{Description, SpanLog},
    plan::{Mode, Resolved},
};
use ceiling::has_ceiling;
use job::Assignment;
use runner::Runner;

/// The engine of parscope's own.
pub(super) struct Native;

impl Engine for Native {
    fn name(&self) -> &'static str {
        "native"
    }

    fn runs(&self, experiment: &Resolved) -> bool {
        !experiment.is_command() && !experiment.is_python()
    }

    fn needs(&self, experiment: &Resolved, copies: u32) -> Needs {
        Needs {
            ceiling: has_ceiling(experiment, copies),
            baseline: experiment.mode != Mode::Serial,
        }
    }

    fn log(
        &self,
        experiment: &Resolved,
        description: &Description,
    ) -> Result<SpanLog, EngineError> {
        run_log::log(experiment, description)
    }

    fn start(
        &self,
        job: Job,
        experiment: &Resolved,
        log: Option<&SpanLog>,
        report: OnReply,
    ) -> Result<Box<dyn Running>, EngineError> {
        start(job, experiment, log, false, report)
    }
}

impl Running for Runner {}

/// Starts a runner on a job, with a monitor that ends all that its tasks have started, if they can
/// start anything.
pub(super) fn start(
    job: Job,
    experiment: &Resolved,
    log: Option<&SpanLog>,
    monitored: bool,
    report: OnReply,
) -> Result<Box<dyn Running>, EngineError> {
    let assignment = Assignment {
        parent: std::process::id(),
        experiment: experiment.to_json(),
        job,
        monitored: monitored && job == Job::Run,
    };
    Ok(Box::new(Runner::start(&assignment, log, report)?))
}
