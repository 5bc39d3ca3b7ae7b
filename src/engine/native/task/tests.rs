//! Tests of the spans that tasks leave in the log, with waits, locks and failures.

use super::*;
use crate::{
    base::{LaneId, Moment, Nanos},
    engine::native::gil::Gil,
    log::{Flags, Kind, LaneKind, LaneSpec, Span, SpanLog},
    plan::{Experiment, Fault},
    workload::{self, Exit, Workload},
};
use std::thread;

/// A kernel with many safepoints in each task, some of whose tasks fail.
struct Breather;

impl Kernel for Breather {
    fn compute(&self, task: TaskId, breathe: &mut dyn FnMut()) -> Answer {
        for _ in 0..40 {
            let begun = crate::base::now();
            while crate::base::now().since(begun) < Nanos::from_micros(20) {}
            breathe();
        }
        let status = i32::from(task.get() % 5 == 3);
        Answer::Exit(Box::new(Exit {
            status,
            ..Exit::default()
        }))
    }

    fn call(&self, _: TaskId, arguments: &[f64], breathe: &mut dyn FnMut()) -> Answer {
        breathe();
        Answer::Real(arguments.iter().sum())
    }
}

fn log(lanes: u32) -> SpanLog {
    let lane = |number| LaneSpec {
        kind: LaneKind::Thread,
        number,
        capacity: 4096,
    };
    SpanLog::create(&(1..=lanes).map(lane).collect::<Vec<_>>(), 64).unwrap()
}

fn lane(number: u32) -> LaneId {
    LaneId::new(u16::try_from(number).unwrap())
}

fn spans(log: &SpanLog, number: u32) -> Vec<Span> {
    let mut spans = Vec::new();
    log.reader().read(lane(number), &mut spans);
    spans
}

fn with(change: impl FnOnce(&mut Experiment)) -> Resolved {
    let mut experiment = Experiment {
        tasks: Some(8),
        ..Experiment::default()
    };
    change(&mut experiment);
    Resolved::of(experiment, 2)
}

/// The spans of a chunk of eight tasks done by one thread, and the order of the answers.
fn alone(experiment: &Resolved) -> (Vec<Span>, Vec<TaskId>) {
    let log = log(1);
    let mut answered = Vec::new();
    let policy = TaskPolicy::of(experiment);
    let mut writer = log.writer(lane(0));
    let chunk = ChunkId::new(7);
    compute(&Breather, &policy, chunk, 0..8, &mut writer, |task, _| {
        answered.push(task);
    });
    drop(writer);
    (spans(&log, 0), answered)
}

#[test]
fn a_task_that_computes_and_waits_is_counted_once() {
    let (spans, answered) = alone(&with(|e| e.io = Percent::new(50)));
    assert_eq!(answered.len(), 8);
    let seen: Vec<_> = spans
        .iter()
        .map(|span| (span.kind, span.task.get(), span.tasks_ended()))
        .collect();
    let all: Vec<_> = (0..8)
        .flat_map(|task| [(Kind::Task, task, 0), (Kind::Io, task, 1)])
        .collect();
    assert_eq!(seen, all);
}

#[test]
fn threads_under_one_lock_take_turns_and_no_task_is_lost_or_doubled() {
    for (threads, io) in [(1, 0), (2, 0), (5, 0), (3, 40)] {
        let experiment = with(|e| e.io = Percent::new(io));
        let log = log(threads);
        let gil = Gil::new(Nanos::from_micros(100));
        thread::scope(|scope| {
            for number in 0..threads {
                let (gil, log, policy) = (&gil, &log, TaskPolicy::of(&experiment));
                scope.spawn(move || {
                    let hand = gil.hand(number);
                    let mut writer = log.writer(lane(number));
                    let (policy, chunk) = (policy.holding(Some(&hand)), ChunkId::new(number));
                    let range = number * 4..number * 4 + 4;
                    compute(&Breather, &policy, chunk, range, &mut writer, |_, _| ());
                    writer.enter(Kind::Exit);
                    drop(hand);
                });
            }
        });
        let all: Vec<_> = (0..threads)
            .flat_map(|number| spans(&log, number))
            .collect();
        for task in 0..threads * 4 {
            let mut of = all.iter().filter(|span| span.task.get() == task);
            let ended: u32 = of.clone().map(Span::tasks_ended).sum();
            let last = of.rfind(|span| span.kind.is_of_task());
            assert_eq!((ended, last.unwrap().count), (1, 1), "task {task}");
        }
        let mut computing: Vec<(Moment, Moment)> = all
            .iter()
            .filter(|span| span.kind == Kind::Task)
            .map(|span| (span.start, span.end()))
            .collect();
        computing.sort_unstable();
        assert!(computing.windows(2).all(|pair| pair[0].1 <= pair[1].0));
    }
}

#[test]
fn a_command_that_failed_is_red_on_the_timeline() {
    let commands = Workload {
        name: workload::COMMAND,
        ..*workload::find("count").unwrap()
    };
    let (spans, _) = alone(&with(|e| e.workload = Box::leak(Box::new(commands))));
    let failed: Vec<_> = spans
        .iter()
        .filter(|span| span.flags.has(Flags::FAILED))
        .map(|span| span.task.get())
        .collect();
    assert_eq!(failed, [3]);
}

#[test]
fn arguments_that_came_along_are_those_of_their_task() {
    for io in [0, 10] {
        let policy = TaskPolicy::of(&with(|e| e.io = Percent::new(io)));
        let arguments = [vec![1.0, 2.0], vec![3.0, 4.0], vec![5.0]];
        let log = log(1);
        let mut writer = log.writer(lane(0));
        let (chunk, range) = (ChunkId::new(2), 5..8);
        let mut answers = Vec::new();
        call(
            &Breather,
            &policy,
            chunk,
            range,
            &arguments,
            &mut writer,
            |task, answer| {
                answers.push((task.get(), answer));
            },
        );
        assert_eq!(
            answers,
            [(5, 3.0), (6, 7.0), (7, 5.0)].map(|(t, a)| (t, Answer::Real(a)))
        );
    }
}

#[test]
fn only_the_first_attempt_at_the_middle_task_is_fatal() {
    let crash = with(|e| e.fault = Fault::Crash);
    let policy = TaskPolicy::of(&crash);
    let is_plain = |policy: TaskPolicy<'_>| [0..4, 4..5, 5..8].map(|range| policy.is_plain(&range));
    assert_eq!(is_plain(policy.attempt(0)), [true, false, true]);
    assert_eq!(is_plain(policy.attempt(1)), [true; 3]);
    assert_eq!(is_plain(policy.spared()), [true; 3]);
}
