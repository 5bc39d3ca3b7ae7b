//! Calls that were measured to the millisecond, simulated with other chunks and workers.

use super::*;
use crate::{
    log::Call,
    model::scenario::{run, with_call},
};

/// Tasks of 10 ms in chunks of two on two workers: six tasks make three chunks, so the second worker has
/// nothing to do in the end.
const TAIL: &str = "cores 2
    w1: task%100 0 0ms 10ms | task%100 1 10ms 20ms | task%100 4 20ms 30ms | task%100 5 30ms 40ms
    w2: task%100 2 0ms 10ms | task%100 3 10ms 20ms
    end 40ms";

fn map(tasks: u32, chunksize: u32) -> Call {
    Call {
        kind: "Pool.map".into(),
        function: "work".into(),
        file: "/home/me/sim.py".into(),
        line: 9,
        tasks: Some(tasks),
        asked: Some(chunksize),
        chunksize: Some(chunksize),
        ..Call::default()
    }
}

fn of(text: &str, call: Call) -> Result<CallSimulation, &'static str> {
    CallSimulation::of(&with_call(run(text), call), 0)
}

fn ms(time: u64) -> Nanos {
    Nanos::from_millis(time)
}

#[test]
fn a_tail_is_shorter_with_smaller_chunks_and_it_is_said_by_how_much() {
    let simulation = of(TAIL, map(6, 2)).unwrap();
    assert_eq!((simulation.took, simulation.simulated), (ms(40), ms(40)));
    assert_eq!(simulation.called, (2, 2));
    assert_eq!(
        simulation.chunksizes,
        [(1, ms(30)), (2, ms(40)), (3, ms(30))]
    );
    let best = simulation.best_chunksize().unwrap();
    assert_eq!(
        (best.value, best.wall, best.instead_of),
        (3, ms(30), ms(40))
    );
    assert_eq!(
        best.to_string(),
        "chunksize 3: 30.0 ms instead of 40.0 ms, simulated"
    );
    assert_eq!(simulation.check(), "simulated 40.0 ms, took 40.0 ms");
}

#[test]
fn where_all_workers_end_together_no_chunksize_is_better() {
    let even = "cores 2
        w1: task%100 0 0ms 10ms | task%100 1 10ms 20ms
        w2: task%100 2 0ms 10ms | task%100 3 10ms 20ms
        end 20ms";
    let simulation = of(even, map(4, 2)).unwrap();
    assert_eq!(simulation.best_chunksize(), None);
    assert_eq!(simulation.best_workers(), None);
    assert!(simulation.verdict().starts_with("no other chunksize"));
}

#[test]
fn what_took_much_longer_than_simulated_is_said_and_nothing_is_claimed() {
    let late = TAIL.replace("task%100 5 30ms 40ms", "task%100 5 90ms 100ms");
    let simulation = of(&late, map(6, 2)).unwrap();
    assert!(!simulation.is_sound());
    assert_eq!(simulation.best_chunksize(), None);
    assert!(simulation.check().contains("apart, so nothing is claimed"));
    assert!(simulation.verdict().is_empty());
}

#[test]
fn handing_over_costs_what_it_cost_so_that_small_chunks_have_a_price() {
    // Between two chunks of a worker there are 5 ms, and a task takes 1 ms.
    let spans = |first: u32| {
        let span = |turn: u32| {
            let (task, start) = (first + 2 * turn, turn * 6);
            format!("task%100 {task} {start}ms {}ms", start + 1)
        };
        (0..4).map(span).collect::<Vec<_>>().join(" | ")
    };
    let text = format!("cores 2\nw1: {}\nw2: {}\nend 19ms", spans(0), spans(1));
    let simulation = of(&text, map(8, 1)).unwrap();
    assert_eq!((simulation.took, simulation.simulated), (ms(19), ms(19)));
    assert!(simulation.knows_hand_over);
    let best = simulation.best_chunksize().unwrap();
    assert_eq!((best.value, best.wall), (4, ms(4)));
}

#[test]
fn tasks_that_wait_need_no_core_so_that_more_workers_help() {
    let computes = "cores 2
        w1: task%100 0 0ms 10ms | task%100 2 10ms 20ms | task%100 4 20ms 30ms
        w2: task%100 1 0ms 10ms | task%100 3 10ms 20ms | task%100 5 20ms 30ms
        end 30ms";
    let sleeps = computes.replace("%100", "%0~100");
    let simulation = of(&sleeps, map(6, 1)).unwrap();
    let best = simulation.best_workers().unwrap();
    assert_eq!((best.parameter, best.value), ("workers", 3));
    // Four workers take two rounds, too.
    assert_eq!(best.wall, ms(20));
    // Those that compute gain nothing from more workers than there are cores.
    assert_eq!(of(computes, map(6, 1)).unwrap().best_workers(), None);
}

#[test]
fn four_workers_on_two_cores_are_simulated_with_the_time_that_their_tasks_had_a_core() {
    let shared = "cores 2
        w1: task%50 0 0ms 20ms
        w2: task%50 1 0ms 20ms
        w3: task%50 2 0ms 20ms
        w4: task%50 3 0ms 20ms
        end 20ms";
    let simulation = of(shared, map(4, 1)).unwrap();
    assert_eq!(simulation.simulated, ms(20));
    // Each worker had one chunk only: what handing over the next one takes is assumed.
    assert!(!simulation.knows_hand_over);
    assert_eq!(simulation.workers[0], (1, Nanos::from_micros(40_300)));
}

#[test]
fn other_programs_that_took_the_cores_are_there_in_the_simulation_too() {
    let disturbed = "cores 2
        w1: task%50 0 0ms 20ms | task%50 1 20ms 40ms
        w2: task%50 2 0ms 20ms | task%50 3 20ms 40ms
        end 40ms";
    let simulation = of(disturbed, map(4, 2)).unwrap();
    assert_eq!((simulation.simulated, simulation.took), (ms(40), ms(40)));
}

#[test]
fn advice_does_not_reckon_with_the_other_programs_of_that_moment() {
    let disturbed = TAIL
        .replace(
            "%100 0 0ms 10ms | task%100 1 10ms 20ms",
            "%50 0 0ms 20ms | task%50 1 20ms 40ms",
        )
        .replace(
            "%100 4 20ms 30ms | task%100 5 30ms 40ms",
            "%100 4 40ms 50ms | task%100 5 50ms 60ms",
        )
        .replace(
            "%100 2 0ms 10ms | task%100 3 10ms 20ms",
            "%50 2 0ms 20ms | task%50 3 20ms 40ms",
        )
        .replace("end 40ms", "end 60ms");
    let simulation = of(&disturbed, map(6, 2)).unwrap();
    assert!(simulation.is_disturbed && simulation.is_sound());
    assert_eq!(simulation.alone, ms(40));
    assert_eq!(
        simulation.best_chunksize().unwrap().to_string(),
        "chunksize 3: 30.0 ms instead of 40.0 ms, simulated without other programs"
    );
    assert!(
        simulation
            .check()
            .starts_with("beside other programs: simulated")
    );
}

#[test]
fn a_task_that_was_too_short_to_be_measured_had_a_core_as_often_as_the_others() {
    let mixed = "cores 4
        w1: task%50 0 0ms 20ms | task 1 20ms 30ms
        w2: task%50 2 0ms 20ms | task 3 20ms 30ms
        end 30ms";
    let simulation = of(mixed, map(4, 2)).unwrap();
    assert_eq!(simulation.alone, ms(15));
}

#[test]
fn of_chunksizes_that_are_alike_the_largest_is_named_and_that_smaller_ones_do_as_well() {
    let late = "cores 2
        w1: task%100 0 0ms 10ms | task%100 1 10ms 20ms | task%100 2 20ms 30ms
        w2: task%100 3 0ms 10ms
        end 30ms";
    assert_eq!(
        of(late, map(4, 3))
            .unwrap()
            .best_chunksize()
            .unwrap()
            .to_string(),
        "chunksize 2 or less: 20.0 ms instead of 30.0 ms, simulated"
    );
}

#[test]
fn what_cannot_be_simulated_has_a_reason() {
    let with = |kind: &str| Call {
        kind: kind.into(),
        ..map(6, 2)
    };
    assert!(of(TAIL, with("Process")).unwrap_err().contains("no chunks"));
    assert!(
        of(TAIL, with("ThreadPool.map"))
            .unwrap_err()
            .contains("lock")
    );
    assert!(of(TAIL, map(7, 2)).unwrap_err().contains("not all"));
    assert_eq!(
        of(TAIL, with("Pool.imap")).map(|simulation| simulation.took),
        Ok(ms(40))
    );
}

#[test]
fn a_group_of_submits_has_no_chunksize() {
    let call = Call {
        kind: "ProcessPoolExecutor.submit".into(),
        chunksize: None,
        ..map(6, 1)
    };
    let simulation = of(TAIL, call).unwrap();
    assert!(simulation.chunksizes.is_empty());
    assert_eq!(
        simulation.workers.iter().map(|point| point.0).max(),
        Some(4)
    );
}
