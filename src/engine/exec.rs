//! How the tasks are run: one file for each mode.

mod pool;
mod process;
mod rayon;
mod serial;
mod staff;
mod threaded;

use super::{
    EngineError,
    tally::Tally,
    task::{self, Manner},
};
use crate::{
    base::{LaneId, Moment},
    plan::{Chunks, Experiment, Mode, Pool},
    trace::{LaneWriter, Log},
    workload::Kernel,
};

/// Everything a run needs.
pub(super) struct Floor<'a> {
    /// The experiment, every choice made.
    pub(super) experiment: &'a Experiment,
    /// How the tasks are cut.
    pub(super) chunks: Chunks,
    /// The work.
    pub(super) kernel: &'a dyn Kernel,
    /// Where everyone writes down what they do.
    pub(super) log: &'a Log,
    /// How tasks are done.
    pub(super) manner: Manner,
    /// How many workers.
    pub(super) workers: u32,
}

/// What came of a run.
pub(super) struct Finish {
    /// When the first worker was begun.
    pub(super) started: Moment,
    /// When the last one was gone.
    pub(super) ended: Moment,
    /// The answers.
    pub(super) tally: Tally,
    /// Why it is incomplete, if it is.
    pub(super) failure: Option<String>,
}

/// The main lane.
pub(super) const MAIN: LaneId = LaneId::new(0);

impl<'a> Floor<'a> {
    /// The floor for an experiment whose every choice is made.
    pub(super) fn new(experiment: &'a Experiment, kernel: &'a dyn Kernel, log: &'a Log) -> Self {
        let workers = experiment.worker_count(1);
        Self {
            experiment,
            chunks: experiment.chunks(1),
            kernel,
            manner: Manner::of(experiment),
            log,
            workers,
        }
    }

    fn tasks(&self) -> u32 {
        self.experiment.task_count()
    }

    fn tally(&self) -> Tally {
        Tally::new(self.tasks())
    }

    /// The lane of a worker, counted from 0.
    fn lane(worker: u32) -> LaneId {
        LaneId::new(u16::try_from(worker + 1).expect("a log has fewer lanes than that"))
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
pub(super) fn run(floor: &Floor<'_>) -> Result<Finish, EngineError> {
    match (floor.experiment.mode, floor.experiment.pool) {
        (Mode::Serial, _) => Ok(serial::run(floor)),
        (Mode::Threaded, _) => threaded::run(floor),
        (Mode::Process, _) => Ok(process::run(floor)),
        (Mode::Pool, Pool::Processes) => Ok(pool::run(floor)),
        (Mode::Pool, Pool::Rayon) => rayon::run(floor),
    }
}
