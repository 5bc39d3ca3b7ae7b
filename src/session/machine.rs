//! [`machine`]: what this machine is, and how much of it may be used.

use crate::{base::Ratio, log::Machine, sample::Quota};
use std::{fs, thread};

/// Cores that this process may really use: its affinity mask and its cgroup's quota.
#[must_use]
pub fn usable_cores() -> u32 {
    thread::available_parallelism().map_or(1, |cores| u32::try_from(cores.get()).unwrap_or(1))
}

/// This machine.
#[must_use]
pub fn machine() -> Machine {
    let system = rustix::system::uname();
    let name = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = name
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(':'))
        .map_or_else(
            || "unknown processor".to_owned(),
            |(_, model)| model.trim().to_owned(),
        );
    let cores = name
        .lines()
        .filter(|line| line.starts_with("processor"))
        .count();
    Machine {
        model: model.into(),
        os: format!(
            "{} {}",
            system.sysname().to_string_lossy(),
            system.release().to_string_lossy()
        )
        .into(),
        cores: u32::try_from(cores).unwrap_or(1).max(usable_cores()),
        usable_cores: usable_cores(),
        quota: quota(),
    }
}

/// How many cores' worth of time this process is allowed, where that is less than its cores.
fn quota() -> Option<Ratio> {
    let mask = rustix::thread::sched_getaffinity(None).ok()?;
    let tightest = Quota::all().first()?.cores;
    (tightest.get() < f64::from(mask.count())).then_some(tightest)
}
