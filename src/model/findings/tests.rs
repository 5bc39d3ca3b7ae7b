//! Each finding on both sides of its threshold, and each cause with the sentence it leads to.

use super::*;
use crate::{
    base::Nanos,
    log::{Conditions, RecorderCost},
    model::scenario::run,
};

/// A second of lane time on two workers, of which the second has that instead of work for so many
/// milliseconds, at its beginning or its end.
fn spent(what: &str, millis: u64) -> String {
    let rest = 500 - millis;
    let (serial, second) = match what {
        "tail" => (500 + rest, format!("task 1 0ms {rest}ms")),
        "exit" => (
            500 + rest,
            format!("task 1 0ms {rest}ms | exit {rest}ms 500ms"),
        ),
        "inflation" => (500 + rest, "task 1 0ms 500ms".into()),
        what => (
            500 + rest,
            format!("{what} 0ms {millis}ms | task 1 {millis}ms 500ms"),
        ),
    };
    format!(
        "set workload=primes tasks=2 mode=pool workers=2 chunksize=1
        serial {serial}ms
        w1: task 0 0ms 500ms
        w2: {second}
        end 500ms"
    )
}

fn rows(text: &str) -> Vec<Row> {
    let found = Finding::all(&run(text));
    let rows = found.into_iter().map(|finding| match finding.kind {
        FindingKind::Row(row) => row,
        kind => panic!("of a program: {kind:?}"),
    });
    rows.collect()
}

/// The leading finding: its sentence and what to try.
fn lead(text: &str) -> (String, String) {
    let found = Finding::all(&run(text)).remove(0);
    (found.text(), found.advice)
}

#[test]
fn a_cause_is_told_from_five_percent_of_the_lane_time_on() {
    for (what, row) in [
        ("tail", Row::Tail),
        ("exit", Row::Exit),
        ("inflation", Row::Inflation),
        ("wait", Row::Starved),
        ("start-up", Row::StartUp),
        ("receive", Row::Transfer),
        ("lock 1", Row::Lock),
    ] {
        assert_eq!(rows(&spent(what, 49)), [Row::Work], "{what}");
        assert_eq!(rows(&spent(what, 51)), [Row::Work, row], "{what}");
        // Below 90 % work the cause comes first.
        assert_eq!(rows(&spent(what, 101)), [row], "{what}");
    }
}

#[test]
fn little_loss_is_praised_and_many_small_ones_are_not_blamed_on_one() {
    assert_eq!(
        lead(&spent("tail", 60)).0,
        "94 % of the lane time is work: the largest loss is tail with 6 %"
    );
    let text = "set workload=primes tasks=2 mode=pool workers=2 chunksize=1
        serial 852ms
        w1: start-up 0ms 49ms | task 0 49ms 500ms
        w2: wait 0ms 49ms | task 1 49ms 451ms | exit 451ms 500ms
        end 500ms";
    assert_eq!(
        lead(text).0,
        "85 % of the lane time is work: no other cause takes more than 5 %"
    );
}

#[test]
fn no_more_than_all_of_the_time_is_work_however_slow_the_serial_run_was() {
    let text = "set workload=primes tasks=2 mode=pool workers=2 chunksize=1
        serial 1100ms
        w1: start-up 0ms 20ms | task 0 20ms 500ms
        w2: start-up 0ms 20ms | task 1 20ms 500ms
        end 500ms";
    assert_eq!(
        lead(text).0,
        "96 % of the lane time is work: the tasks took 13 % less than in the serial run; no other \
         cause takes more than 5 %"
    );
}

#[test]
fn a_straggler_leads_and_is_told_from_tasks_that_are_all_the_same() {
    let straggler = |longest: u32| {
        format!(
            "set workload=primes tasks=7 mode=pool workers=2 chunksize=1
            serial {}ms
            w1: task 0 0ms 100ms | task 2 100ms 200ms | task 4 200ms 300ms
            w2: task 1 0ms 100ms | task 3 100ms 200ms | task 5 200ms 300ms | task 6 300ms {}ms
            end {}ms",
            600 + longest,
            300 + longest,
            300 + longest
        )
    };
    let (text, advice) = lead(&straggler(400));
    assert_eq!(
        text,
        "29 % of the lane time is tail: one task of 400 ms, 4 times the usual, was taken last"
    );
    assert_eq!(advice, "Hand out the long ones first.");
    let (text, advice) = lead(&straggler(290));
    assert_eq!(
        text,
        "25 % of the lane time is tail: 7 tasks do not come out even on 2 workers, and the last \
         took 290 ms"
    );
    assert_eq!(advice, "Cut the work into more and smaller tasks.");
    // All workers have as many, and still they are not even.
    let (text, _) = lead(&spent("tail", 150));
    assert!(
        text.ends_with("tasks are not all the same, and the last took 500 ms"),
        "{text}"
    );
    // Longer than everything on two workers: no order hides it.
    let (_, advice) = lead(&straggler(600));
    assert!(advice.starts_with("Cut that task up"), "{advice}");
}

#[test]
fn a_straggler_that_was_taken_before_others_is_not_said_to_be_taken_last() {
    let (text, _) = lead(
        "set workload=primes tasks=7 mode=pool workers=2 chunksize=1
        serial 1s
        w1: task 0 0ms 100ms | task 2 100ms 200ms | task 4 200ms 300ms | task 6 300ms 400ms
        w2: task 1 0ms 100ms | task 3 100ms 200ms | task 5 200ms 600ms
        end 600ms",
    );
    assert!(text.ends_with("4 times the usual, ended last"), "{text}");
}

#[test]
fn a_straggler_in_a_large_chunk_and_a_large_chunk_without_one_are_told_apart() {
    let last = |second: u32| {
        format!(
            "set workload=primes tasks=6 mode=pool workers=2 chunksize=2
            serial {}ms
            w1: task 0/0 0ms 100ms | task 1/0 100ms 200ms
            w2: task 2/1 0ms 100ms | task 3/1 100ms 200ms | task 4/2 200ms 300ms | task 5/2 300ms {}ms
            end {}ms",
            500 + second,
            300 + second,
            300 + second
        )
    };
    let (text, advice) = lead(&last(100));
    assert!(
        text.ends_with("tail: the last chunk, 2 tasks, took 200 ms"),
        "{text}"
    );
    assert!(advice.starts_with("Try a smaller chunksize"), "{advice}");
    let (text, advice) = lead(&last(300));
    let straggler = "one task of 300 ms, 3 times the usual, was in the last chunk of 2";
    assert!(text.ends_with(straggler), "{text}");
    assert_eq!(
        advice,
        "Try a smaller chunksize, or hand out the long ones first."
    );
}

#[test]
fn fewer_tasks_than_workers_are_no_straggler() {
    let (text, advice) = lead(
        "set workload=primes tasks=1 mode=pool workers=2 chunksize=1
        serial 100ms
        w1: task 0 0ms 100ms
        w2: wait 0ms 100ms
        end 100ms",
    );
    assert_eq!(
        text,
        "50 % of the lane time is tail: there is 1 task for 2 workers"
    );
    assert!(advice.contains("more tasks"), "{advice}");
}

#[test]
fn a_task_in_parts_is_as_long_as_all_of_them() {
    let (text, _) = lead(
        "set workload=primes tasks=4 mode=threaded workers=2 chunksize=1
        serial 600ms
        t1: task 0 0ms 100ms | task 2 100ms 200ms
        t2: task 1 0ms 100ms | task 3+ 100ms 250ms | io 3+ 250ms 300ms | task 3 300ms 400ms
        end 400ms",
    );
    assert!(
        text.contains("one task of 300 ms, 3 times the usual"),
        "{text}"
    );
}

#[test]
fn tiny_chunks_are_told_to_grow_as_long_as_there_are_enough_of_them() {
    let starved = |tasks: u32| {
        lead(&format!(
            "set workload=primes tasks={tasks} mode=pool workers=2 chunksize=1
            serial 8ms
            w1: wait 0ms 5ms | task 0 5ms 9ms
            w2: wait 0ms 5ms | task 1 5ms 9ms
            end 9ms"
        ))
    };
    let (text, advice) = starved(9);
    assert!(text.contains("there are 9 chunks of"), "{text}");
    assert_eq!(advice, "Try a larger chunksize.");
    let (text, _) = starved(8);
    assert!(
        text.ends_with("a worker waits 1.25 ms for each chunk"),
        "{text}"
    );
}

#[test]
fn who_keeps_workers_waiting_is_named() {
    let busy = |millis: u32| {
        lead(&format!(
            "set workload=primes tasks=2 mode=pool workers=2 chunksize=1
            serial 40ms
            main: dispatch 0ms {millis}ms
            w1: wait 0ms 50ms | task 0 50ms 70ms
            w2: wait 0ms 50ms | task 1 50ms 70ms
            end 70ms"
        ))
        .0
    };
    assert!(busy(50).contains("main hands out and collects for 71 %"));
    assert!(busy(34).contains("a worker waits"));
    // Many chunks are no matter where they are heavy.
    let heavy = "set workload=primes tasks=9 mode=pool workers=2 chunksize=1
        serial 40ms
        main: dispatch 0ms 50ms
        w1: wait 0ms 50ms | receive=2MiB 50ms 51ms | task 0 51ms 70ms
        w2: wait 0ms 50ms | task 1 50ms 70ms
        end 70ms";
    assert!(lead(heavy).0.contains("main hands out and collects"));
    let early = "set workload=primes tasks=2 mode=process workers=2 join=early
        serial 40ms
        w1: task 0 0ms 20ms
        w2: wait 0ms 20ms | task 1 20ms 40ms
        end 40ms";
    assert!(
        Finding::all(&run(early))
            .iter()
            .any(|one| one.cause.contains("joined before"))
    );
    let apply = "set workload=primes tasks=2 mode=pool workers=2 method=apply
        serial 40ms
        w1: task 0 0ms 20ms
        w2: wait 0ms 20ms | task 1 20ms 40ms
        end 40ms";
    assert!(
        Finding::all(&run(apply))
            .iter()
            .any(|one| one.cause.contains("apply waits"))
    );
}

#[test]
fn a_huge_payload_leads_with_its_bytes_and_shared_memory() {
    let text = |channel: &str, bytes: &str| {
        lead(&format!(
            "set workload=primes tasks=2 mode=pool workers=2 chunksize=1 channel={channel}
            serial 40ms
            w1: receive={bytes} 0ms 20ms | task 0 20ms 40ms | send={bytes} 40ms 60ms
            w2: receive={bytes} 0ms 20ms | task 1 20ms 40ms | send={bytes} 40ms 60ms
            end 60ms"
        ))
    };
    let (found, advice) = text("pipe", "8MiB");
    assert_eq!(
        found,
        "67 % of the lane time is transfer: 32.0 MiB went through pipes"
    );
    assert!(advice.contains("shared memory"), "{advice}");
    assert!(text("shared-memory", "8MiB").1.starts_with("Send less"));
    assert!(text("manager", "8MiB").1.starts_with("Try a pipe"));
    let (found, advice) = text("pipe", "255KiB");
    assert!(
        found.ends_with("2 chunks and results went through pipes"),
        "{found}"
    );
    assert!(advice.contains("larger chunksize"), "{advice}");
}

#[test]
fn start_up_is_told_by_who_starts_how() {
    let text = |set: &str| {
        lead(&format!(
            "set workload=primes tasks=2 workers=2 {set}
            serial 40ms
            w1: start-up 0ms 30ms | task 0 30ms 50ms
            w2: start-up 0ms 30ms | task 1 30ms 50ms
            end 50ms"
        ))
    };
    let (found, advice) = text("mode=pool start=spawn");
    assert_eq!(
        found,
        "60 % of the lane time is start-up: 2 processes by spawn took 30.0 ms each"
    );
    assert!(advice.contains("forkserver"), "{advice}");
    assert!(text("mode=threaded").0.contains("2 threads took"));
    assert!(
        text("mode=pool extra-startup=20ms")
            .0
            .ends_with("each, with 20.0 ms added by hand")
    );
    let (_, advice) = lead(
        "set workload=primes tasks=3 workers=2 mode=process
        serial 60ms
        w1: start-up 0ms 30ms | task 0 30ms 50ms | start-up 50ms 80ms | task 2 80ms 100ms
        w2: start-up 0ms 30ms | task 1 30ms 50ms
        end 100ms",
    );
    assert_eq!(advice, "Try a pool: it starts its workers only once.");
}

#[test]
fn a_lock_leads_with_the_lock_and_processes() {
    let (text, advice) = lead(
        "set workload=primes tasks=2 mode=threaded workers=2 lock=gil
        serial 40ms
        t1: task 0+ 0ms 10ms | lock 0+ 10ms 20ms | task 0 20ms 30ms
        t2: lock 1+ 0ms 10ms | task 1+ 10ms 20ms | lock 1+ 20ms 30ms | task 1 30ms 40ms
        end 40ms",
    );
    assert_eq!(
        text,
        "38 % of the lane time is waiting for a lock: 2 threads take turns, since they share one \
         lock (gil)"
    );
    assert!(advice.starts_with("Try processes"), "{advice}");
}

#[test]
fn more_workers_than_cores_lead_with_the_cores() {
    let text = |cores: u32, share: u32| {
        format!(
            "set workload=primes tasks=4 mode=pool workers=4 chunksize=1
            cores {cores}
            serial {}ms
            w1: task%{share} 0 0ms 100ms
            w2: task%{share} 1 0ms 100ms
            w3: task%{share} 2 0ms 100ms
            w4: task%{share} 3 0ms 100ms
            end 100ms",
            4 * share
        )
    };
    let (found, advice) = lead(&text(2, 50));
    assert_eq!(
        found,
        "50 % of the lane time is preempted: 4 workers share 2 cores"
    );
    assert_eq!(advice, "Take 2 workers: more cannot compute at once.");
    // With a core for each worker, the preemption comes from other processes.
    let (found, _) = lead(&text(4, 50));
    assert!(found.ends_with("although there are enough"), "{found}");
    assert_eq!(rows(&text(4, 96)), [Row::Work]);
    assert_eq!(rows(&text(4, 94)), [Row::Work, Row::Preempted]);
    // Others take a part of it, too.
    let found = Finding::all(&run(&text(2, 40)));
    assert_eq!(found.len(), 2);
}

#[test]
fn whoever_else_has_the_cores_is_named() {
    let mut noisy = run("set workload=primes tasks=2 mode=pool workers=2
        serial 100ms
        w1: task%50 0 0ms 100ms
        w2: task%50 1 0ms 100ms
        end 100ms");
    noisy.description.outcome.as_mut().unwrap().conditions = Some(Conditions {
        core_time: Nanos::from_millis(200),
        busy: Nanos::from_millis(200),
        ours: Nanos::from_millis(100),
        ..Conditions::default()
    });
    let found = Finding::all(&noisy).remove(0);
    noisy.edit(|e| e.load = 2);
    let load = Finding::all(&noisy).remove(0);
    assert!(
        load.cause.starts_with("2 processes compute beside"),
        "{load:?}"
    );
    assert!(
        found.cause.starts_with("other programs computed for 50 %"),
        "{found:?}"
    );
}

#[test]
fn dearer_tasks_are_blamed_on_the_machine_only_as_far_as_its_ceiling_goes() {
    let inflated = |core_speed: f64| {
        let mut run = run(
            "set workload=primes tasks=2 mode=threaded workers=2 chunksize=1
            serial 60ms
            t1: task%100 0 0ms 40ms
            t2: task%100 1 0ms 40ms
            end 40ms",
        );
        run.description.core_speed = Some(Ratio::new(core_speed));
        Finding::all(&run).remove(0).cause
    };
    let own = "tasks take 33 % more CPU time than in the serial run";
    assert_eq!(inflated(1.0), own);
    // 60 ms · (1 / speed − 1) is half of the 20 ms that they cost more.
    assert_eq!(inflated(0.86), own);
    assert!(inflated(0.85).ends_with("as any program does on this machine"));
}

#[test]
fn recording_is_told_beyond_its_budget() {
    let recorded = |span| {
        let mut run = run(&spent("tail", 0));
        let outcome = run.description.outcome.as_mut().unwrap();
        outcome.recorder = RecorderCost {
            span: Nanos::from_micros(span),
            cpu_reading: Nanos::ZERO,
        };
        let found = Finding::all(&run);
        found
            .iter()
            .any(|finding| finding.kind == FindingKind::Row(Row::Recorder))
    };
    // Two spans; 1 % of a second is ten milliseconds.
    assert!(!recorded(4_990));
    assert!(recorded(5_010));
}

#[test]
fn what_failed_is_serial_or_goes_on_has_no_findings() {
    let mut failed = run(&spent("tail", 400));
    failed.description.outcome.as_mut().unwrap().failure = Some("killed".into());
    assert_eq!(Finding::all(&failed), []);
    let serial = "set workload=primes tasks=1 mode=serial
        serial 10ms
        main: task 0 0ms 10ms
        end 20ms";
    assert_eq!(Finding::all(&run(serial)), []);
    let live = spent("tail", 400).replace("end 500ms", "");
    assert_eq!(Finding::all(&run(&live)), []);
}

#[test]
fn during_a_run_only_what_is_certain_is_said() {
    let said = |set: &str| Finding::certain(&run(&format!("set workload=primes {set}")));
    assert_eq!(said("tasks=8 mode=pool workers=2"), None);
    assert_eq!(said("tasks=8 mode=serial"), None);
    let found = said("tasks=8 mode=pool workers=4").unwrap();
    assert_eq!(found, "4 workers share 2 cores");
    let found = said("tasks=2 mode=pool workers=3").unwrap();
    assert_eq!(found, "2 tasks for 3 workers: one each, and no more");
    let found = said("tasks=8 mode=threaded workers=2 lock=gil").unwrap();
    assert!(found.starts_with("2 threads share one lock"), "{found}");
    // A task that waits most of its time needs no core of its own.
    assert_eq!(said("tasks=8 mode=threaded workers=4 io=0.5"), None);
}

#[test]
fn processes_that_are_left_zombies_on_purpose_are_not_to_be_given_more_to_do() {
    let (text, advice) = lead(
        "set workload=primes tasks=2 mode=process workers=2 fault=zombie
        serial 600ms
        w1: task 0 0ms 100ms | exit 100ms 500ms
        w2: task 1 0ms 500ms
        end 500ms",
    );
    assert!(text.contains("stays a zombie for 400 ms"), "{text}");
    assert!(advice.starts_with("Wait for each as it ends"), "{advice}");
}

#[test]
fn commands_that_wait_are_not_told_to_share_their_cores_with_fewer() {
    let text = |cpu, waited| {
        format!(
            "set workload=command command=sleep tasks=4 mode=pool workers=4 chunksize=1
            serial 400ms 396ms
            w1: task%{cpu}~{waited} 0 0ms 100ms
            w2: task%{cpu}~{waited} 1 0ms 100ms
            w3: task%{cpu}~{waited} 2 0ms 100ms
            w4: task%{cpu}~{waited} 3 0ms 100ms
            end 100ms"
        )
    };
    assert_eq!(rows(&text(1, 98)), [Row::Work]);
    // Those that want a core and have none still are.
    assert_eq!(rows(&text(1, 49)), [Row::Preempted]);
}

#[test]
fn commands_that_take_longer_side_by_side_are_not_said_to_compute_more() {
    let (text, _) = lead(
        "set workload=command command=sleep tasks=2 mode=pool workers=2 chunksize=1
        serial 200ms 190ms
        w1: task%5~95 0 0ms 150ms
        w2: task%5~95 1 0ms 150ms
        end 150ms",
    );
    assert!(text.contains("50 % longer side by side"), "{text}");
}
