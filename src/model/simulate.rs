//! [`simulate`]: what an experiment takes, found by playing its schedule through.
//!
//! A discrete-event simulation: main, the workers and what they share are played from event to
//! event, each with the costs that were measured of it, by the same chunk rules as the engine's.
//! No clock is read: the same experiment and the same costs always give the same result.
//!
//! Simplifications: cores are shared perfectly evenly ([`SimulatedCores`]); what main does besides
//! tasks of its own is done at once and taken from the workers that compute; rayon's stealing is
//! [approximated](Rule::Steal).

mod coordinator;
mod cores;
mod earliest;
mod lock;
mod main;
mod schedule;
mod sink;
mod supply;
#[cfg(test)]
mod tests;
mod work;

use crate::{
    base::{Moment, Nanos, Ratio},
    log::{Baseline, Lane, LaneKind},
    plan::Resolved,
    sample::Costs,
};
use cores::SimulatedCores;
use earliest::Earliest;
use schedule::Schedule;
use sink::{LaneActivity, LaneSink, Sink};
use supply::{Given, Rule, Supply};
use work::SerialWork;

/// The input of a simulation.
#[derive(Debug, Clone, Copy)]
pub struct SimulationInput<'a> {
    /// The experiment, with every choice made.
    pub experiment: &'a Resolved,
    /// The costs of its tasks one after another.
    pub baseline: &'a Baseline,
    /// How long each task waits of that, where it was measured; else as it is planned.
    pub waits: &'a [Nanos],
    /// All other costs.
    pub costs: &'a Costs,
    /// How many cores there are.
    pub cores: u32,
    /// How many times as long a task takes while all of them compute.
    pub inflation: Ratio,
}

/// How long the experiment takes, from the start of the first worker to the end of the last.
#[must_use]
pub fn simulate(scene: &SimulationInput<'_>) -> Nanos {
    nanos(Schedule::new(scene, ()).play().0)
}

/// The time of [`simulate`], and the lanes of main and workers, with spans from `origin` on.
#[must_use]
pub fn simulate_lanes(scene: &SimulationInput<'_>, origin: Moment) -> (Nanos, Vec<Lane>) {
    let experiment = scene.experiment;
    let kind = if experiment.has_worker_processes() {
        LaneKind::Process
    } else {
        LaneKind::Thread
    };
    let workers = experiment.worker_lanes();
    let (wall, drawn) = Schedule::new(scene, LaneSink::new(origin, workers, kind)).play();
    (nanos(wall), drawn.lanes())
}

/// A moment or length of the simulation, which counts in nanoseconds from its beginning.
fn nanos(time: f64) -> Nanos {
    Nanos::from_secs_f64(time / 1e9)
}

#[expect(clippy::cast_precision_loss, reason = "exact below 104 days")]
const fn time(length: Nanos) -> f64 {
    length.get() as f64
}
