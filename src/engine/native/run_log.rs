//! [`log`]: the log of a run, laid out beforehand: main, the workers, the servers, the cores.

use crate::{
    engine::EngineError,
    log::{Description, LaneKind, LaneSpec, SpanLog},
    plan::{Channel, Lock, Resolved, StartMethod},
};

/// Room in a log's description for the answers of a thousand tasks, and then some.
const OUTCOME_BYTES: usize = 160 * 1024;

/// Room for what the time of a thread in Python went to.
const TIMES_BYTES: usize = 256 * 1024;

/// The most spans a lane has room for. The memory is taken only as they are written.
const MOST_SPANS: u64 = 1 << 22;

/// Usage samples a core has room for: days.
const MOST_SAMPLES: u64 = 1 << 20;

/// The log for a run: main, the workers, the cores.
pub(super) fn log(
    experiment: &Resolved,
    description: &Description,
) -> Result<SpanLog, EngineError> {
    // A task has at most a dozen spans, where it has a process: start-up, a delay, wait, lock,
    // receive, another delay, task, io, lock, send, wait for another, exit.
    let few = u64::from(experiment.task_count()) * 12 + 256;
    let capacity = match experiment.lock {
        Lock::None => few.min(MOST_SPANS),
        // Every few milliseconds the lock changes hands.
        Lock::Gil => MOST_SPANS,
    };
    let kind = if experiment.has_worker_processes() {
        LaneKind::Process
    } else {
        LaneKind::Thread
    };
    let workers = experiment.worker_lanes();
    let main = LaneSpec {
        kind: LaneKind::Main,
        number: 0,
        capacity,
    };
    let worker_specs = (1..=workers).map(|number| LaneSpec {
        kind,
        number,
        capacity,
    });
    let cores = (0..description.machine.cores.min(1024)).map(|number| LaneSpec {
        kind: LaneKind::Core,
        number,
        capacity: MOST_SAMPLES,
    });
    let server = |kind| LaneSpec {
        kind,
        number: 1,
        capacity: MOST_SPANS,
    };
    let has = |server| server && experiment.has_worker_processes();
    let forkserver = has(experiment.start == StartMethod::Forkserver);
    let manager = has(experiment.channel == Channel::Manager);
    let servers = forkserver
        .then(|| server(LaneKind::Forkserver))
        .into_iter()
        .chain(manager.then(|| server(LaneKind::Manager)));
    let specs: Vec<_> = std::iter::once(main)
        .chain(worker_specs)
        .chain(servers)
        .chain(cores)
        .collect();
    let text = serde_json::to_string(description)
        .map_err(EngineError::system("cannot describe the run"))?;
    let times = if experiment.is_python() {
        usize::try_from(workers).unwrap_or_default() * TIMES_BYTES
    } else {
        0
    };
    let log = SpanLog::create(&specs, text.len() + OUTCOME_BYTES + times)?;
    let _ = log.set_meta(&text);
    Ok(log)
}
