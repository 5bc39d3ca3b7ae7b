//! Tail: workers are idle and no work is left, since another worker holds the last of it.

use super::{Finding, context::FindingContext};
use crate::{
    base::{ChunkId, Moment, Nanos},
    log::{Lane, Span},
    model::{Row, median},
    plan::Chunks,
};

/// A task that takes three times as long as the median one is a straggler.
const STRAGGLER: u64 = 3;

/// The chunk or task that ended last.
struct LastEnded {
    /// The time of its tasks.
    time: Nanos,
    tasks: u32,
    /// The longest of them.
    longest: Nanos,
    /// Whether no task was begun later.
    is_newest: bool,
}

/// tail / (W · `T_P`) ≥ 5 %. Of what ended last, the first of these that holds is the cause:
///
/// - tasks < W: too few tasks;
/// - its longest task ≥ 3 · the median task: a straggler; one that takes T₁ / min(W, cores) and
///   more cannot be hidden by any order;
/// - it is a chunk of several tasks: a large chunk;
/// - else the tasks do not come out even, in number or in length.
pub(super) fn find(context: &FindingContext<'_>) -> Vec<Finding> {
    context
        .row(Row::Tail, |_| cause(context))
        .into_iter()
        .collect()
}

fn cause(context: &FindingContext<'_>) -> (String, String) {
    let (tasks, workers) = (context.experiment().task_count(), context.workers());
    if tasks < workers {
        return (
            match tasks {
                1 => format!("there is 1 task for {workers} workers"),
                _ => format!("there are {tasks} tasks for {workers} workers"),
            },
            "Cut the work into more tasks, or take fewer workers.".into(),
        );
    }
    let Some(last) = LastEnded::of(context) else {
        return ("it is not known what ended last".into(), String::new());
    };
    let usual = median(&task_times(context));
    if usual > Nanos::ZERO && last.longest >= usual * STRAGGLER {
        straggler(context, &last, usual)
    } else if last.tasks > 1 {
        (
            format!("the last chunk, {} tasks, took {}", last.tasks, last.time),
            "Try a smaller chunksize, or chunks that shrink (guided).".into(),
        )
    } else {
        let why = if tasks.is_multiple_of(workers) {
            "tasks are not all the same".to_owned()
        } else {
            format!("{tasks} tasks do not come out even on {workers} workers")
        };
        (
            format!("{why}, and the last took {}", last.time),
            "Cut the work into more and smaller tasks.".into(),
        )
    }
}

fn straggler(context: &FindingContext<'_>, last: &LastEnded, usual: Nanos) -> (String, String) {
    let times = last.longest.get() / usual.get().max(1);
    let among = match last.tasks {
        0 | 1 if last.is_newest => "was taken last".to_owned(),
        0 | 1 => "ended last".to_owned(),
        tasks => format!("was in the last chunk of {tasks}"),
    };
    let cause = format!(
        "one task of {}, {times} times the usual, {among}",
        last.longest
    );
    let ideal = context.run.ideal();
    let advice = match last.tasks {
        _ if ideal.is_some_and(|ideal| last.longest >= ideal) => {
            "Cut that task up: it takes as long as all the work should."
        }
        0 | 1 => "Hand out the long ones first.",
        _ => "Try a smaller chunksize, or hand out the long ones first.",
    };
    (cause, advice.into())
}

impl LastEnded {
    /// The chunk that ended last; where tasks are not cut into chunks, the task.
    fn of(context: &FindingContext<'_>) -> Option<Self> {
        let chunks = context.experiment().chunks();
        let is_free = matches!(chunks, Chunks::Free { .. });
        let lane = context.lanes().max_by_key(|lane| last_end(lane))?;
        let mut last: Option<(ChunkId, Self)> = None;
        let mut begun = Moment::default();
        // The time of the task that is looked at from its end to its beginning.
        let mut task = Nanos::ZERO;
        for span in tasks(lane).rev() {
            let ends = span.count > 0;
            match &last {
                Some((chunk, one))
                    if *chunk != span.chunk || (is_free && ends && one.tasks > 0) =>
                {
                    break;
                }
                _ => {}
            }
            let (_, one) = last.get_or_insert((
                span.chunk,
                Self {
                    time: Nanos::ZERO,
                    tasks: 0,
                    longest: Nanos::ZERO,
                    is_newest: true,
                },
            ));
            begun = span.start;
            task = if ends {
                span.length
            } else {
                task + span.length
            };
            one.time += span.length;
            one.tasks = one.tasks.saturating_add(span.count);
            one.longest = one.longest.max(task / u64::from(span.count.max(1)));
        }
        let others = context
            .lanes()
            .filter(|other| other.info.lane != lane.info.lane);
        let mut newest = others.filter_map(|other| tasks(other).next_back());
        let is_newest = newest.all(|span| span.start <= begun);
        last.map(|(_, last)| Self { is_newest, ..last })
    }
}

fn tasks(lane: &Lane) -> impl DoubleEndedIterator<Item = &Span> {
    lane.spans.iter().filter(|span| span.kind.is_of_task())
}

fn last_end(lane: &Lane) -> Option<Moment> {
    tasks(lane).next_back().map(Span::end)
}

/// How long tasks took, parts put together; several that were merged count as one.
fn task_times(context: &FindingContext<'_>) -> Vec<Nanos> {
    let mut times = Vec::new();
    for lane in context.lanes() {
        let mut parts = Nanos::ZERO;
        for span in tasks(lane) {
            if context.run.is_lost(span) {
                parts = Nanos::ZERO;
                continue;
            }
            parts += span.length;
            if span.count > 0 {
                times.push(parts / u64::from(span.count));
                parts = Nanos::ZERO;
            }
        }
    }
    times
}
