//! [`Conditions`]: what went on on the machine while a run did.

use crate::base::{Hertz, Nanos, Ratio};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A hypervisor that took more than 1 % of the cores' time: a hundredth is what a speedup is
/// shown to.
const STOLEN: f64 = 0.01;

/// Others that computed for more than 5 % of the cores' time: the terminal and what a system does
/// by itself take less.
const OTHERS: f64 = 0.05;

/// The kernel counts in ticks of up to ten milliseconds: less than five of them may be rounding.
const TICKS: Nanos = Nanos::from_millis(50);

/// The load on the cores that a run could use, from just before its runner was started until it had
/// gone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Conditions {
    /// How long that was, on all cores together.
    #[serde(rename = "core_time_ns")]
    pub core_time: Nanos,
    /// How much of it they computed, for any process.
    #[serde(rename = "busy_ns")]
    pub busy: Nanos,
    /// How much of it a hypervisor took.
    #[serde(rename = "stolen_ns")]
    pub stolen: Nanos,
    /// The CPU time of parscope itself, its runner and all its workers.
    #[serde(rename = "ours_ns")]
    pub ours: Nanos,
    /// The clock of the fastest core at the end, where the system tells.
    #[serde(rename = "clock_hz")]
    pub clock: Option<Hertz>,
    /// The time that a CPU quota took, where one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub throttled: Option<Throttled>,
}

/// A number of cores, with digits after the point only where it has some.
pub(super) fn amount(cores: Ratio) -> String {
    let hundredths = (cores.get() * 100.0).round() / 100.0;
    hundredths.to_string()
}

/// The time that a CPU quota took from a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Throttled {
    /// How many cores' worth of time it allows.
    #[serde(rename = "quota_cores")]
    pub quota: Ratio,
    /// The time that it kept cores from the run, all cores together.
    #[serde(rename = "time_ns")]
    pub time: Nanos,
    /// How often.
    pub times: u64,
}

impl fmt::Display for Throttled {
    /// A sentence without its full stop.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (cores, time) = (amount(self.quota), self.time);
        let noun = if cores == "1" { "core" } else { "cores" };
        let often = match self.times {
            1 => "once".to_owned(),
            times => format!("{times} times"),
        };
        write!(
            f,
            "a CPU quota of {cores} {noun} throttled the run for {time} ({often})"
        )
    }
}

impl Conditions {
    /// How long other programs computed.
    #[must_use]
    pub fn others(&self) -> Nanos {
        self.busy.saturating_sub(self.ours)
    }

    /// Whether others computed for more than the kernel's ticks could be rounded by.
    #[must_use]
    pub fn has_others(&self) -> bool {
        self.others() >= TICKS
    }

    /// The share of the cores' time that other programs computed for, where that disturbs.
    #[must_use]
    pub fn other_load(&self) -> Option<Ratio> {
        let share = Ratio::of(self.others().get(), self.core_time.get());
        (share.get() > OTHERS && self.has_others()).then_some(share)
    }

    /// The share of the cores' time that a hypervisor took, where that disturbs.
    #[must_use]
    pub fn steal(&self) -> Option<Ratio> {
        let share = Ratio::of(self.stolen.get(), self.core_time.get());
        (share.get() > STOLEN && self.stolen >= TICKS).then_some(share)
    }

    /// The time that a CPU quota took, where it is as much as a hypervisor that disturbs.
    #[must_use]
    pub fn quota(&self) -> Option<Throttled> {
        let taken = self.throttled?;
        (self.quota_weight(taken) > 1.0).then_some(taken)
    }

    /// How much all of them disturb, as a multiple of what a quiet machine does: zero where none does.
    #[must_use]
    pub fn disturbance(&self) -> Ratio {
        let weights = [
            self.other_load().map(Self::other_load_weight),
            self.steal().map(Self::steal_weight),
            self.quota().map(|taken| self.quota_weight(taken)),
        ];
        Ratio::new(weights.into_iter().flatten().fold(0.0, f64::max))
    }

    /// Whether none disturbs.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.disturbance() == Ratio::ZERO
    }

    /// How many times such a share of others is what a quiet machine has at most.
    #[must_use]
    pub fn other_load_weight(share: Ratio) -> f64 {
        share.get() / OTHERS
    }

    /// How many times such a share of a hypervisor is what a quiet machine has at most.
    #[must_use]
    pub fn steal_weight(share: Ratio) -> f64 {
        share.get() / STOLEN
    }

    fn quota_weight(&self, taken: Throttled) -> f64 {
        Self::steal_weight(Ratio::of(taken.time.get(), self.core_time.get()))
    }
}
