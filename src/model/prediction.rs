//! [`Prediction`]: what a run should take, said before it.
//!
//! The schedule of the experiment is [played through](super::simulate) with what its tasks took in
//! the serial run and what the machine takes for everything else. What comes out is a run like any
//! other, so that timeline and ledger can show it; wherever it is shown, it is said to be simulated.

use super::{Ledger, Row, Run, SimulationInput, simulate, simulate_lanes};
use crate::{
    base::{Moment, Nanos, Ratio, SignedNanos},
    log::{Baseline, Description, Lane, Machine, Outcome, Span, WorkerUsage},
    plan::{Cost, Fault, Resolved},
    sample::Costs,
};

/// A run that was simulated.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    experiment: Resolved,
    run: Run,
    wall: Nanos,
    cores: u32,
    is_estimate: bool,
}

impl Prediction {
    /// The most tasks of which the spans are kept.
    pub const MOST_DRAWN: u32 = 20_000;

    /// The prediction for a resolved experiment on so many cores. `core_speed` is the speed of a
    /// core while as many compute as can, where it was measured on its kernel; if not, that of the
    /// machine's costs counts.
    #[must_use]
    pub fn of(
        experiment: &Resolved,
        baseline: &Baseline,
        costs: &Costs,
        cores: u32,
        core_speed: Option<Ratio>,
    ) -> Self {
        let cores = cores.max(1);
        let core_speed =
            core_speed.or_else(|| (costs.core_speed > Ratio::ZERO).then_some(costs.core_speed));
        let scene = SimulationInput {
            experiment,
            baseline,
            waits: &[],
            costs,
            cores,
            inflation: core_speed.map_or(Ratio::ONE, |speed| {
                Ratio::new(1.0 / speed.get().clamp(0.01, 1.0))
            }),
        };
        let (wall, lanes) = if experiment.task_count() > Self::MOST_DRAWN {
            (simulate(&scene), Vec::new())
        } else {
            simulate_lanes(&scene, Moment::default())
        };
        let description = Description {
            machine: Machine {
                cores,
                usable_cores: cores,
                ..Machine::default()
            },
            experiment: experiment.to_json(),
            baseline: Some(baseline.clone()),
            core_speed,
            outcome: Some(Outcome {
                started: Moment::default(),
                ended: Moment::default() + wall,
                tasks_done: experiment.task_count(),
                ..Outcome::default()
            }),
            ..Description::default()
        };
        let mut description = description;
        if let Some(outcome) = &mut description.outcome {
            outcome.workers = run_delays(&lanes, baseline, scene.inflation);
        }
        Self {
            experiment: experiment.clone(),
            run: Run::new(experiment.clone(), description).with_lanes(lanes),
            wall,
            cores,
            is_estimate: false,
        }
    }

    /// The prediction before the tasks' times are known: they take the time that is planned. `None`
    /// where no time is planned.
    #[must_use]
    pub fn estimate(
        experiment: &Resolved,
        costs: &Costs,
        cores: u32,
        core_speed: Option<Ratio>,
    ) -> Option<Self> {
        let baseline = planned(experiment).filter(|_| experiment.is_predictable())?;
        let prediction = Self::of(experiment, &baseline, costs, cores, core_speed);
        Some(Self {
            is_estimate: true,
            ..prediction
        })
    }

    /// The prediction for a run whose T₁ is known, on as many cores as it could use. `None` where
    /// there can be none: for commands, and where a fault was injected.
    #[must_use]
    pub fn of_run(run: &Run, costs: &Costs) -> Option<Self> {
        let (experiment, description) = (run.planned()?, &run.description);
        let is_sound = experiment.is_predictable() && experiment.fault == Fault::None;
        let baseline = run
            .baseline()
            .filter(|serial| is_sound && serial.wall > Nanos::ZERO)?;
        let cores = description.machine.usable_cores;
        Some(Self::of(
            experiment,
            baseline,
            costs,
            cores,
            description.core_speed,
        ))
    }

    /// The simulated experiment.
    #[must_use]
    pub const fn experiment(&self) -> &Resolved {
        &self.experiment
    }

    /// The wall time, simulated.
    #[must_use]
    pub const fn wall(&self) -> Nanos {
        self.wall
    }

    /// The speedup, simulated; `None` where it takes no time.
    #[must_use]
    pub fn speedup(&self) -> Option<Ratio> {
        let serial = self.run.baseline()?.wall;
        (self.wall > Nanos::ZERO).then(|| Ratio::of(serial.get(), self.wall.get()))
    }

    /// The cores it was simulated on.
    #[must_use]
    pub const fn cores(&self) -> u32 {
        self.cores
    }

    /// Whether what the tasks take is not measured but planned.
    #[must_use]
    pub const fn is_estimate(&self) -> bool {
        self.is_estimate
    }

    /// The simulated run, which begins at [`Moment::default`].
    #[must_use]
    pub const fn run(&self) -> &Run {
        &self.run
    }

    /// Whether its spans were left out because they are too many.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        self.run.lanes.is_empty()
    }

    /// Where the time of its lanes goes; `None` where it has none.
    #[must_use]
    pub fn ledger(&self) -> Option<Ledger> {
        Ledger::of(&self.run, Moment::default())
    }

    /// The row of the ledger in which a run differs most from what was predicted, and by how much
    /// of its lane time.
    #[must_use]
    pub fn miss(&self, run: &Run, now: Moment) -> Option<(Row, SignedNanos)> {
        use strum::VariantArray;
        let (measured, predicted) = (Ledger::of(run, now)?, self.ledger()?);
        let rows = Row::VARIANTS.iter().filter(|&&row| row != Row::Work);
        let misses = rows.map(|&row| (row, measured.get(row) - predicted.get(row)));
        misses.max_by_key(|(_, miss)| miss.size())
    }
}

/// How long each worker was ready to run and had no core: what its tasks took beyond what they
/// take on a core.
fn run_delays(lanes: &[Lane], baseline: &Baseline, inflation: Ratio) -> Vec<WorkerUsage> {
    let workers = lanes.iter().filter(|lane| lane.is_worker());
    let delay = |lane: &Lane| {
        let tasks = || lane.spans.iter().filter(|span| span.kind.is_of_task());
        let cost = |span: &Span| baseline.tasks.get(span.task.index()).copied();
        let alone: Nanos = tasks()
            .filter(|span| span.tasks_ended() > 0)
            .filter_map(cost)
            .sum();
        let on_core = Nanos::from_secs_f64(alone.as_secs_f64() * inflation.get());
        let taken: Nanos = tasks().map(|span| span.length).sum();
        taken.saturating_sub(on_core)
    };
    workers
        .map(|lane| WorkerUsage {
            lane: lane.info.lane,
            run_delay: delay(lane),
            ..WorkerUsage::default()
        })
        .collect()
}

/// The serial run as it is planned.
fn planned(experiment: &Resolved) -> Option<Baseline> {
    let (Cost::Time(time) | Cost::Found { time, .. }) = experiment.cost else {
        return None;
    };
    let count = experiment.task_count();
    if experiment.is_even() && count > Prediction::MOST_DRAWN {
        return Some(Baseline {
            wall: time * u64::from(count),
            cpu: time * u64::from(count),
            ..Baseline::default()
        });
    }
    let tasks = experiment.planned_costs(time);
    Some(Baseline {
        wall: tasks.iter().copied().sum(),
        cpu: tasks.iter().copied().sum(),
        tasks: tasks.into(),
        ..Baseline::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::scenario::{at, run};

    const MEASURED: &str = "set workload=primes tasks=4 mode=pool workers=2 chunksize=1
        serial 40ms
        main: create 0ms 2ms | blocked 2ms 25ms
        w1: start-up 0ms 2ms | task 0 2ms 12ms | task 2 12ms 22ms | wait 22ms 25ms
        w2: start-up 0ms 2ms | task 1 2ms 12ms | task 3 12ms 25ms
        end 25ms";

    fn costs() -> Costs {
        let mut costs = Costs::default();
        costs.fork.ready = Nanos::from_millis(2);
        costs
    }

    #[test]
    fn a_miss_is_put_down_to_the_row_that_differs_most() {
        let measured = run(MEASURED);
        let prediction = Prediction::of_run(&measured, &costs()).unwrap();
        assert_eq!(prediction.wall(), Nanos::from_millis(22));
        assert_eq!(prediction.speedup(), Some(Ratio::of(40, 22)));
        let (row, miss) = prediction.miss(&measured, at("25ms")).unwrap();
        assert!(matches!(row, Row::Inflation | Row::Tail), "{row:?}");
        assert_eq!(miss, SignedNanos::from(Nanos::from_millis(3)));
    }

    #[test]
    fn cores_that_slow_each_other_down_are_inflation_and_a_missing_core_is_preemption() {
        let text = MEASURED.replace("workers=2", "workers=4");
        let measured = run(&text);
        let prediction = Prediction::of_run(&measured, &Costs::default()).unwrap();
        // Four share two cores: all four tasks end at 20 ms, half of it without a core.
        assert_eq!(prediction.wall(), Nanos::from_millis(20));
        let ledger = prediction.ledger().unwrap();
        assert_eq!(
            ledger.get(Row::Preempted),
            SignedNanos::from(Nanos::from_millis(40))
        );
        let costs = Costs {
            core_speed: Ratio::of(1, 2),
            ..Costs::default()
        };
        let slow = Prediction::of_run(&run(MEASURED), &costs).unwrap();
        assert_eq!(slow.wall(), Nanos::from_millis(40));
        let inflation = slow.ledger().unwrap().get(Row::Inflation);
        assert_eq!(inflation, SignedNanos::from(Nanos::from_millis(40)));
    }

    #[test]
    fn of_a_run_that_is_made_to_fail_nothing_is_predicted() {
        let failing = MEASURED.replace("chunksize=1", "chunksize=1 fault=crash");
        assert!(Prediction::of_run(&run(&failing), &costs()).is_none());
        let unknown = MEASURED.replace("serial 40ms", "cores 2");
        assert!(Prediction::of_run(&run(&unknown), &costs()).is_none());
    }

    #[test]
    fn a_run_of_very_many_tasks_is_simulated_without_its_spans_and_says_so() {
        let text = MEASURED.replace("tasks=4", "tasks=30000");
        let prediction = Prediction::of_run(&run(&text), &costs()).unwrap();
        assert!(prediction.is_bare() && prediction.ledger().is_none());
        assert!(prediction.wall() >= Nanos::from_millis(21));
    }
}
