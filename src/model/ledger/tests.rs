//! Each cost, put in by hand, comes out in its own row, and the rows add up.

use super::*;
use crate::{
    log::Span,
    model::scenario::{at, run},
};
use proptest::prelude::*;
use std::fmt::Write;
use strum::VariantArray;

/// The rows that are not zero, in milliseconds.
fn rows(text: &str) -> Vec<(Row, i64)> {
    let run = run(text);
    let ledger = Ledger::of(&run, at("1s")).expect("a ledger");
    assert_eq!(sum(&ledger), ledger.lane_time().into(), "{text}");
    let all = Row::VARIANTS
        .iter()
        .map(|&row| (row, millis(ledger.get(row))));
    all.filter(|(_, millis)| *millis != 0).collect()
}

fn sum(ledger: &Ledger) -> SignedNanos {
    Row::VARIANTS.iter().map(|&row| ledger.get(row)).sum()
}

fn millis(balance: SignedNanos) -> i64 {
    let size = i64::try_from((balance.size() + Nanos::from_micros(500)).get() / 1_000_000);
    let sign = if balance.as_secs_f64() < 0.0 { -1 } else { 1 };
    size.expect("less than a year") * sign
}

#[test]
fn perfect_tasks_on_perfect_workers_are_all_work() {
    let found = rows(
        "set workload=primes tasks=4 mode=pool workers=2 chunksize=1
        serial 40ms
        w1: task 0 0ms 10ms | task 2 10ms 20ms
        w2: task 1 0ms 10ms | task 3 10ms 20ms
        end 20ms",
    );
    assert_eq!(found, [(Row::Work, 40)]);
}

#[test]
fn kinds_that_a_log_has_of_its_own_are_in_the_rows_of_their_classes() {
    // One of each class, and `kind47` of none.
    let found = rows(
        "set workload=primes tasks=2 mode=pool workers=1 chunksize=1
        serial 40ms
        w1: kind96 0ms 2ms | kind128 2ms 5ms | task 0 5ms 25ms | kind160 25ms 29ms | kind64 29ms 30ms | kind224 30ms 35ms | kind192 35ms 41ms | kind47 41ms 42ms | task 1 42ms 62ms
        end 62ms",
    );
    let expected = [
        (Row::Work, 40),
        (Row::Inflation, 5),
        (Row::StartUp, 2),
        (Row::Transfer, 3),
        (Row::Lock, 5),
        (Row::Starved, 7),
    ];
    assert_eq!(found, expected);
}

#[test]
fn every_kind_of_span_is_in_its_row() {
    let found = rows(
        "set workload=primes tasks=2 mode=pool workers=1 chunksize=1
        serial 40ms
        main: create 0ms 1ms
        w1: start-up 1ms 6ms | added 6ms 8ms | wait 8ms 11ms | receive 11ms 12ms | lock 0 12ms 16ms | task 0 16ms 36ms | send 36ms 37ms | task 1 37ms 57ms | send 57ms 58ms | wait 58ms 60ms | exit 60ms 63ms
        end 64ms",
    );
    let expected = [
        (Row::Work, 40),
        // Start-up counts from the begin of the run, also while main was not yet at it.
        (Row::StartUp, 8),
        (Row::Transfer, 3),
        (Row::Lock, 4),
        (Row::Starved, 3),
        // Idle with all tasks done, ending, and gone.
        (Row::Exit, 6),
    ];
    assert_eq!(found, expected);
}

#[test]
fn of_the_time_between_short_chunks_only_the_hand_over_is_transfer() {
    // Where the parts were noted, a fifth of the time was.
    let found = rows(
        "set workload=primes tasks=3 mode=pool workers=1 chunksize=1
        serial 60ms
        w1: task 0 0ms 20ms | send 20ms 20.004ms | wait 20.004ms 20.044ms | receive 20.044ms 20.05ms | task 1 20.05ms 40ms | send* 40ms 50ms | task 2 50ms 70.05ms
        end 70.05ms",
    );
    let expected = [(Row::Work, 60), (Row::Transfer, 2), (Row::Starved, 8)];
    assert_eq!(found, expected);
    // Where none was, all of it may have been.
    let found = rows(
        "set workload=primes tasks=2 mode=pool workers=1 chunksize=1
        serial 40ms
        w1: task 0 0ms 20ms | send* 20ms 30ms | task 1 30ms 50ms
        end 50ms",
    );
    assert_eq!(found, [(Row::Work, 40), (Row::Transfer, 10)]);
}

#[test]
fn who_is_idle_while_others_hold_the_last_chunk_is_in_the_tail() {
    let text = "set workload=primes tasks=3 mode=threaded workers=2 chunksize=1
        serial 60ms
        t1: task 0 0ms 20ms | wait 20ms 25ms | task 2 25ms 45ms
        t2: task 1 0ms 20ms | wait 20ms 45ms
        end 45ms";
    let expected = [(Row::Work, 60), (Row::Starved, 10), (Row::Tail, 20)];
    assert_eq!(rows(text), expected);
}

#[test]
fn a_chunk_is_taken_when_its_receive_begins() {
    let found = rows(
        "set workload=primes tasks=2 mode=pool workers=2 chunksize=1
        serial 20ms
        w1: task 0 0ms 10ms | wait 10ms 35ms
        w2: wait 0ms 5ms | receive 5ms 25ms | task 1 25ms 35ms
        end 35ms",
    );
    let expected = [
        (Row::Work, 20),
        (Row::Transfer, 20),
        (Row::Starved, 5),
        (Row::Tail, 25),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_dearer_task_is_inflated_on_a_core_and_preempted_without_one() {
    let found = rows(
        "set workload=primes tasks=2 mode=threaded workers=2 chunksize=1
        serial 40ms
        t1: task%50 0 0ms 50ms
        t2: task%100 1 0ms 50ms
        end 50ms",
    );
    let expected = [(Row::Work, 40), (Row::Inflation, 35), (Row::Preempted, 25)];
    assert_eq!(found, expected);
}

#[test]
fn a_gain_is_a_negative_cost_and_the_rows_still_add_up() {
    let found = rows(
        "set workload=primes tasks=2 mode=threaded workers=2 chunksize=1
        serial 40ms
        t1: task 0 0ms 15ms
        t2: task 1 0ms 15ms
        end 15ms",
    );
    assert_eq!(found, [(Row::Work, 40), (Row::Inflation, -10)]);
}

#[test]
fn a_task_that_waits_by_itself_is_work_as_in_the_serial_run() {
    let found = rows(
        "set workload=primes tasks=2 mode=threaded workers=2 chunksize=1 io=0.5
        serial 40ms
        t1: task%100 0+ 0ms 10ms | io 0 10ms 20ms
        t2: task%100 1+ 0ms 10ms | io 1 10ms 20ms
        end 20ms",
    );
    assert_eq!(found, [(Row::Work, 40)]);
}

#[test]
fn what_was_computed_in_vain_by_a_worker_that_died_is_inflation() {
    let found = rows(
        "set workload=primes tasks=1 mode=pool workers=1 chunksize=1
        serial 10ms
        w1: task! 0+ 0ms 7ms | start-up@ 7ms 8ms | task 0 8ms 18ms
        end 18ms",
    );
    // The one that died ended no task.
    let expected = [(Row::Work, 10), (Row::Inflation, 7), (Row::StartUp, 1)];
    assert_eq!(found, expected);
}

#[test]
fn lanes_that_are_too_many_are_set_apart() {
    let run = run(
        "set workload=primes tasks=4 mode=threaded workers=4 chunksize=1
        serial 80ms
        t1: task%50 0 0ms 40ms
        t2: task%50 1 0ms 40ms
        t3: task%50 2 0ms 40ms
        t4: task%50 3 0ms 40ms
        end 50ms",
    );
    let ledger = Ledger::of(&run, at("1s")).expect("a ledger");
    assert_eq!(millis(ledger.get(Row::Preempted)), 80);
    assert_eq!(millis(ledger.get(Row::Exit)), 40);
    // Two lanes too many for 50 ms: what they cannot have lost without a core, they lost
    // otherwise.
    assert_eq!(ledger.excess(Row::Preempted), Nanos::from_millis(80));
    assert_eq!(ledger.excess(Row::Exit), Nanos::from_millis(20));
    let lost: f64 = Row::LOSSES.iter().map(|&row| ledger.lost(row).get()).sum();
    let speedup = run.speedup(at("1s")).expect("a speedup").get();
    let ideal = run.max_parallelism().tasks.get();
    assert!(
        (ideal - lost - speedup).abs() < 1e-9,
        "{ideal} {lost} {speedup}"
    );
}

#[test]
fn what_the_machine_costs_every_program_is_nobody_s_fault() {
    let mut run = run(
        "set workload=primes tasks=2 mode=threaded workers=2 chunksize=1
        serial 60ms
        t1: task%100 0 0ms 40ms
        t2: task%100 1 0ms 40ms
        end 40ms",
    );
    run.description.core_speed = Some(Ratio::new(0.8));
    let ledger = Ledger::of(&run, at("1s")).expect("a ledger");
    assert_eq!(millis(ledger.get(Row::Inflation)), 20);
    // 60 ms at 2 / 1.6 are 75.
    assert_eq!(ledger.unavoidable(Row::Inflation), Nanos::from_millis(15));
    assert!((ledger.reachable().get() - (80.0 - 15.0) / 40.0).abs() < 1e-9);
}

#[test]
fn what_the_kernel_saw_waiting_for_a_core_is_not_taken_for_idleness() {
    let mut run = run(
        "set workload=primes tasks=2 mode=threaded workers=1 chunksize=1
        serial 20ms
        t1: task%50 0 0ms 20ms | wait 20ms 40ms | task%100 1 40ms 50ms
        end 50ms",
    );
    let usage = |delay| crate::log::WorkerUsage {
        lane: run.lanes[0].info.lane,
        run_delay: Nanos::from_millis(delay),
        ..Default::default()
    };
    let usages = vec![usage(9), usage(6)];
    run.description.outcome.as_mut().unwrap().workers = usages;
    let ledger = Ledger::of(&run, at("1s")).expect("a ledger");
    let found = [Row::Preempted, Row::Starved].map(|row| millis(ledger.get(row)));
    // 10 ms of the 15 were seen in the first task.
    assert_eq!(found, [15, 15]);
    assert_eq!(sum(&ledger), ledger.lane_time().into());
}

#[test]
fn a_task_that_waits_of_its_own_accord_is_not_called_preempted() {
    let found = rows(
        "set workload=command command=sleep tasks=2 mode=pool workers=2 chunksize=1
        serial 200ms 190ms
        w1: task%5~95 0 0ms 100ms
        w2: task%5~75 1 0ms 100ms
        end 100ms",
    );
    // A fifth of the second was ready to run, and had no core.
    let expected = [
        (Row::Work, 200),
        (Row::Inflation, -20),
        (Row::Preempted, 20),
    ];
    assert_eq!(found, expected);
}

#[test]
fn commands_at_once_are_as_fast_as_their_workers_allow_and_not_beyond_the_ideal() {
    let text = "set workload=command command=sleep tasks=4 mode=pool workers=4 chunksize=1
        serial 400ms 396ms
        w1: now task 0 0ms
        w2: now task 1 0ms
        w3: now task 2 0ms
        w4: now task 3 0ms";
    let run = run(text);
    assert_eq!(
        run.max_parallelism().tasks.get().to_bits(),
        4.0_f64.to_bits()
    );
    let ledger = Ledger::of(&run, at("90ms")).expect("a ledger");
    assert_eq!(ledger.get(Row::Preempted), SignedNanos::ZERO);
    assert_eq!(run.speedup(at("90ms")).map(|s| s.get().round()), Some(4.0));
}

#[test]
fn recording_is_taken_out_of_what_the_tasks_cost() {
    let mut run = run(
        "set workload=primes tasks=2 mode=threaded workers=1 chunksize=1
        serial 20ms
        t1: task%100 0 0ms 11ms | task%100 1 11ms 22ms
        end 22ms",
    );
    run.description.outcome.as_mut().unwrap().recorder = crate::log::RecorderCost {
        span: Nanos::from_micros(100),
        cpu_reading: Nanos::from_micros(200),
    };
    let ledger = Ledger::of(&run, at("1s")).expect("a ledger");
    assert_eq!(ledger.get(Row::Recorder), Nanos::from_millis(1).into());
    assert_eq!(ledger.get(Row::Inflation), Nanos::from_millis(1).into());
}

#[test]
fn a_run_that_goes_on_is_accounted_for_up_to_now() {
    let text = "set workload=primes tasks=4 mode=pool workers=3 chunksize=1
        cores 4
        serial 40ms
        w1: start-up 0ms 1ms | task 0 1ms 11ms | now task 3 11ms
        w2: start-up 0ms 1ms | now task 1 1ms
        w3: start-up 0ms 2ms | now wait 2ms";
    let run = run(text);
    let ledger = Ledger::of(&run, at("15ms")).expect("a ledger");
    assert_eq!(sum(&ledger), ledger.lane_time().into());
    // The second task has gone on for longer than it took alone.
    assert_eq!(millis(ledger.get(Row::Work)), 10 + 4 + 10);
    assert_eq!(millis(ledger.get(Row::Inflation)), 4);
    // The last of the four was taken at 11 ms.
    assert_eq!(millis(ledger.get(Row::Starved)), 9);
    assert_eq!(millis(ledger.get(Row::Tail)), 4);
}

#[test]
fn main_is_a_lane_where_it_does_tasks() {
    let found = rows(
        "set workload=primes tasks=2 mode=process workers=1 main=works
        serial 20ms
        main: create 0ms 1ms | task 1 1ms 11ms | blocked 11ms 13ms
        w1: start-up 1ms 2ms | task 0 2ms 12ms | exit 12ms 13ms
        end 13ms",
    );
    let expected = [
        (Row::Work, 20),
        (Row::StartUp, 3),
        (Row::Tail, 1),
        (Row::Exit, 2),
    ];
    assert_eq!(found, expected);
}

#[test]
fn without_a_serial_run_there_is_nothing_to_hold_it_against() {
    let run = run("set workload=primes tasks=1 mode=threaded workers=1
        t1: task 0 0ms 10ms
        end 10ms");
    assert_eq!(Ledger::of(&run, at("1s")), None);
}

/// The time that a thread spends waiting for the interpreter's lock is none that it works.
#[test]
fn the_wait_for_the_gil_is_a_lock_and_no_work() {
    let run = run("watch python3 sim.py
         main: own 0ms 1ms
         t1: task 0 0ms 100ms
         times 1 0ms 100ms running=40ms gil=60ms
         end 100ms");
    let ledger = Ledger::of(&run, at("100ms")).unwrap();
    assert_eq!(ledger.get(Row::Lock), Nanos::from_millis(60).into());
    assert_eq!(ledger.get(Row::Work), Nanos::from_millis(40).into());
    assert_eq!(sum(&ledger), ledger.lane_time().into());
}

proptest! {
    #[test]
    fn whatever_the_lanes_do_the_rows_add_up(
        lanes in prop::collection::vec(
            prop::collection::vec((0..9_usize, 0..50_u64, 0..100_u8), 0..12), 1..5),
        end in 1..400_u64,
        delay in 0..60_u64,
        over: bool,
    ) {
        let kinds = ["start-up", "wait", "receive", "task", "send", "lock", "exit", "io", "added"];
        let mut text = format!(
            "set workload=primes tasks=40 mode=pool workers={} chunksize=2\nserial 400ms\n",
            lanes.len()
        );
        for (number, spans) in lanes.iter().enumerate() {
            let mut time = 3;
            let spans: Vec<_> = spans.iter().map(|&(kind, length, cpu)| {
                let (from, kind) = (time, kinds[kind]);
                time += length;
                match kind {
                    "task" => format!("task%{cpu} {} {from}ms {time}ms", from % 40),
                    "lock" | "io" | "added" => format!("{kind} {} {from}ms {time}ms", from % 40),
                    _ => format!("{kind} {from}ms {time}ms"),
                }
            }).collect();
            if !spans.is_empty() {
                let spans = spans.join(" | ");
                let _ = writeln!(text, "w{}: {spans}", number + 1);
            }
        }
        if over {
            let _ = write!(text, "end {end}ms");
        }
        let mut run = run(&text);
        if let Some(outcome) = &mut run.description.outcome {
            outcome.workers = vec![crate::log::WorkerUsage {
                run_delay: Nanos::from_millis(delay),
                ..Default::default()
            }];
        }
        let last = run.lanes.iter().filter_map(|lane| lane.spans.last()).map(Span::end).max();
        if let Some(last) = last
            && let Some(ledger) = Ledger::of(&run, last.max(at("1ms")))
        {
            prop_assert_eq!(sum(&ledger), ledger.lane_time().into());
            for (_, rows) in ledger.by_lane() {
                prop_assert_eq!(rows.iter().copied().sum::<SignedNanos>(), ledger.wall().into());
            }
        }
    }
}
