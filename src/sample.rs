//! Per-core usage and the states of processes, each sampled from a thread of its own.
//!
//! A [`Source`] knows the usage since it was last asked; the [`Sampler`] asks it at an even pace
//! and gives what it hears to a callback, so that whoever draws never waits for the kernel. So do
//! a [`Probe`], which knows processes, and the [`Lookout`]; what is known of them is the
//! [`Census`]. A [`Gauge`] is read before and after a run, and by nobody while it goes on.

mod census;
mod costs;
mod gauge;
mod history;
mod lookout;
mod process;
mod procfs;
mod quota;
mod sampler;
#[cfg(test)]
pub(crate) mod script;
mod sightings;
mod system;

pub use census::{Census, Resident, Round};
pub use costs::{ChannelCosts, Costs, StartCosts, TripCosts};
pub use gauge::{Gauge, Kernel, Reading};
pub use history::History;
pub use lookout::Lookout;
pub use process::{ProcessSample, State, Target};
pub use procfs::Procfs;
pub use quota::Quota;
pub use sampler::Sampler;
pub use sightings::{Sighting, Sightings};
pub use system::System;

use crate::base::{CoreId, Moment, Nanos, Ratio};

/// The usage of one core over an interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CoreSample {
    /// Which core.
    pub core: CoreId,
    /// When the interval began.
    pub start: Moment,
    /// How long it was.
    pub length: Nanos,
    /// The share of it in which the core was busy.
    pub usage: Ratio,
}

/// Who knows how busy the cores are.
pub trait Source {
    /// The usage of each core since the last call; empty where nothing is known, as it is the
    /// first time.
    fn sample(&mut self) -> Vec<CoreSample>;
}

/// Who knows processes.
pub trait Probe {
    /// What there is of what is asked for, and of the children that are wanted with it.
    fn look(&mut self, targets: &[Target]) -> Vec<ProcessSample>;
}
