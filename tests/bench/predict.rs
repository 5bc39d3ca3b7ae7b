//! What is predicted against what is measured, and what it costs to simulate.

use crate::{
    run::{Bench, experiment, resolved},
    table::{Bar, Table},
};
use parscope::{
    base::{Nanos, Ratio, now},
    log::{Baseline, Outcome},
    model::{Prediction, SimulationInput, median, simulate},
    plan::Experiment,
    sample::Costs,
    session,
};
use std::hint::black_box;

/// The matrix: mode, start, channel, chunksize, shape and workers, no two of them the same.
const MATRIX: [&str; 24] = [
    "mode=threaded workers=2 chunksize=1 shape=uniform",
    "mode=threaded workers=2 chunksize=default shape=random",
    "mode=threaded workers=4 chunksize=1 shape=uniform",
    "mode=threaded workers=2 chunksize=static shape=ramp",
    "mode=threaded workers=2 chunksize=1 shape=uniform lock=gil",
    "mode=threaded workers=4 chunksize=1 shape=uniform io=0.5",
    "mode=pool pool=rayon workers=2 chunksize=1 shape=uniform",
    "mode=pool workers=2 start=fork chunksize=1 shape=uniform",
    "mode=pool workers=2 start=fork chunksize=default shape=random",
    "mode=pool workers=2 start=fork chunksize=guided shape=bimodal",
    "mode=pool workers=4 start=fork chunksize=1 shape=random",
    "mode=pool workers=2 start=spawn chunksize=4 shape=straggler",
    "mode=pool workers=4 start=spawn chunksize=1 shape=uniform",
    "mode=pool workers=2 start=forkserver chunksize=static shape=slow-first",
    "mode=pool workers=2 channel=queue chunksize=1 shape=uniform",
    "mode=pool workers=2 channel=queue chunksize=2 shape=ramp",
    "mode=pool workers=2 channel=shared-memory chunksize=1 shape=random",
    "mode=pool workers=2 channel=manager chunksize=1 shape=uniform",
    "mode=pool workers=2 chunksize=1 shape=uniform payload=256KiB",
    "mode=pool workers=2 method=apply shape=uniform",
    "mode=pool workers=2 method=imap chunksize=2 shape=bimodal",
    "mode=process workers=2 start=fork shape=uniform",
    "mode=process workers=4 start=fork shape=random",
    "mode=process workers=2 start=spawn shape=ramp",
];

/// The chunksizes of which one is named.
const SIZES: [u32; 6] = [1, 2, 4, 8, 16, 32];

/// Tasks whose speed is their own: a loop of many instructions at once, such as `count`, runs now
/// at one speed and now at half of it, depending on what a neighbour on the same core does.
const TASKS: &str = "workload=mandelbrot tasks=32 task-time=25ms";

const ROUNDS: usize = 5;

/// Sizes that are neighbours differ by less than runs of one size do.
const SIZED_ROUNDS: usize = 9;

/// A round is quiet in which others took less than this share of the time.
const QUIET: f64 = 0.02;

pub(crate) fn bars(table: &mut Table) {
    simulating(table);
    if table.wants("predict: 24 experiments") || table.wants("predict: best chunksize") {
        let costs = session::measure_costs(&session::machine()).expect("a machine to measure");
        matrix(table, &costs);
        chunksizes(table, &costs);
    }
}

fn simulating(table: &mut Table) {
    for (name, text) in [
        (
            "",
            "workload=count size=1 mode=pool workers=1024 tasks=1000000 chunksize=1",
        ),
        (
            ", threads",
            "workload=count size=1 mode=threaded workers=1024 tasks=1000000 chunksize=1",
        ),
    ] {
        let experiment = resolved(&experiment(&format!("{text} shape=random")));
        let costs = &Costs::default();
        let tasks = experiment.planned_costs(Nanos::from_millis(10));
        let baseline = Baseline {
            wall: tasks.iter().copied().sum(),
            tasks: tasks.into(),
            ..Baseline::default()
        };
        for cores in [1024, 64] {
            let scene = SimulationInput {
                experiment: &experiment,
                baseline: &baseline,
                waits: &[],
                costs,
                cores,
                inflation: Ratio::ONE,
            };
            // Random numbers, as the sort of the standard library likes them least.
            let mut state = 1_u64;
            let numbers: Vec<u64> = (0..1_000_000)
                .map(|_| {
                    state = state
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1_442_695_040_888_963_407);
                    state ^ state >> 29
                })
                .collect();
            table.pair(
                &format!("simulate: 1 000 000 tasks on 1024 workers{name}, {cores} cores | sort"),
                &Bar::AtMost(15.0),
                9,
                || timed(|| simulate(&scene)),
                || {
                    let mut numbers = numbers.clone();
                    timed(|| numbers.sort_unstable())
                },
            );
        }
    }
}

fn timed<T>(work: impl FnOnce() -> T) -> Nanos {
    let begun = now();
    black_box(work());
    now().since(begun)
}

/// Each experiment is measured right after its own serial run, round by round, so that what
/// drifts drops out. In how many of them other programs took the cores is said.
fn matrix(table: &mut Table, costs: &Costs) {
    let name = "predict: 24 experiments, wall time | measured";
    if !table.wants(name) {
        return;
    }
    let head = ["predicted", "measured", "error", "disturbed"];
    let [predicted, measured, error, disturbed] = head;
    println!(
        "  {:<70} {predicted:>10} {measured:>10} {error:>8} {disturbed:>10}",
        ""
    );
    let mut errors = Vec::new();
    for text in MATRIX {
        let experiment = experiment(&format!("{TASKS} {text}"));
        let (rounds, disturbed) = rounds(&experiment, costs);
        let of = |pick: fn(&Round) -> Nanos| median(&rounds.iter().map(pick).collect::<Vec<_>>());
        let (predicted, measured) = (of(|round| round.predicted), of(|round| round.measured));
        let errors_of: Vec<_> = rounds.iter().map(Round::error).collect();
        let error = middle(errors_of);
        println!(
            "  {text:<70} {:>10} {:>10} {:>+7.1}% {disturbed:>10}",
            predicted.to_string(),
            measured.to_string(),
            error * 100.0
        );
        errors.push(error.abs() * 100.0);
    }
    let worst = errors.iter().copied().fold(0.0, f64::max);
    let middle = middle(errors);
    table.line(
        name,
        &format!("median {middle:.1} %, worst {worst:.1} %"),
        "≤ 3 %, ≤ 10 %",
        middle <= 3.0 && worst <= 10.0,
    );
}

/// What was predicted, and what it took.
struct Round {
    predicted: Nanos,
    measured: Nanos,
    /// The share of the time that others took from it.
    disturbance: f64,
}

impl Round {
    fn error(&self) -> f64 {
        self.predicted.as_secs_f64() / self.measured.as_secs_f64() - 1.0
    }
}

fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The rounds, and how many of them were disturbed: said, and counted all the same.
fn rounds(experiment: &Experiment, costs: &Costs) -> (Vec<Round>, usize) {
    let rounds: Vec<_> = (0..ROUNDS).map(|_| round(experiment, costs)).collect();
    let disturbed = rounds.iter().filter(|round| round.disturbance >= QUIET);
    let disturbed = disturbed.count();
    (rounds, disturbed)
}

fn round(experiment: &Experiment, costs: &Costs) -> Round {
    let run = Bench::new().watch(experiment);
    let prediction = Prediction::of_run(&run, costs).expect("a serial run");
    let outcome = run.outcome().expect("an end");
    let serial = run.baseline().expect("a serial run");
    let share = |part: Nanos, whole: Nanos| part.as_secs_f64() / whole.as_secs_f64();
    // What the serial run did not compute it waited for a core, or was to wait.
    let waits = f64::from(experiment.io.get()) / 100.0;
    let before = 1.0 - share(serial.cpu, serial.wall) - waits;
    // Workers that had to wait for a core though there was one for each.
    let cores = run.description.machine.usable_cores;
    let workers = experiment.worker_count(cores).min(cores);
    let delay: Nanos = outcome.workers.iter().map(|worker| worker.run_delay).sum();
    let lanes = outcome.wall() * u64::from(workers);
    let during = if experiment.worker_count(cores) <= cores {
        share(delay, lanes)
    } else {
        // Where they are too many, all cores are to be busy with them.
        1.0 - share(outcome.cpu, lanes) - waits
    };
    Round {
        predicted: prediction.wall(),
        measured: outcome.wall(),
        disturbance: before.max(during),
    }
}

/// The chunksize that is predicted to be the best, by how long it takes against the best measured.
fn chunksizes(table: &mut Table, costs: &Costs) {
    let name = "predict: best chunksize on six shapes | best measured";
    if !table.wants(name) {
        return;
    }
    let mut worst = 0.0_f64;
    for shape in [
        "uniform",
        "ramp",
        "random",
        "bimodal",
        "straggler",
        "slow-first",
    ] {
        let sized = |size: u32| {
            experiment(&format!(
                "workload=mandelbrot tasks=96 task-time=8ms mode=pool workers=2 shape={shape} chunksize={size}"
            ))
        };
        let mut bench = Bench::new();
        let mut measured = vec![Vec::new(); SIZES.len()];
        let mut last = None;
        for _ in 0..SIZED_ROUNDS {
            for (times, &size) in measured.iter_mut().zip(&SIZES) {
                let run = bench.watch(&sized(size));
                times.extend(run.outcome().map(Outcome::wall));
                last = Some(run);
            }
        }
        let Some(mut run) = last else { return };
        let predicted = SIZES.map(|size| {
            let found = run.planned().and_then(|planned| planned.known_size());
            run.origin = resolved(&sized(size)).with_size(found.unwrap_or(1)).into();
            Prediction::of_run(&run, costs).map(|prediction| prediction.wall())
        });
        let medians: Vec<_> = measured.iter().map(|times| median(times)).collect();
        let quickest = |times: &dyn Fn(usize) -> Option<Nanos>| {
            (0..SIZES.len())
                .min_by_key(|&index| times(index))
                .unwrap_or(0)
        };
        let named = quickest(&|index| predicted[index]);
        let best = quickest(&|index| Some(medians[index]));
        // Round by round, so that what drifts drops out.
        let rounds = measured[named].iter().zip(&measured[best]);
        let ratios = rounds.map(|(named, best)| named.as_secs_f64() / best.as_secs_f64());
        let more = middle(ratios.collect()) - 1.0;
        println!(
            "  {shape:<12} predicted best {:>2} ({}), measured best {:>2} ({}): {:+.1} %",
            SIZES[named],
            medians[named],
            SIZES[best],
            medians[best],
            more * 100.0
        );
        worst = worst.max(more * 100.0);
    }
    table.line(name, &format!("worst {worst:.1} %"), "≤ 3 %", worst <= 3.0);
}
