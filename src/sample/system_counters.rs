//! [`SystemCounters`]: the counters of the whole machine, so that two readings tell of other work
//! between them.

use super::Quota;
use crate::base::{Hertz, Moment, Nanos};
use procfs::{CpuTime, CurrentSI, KernelStats};
use std::{fs, path::PathBuf};

/// More cores than that are not asked for their clock: each is a file to be read.
const MOST_CLOCKS: u32 = 64;

/// The machine's counters since it was started, at a moment.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reading {
    /// The moment of the reading.
    pub at: Moment,
    /// The cores that are counted: those that this program may use.
    pub cores: u32,
    /// How long they have computed, for any program.
    pub busy: Nanos,
    /// How long a hypervisor had them do something else.
    pub stolen: Nanos,
    /// The clock of the fastest of them, where the system tells.
    pub clock: Option<Hertz>,
    /// The limits of this program's control groups, and the time that they have cost.
    pub quotas: Vec<Quota>,
}

/// A source of readings.
pub trait SystemCounters {
    /// The counters at this moment; `None` where they are unknown.
    fn read(&mut self) -> Option<Reading>;
}

/// The counters of this machine's kernel.
#[derive(Debug)]
pub struct KernelCounters {
    /// The folder in which it describes its processors.
    processors: PathBuf,
}

impl Default for KernelCounters {
    fn default() -> Self {
        Self {
            processors: "/sys/devices/system/cpu".into(),
        }
    }
}

impl SystemCounters for KernelCounters {
    fn read(&mut self) -> Option<Reading> {
        let usable = rustix::thread::sched_getaffinity(None).ok()?;
        let stats = KernelStats::current().ok()?;
        let counted = stats.cpu_time.iter().enumerate();
        let counted = counted
            .filter(|&(core, _)| core < rustix::thread::CpuSet::MAX_CPU && usable.is_set(core));
        let mut reading = Reading {
            at: crate::base::now(),
            quotas: Quota::all(),
            ..Reading::default()
        };
        for (core, times) in counted {
            if reading.cores < MOST_CLOCKS {
                reading.clock = reading.clock.max(self.clock(core));
            }
            reading.cores += 1;
            reading.busy += busy(times);
            reading.stolen += Nanos::from_millis(times.steal_ms().unwrap_or(0));
        }
        Some(reading)
    }
}

impl KernelCounters {
    /// The clock of a core, which is no more than a guess where the system does not measure it.
    fn clock(&self, core: usize) -> Option<Hertz> {
        let file = format!("cpu{core}/cpufreq/scaling_cur_freq");
        let text = fs::read_to_string(self.processors.join(file)).ok()?;
        Some(Hertz::from_kilo(text.trim().parse().ok()?))
    }
}

/// How long a core has computed. Waiting for a disk is idle time; that of guests is in the user's.
fn busy(times: &CpuTime) -> Nanos {
    let asked = [
        Some(times.user_ms()),
        Some(times.nice_ms()),
        Some(times.system_ms()),
    ];
    let interrupted = [times.irq_ms(), times.softirq_ms()];
    let parts = asked.into_iter().chain(interrupted).flatten();
    parts.map(Nanos::from_millis).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_that_keeps_its_clock_to_itself_is_asked_for_the_rest() {
        let mut kernel = KernelCounters {
            processors: "/nowhere".into(),
        };
        let first = kernel.read().unwrap();
        assert_eq!(first.clock, None);
        assert!(first.cores > 0 && first.busy > Nanos::ZERO);
        let second = kernel.read().unwrap();
        assert!(second.at >= first.at && second.busy >= first.busy);
    }

    #[test]
    fn the_clock_is_that_of_the_core() {
        let folder = tempfile::tempdir().unwrap();
        let core = folder.path().join("cpu0/cpufreq");
        fs::create_dir_all(&core).unwrap();
        fs::write(core.join("scaling_cur_freq"), "3900123\n").unwrap();
        let kernel = KernelCounters {
            processors: folder.path().into(),
        };
        assert_eq!(kernel.clock(0), Some(Hertz::from_kilo(3_900_123)));
        assert_eq!(kernel.clock(1), None);
    }
}
