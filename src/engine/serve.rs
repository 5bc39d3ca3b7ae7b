//! [`serve`]: what a process started by us does instead of `main`.

use super::{
    EngineError, calibration, ceiling,
    exec::{self, Floor},
    job::{Job, Reply},
    launch,
    load::{self, Load},
    recorder::recorder_cost,
    tally::Tally,
    task, transport, worker,
};
use crate::{
    base::{Bytes, Shared},
    plan::{Channel, Experiment, Mode},
    trace::Outcome,
    workload::{self, Kernel},
};
use procfs::{Current, Meminfo};
use std::{env, process::ExitCode, sync::Arc};

/// If this process was started as a runner or a worker, does that work and returns its exit
/// code. To be called first in `main`: what comes before it delays every worker.
#[must_use]
pub fn serve() -> Option<ExitCode> {
    launch::keep_ended_children();
    match env::args_os().nth(1)?.to_str()? {
        launch::RUNNER => Some(runner()),
        launch::FORKSERVER => Some(launch::serve_forks()),
        launch::WORKER => Some(worker::main()),
        launch::LOAD => {
            let parent = env::args().nth(2).and_then(|parent| parent.parse().ok());
            Some(load::main(parent))
        }
        _ => None,
    }
}

/// What a runner is told first: who started it, and what to do.
pub(super) type Order = (u32, Job);

fn runner() -> ExitCode {
    let reply = perform().unwrap_or_else(|error| Reply::Refused(error.to_string()));
    let letter = serde_json::to_vec(&reply).unwrap_or_default();
    match transport::write_letter(rustix::stdio::stdout(), &letter) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn perform() -> Result<Reply, EngineError> {
    let begin = "the runner cannot begin";
    let letter =
        transport::read_letter(rustix::stdio::stdin()).map_err(EngineError::system(begin))?;
    let (parent, job): Order =
        serde_json::from_slice(&letter).map_err(EngineError::system(begin))?;
    launch::die_with_parent(parent).map_err(EngineError::system(begin))?;
    launch::name_process("runner");
    launch::raise_file_limit();
    match job {
        Job::Calibrate { experiment, time } => Ok(Reply::Size(calibration::size_for(
            &Experiment::from_json(&experiment)?,
            time,
        ))),
        Job::Ceiling { experiment, copies } => Ok(Reply::Ceiling(ceiling::ceiling(
            &Experiment::from_json(&experiment)?,
            copies,
        ))),
        Job::Run { experiment, log } => run(&Experiment::from_json(&experiment)?, log),
    }
}

fn run(experiment: &Experiment, log: i32) -> Result<Reply, EngineError> {
    let log = launch::attach(log)?;
    let shared = shared(experiment)?;
    let kernel = task::kernel(experiment, shared.clone())?;
    let preload = preload(experiment.preload)?;
    let load = Load::start(experiment.load)?;
    let before = kernel.view();
    log.set_pid(exec::MAIN, crate::base::Pid::new(std::process::id()));
    log.warm();
    let cpu = launch::cpu_time();
    let finish = exec::run(&Floor::new(experiment, &*kernel, &log, shared))?;
    drop(preload);
    let cpu = launch::cpu_time().saturating_sub(cpu);
    drop(load);
    let failure = finish
        .failure
        .or_else(|| fault(experiment, &finish.tally, &*kernel));
    Ok(Reply::Outcome(Box::new(Outcome {
        started: finish.started,
        ended: finish.ended,
        cpu,
        tasks_done: finish.tally.done(),
        verified: failure.is_none(),
        result: finish.tally.result(),
        results: finish.tally.answers().map(Into::into).collect(),
        restarts: finish.restarts,
        failure,
        delivery: finish.delivery,
        failed_tasks: finish.tally.failed(),
        quits: finish.quits,
        main_views: before
            .into_iter()
            .chain(kernel.view())
            .map(Into::into)
            .collect(),
        workers: finish.workers,
        recorder: recorder_cost(),
        // The host adds what it has seen around the run.
        conditions: None,
    })))
}

/// Memory that all workers have in common: the list of the workload `memory` lies there where
/// the channel is shared memory.
fn shared(experiment: &Experiment) -> Result<Option<Arc<Shared>>, EngineError> {
    if experiment.channel != Channel::SharedMemory {
        return Ok(None);
    }
    // A task that is run again, because its worker died, adds to the list once more.
    let tasks = experiment
        .task_count()
        .saturating_mul(experiment.retries + 1);
    let words = workload::list_words(tasks);
    let shared = Shared::create(c"parscope-list", words)
        .map_err(EngineError::system("there is no room for shared memory"))?;
    Ok(Some(Arc::new(shared)))
}

/// Takes and touches memory, page by page, so that a fork has as many pages to tell apart.
fn preload(bytes: Bytes) -> Result<Vec<u8>, EngineError> {
    let mut memory = Vec::new();
    memory
        .try_reserve_exact(bytes.length())
        .map_err(|_| EngineError::Run(format!("there is no memory for a preload of {bytes}")))?;
    if bytes > Bytes::ZERO {
        let free = Meminfo::current().ok().and_then(|info| info.mem_available);
        if free.is_some_and(|free| free < bytes.get()) {
            return Err(EngineError::Run(format!(
                "a preload of {bytes} is more memory than is free: choose a smaller one"
            )));
        }
    }
    memory.resize(bytes.length(), 1);
    Ok(std::hint::black_box(memory))
}

/// What is wrong with the answers. Those of the serial run are checked against another road to
/// them; the host holds all others against those of the serial run.
fn fault(experiment: &Experiment, tally: &Tally, kernel: &dyn Kernel) -> Option<String> {
    if !tally.is_complete() {
        let (done, tasks) = (tally.done(), experiment.task_count());
        return Some(format!("{done} of {tasks} tasks were answered"));
    }
    (experiment.mode == Mode::Serial && !tally.is_right(kernel))
        .then(|| "the answers are wrong: another way to compute them gives others".into())
}
