//! [`LogResult`]: what the host takes from the log of a run.

use super::times::times;
use crate::{
    base::{LaneId, Moment, Nanos},
    log::{self, Baseline, LaneKind, LaneWriter, Outcome, Reader, Span, SpanLog},
    plan::Resolved,
};
use std::{sync::Arc, thread::Builder};

/// The most tasks whose times are kept one by one; of more the mean has to do.
const MOST_TIMES: u64 = 10_000_000;

/// A writer for each core, in the order of their numbers.
pub(super) fn core_writers(log: &SpanLog) -> Vec<LaneWriter> {
    let reader = log.reader();
    let cores = reader.lanes().filter(|info| info.kind == LaneKind::Core);
    cores.map(|info| log.writer(info.lane)).collect()
}

/// The result from a log that has ended.
#[derive(Default)]
pub(super) struct LogResult {
    /// The baseline from a serial run that ended well.
    pub(super) serial: Option<Baseline>,
    /// Why the log cannot be believed, if so.
    pub(super) damage: Option<String>,
}

impl LogResult {
    /// Reads the log of a run that began after `since` and came to that.
    pub(super) fn of(
        reader: Reader,
        since: Moment,
        experiment: &Resolved,
        end: Option<&Outcome>,
    ) -> Self {
        // Where nothing was begun a second time, the numbers must agree.
        let sound = end.filter(|end| end.failure.is_none() && end.restarts == 0);
        let known = log::Expected {
            since,
            tasks: experiment.task_count(),
            done: sound.map(|end| end.tasks_done),
        };
        match reader.verify(&known) {
            Ok(()) => Self {
                serial: end
                    .filter(|_| experiment.is_serial())
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

/// The baseline from the log of a serial run that has ended well, without the time in which it was
/// preempted, for others took that.
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
            times(&spans, preempted).into()
        } else {
            Arc::default()
        },
    }
}

/// Frees the memory of a log on a thread of its own: with millions of spans that takes a while.
pub(super) fn discard(log: SpanLog) {
    let name = Builder::new().name("discard".into());
    // Where there is no thread for it, it happens here.
    drop(name.spawn(move || drop(log)));
}
