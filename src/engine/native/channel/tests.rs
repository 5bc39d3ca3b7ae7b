//! Tests of every channel with a worker at its other end, in a thread: each order is answered,
//! with and without payload, and the orders of a worker that is gone are not lost.

use super::*;
use crate::{
    base::TaskId,
    engine::native::{codec::Codec, job::Chunk, launch::pipe, task, transport::Outbox, worker},
    log::{Kind as Span, LaneKind, LaneSpec, SpanLog},
    plan::{Chunks, Experiment, Resolved, parameter},
};
use rustix::event::{Timespec, poll};
use std::thread;

const LANE: LaneId = LaneId::new(1);

const SEAT: WorkerSlot = WorkerSlot {
    lane: LANE,
    begun: crate::base::Moment::from_nanos(0),
    single: false,
    again: false,
};

fn experiment(channel: &str, settings: &[(&str, &str)]) -> Resolved {
    let mut experiment = Experiment::default();
    let common = [
        ("workload", "count"),
        ("size", "10"),
        ("tasks", "50"),
        ("workers", "1"),
        ("chunksize", "3"),
    ];
    for (name, value) in common.iter().chain(settings) {
        let row = parameter(name).unwrap();
        row.set(&mut experiment, value).unwrap();
    }
    let row = parameter("channel").unwrap();
    row.set(&mut experiment, channel).unwrap();
    Resolved::of(experiment, 1)
}

fn log() -> SpanLog {
    let lane = |kind| LaneSpec {
        kind,
        number: 1,
        capacity: 1000,
    };
    SpanLog::create(&[lane(LaneKind::Main), lane(LaneKind::Process)], 64).unwrap()
}

fn channel<'a>(
    experiment: &'a Resolved,
    chunks: &'a Chunks,
    codec: Codec<'a>,
) -> Box<dyn MainChannel + 'a> {
    match experiment.channel {
        Kind::Pipe => Box::new(Piped::new(codec)),
        Kind::Queue => Box::new(Queued::new(codec, 1).unwrap()),
        Kind::SharedMemory => Box::new(Mapped::new(experiment, chunks, codec).unwrap()),
        Kind::Manager => unreachable!("needs a process of its own"),
    }
}

/// Waits until there are events, and takes them.
fn heard(channel: &mut dyn MainChannel) -> Vec<ChannelEvent> {
    let mut polled = channel.watched();
    let second = Timespec {
        tv_sec: 10,
        tv_nsec: 0,
    };
    poll(&mut polled, Some(&second)).unwrap();
    let ready: Vec<_> = polled.iter().map(|fd| !fd.revents().is_empty()).collect();
    let mut news = Vec::new();
    channel.hear(&ready, &mut news).unwrap();
    news
}

/// Runs all chunks through the channel with one worker. Returns the tasks that were answered.
fn answered(experiment: &Resolved) -> Vec<u32> {
    let (log, chunks) = (log(), experiment.chunks());
    let kernel = task::kernel(experiment, None).unwrap();
    let codec = Codec::new(experiment, &*kernel);
    let mut channel = channel(experiment, &chunks, codec);
    let mut in_flight = InFlight::new(&chunks, u32::MAX);
    let mut tasks = Vec::new();
    let ends = channel.open(&SEAT).unwrap();
    let (_end, life) = pipe().unwrap();
    thread::scope(|scope| {
        scope.spawn(|| {
            worker::work(
                WorkerContext::new(experiment, &*kernel, &log, SEAT),
                ends,
                life,
            );
        });
        while in_flight.left() > 0 {
            channel.dispatch(&mut in_flight).unwrap();
            for one in heard(&mut *channel) {
                let ChannelEvent::Done(done) = one else {
                    continue;
                };
                assert!(done.sound);
                assert!(in_flight.answer(done.id));
                let right = |(task, answer): (TaskId, &crate::workload::Answer)| {
                    kernel.run(task) == *answer
                };
                assert!(Chunks::tasks(done.tasks()).zip(&done.answers).all(right));
                tasks.extend(done.tasks());
            }
        }
        channel.close().unwrap();
    });
    tasks.sort_unstable();
    tasks
}

#[test]
fn every_task_is_answered_once_and_every_payload_is_as_it_was_sent() {
    for channel in ["pipe", "queue", "shared-memory"] {
        for payload in ["0", "7", "300KiB"] {
            let experiment = experiment(channel, &[("payload", payload)]);
            let all: Vec<_> = (0..50).collect();
            assert_eq!(answered(&experiment), all, "{channel}, {payload}");
        }
    }
}

#[test]
fn failures_among_many_chunks_are_counted_and_say_why() {
    // Pictures without files, of which there are more than are listed one by one.
    let mut experiment = experiment("shared-memory", &[("tasks", "1200"), ("chunksize", "1")]);
    experiment.edit(|experiment| {
        experiment.workload = crate::workload::find("blur").unwrap();
        experiment.inputs =
            crate::workload::Inputs::from_words(vec!["/missing.png".into(); 1200]).unwrap();
    });
    let (log, chunks) = (log(), experiment.chunks());
    let kernel = task::kernel(&experiment, None).unwrap();
    let codec = Codec::new(&experiment, &*kernel);
    let mut channel = channel(&experiment, &chunks, codec);
    let mut in_flight = InFlight::new(&chunks, u32::MAX);
    let ends = channel.open(&SEAT).unwrap();
    let (_end, life) = pipe().unwrap();
    let mut failed = 0;
    thread::scope(|scope| {
        scope.spawn(|| {
            worker::work(
                WorkerContext::new(&experiment, &*kernel, &log, SEAT),
                ends,
                life,
            );
        });
        while in_flight.left() > 0 {
            channel.dispatch(&mut in_flight).unwrap();
            for one in heard(&mut *channel) {
                let ChannelEvent::Done(done) = one else {
                    continue;
                };
                let why = done.answers[0].reason();
                assert!(why.contains("/missing.png"), "{why}");
                failed += u32::from(in_flight.answer(done.id));
            }
        }
        channel.close().unwrap();
    });
    assert_eq!(failed, 1200);
}

#[test]
fn what_only_a_worker_had_that_is_gone_waits_again() {
    for kind in ["pipe", "queue", "shared-memory"] {
        let experiment = experiment(kind, &[]);
        let chunks = experiment.chunks();
        let kernel = task::kernel(&experiment, None).unwrap();
        let mut channel = channel(&experiment, &chunks, Codec::new(&experiment, &*kernel));
        let mut in_flight = InFlight::new(&chunks, u32::MAX);
        let ends = channel.open(&SEAT).unwrap();
        channel.dispatch(&mut in_flight).unwrap();
        drop(ends);
        channel
            .forget(LANE, &mut in_flight, &mut Vec::new())
            .unwrap();
        // Orders that no worker took are still there: only a pipe belonged to the dead worker.
        let taken = if kind == "pipe" { chunks.len() } else { 0 };
        assert_eq!(in_flight.waiting(), taken, "{kind}");
    }
}

#[test]
fn chunks_that_are_sent_ahead_keep_their_tasks_apart() {
    let experiment = experiment("pipe", &[("tasks", "9"), ("chunksize", "3")]);
    let log = log();
    let kernel = task::kernel(&experiment, None).unwrap();
    let codec = Codec::new(&experiment, &*kernel);
    let (orders, main) = rustix::pipe::pipe().unwrap();
    let (answers, results) = rustix::pipe::pipe().unwrap();
    let mut outbox = Outbox::new();
    for id in 0..3 {
        let chunk = Chunk {
            id: ChunkId::new(id),
            first: id * 3,
            end: id * 3 + 3,
            ..Chunk::default()
        };
        outbox.push(&codec.order(chunk)).unwrap();
    }
    outbox.flush(&main).unwrap();
    drop(main);
    let files = vec![orders, results];
    let kind = Kind::Pipe;
    worker::work(
        WorkerContext::new(&experiment, &*kernel, &log, SEAT),
        Ends { kind, files },
        pipe().unwrap().1,
    );
    drop(answers);
    let mut spans = Vec::new();
    log.reader().read(LANE, &mut spans);
    let tasks = spans.iter().filter(|span| span.kind == Span::Task);
    let seen: Vec<_> = tasks
        .map(|span| (span.task.get(), span.chunk.get(), span.count))
        .collect();
    let all: Vec<_> = (0..9).map(|task| (task, task / 3, 1)).collect();
    assert_eq!(seen, all);
}
