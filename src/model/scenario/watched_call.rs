//! [`with_call`]: a run as that of a program that was watched, whose tasks are one call's.

use super::ORIGIN;
use crate::{
    base::{ChunkId, Moment},
    log::{Call, CallChunk, Flags, TaskTime, Watched, WatchedProcess, WatchedThread},
    model::{Origin, Run},
};

/// The run of a scenario as one that was watched: its tasks are those of the call, in chunks of the
/// call's chunksize. What ended of it is counted from the lanes.
pub(crate) fn with_call(mut run: Run, call: Call) -> Run {
    let (tasks, size) = (call.tasks.unwrap_or(0), call.chunksize.unwrap_or(1));
    let chunk = |number: u32| CallChunk {
        call: 0,
        number,
        first: number * size,
        count: size.min(tasks - number * size),
        id: number * size,
    };
    let chunks: Vec<_> = (0..tasks.div_ceil(size)).map(chunk).collect();
    let mut call = Call {
        chunks: u32::try_from(chunks.len()).unwrap(),
        workers: call.workers.or(u32::try_from(run.workers().count()).ok()),
        began: if call.began == Moment::default() {
            ORIGIN
        } else {
            call.began
        },
        ..call
    };
    for lane in &mut run.lanes {
        for span in &mut lane.spans {
            if !span.kind.is_of_task() {
                continue;
            }
            span.chunk = ChunkId::new(span.task.get() / size);
            let ended = if span.flags.has(Flags::FAILED) {
                &mut call.failed
            } else {
                &mut call.done
            };
            *ended += span.count;
            call.busy += span.length;
            if let Some(cpu) = span.cpu_time() {
                call.cpu += cpu;
                call.measured += span.length;
            }
            let mut time = TaskTime::default();
            time.add(span);
            call.note_time(time);
            call.last_end = call.last_end.max(span.end());
        }
    }
    let threads = run.lanes.iter().map(|_| WatchedThread {
        process: Some(0),
        ..WatchedThread::default()
    });
    let watched = Watched {
        command: vec!["python3".into(), "sim.py".into()],
        processes: vec![WatchedProcess {
            started: ORIGIN,
            gil: Some(true),
            ..WatchedProcess::default()
        }],
        calls: vec![call],
        chunks,
        threads: threads.collect(),
        ..Watched::default()
    };
    run.origin = Origin::Watched;
    run.description.watched = Some(Box::new(watched));
    run
}
