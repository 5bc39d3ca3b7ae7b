//! Programs of experiments as they are seen, and what becomes of them.

use super::*;
use crate::{
    base::Pid,
    log::{Call, CallChunk, LaneInfo, LaneSpec, WatchedThread},
    plan::Experiment,
};

const fn at(millis: u64) -> Moment {
    Moment::from_nanos(millis * 1_000_000)
}

fn lane(number: u16, kind: LaneKind, spans: Vec<Span>) -> Lane {
    Lane {
        info: LaneInfo {
            lane: LaneId::new(number),
            kind,
            number: 1,
            pid: Some(Pid::new(4711 + u32::from(number))),
            published: 0,
            dropped: 0,
            merged: 0,
        },
        spans,
        now: None,
    }
}

fn span(kind: Kind, from: u64, to: u64) -> Span {
    Span::new(kind, at(from), at(to))
}

/// A task that has the number `id` in the watched run, of its chunk `chunk`.
fn task(id: u32, chunk: u32, from: u64, to: u64) -> Span {
    Span {
        task: TaskId::new(id),
        chunk: ChunkId::new(chunk),
        count: 1,
        ..span(Kind::Task, from, to)
    }
}

/// A program that calls something else first, and then does four tasks in two chunks.
fn watched(kind: &str) -> Watched {
    let call = |kind: &str| Call {
        kind: kind.into(),
        ..Call::default()
    };
    let chunk = |call, number, first, id| CallChunk {
        call,
        number,
        first,
        count: 2,
        id,
    };
    Watched {
        calls: vec![call("Thread"), call(kind)],
        chunks: vec![chunk(0, 0, 0, 0), chunk(1, 1, 2, 2), chunk(1, 0, 0, 4)],
        threads: vec![WatchedThread::default(); 8],
        ..Watched::default()
    }
}

fn log_of(experiment: &Resolved) -> SpanLog {
    let kind = if experiment.has_worker_processes() {
        LaneKind::Process
    } else {
        LaneKind::Thread
    };
    let spec = |kind, number| LaneSpec {
        kind,
        number,
        capacity: 64,
    };
    let workers = (1..=experiment.worker_lanes()).map(|number| spec(kind, number));
    let specs: Vec<_> = [spec(LaneKind::Main, 0)]
        .into_iter()
        .chain(workers)
        .collect();
    SpanLog::create(&specs, 64).unwrap()
}

fn spans(log: &SpanLog, lane: u16) -> Vec<(Kind, u32, u32, Moment)> {
    let mut spans = Vec::new();
    log.reader().read(LaneId::new(lane), &mut spans);
    let words = |one: &Span| (one.kind, one.task.get(), one.chunk.get(), one.start);
    spans.iter().map(words).collect()
}

#[test]
fn each_worker_gets_a_lane_and_each_task_its_number_in_the_experiment() {
    let settings = [
        ("workload", "square"),
        ("tasks", "4"),
        ("engine", "python"),
        ("mode", "pool"),
        ("workers", "2"),
        ("chunksize", "2"),
    ];
    let experiment = Experiment::with(&settings).resolve(2).unwrap();
    let log = log_of(&experiment);
    let mut translation = Translation::new(&experiment, &log);
    let lanes = [
        lane(0, LaneKind::Main, vec![span(Kind::Create, 1, 2)]),
        lane(1, LaneKind::Helper, vec![span(Kind::Dispatch, 2, 3)]),
        lane(
            2,
            LaneKind::Process,
            vec![task(2, 1, 4, 6), task(3, 1, 6, 8)],
        ),
        lane(
            3,
            LaneKind::Process,
            vec![task(4, 2, 3, 5), task(5, 2, 5, 9)],
        ),
    ];
    translation.take(&lanes, &watched("Pool.map"));
    // Nothing is taken twice.
    translation.take(&lanes, &watched("Pool.map"));
    assert_eq!(spans(&log, 0), [(Kind::Create, 0, 0, at(1))]);
    let first = [(Kind::Task, 2, 1, at(4)), (Kind::Task, 3, 1, at(6))];
    assert_eq!(spans(&log, 1), first);
    let second = [(Kind::Task, 0, 0, at(3)), (Kind::Task, 1, 0, at(5))];
    assert_eq!(spans(&log, 2), second);
    assert_eq!(translation.done(), 4);
    assert_eq!(translation.bounds(), Some((at(1), at(9))));
}

#[test]
fn processes_that_follow_one_another_share_a_lane_and_never_overlap() {
    let settings = [
        ("workload", "square"),
        ("tasks", "3"),
        ("engine", "python"),
        ("mode", "process"),
        ("workers", "1"),
    ];
    let experiment = Experiment::with(&settings).resolve(2).unwrap();
    let log = log_of(&experiment);
    let mut translation = Translation::new(&experiment, &log);
    let mut seen = watched("Process");
    seen.chunks.push(CallChunk {
        call: 1,
        number: 2,
        first: 2,
        count: 1,
        id: 6,
    });
    let exit = |from, to| span(Kind::Exit, from, to);
    let lanes = [
        lane(1, LaneKind::Process, vec![task(4, 2, 1, 5), exit(5, 7)]),
        // It was started before the one before it was quite gone.
        lane(
            2,
            LaneKind::Process,
            vec![span(Kind::StartUp, 6, 8), task(6, 3, 8, 9)],
        ),
    ];
    translation.take(&lanes, &seen);
    let expected = [
        (Kind::Task, 0, 0, at(1)),
        (Kind::Exit, 0, 0, at(5)),
        (Kind::StartUp, 0, 0, at(7)),
        (Kind::Task, 2, 2, at(8)),
    ];
    assert_eq!(spans(&log, 1), expected);
}

#[test]
fn what_the_program_does_besides_is_no_task() {
    let settings = [
        ("workload", "square"),
        ("tasks", "4"),
        ("engine", "python"),
        ("mode", "threaded"),
        ("workers", "1"),
    ];
    let experiment = Experiment::with(&settings).resolve(2).unwrap();
    let log = log_of(&experiment);
    let mut translation = Translation::new(&experiment, &log);
    // The thread as a whole is a task of another call.
    let lanes = [lane(
        1,
        LaneKind::Thread,
        vec![task(0, 0, 1, 2), task(4, 2, 2, 5)],
    )];
    translation.take(&lanes, &watched("map"));
    let expected = [(Kind::Receive, 0, 0, at(1)), (Kind::Task, 0, 0, at(2))];
    assert_eq!(spans(&log, 1), expected);
    assert_eq!(translation.done(), 1);
}
