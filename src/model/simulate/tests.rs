//! Schedules played through, to the nanosecond.

use super::*;
use crate::{
    log::{Description, Kind},
    model::{Distribution, Run},
    plan::{Chunks, Chunksize, Experiment, parameter},
    sample::{ChannelCosts, StartCosts, TripCosts},
};
use proptest::prelude::*;
use std::fmt::Write;

const MS: u64 = 1_000_000;

/// An experiment from `name=value` pairs, on a machine with that many cores and no costs.
struct Case {
    experiment: Resolved,
    baseline: Baseline,
    costs: Costs,
    cores: u32,
    inflation: Ratio,
}

impl Case {
    /// Tasks that cost so many milliseconds each; without a list, 10 ms.
    fn new(text: &str, tasks: &[u64]) -> Self {
        let mut experiment = Experiment {
            shape: crate::model::scenario::run("").experiment().shape,
            cost: crate::plan::Cost::Size(1),
            ..Experiment::default()
        };
        for pair in text.split_whitespace() {
            let (name, value) = pair.split_once('=').expect(pair);
            let row = parameter(name).expect(name);
            row.set(&mut experiment, value).expect(value);
        }
        if !tasks.is_empty() {
            experiment.tasks = u32::try_from(tasks.len()).ok();
        }
        let count = experiment.task_count() as usize;
        let cost = |task: usize| Nanos::new(tasks.get(task).copied().unwrap_or(10) * MS);
        let costs: Vec<_> = (0..count).map(cost).collect();
        Self {
            experiment: Resolved::of(experiment, 64),
            baseline: Baseline {
                wall: costs.iter().copied().sum(),
                tasks: costs.into(),
                ..Baseline::default()
            },
            costs: Costs::default(),
            cores: 64,
            inflation: Ratio::ONE,
        }
    }

    /// Tasks of which no sums are equal. Of workers that are done in the same instant either may
    /// be the first, and rounding decides which.
    fn apart(mut self) -> Self {
        let costs = (1..).zip(self.baseline.tasks.iter());
        let costs: Vec<_> = costs
            .map(|(task, &cost)| match cost {
                Nanos::ZERO => cost,
                cost => cost + Nanos::new(task * 7919 % 100_003),
            })
            .collect();
        self.baseline.wall = costs.iter().copied().sum();
        self.baseline.tasks = costs.into();
        self
    }

    fn on(mut self, cores: u32) -> Self {
        self.cores = cores;
        self
    }

    fn with(mut self, change: impl FnOnce(&mut Costs)) -> Self {
        change(&mut self.costs);
        self
    }

    fn scene(&self) -> SimulationInput<'_> {
        SimulationInput {
            experiment: &self.experiment,
            baseline: &self.baseline,
            waits: &[],
            costs: &self.costs,
            cores: self.cores,
            inflation: self.inflation,
        }
    }

    /// The wall time in microseconds; the same with and without spans.
    fn wall(&self) -> u64 {
        let wall = simulate(&self.scene());
        let drawn = simulate_lanes(&self.scene(), Moment::default()).0;
        assert!(wall.get().abs_diff(drawn.get()) <= 2, "{wall} {drawn}");
        wall.get() / 1000
    }

    /// The activities of the lanes, a line each: `w1: start-up 0 2 | task 0 2 12`, in milliseconds.
    fn lanes(&self) -> String {
        let (_, lanes) = simulate_lanes(&self.scene(), Moment::default());
        let mut text = String::new();
        for lane in lanes {
            let name = match lane.info.number {
                0 => "main".to_owned(),
                number => format!("w{number}"),
            };
            let spans = lane.spans.iter().map(|span| {
                let task = match (span.kind, span.count) {
                    (Kind::Task | Kind::Io, 0) => format!(" {}+", span.task),
                    (Kind::Task | Kind::Io | Kind::Lock, _) => format!(" {}", span.task),
                    _ => String::new(),
                };
                let ms = |moment: Moment| moment.as_nanos() / MS;
                format!(
                    "{}{task} {} {}",
                    <&str>::from(span.kind),
                    ms(span.start),
                    ms(span.end())
                )
            });
            let spans: Vec<_> = spans.collect();
            let _ = writeln!(text, "{name}: {}", spans.join(" | "));
        }
        text
    }
}

fn starts(server: u64, busy: u64, ready: u64, exit: u64, leave: u64) -> StartCosts {
    let [server, busy, ready, exit, leave] =
        [server, busy, ready, exit, leave].map(Nanos::from_millis);
    StartCosts {
        server,
        busy,
        ready,
        exit,
        leave,
    }
}

fn channel(give: u64, reach: u64, answer: u64, take: u64) -> ChannelCosts {
    let [give, reach, answer, take] = [give, reach, answer, take].map(Nanos::from_millis);
    ChannelCosts {
        trip: TripCosts {
            give,
            reach,
            answer,
            take,
        },
        ..ChannelCosts::default()
    }
}

#[test]
fn a_serial_run_takes_what_its_tasks_take() {
    let case = Case::new("mode=serial", &[10, 20, 5]);
    assert_eq!(case.wall(), 35_000);
    assert_eq!(
        case.lanes(),
        "main: task 0 0 10 | task 1 10 30 | task 2 30 35\n"
    );
}

#[test]
fn whoever_is_free_takes_the_next_chunk() {
    let case = Case::new("mode=threaded workers=2 chunksize=1", &[30, 10, 10, 10, 10]);
    assert_eq!(case.wall(), 40_000);
    assert_eq!(
        case.lanes(),
        "main: blocked 0 40\n\
         w1: task 0 0 30 | task 4 30 40\n\
         w2: task 1 0 10 | task 2 10 20 | task 3 20 30\n"
    );
}

#[test]
fn threads_start_one_after_another_and_each_begins_at_once() {
    let case = Case::new("mode=threaded workers=2 chunksize=1", &[10, 10])
        .with(|costs| costs.thread = starts(0, 1, 3, 2, 0));
    assert_eq!(
        case.lanes(),
        "main: create 0 1 | create 1 2 | blocked 2 16\n\
         w1: start-up 0 3 | task 0 3 13 | exit 13 15\n\
         w2: start-up 1 4 | task 1 4 14 | exit 14 16\n"
    );
}

#[test]
fn a_pool_is_complete_before_its_first_chunk_is_sent() {
    let case = Case::new("mode=pool workers=2 chunksize=1", &[10, 10, 10]).with(|costs| {
        costs.fork = starts(0, 2, 3, 4, 1);
        costs.pipe = channel(1, 1, 1, 1);
    });
    // Both are there at 4. Main sends until 6; the first has its chunk at 6, and again at 20.
    assert_eq!(
        case.lanes(),
        "main: create 0 2 | create 2 4 | dispatch 4 6 | blocked 6 17 | \
         collect 17 18 | dispatch 18 19 | collect 19 20 | blocked 20 31 | collect 31 38\n\
         w1: start-up 0 3 | wait 3 6 | task 0 6 16 | send 16 17 | wait 17 20 | task 2 20 30 | \
         send 30 31 | wait 31 32 | exit 32 37\n\
         w2: start-up 2 5 | wait 5 7 | task 1 7 17 | send 17 18 | wait 18 32 | exit 32 38\n"
    );
}

#[test]
fn one_call_after_another_keeps_one_worker_busy() {
    let text = "mode=pool workers=3 method=apply";
    assert_eq!(Case::new(text, &[10, 20, 30, 40]).wall(), 100_000);
    let all_at_once = "mode=pool workers=3 method=apply-async";
    assert_eq!(
        Case::new(all_at_once, &[10, 10, 10, 10, 10, 10]).wall() / 1000,
        20
    );
}

#[test]
fn a_process_per_task_pays_for_each_start_and_end() {
    let text = "mode=process workers=2";
    let case = Case::new(text, &[10, 10, 10]).with(|costs| costs.fork = starts(0, 1, 2, 3, 1));
    // 1 starts until 2, computes until 12, is gone at 15; its successor starts at 16.
    assert_eq!(
        case.lanes(),
        "main: create 0 1 | create 1 2 | blocked 2 15 | collect 15 16 | create 16 17 | \
         collect 17 18 | blocked 18 31 | collect 31 32\n\
         w1: start-up 0 2 | task 0 2 12 | exit 12 15 | start-up 16 18 | task 2 18 28 | exit 28 31\n\
         w2: start-up 1 3 | task 1 3 13 | exit 13 17\n"
    );
}

#[test]
fn an_early_join_makes_processes_take_turns_down_the_lanes() {
    let text = "mode=process workers=3 join=early";
    assert_eq!(Case::new(text, &[10, 20, 30, 40]).wall(), 100_000);
    let lanes = Case::new(text, &[10, 20, 30, 40]).lanes();
    assert_eq!(
        lanes,
        "main: blocked 0 100\n\
         w1: task 0 0 10 | task 3 60 100\n\
         w2: task 1 10 30\n\
         w3: task 2 30 60\n"
    );
}

#[test]
fn a_main_that_works_does_the_last_task_itself() {
    let text = "mode=process workers=1 main=works";
    assert_eq!(Case::new(text, &[10, 10]).wall(), 10_000);
    assert_eq!(
        Case::new(&format!("{text} join=early"), &[10, 10]).wall(),
        20_000
    );
    // While main computes, it starts no process anew.
    assert_eq!(Case::new(text, &[10, 10, 30]).wall(), 40_000);
}

#[test]
fn more_workers_than_cores_share_them() {
    let text = "mode=threaded workers=4 chunksize=1";
    assert_eq!(Case::new(text, &[10; 8]).on(2).wall(), 40_000);
    assert_eq!(Case::new(text, &[10, 10, 10]).on(2).wall(), 15_000);
    assert_eq!(Case::new(text, &[10, 10, 20]).on(2).wall(), 25_000);
}

#[test]
fn cores_that_slow_each_other_down_do_so_while_all_of_them_compute() {
    let mut case = Case::new("mode=threaded workers=2 chunksize=1", &[10, 30]).on(2);
    case.inflation = Ratio::new(1.5);
    assert_eq!(case.wall(), 35_000);
}

#[test]
fn waiting_takes_no_core() {
    let text = "mode=threaded workers=4 chunksize=1 io=0.5";
    let case = Case::new(text, &[10; 4]);
    assert_eq!(case.on(1).wall(), 25_000);
    let alone = Case::new("mode=threaded workers=1 chunksize=1 io=0.5", &[10; 2]);
    assert_eq!(
        alone.lanes(),
        "main: blocked 0 20\n\
         w1: task 0+ 0 5 | io 0 5 10 | task 1+ 10 15 | io 1 15 20\n"
    );
}

#[test]
fn with_one_lock_one_computes_and_it_changes_hands() {
    let case = Case::new("mode=threaded workers=2 chunksize=1 lock=gil", &[10; 2]);
    assert_eq!(case.wall(), 20_000);
    assert_eq!(
        case.lanes(),
        "main: blocked 0 20\n\
         w1: task 0+ 0 5 | lock 0 5 10 | task 0 10 15\n\
         w2: lock 1 0 5 | task 1+ 5 10 | lock 1 10 15 | task 1 15 20\n"
    );
    // A task that waits lets the others compute.
    let waits = Case::new(
        "mode=threaded workers=2 chunksize=1 lock=gil io=0.5",
        &[10; 2],
    );
    assert_eq!(waits.wall(), 15_000);
}

#[test]
fn declared_delays_are_added_where_they_were_declared() {
    let text = "mode=threaded workers=2 chunksize=2 extra-startup=50ms extra-transfer=2ms";
    let case = Case::new(text, &[10; 4]);
    assert_eq!(case.wall(), 72_000);
    assert!(
        case.lanes()
            .contains("w1: added 0 50 | added 50 52 | task 0 52 62"),
        "{}",
        case.lanes()
    );
}

#[test]
fn a_payload_takes_time_by_its_bytes() {
    let text = "mode=pool workers=1 chunksize=1 payload=1MiB";
    let case = Case::new(text, &[10; 2]).with(|costs| {
        costs.pipe.mib.give = Nanos::from_millis(1);
        costs.pipe.mib.reach = Nanos::from_millis(2);
        costs.pipe.mib.answer = Nanos::from_millis(3);
        costs.pipe.mib.take = Nanos::from_millis(4);
    });
    assert_eq!(case.wall(), 40_000);
}

#[test]
fn workers_that_help_themselves_do_not_wait_for_main_and_queue_only_for_each_other() {
    let text = "mode=pool workers=2 chunksize=1 channel=queue";
    let costs = |costs: &mut Costs| {
        costs.queue = channel(1, 1, 5, 5);
        costs.queue.turn = Nanos::from_millis(2);
        costs.queue.held = Nanos::from_millis(2);
    };
    // Put until 1, taken at 2; both end at 12; one has its next at 14, the other at 16. They are
    // sent at 29 and 31, and taken one after the other.
    let case = Case::new(text, &[10; 4]).with(costs);
    assert_eq!(case.wall(), 39_000);
}

#[test]
fn equal_tasks_without_costs_take_what_the_formula_of_the_distribution_says() {
    for workers in [1_u32, 2, 3, 7, 12] {
        for tasks in [1_u32, 2, 11, 52, 100, 199] {
            for size in 1..=tasks {
                let text =
                    format!("mode=threaded workers={workers} tasks={tasks} chunksize={size}");
                let wall = simulate(&Case::new(&text, &[]).scene()).as_secs_f64();
                let absolute = Distribution::of(tasks, workers, size).absolute.get();
                let formula = f64::from(tasks) * 0.010 / (f64::from(workers) * absolute);
                assert!((wall - formula).abs() < 1e-8, "{text}: {wall} {formula}");
            }
        }
    }
}

/// The time of lists of tasks when each chunk goes to the worker that is free first.
fn brute(chunks: &Chunks, costs: &[Nanos], workers: usize) -> Nanos {
    let mut free = vec![Nanos::ZERO; workers];
    for (_, range) in chunks.iter() {
        let cost = costs[range.start as usize..range.end as usize]
            .iter()
            .copied()
            .sum();
        *free.iter_mut().min().unwrap() += cost;
    }
    free.into_iter().max().unwrap()
}

proptest! {
    #[test]
    fn without_costs_it_is_list_scheduling(
        tasks in proptest::collection::vec(2_u64..50, 1..80),
        workers in 1_u32..9,
        rule in 0..Chunksize::NAMES.len() - 1,
        pool: bool,
    ) {
        let (rule, mode) = (Chunksize::NAMES[rule], if pool { "pool" } else { "threaded" });
        let case = Case::new(&format!("mode={mode} workers={workers} chunksize={rule}"), &tasks);
        let chunks = case.experiment.chunks();
        let expected = brute(&chunks, &case.baseline.tasks, workers as usize);
        prop_assert_eq!(simulate(&case.scene()), expected);
    }

    #[test]
    fn every_task_is_done_once_on_lanes_that_do_one_thing_at_a_time_and_never_beyond_the_ideal(
        tasks in proptest::collection::vec(0_u64..30, 1..40),
        workers in 1_u32..7,
        cores in 1_u32..5,
        picks in proptest::array::uniform8(0_usize..100),
        costs in proptest::array::uniform10(0_u64..3),
        inflation in 1.0..2.0,
    ) {
        let mode = ["serial", "threaded", "process", "pool"][picks[0] % 4];
        let method = ["map", "map-async", "imap", "imap-unordered", "apply", "apply-async"][picks[1] % 6];
        let channel_name = ["pipe", "queue", "shared-memory", "manager"][picks[2] % 4];
        let rule = Chunksize::NAMES[picks[3] % 5];
        let io = ["0", "0.4"][picks[4] % 2];
        let lock = ["none", "gil"][picks[5] % 2];
        let join = ["late", "early"][picks[6] % 2];
        let (main, pool) = (["waits", "works"][picks[7] % 2], ["processes", "rayon"][picks[7] % 3 / 2]);
        let text = format!(
            "mode={mode} workers={workers} method={method} channel={channel_name} chunksize={rule} \
             io={io} lock={lock} join={join} main={main} pool={pool}"
        );
        let mut case = Case::new(&text, &tasks).apart().on(cores);
        let resolved = case.experiment.resolve(64);
        prop_assume!(resolved.is_ok(), "worksteal is rayon's own");
        case.experiment = resolved.unwrap();
        let [server, busy, ready, exit, leave, give, reach, answer, take, turn] = costs;
        case.costs.fork = starts(server, busy, ready, exit, leave);
        case.costs.thread = starts(0, busy, ready, exit, leave);
        let mut exchange = channel(give, reach, answer, take);
        exchange.turn = Nanos::from_millis(turn);
        exchange.held = Nanos::from_millis(turn / 2);
        for place in [&mut case.costs.pipe, &mut case.costs.queue, &mut case.costs.shared_memory, &mut case.costs.manager] {
            *place = exchange;
        }
        case.inflation = Ratio::new(inflation);

        let origin = Moment::from_nanos(5);
        let (wall, lanes) = simulate_lanes(&case.scene(), origin);
        let plain = simulate(&case.scene());
        let stealing = case.experiment.pool == crate::plan::Pool::Rayon;
        prop_assert!(stealing || wall.get().abs_diff(plain.get()) < 1000, "{} {}", wall, plain);
        let expected = if mode == "serial" { 0 } else { workers };
        prop_assert_eq!(lanes.len(), expected as usize + 1);
        for lane in &lanes {
            for pair in lane.spans.windows(2) {
                prop_assert!(pair[0].end() <= pair[1].start, "{:?}", pair);
            }
            for span in &lane.spans {
                prop_assert!(span.start >= origin && span.end() <= origin + wall, "{:?} {}", span, wall);
            }
        }
        let mut run = Run::new(case.experiment.clone(), Description::default());
        run.description.machine.usable_cores = cores;
        run.description.baseline = Some(case.baseline.clone());
        let mut run = run.with_lanes(lanes);
        prop_assert_eq!(run.tasks_done() as usize, tasks.len());
        let mut done = run.completion();
        done.sort_unstable();
        prop_assert!(done.iter().zip(0..).all(|(task, number)| task.get() == number));
        let ideal = run.ideal().unwrap();
        prop_assert!(wall.get() + 1000 >= ideal.get(), "{} beats {}", wall, ideal);
        run.lanes.clear();
    }

    #[test]
    fn what_costs_more_never_takes_less_for_equal_tasks(count in 1_u32..60, workers in 1_u32..6, more in 1_u64..5) {
        let text = format!("mode=pool workers={workers} tasks={count} chunksize=1");
        let plain = Case::new(&text, &[]).wall();
        let costly = Case::new(&text, &[]).with(|costs| costs.pipe = channel(more, 0, 0, more)).wall();
        prop_assert!(costly > plain);
    }
}

#[test]
fn stealing_evens_out_what_was_cut_unevenly() {
    for shape in [
        "uniform",
        "ramp",
        "random",
        "bimodal",
        "straggler",
        "slow-first",
    ] {
        let text =
            format!("mode=pool pool=rayon workers=4 chunksize=worksteal tasks=100 shape={shape}");
        let mut case = Case::new(&text, &[]);
        case.baseline.tasks = std::sync::Arc::default();
        let wall = case.wall();
        assert!((249_999..400_000).contains(&wall), "{shape}: {wall}");
    }
}
