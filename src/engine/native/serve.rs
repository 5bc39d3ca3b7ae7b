//! [`serve`]: the work of a process that we started, in place of `main`.

use super::{
    EngineError, Job, Reply, calibration, ceiling,
    checksum::Tally,
    exec::{self, RunContext},
    job::Assignment,
    launch::{self, descriptors},
    load::{self, Load},
    recorder::recorder_cost,
    task, transport, worker,
};
use crate::{
    base::{Bytes, Shared, fallibly},
    engine::{python, watch},
    log::{Outcome, RecorderCost, SpanLog},
    plan::{Channel, Mode, Resolved},
    workload::{self, Kernel},
};
use procfs::{Current, Meminfo};
use std::{env, process::ExitCode, sync::Arc};

/// If this process was started as a runner or a worker, does that work and returns its exit
/// code. Call it first in `main`: all code before it delays every worker.
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
        watch::SESSION_LEADER => Some(watch::lead_session()),
        _ => None,
    }
}

fn runner() -> ExitCode {
    let refused = |error: EngineError| (Reply::Refused(error.to_string()), RunnerEnd::Broken);
    let (reply, end) = perform().unwrap_or_else(refused);
    let letter = serde_json::to_vec(&reply).unwrap_or_default();
    let told = transport::write_letter(rustix::stdio::stdout(), &letter);
    match (told, end) {
        (Ok(()), RunnerEnd::Orderly) => ExitCode::SUCCESS,
        // A monitor takes this for the order to end all processes that are left.
        _ => ExitCode::FAILURE,
    }
}

/// How a runner came to its end.
#[derive(Clone, Copy)]
enum RunnerEnd {
    /// Every worker ended as it should: processes that commands left running may stay.
    Orderly,
    /// It gave up.
    Broken,
}

fn perform() -> Result<(Reply, RunnerEnd), EngineError> {
    let begin = "the runner cannot begin";
    let order = descriptors::receive(rustix::stdio::stdin()).map_err(EngineError::system(begin))?;
    let (letter, files) = order.ok_or_else(|| EngineError::Run("there was no order".into()))?;
    let assignment: Assignment =
        serde_json::from_slice(&letter).map_err(EngineError::system(begin))?;
    if assignment.monitored {
        launch::monitored()
    } else {
        launch::die_with_parent(assignment.parent)
    }
    .map_err(EngineError::cannot_start("the runner"))?;
    launch::name_process("runner");
    launch::raise_file_limit();
    let experiment = Resolved::from_json(&assignment.experiment)?;
    let reply = match assignment.job {
        Job::Size(time) if experiment.is_python() => {
            let cost = |size| python::mean_cost(&experiment, size);
            Reply::Size(calibration::size_for(&experiment, time, cost)?)
        }
        Job::Size(time) => {
            let cost = |size| Ok(calibration::mean_cost(&experiment, size));
            Reply::Size(calibration::size_for(&experiment, time, cost)?)
        }
        Job::Ceiling(copies) => Reply::Ceiling(ceiling::ceiling(&experiment, copies)?),
        Job::Run => {
            let file = files.into_iter().next();
            let file =
                file.ok_or_else(|| EngineError::Run("the span log was not handed over".into()))?;
            return run(&experiment, &SpanLog::attach(file)?);
        }
    };
    Ok((reply, RunnerEnd::Orderly))
}

fn run(experiment: &Resolved, log: &SpanLog) -> Result<(Reply, RunnerEnd), EngineError> {
    let shared = shared(experiment)?;
    let kernel = task::kernel(experiment, shared.clone())?;
    let preload = preload(experiment.preload)?;
    let load = Load::start(experiment.load)?;
    let before = kernel.view();
    log.set_pid(exec::MAIN, crate::base::Pid::new(std::process::id()));
    log.warm();
    let cpu = launch::cpu_time();
    let finish = if experiment.is_python() {
        python::run(experiment, log)?
    } else {
        exec::run(&RunContext::new(experiment, &*kernel, log, shared))?
    };
    drop(preload);
    let used = launch::cpu_time().saturating_sub(cpu);
    let cpu = finish.cpu.unwrap_or(used);
    drop(load);
    let (end, left) = match finish.failure {
        None if experiment.is_command() => (RunnerEnd::Orderly, launch::left_running()),
        None => (RunnerEnd::Orderly, Vec::new()),
        Some(_) => (RunnerEnd::Broken, Vec::new()),
    };
    let failure = finish
        .failure
        .or_else(|| lost(&finish.lost))
        .or_else(|| fault(experiment, &finish.checksum, &*kernel));
    let outcome = Outcome {
        started: finish.started,
        ended: finish.ended,
        cpu,
        tasks_done: finish.checksum.done(),
        verified: failure.is_none() && (experiment.is_command() || finish.checksum.failed() == 0),
        result: finish.checksum.result(),
        results: finish.checksum.answers().map(Into::into).collect(),
        restarts: finish.restarts,
        failure: failure.map(Into::into),
        delivery: finish.delivery,
        failed_tasks: finish.checksum.failed(),
        failures: finish.checksum.failures(),
        quits: finish.quits,
        main_views: before
            .into_iter()
            .chain(kernel.view())
            .map(Into::into)
            .collect(),
        workers: finish.workers,
        left,
        recorder: if experiment.is_python() {
            // The probe's cost is in the work.
            RecorderCost::default()
        } else {
            recorder_cost()
        },
        // The host adds its own observations of the run.
        damaged: false,
        conditions: None,
        interpreter: finish.interpreter,
    };
    Ok((Reply::Outcome(Box::new(outcome)), end))
}

/// The message about a run that lost tasks.
fn lost(tasks: &[String]) -> Option<String> {
    let (first, others) = tasks.split_first()?;
    Some(match others.len() {
        0 => first.clone(),
        1 => format!("{first}; 1 more task was lost"),
        more => format!("{first}; {more} more tasks were lost"),
    })
}

/// Memory that all workers have in common: the list of the workload `memory` lies there where
/// the channel is shared memory.
fn shared(experiment: &Resolved) -> Result<Option<Arc<Shared>>, EngineError> {
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
    fallibly(|| memory.try_reserve_exact(bytes.length()))
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

/// The fault in the answers, if any. Those of the serial run are checked against another way to
/// compute them; the host compares all others with those of the serial run.
fn fault(experiment: &Resolved, checksum: &Tally, kernel: &dyn Kernel) -> Option<String> {
    if !checksum.is_complete() {
        let (done, tasks) = (checksum.done(), experiment.task_count());
        return Some(format!("{done} of {tasks} tasks were answered"));
    }
    // A task that failed is reported, and has no right answer.
    (experiment.mode == Mode::Serial && checksum.failed() == 0 && !checksum.is_right(kernel))
        .then(|| "the answers are wrong: another way to compute them gives others".into())
}
