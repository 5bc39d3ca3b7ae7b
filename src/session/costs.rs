//! [`measure_costs`]: what this machine takes for everything besides the tasks themselves.
//!
//! Tiny experiments are run as any other, in runner processes, and what their spans say is put
//! together. Each is run a few times, in turn with the others, and medians are taken, so that one
//! disturbance does not count.

mod trial;

use crate::engine::EngineError;
use crate::{
    base::{Nanos, Ratio},
    log::{Kind, Machine},
    sample::{ChannelCosts, Costs, StartCosts, TripCosts},
};
use trial::{CostTrial, core_speed};

/// Rounds of a measurement.
const ROUNDS: usize = 9;

/// Workers of a run that tells what each one more costs.
const MANY: u64 = 5;

/// The payload by which is told what a MiB costs.
const PAYLOAD: &str = "256KiB";
const PAYLOADS_IN_A_MIB: u64 = 4;

/// Measures the costs of this machine; takes about two seconds.
///
/// # Errors
/// [`EngineError`] where not even a tiny experiment can be run.
pub fn measure_costs(machine: &Machine) -> Result<Costs, EngineError> {
    let mut trials = CostTrials::default();
    for _ in 0..ROUNDS {
        trials.round(machine)?;
    }
    let core_speed = core_speed(machine)?;
    Ok(trials.costs(core_speed))
}

/// Runs of each tiny experiment, round by round.
#[derive(Default)]
struct CostTrials {
    thread: [Vec<CostTrial>; 2],
    starts: [[Vec<CostTrial>; 2]; 3],
    calls: [Vec<CostTrial>; 4],
    rows: [Vec<CostTrial>; 4],
    payloads: [Vec<CostTrial>; 4],
    sleeps: Vec<CostTrial>,
}

const STARTS: [&str; 3] = ["fork", "spawn", "forkserver"];
const CHANNELS: [&str; 4] = ["pipe", "queue", "shared-memory", "manager"];

impl CostTrials {
    fn round(&mut self, machine: &Machine) -> Result<(), EngineError> {
        let run = |text: &str| CostTrial::run(machine, text);
        for (workers, threads) in ["1", "5"].iter().zip(&mut self.thread) {
            let text = format!("mode=threaded workers={workers} tasks={workers} chunksize=1");
            threads.push(run(&text)?);
        }
        for (start, trials) in STARTS.iter().zip(&mut self.starts) {
            for (workers, trials) in ["1", "5"].iter().zip(trials) {
                let text = format!(
                    "mode=pool start={start} workers={workers} tasks={workers} chunksize=1"
                );
                trials.push(run(&text)?);
            }
        }
        for (index, channel) in CHANNELS.iter().enumerate() {
            let text = format!("mode=pool workers=1 channel={channel}");
            self.calls[index].push(run(&format!("{text} tasks=40 method=apply"))?);
            self.rows[index].push(run(&format!("{text} tasks=200 chunksize=1"))?);
            self.payloads[index].push(run(&format!(
                "{text} tasks=8 method=apply payload={PAYLOAD}"
            ))?);
        }
        self.sleeps
            .push(run("mode=serial tasks=8 task-time=2ms io=0.5")?);
        Ok(())
    }

    fn costs(&self, core_speed: Ratio) -> Costs {
        let exchange =
            |index: usize| exchange(&self.calls[index], &self.rows[index], &self.payloads[index]);
        let [pipe, queue, shared_memory, manager] = [0, 1, 2, 3].map(exchange);
        let start = |index: usize| start(&self.starts[index], pipe.trip.answer + pipe.trip.take);
        Costs {
            thread: start_of_threads(&self.thread),
            fork: start(0),
            spawn: start(1),
            forkserver: start(2),
            claim: Nanos::ZERO,
            pipe,
            queue,
            shared_memory,
            manager,
            oversleep: median_of(&self.sleeps, |trial| trial.lengths(Kind::Io))
                .saturating_sub(Nanos::from_millis(1)),
            core_speed,
        }
    }
}

/// The start costs of threads, which end as soon as there is no more work.
fn start_of_threads(trials: &[Vec<CostTrial>; 2]) -> StartCosts {
    start(trials, Nanos::ZERO)
}

/// The costs of starting and ending workers, by runs with one and with several. `answered` is the
/// time from a task's end until main knows of it.
fn start([one, several]: &[Vec<CostTrial>; 2], answered: Nanos) -> StartCosts {
    let end = |trials: &[CostTrial]| median_of(trials, |trial| vec![trial.after_tasks()]);
    let (end_one, end_several) = (end(one), end(several));
    let leave = end_several.saturating_sub(end_one) / (MANY - 1);
    StartCosts {
        server: median_of(one, |trial| vec![trial.before_workers()]),
        busy: median_of(several, CostTrial::creates),
        ready: median_of(several, |trial| trial.lengths(Kind::StartUp)),
        exit: end_one.saturating_sub(answered + leave),
        leave,
    }
}

/// The costs of a chunk's way: called one after another, in a row, and with a payload.
fn exchange(calls: &[CostTrial], rows: &[CostTrial], payloads: &[CostTrial]) -> ChannelCosts {
    let call = |pick: Pick| median_of(calls, pick);
    let mib = |pick: Pick| median_of(payloads, pick).saturating_sub(call(pick)) * PAYLOADS_IN_A_MIB;
    ChannelCosts {
        open: median_of(calls, |trial| vec![trial.before_workers()]),
        trip: trip(call),
        turn: median_of(rows, CostTrial::turns),
        held: median_of(rows, |trial| vec![trial.served()]),
        mib: trip(mib),
    }
}

/// Picks one kind of durations from a run.
type Pick = fn(&CostTrial) -> Vec<Nanos>;

fn trip(cost: impl Fn(Pick) -> Nanos) -> TripCosts {
    TripCosts {
        give: cost(CostTrial::gives),
        reach: cost(CostTrial::reaches),
        answer: cost(CostTrial::answers),
        take: cost(CostTrial::takes),
    }
}

/// The median of what all runs of an experiment have of something.
fn median_of(trials: &[CostTrial], pick: impl Fn(&CostTrial) -> Vec<Nanos>) -> Nanos {
    let mut all: Vec<_> = trials.iter().flat_map(pick).collect();
    all.sort_unstable();
    all.get(all.len() / 2).copied().unwrap_or_default()
}
