//! The log of a run as the host makes it, and what it takes from it.

use crate::{
    base::{LaneId, Moment, Nanos},
    engine::{EngineError, task},
    plan::{Channel, Lock, Mode, Resolved, StartMethod},
    trace::{
        self, Baseline, Description, LaneKind, LaneSpec, LaneWriter, Log, Outcome, Reader, Span,
    },
};
use std::{sync::Arc, thread::Builder};

/// Room in a log's description for the answers of a thousand tasks, and then some.
const OUTCOME_BYTES: usize = 160 * 1024;

/// The most spans a lane has room for. The memory is taken only as they are written.
const MOST_SPANS: u64 = 1 << 22;

/// The most tasks whose times are kept one by one; of more the mean has to do.
const MOST_TIMES: u64 = 10_000_000;

/// Usage samples a core has room for: days.
const MOST_SAMPLES: u64 = 1 << 20;

/// The log for a run: main, the workers, the cores.
pub(in crate::engine) fn log(
    experiment: &Resolved,
    description: &Description,
) -> Result<Log, EngineError> {
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
    let workers = if experiment.mode == Mode::Serial {
        0
    } else {
        experiment.worker_count()
    };
    let main = LaneSpec {
        kind: LaneKind::Main,
        number: 0,
        capacity,
    };
    let workers = (1..=workers).map(|number| LaneSpec {
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
        .chain(workers)
        .chain(servers)
        .chain(cores)
        .collect();
    let text = serde_json::to_string(description)
        .map_err(EngineError::system("cannot describe the run"))?;
    let log = Log::create(&specs, text.len() + OUTCOME_BYTES)?;
    let _ = log.set_meta(&text);
    Ok(log)
}

/// A writer for each core, in the order of their numbers.
pub(super) fn core_writers(log: &Log) -> Vec<LaneWriter> {
    let reader = log.reader();
    let cores = reader.lanes().filter(|info| info.kind == LaneKind::Core);
    cores.map(|info| log.writer(info.lane)).collect()
}

/// What a log that has ended tells.
#[derive(Default)]
pub(super) struct Told {
    /// Of a serial run that ended well, what others are held against.
    pub(super) serial: Option<Baseline>,
    /// Why nothing of it can be believed, if so.
    pub(super) damage: Option<String>,
}

impl Told {
    /// Reads the log of a run that began after `since` and came to that.
    pub(super) fn of(
        reader: Reader,
        since: Moment,
        experiment: &Resolved,
        end: Option<&Outcome>,
    ) -> Self {
        // Where nothing was begun a second time, the numbers must agree.
        let sound = end.filter(|end| end.failure.is_none() && end.restarts == 0);
        let known = trace::Known {
            since,
            tasks: experiment.task_count(),
            done: sound.map(|end| end.tasks_done),
        };
        match reader.verify(&known) {
            Ok(()) => Self {
                serial: end
                    .filter(|_| experiment.mode == Mode::Serial)
                    .map(|end| baseline(reader, end)),
                damage: None,
            },
            Err(error) => Self {
                serial: None,
                damage: Some(format!(
                    "another program wrote into the record of the run ({error}), so no times of \
                     it are shown or kept: run it again without that program"
                )),
            },
        }
    }
}

/// What the others are held against, from the log of a serial run that has ended well: what it was
/// preempted is taken out, for others took it.
fn baseline(mut reader: Reader, outcome: &Outcome) -> Baseline {
    let mut spans = Vec::new();
    reader.read(LaneId::new(0), &mut spans);
    let count: u64 = spans.iter().map(|span| u64::from(span.tasks_ended())).sum();
    let delays = outcome.workers.iter().map(|usage| usage.run_delay);
    let preempted = delays.sum::<Nanos>().min(outcome.wall());
    Baseline {
        wall: outcome.wall().saturating_sub(preempted),
        cpu: outcome.cpu,
        waited: spans.iter().map(Span::waited_time).sum(),
        preempted,
        result: outcome.result.clone(),
        clock: None,
        conditions: None,
        tasks: if count <= MOST_TIMES {
            task::times(&spans, preempted).into()
        } else {
            Arc::default()
        },
    }
}

/// Gives back the memory of a log. Of millions of spans that takes a while, so nobody waits for it.
pub(super) fn discard(log: Log) {
    let name = Builder::new().name("discard".into());
    // Where there is no thread for it, it happens here.
    drop(name.spawn(move || drop(log)));
}
