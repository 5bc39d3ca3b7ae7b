//! How the tasks are run: one file for each mode.

mod begun;
mod coordinator;
mod rayon;
mod serial;
mod supervisor;
mod thread;
mod threaded;

use super::{
    EngineError,
    checksum::Tally,
    task::{self, TaskPolicy},
};
use crate::{
    base::{LaneId, Moment, Nanos, Shared, TaskId},
    log::{Interpreter, LaneWriter, SpanLog, WorkerUsage},
    plan::{Channel, Chunks, Mode, Pool, Resolved, StartMethod},
    workload::Kernel,
};
use std::sync::Arc;

/// Everything a run needs.
pub(super) struct RunContext<'a> {
    /// The experiment, every choice made.
    pub(super) experiment: &'a Resolved,
    /// How the tasks are cut.
    pub(super) chunks: Chunks,
    /// The work.
    pub(super) kernel: &'a dyn Kernel,
    /// The log that all of them write to.
    pub(super) log: &'a SpanLog,
    /// How tasks are done.
    pub(super) policy: TaskPolicy<'static>,
    /// How many workers.
    pub(super) workers: u32,
    /// Memory that all have in common, where the work needs some.
    pub(super) shared: Option<Arc<Shared>>,
}

/// The result of a run.
pub(in crate::engine) struct Finish {
    /// When the first worker was started.
    pub(in crate::engine) started: Moment,
    /// When the last one was gone.
    pub(in crate::engine) ended: Moment,
    /// The answers.
    pub(in crate::engine) checksum: Tally,
    /// Why it is incomplete, if it is.
    pub(in crate::engine) failure: Option<String>,
    /// Why tasks were lost that could not be done again, in a sentence each.
    pub(in crate::engine) lost: Vec<String>,
    /// Workers that were started in place of others.
    pub(in crate::engine) restarts: u32,
    /// Workers that confirmed their sentinel.
    pub(in crate::engine) quits: u32,
    /// Tasks in the order in which main got their results, where that is another than theirs.
    pub(in crate::engine) delivery: Vec<TaskId>,
    /// The system's counters of each worker.
    pub(in crate::engine) workers: Vec<WorkerUsage>,
    /// Its CPU time, where that is not what this process and its children have used meanwhile.
    pub(in crate::engine) cpu: Option<Nanos>,
    /// The interpreter that did the tasks, if one did.
    pub(in crate::engine) interpreter: Option<Interpreter>,
}

impl Finish {
    /// A run that went well.
    pub(in crate::engine) fn new(started: Moment, ended: Moment, checksum: Tally) -> Self {
        Self {
            started,
            ended,
            checksum,
            failure: None,
            lost: Vec::new(),
            restarts: 0,
            quits: 0,
            delivery: Vec::new(),
            workers: Vec::new(),
            cpu: None,
            interpreter: None,
        }
    }
}

/// The main lane.
pub(super) const MAIN: LaneId = LaneId::new(0);

impl<'a> RunContext<'a> {
    /// The context for an experiment whose every choice is made.
    pub(super) fn new(
        experiment: &'a Resolved,
        kernel: &'a dyn Kernel,
        log: &'a SpanLog,
        shared: Option<Arc<Shared>>,
    ) -> Self {
        let workers = experiment.worker_count();
        Self {
            experiment,
            chunks: experiment.chunks(),
            kernel,
            policy: TaskPolicy::of(experiment).spared(),
            log,
            workers,
            shared,
        }
    }

    fn tasks(&self) -> u32 {
        self.experiment.task_count()
    }

    fn checksum(&self) -> Tally {
        Tally::new(self.tasks())
    }

    /// The lane of a worker, counted from 0.
    fn lane(worker: u32) -> LaneId {
        LaneId::new(u16::try_from(worker + 1).expect("a log has fewer lanes than that"))
    }

    /// The lane of the forkserver, where there is one: after the workers.
    fn forkserver_lane(&self) -> Option<LaneId> {
        let has_one = self.experiment.start == StartMethod::Forkserver;
        has_one.then(|| Self::lane(self.workers))
    }

    /// The lane of the manager, where there is one: after that.
    fn manager_lane(&self) -> Option<LaneId> {
        let has_one = self.experiment.channel == Channel::Manager;
        let servers = u32::from(self.forkserver_lane().is_some());
        has_one.then(|| Self::lane(self.workers + servers))
    }

    /// The writer of a lane whose tasks may be short and many.
    fn writer(&self, lane: LaneId) -> LaneWriter {
        self.log.writer(lane).merging(task::merges(self.experiment))
    }
}

/// Runs the experiment.
///
/// # Errors
/// Where it cannot even be begun; a run that fails later has a [`Finish`] that says so.
pub(super) fn run(run_context: &RunContext<'_>) -> Result<Finish, EngineError> {
    match (run_context.experiment.mode, run_context.experiment.pool) {
        (Mode::Serial, _) => Ok(serial::run(run_context)),
        (Mode::Threaded, _) => threaded::run(run_context),
        (Mode::Process, _) | (Mode::Pool, Pool::Processes) => Ok(coordinator::run(run_context)),
        (Mode::Pool, Pool::Rayon) => rayon::run(run_context),
        (Mode::Pool, pool) => Err(EngineError::Run(format!("pool {pool} is Python's"))),
    }
}
