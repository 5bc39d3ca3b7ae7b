//! Facts of runs that are written as text.

use super::{progress::MOST_INCIDENTS, *};
use crate::{
    log::Flags,
    model::scenario::{at, run},
};

const POOL: &str = "
    set workload=primes tasks=4 mode=pool workers=2 chunksize=1
    serial 40ms
    main: create 0ms 2ms | blocked 2ms 14ms | now blocked 14ms
    w1: start-up 0ms 2ms | task 0 2ms 12ms | now task 2 12ms
    w2: start-up 1ms 3ms | task 1 3ms 14ms | now task 3 14ms
    c0: usage 90 0ms 250ms";

#[test]
fn the_finish_line_counts_only_what_can_work_at_once() {
    let mut run = run(POOL);
    assert_eq!(run.ideal(), Some(Nanos::from_millis(20)));
    run.description.machine.usable_cores = 1;
    assert_eq!(run.ideal(), Some(Nanos::from_millis(40)));
}

#[test]
fn speedup_before_the_end_counts_running_tasks_for_what_they_have_done() {
    let run = run(POOL);
    // Two tasks of 10 ms are done, two have been at it for 8 and 6 ms.
    assert_eq!(run.work_done(at("20ms")), Nanos::from_millis(34));
    assert_eq!(run.speedup(at("20ms")), Some(Ratio::of(34, 20)));
    // On one core each of the two has had it for half of the time.
    let mut single = run.clone();
    single.description.machine.usable_cores = 1;
    assert_eq!(single.work_done(at("20ms")), Nanos::from_millis(27));
    // However long a task takes, it cannot do more than its work.
    assert_eq!(run.work_done(at("90ms")), Nanos::from_millis(40));
}

#[test]
fn a_speedup_that_is_estimated_never_exceeds_the_ideal() {
    // Each of the two tasks took half of what it did in the serial run.
    let run = run(
        "set tasks=4 mode=pool workers=2 chunksize=1\nserial 80ms\nw1: task 0 0ms 10ms\nw2: task 1 0ms 10ms",
    );
    assert_eq!(run.speedup(at("10ms")), Some(Ratio::new(2.0)));
}

#[test]
fn a_run_that_is_over_no_longer_grows() {
    let over = run(&format!("{POOL}\nend 25ms"));
    assert!(over.is_over());
    assert_eq!(over.elapsed(at("99ms")), Nanos::from_millis(25));
    assert_eq!(over.speedup(at("99ms")), Some(Ratio::of(40, 25)));
}

#[test]
fn completion_is_the_order_of_the_ends_whatever_the_order_of_the_starts() {
    let run = run("
        set workload=primes tasks=3 mode=threaded workers=2
        t1: task 0 0ms 30ms
        t2: task 1 1ms 10ms | task 2 10ms 20ms");
    assert_eq!(run.completion(), [1, 2, 0].map(TaskId::new));
    assert_eq!(run.tasks_done(), 3);
}

#[test]
fn what_a_slow_task_holds_back_is_done_but_not_delivered() {
    let run = run("
        set workload=primes tasks=3 mode=pool workers=2 method=imap
        main: deliver 0 31ms 32ms
        w1: task 0 0ms 30ms
        w2: task 1 1ms 10ms | task 2 10ms 20ms");
    assert_eq!((run.tasks_done(), run.delivered()), (3, 1));
}

#[test]
fn servers_stand_between_main_and_the_workers_wherever_they_are_in_the_log() {
    let run = run("
        set workload=primes tasks=1
        main: blocked 0ms 1ms
        w1: task 0 0ms 1ms
        f: serve 0ms 1ms
        c0: usage 90 0ms 250ms");
    let kinds: Vec<_> = run.rows().map(|lane| lane.info.kind).collect();
    assert_eq!(
        kinds,
        [LaneKind::Main, LaneKind::Forkserver, LaneKind::Process]
    );
}

#[test]
fn a_restart_is_remembered_and_millions_that_a_file_claims_are_not() {
    let mut run = run("
        set workload=primes tasks=1
        w1: task! 0 0ms 1ms | start-up@ 1ms 2ms | task 0 2ms 3ms");
    let what: Vec<_> = run
        .incidents()
        .iter()
        .map(|one| (one.at, one.what))
        .collect();
    assert_eq!(
        what,
        [(at("1ms"), Flags::KILLED), (at("1ms"), Flags::RESTARTED)]
    );
    let claim = run.lanes[0].spans[0];
    run.lanes[0].spans = vec![claim; 100_000];
    run.count();
    assert_eq!(run.incidents().len(), MOST_INCIDENTS);
}

#[test]
fn what_was_computed_in_vain_is_no_task_that_was_done() {
    // Tasks 0 and 1 were a chunk of the worker that died in task 2; all three came back.
    let text = "
        set workload=primes tasks=4 mode=pool workers=2 chunksize=1
        serial 40ms
        main: blocked 0ms 14ms | collect- 0 14ms 14ms | collect- 1 14ms 14ms | collect- 2 14ms 14ms | blocked 14ms 40ms
        w1: task 0 0ms 5ms | task 1 5ms 10ms | task! 2+ 10ms 15ms | start-up@ 15ms 16ms | task 0 16ms 22ms | task 2 22ms 30ms
        w2: task 3 0ms 20ms | task 1 20ms 26ms";
    let run = run(text);
    assert_eq!(run.completion(), [3, 0, 1, 2].map(TaskId::new));
    assert_eq!(run.tasks_done(), 4);
    // Computed twice, worth it once.
    assert_eq!(run.work_done(at("40ms")), Nanos::from_millis(40));
    let lost: Vec<_> = run.lanes[1]
        .spans
        .iter()
        .map(|span| run.is_lost(span))
        .collect();
    assert_eq!(lost, [true, true, true, false, false, false]);
    let done: u32 = run.lanes[1]
        .spans
        .iter()
        .map(|span| run.tasks_ended(span))
        .sum();
    assert_eq!(done, 2);
}

#[test]
fn a_loss_takes_back_what_was_counted_before_anybody_knew() {
    let mut run = run("
        set workload=primes tasks=2 mode=pool workers=1 chunksize=2
        main: blocked 0ms 9ms
        w1: task 0 0ms 5ms");
    assert_eq!(run.tasks_done(), 1);
    run.lanes[0].spans.push(Span {
        flags: Flags::LOST,
        count: 2,
        ..Span::new(Kind::Collect, at("9ms"), at("9ms"))
    });
    run.count();
    assert_eq!((run.tasks_done(), run.completion()), (0, vec![]));
}

#[test]
fn a_file_that_does_not_say_what_was_lost_has_each_task_once() {
    let run = run("
        set workload=primes tasks=2 mode=pool workers=1 chunksize=2
        w1: task 0 0ms 5ms | task! 1+ 5ms 6ms | start-up@ 6ms 7ms | task 0 7ms 9ms | task 1 9ms 12ms");
    assert_eq!(run.completion(), [0, 1].map(TaskId::new));
}

#[test]
fn a_task_in_several_spans_is_one_task_and_ends_with_the_last() {
    let run = run("
        set workload=primes tasks=4 mode=threaded workers=2 io=0.5
        serial 80ms
        t1: task 0+ 0ms 5ms | lock 0+ 5ms 10ms | task 0+ 10ms 15ms | io 0 15ms 25ms | task 2+ 25ms 30ms | now lock 2 30ms
        t2: lock 1+ 0ms 5ms | task 1+ 5ms 10ms | io 1 10ms 20ms | task 3+ 20ms 24ms | now io 3 24ms");
    assert_eq!(run.completion(), [1, 0].map(TaskId::new));
    assert_eq!(run.tasks_done(), 2);
    // Two are done, of one there is a part of 5 ms, and one has computed for 4 ms and waited
    // for 6.
    assert_eq!(run.work_done(at("30ms")), Nanos::from_millis(40 + 5 + 10));
}

#[test]
fn a_span_that_claims_all_tasks_there_could_be_keeps_nobody_waiting() {
    let mut run = run("
        set workload=primes tasks=3 mode=threaded workers=1
        t1: task 0 0ms 10ms");
    let claim = Span {
        task: TaskId::new(3),
        count: u32::MAX,
        ..run.lanes[0].spans[0]
    };
    // A hundred of them would take minutes to count through.
    run.lanes[0].spans = vec![claim; 100];
    assert_eq!(run.completion(), []);
}
