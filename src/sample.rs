//! Per-core usage and the states of processes, each sampled from a thread of its own.
//!
//! A [`Source`] knows the usage since it was last asked; the [`Sampler`] asks it at an even pace
//! and gives the answers to a callback, so that drawing never waits for the kernel. So do
//! a [`Probe`], which knows processes, and the [`ProcessSampler`]; the [`ProcessTable`] keeps what
//! is known of them. A [`SystemCounters`] is read only before and after a run.

mod costs;
mod history;
mod interpreter_lock;
mod process;
mod process_record;
mod process_sampler;
mod process_table;
mod procfs;
mod quota;
mod resources;
mod sampler;
#[cfg(test)]
pub(crate) mod script;
mod system;
mod system_counters;
mod thread_files;

pub use costs::{ChannelCosts, Costs, StartCosts, TripCosts};
pub use history::UsageHistory;
pub use interpreter_lock::{InterpreterLock, LockPlace, LockPlaces, LockState, LockUnknown};
pub use process::{ProcessSample, State, Target};
pub use process_record::{ProcessRecord, ProcessSnapshot};
pub use process_sampler::ProcessSampler;
pub use process_table::{ProcessTable, Resident, Round};
pub use procfs::Procfs;
pub use quota::Quota;
pub use resources::{Resources, has_mapped, younger_with_variable};
pub use sampler::Sampler;
pub use system::System;
pub use system_counters::{KernelCounters, Reading, SystemCounters};
pub use thread_files::{ThreadActivity, ThreadFiles};

use crate::base::{CoreId, Moment, Nanos, Ratio};

/// The usage of one core over an interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CoreSample {
    /// The core.
    pub core: CoreId,
    /// The beginning of the interval.
    pub start: Moment,
    /// How long it was.
    pub length: Nanos,
    /// The share of it in which the core was busy.
    pub usage: Ratio,
}

/// A source of the usage of the cores.
pub trait Source {
    /// The usage of each core since the last call; empty where it is unknown, as in the
    /// first call.
    fn sample(&mut self) -> Vec<CoreSample>;
}

/// A source of the states of processes.
pub trait Probe {
    /// The samples of those targets that exist, and of the children that are wanted with them.
    fn look(&mut self, targets: &[Target]) -> Vec<ProcessSample>;
}
