//! [`Resources`]: what a process has used, by the kernel's count.

use crate::base::{Bytes, Nanos, Pid};
use procfs::process::{MMapPath, Process};
use std::ffi::OsStr;

/// The resources that a process has used so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resources {
    /// CPU time of all its threads, to the kernel's tick.
    pub cpu: Nanos,
    /// The most memory that it had at once; not known of one that has ended.
    pub peak_memory: Option<Bytes>,
    /// How many threads it has.
    pub threads: u32,
    /// How it ended, as `waitpid` would have it, while its parent has not asked for that.
    pub status: Option<i32>,
}

impl Resources {
    /// Those of a process; `None` where there is none of that number, or it is another user's.
    #[must_use]
    pub fn of(pid: Pid) -> Option<Self> {
        let process = Process::new(i32::try_from(pid.get()).ok()?).ok()?;
        let stat = process.stat().ok()?;
        let ticks = stat.utime.saturating_add(stat.stime);
        let peak = process.status().ok().and_then(|status| status.vmhwm);
        Some(Self {
            cpu: Nanos::new(
                ticks.saturating_mul(1_000_000_000 / procfs::ticks_per_second().max(1)),
            ),
            peak_memory: peak.map(|kibibytes| Bytes::new(kibibytes.saturating_mul(1024))),
            threads: u32::try_from(stat.num_threads).unwrap_or(0),
            status: stat.exit_code.filter(|_| stat.state == 'Z'),
        })
    }
}

/// Whether a process goes on and has a file of that name mapped, such as `/memfd:name`.
#[must_use]
pub fn has_mapped(pid: Pid, name: &str) -> bool {
    let process = i32::try_from(pid.get()).ok().map(Process::new);
    let maps = process.and_then(|process| process.ok()?.maps().ok());
    let is_it = |path: &MMapPath| match path {
        MMapPath::Path(path) => path.to_string_lossy().starts_with(name),
        MMapPath::Other(text) => text.starts_with(name),
        _ => false,
    };
    maps.is_some_and(|maps| maps.iter().any(|map| is_it(&map.pathname)))
}

/// Processes that began after another one, go on, and have that variable with that value in their environment:
/// their numbers and names. Where numbers have begun anew since, some are missing.
#[must_use]
pub fn younger_with_variable(than: Pid, name: &str, value: &OsStr) -> Vec<(Pid, String)> {
    let Ok(processes) = procfs::process::all_processes() else {
        return Vec::new();
    };
    let younger = processes
        .flatten()
        .filter(|one| u32::try_from(one.pid).is_ok_and(|pid| pid > than.get()));
    let found = younger.filter_map(|process| {
        let environment = process.environ().ok()?;
        let stat = process.stat().ok()?;
        let is_it = stat.state != 'Z' && environment.get(OsStr::new(name))? == value;
        let pid = Pid::new(u32::try_from(process.pid).ok()?);
        is_it.then_some((pid, stat.comm))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn a_process_that_was_not_waited_for_still_tells_how_it_ended() {
        let own = Resources::of(Pid::new(std::process::id())).unwrap();
        assert!(own.peak_memory.is_some_and(|peak| peak > Bytes::ZERO) && own.status.is_none());
        let mut child = Command::new("sh").args(["-c", "exit 3"]).spawn().unwrap();
        let pid = Pid::new(child.id());
        let status = loop {
            if let Some(status) = Resources::of(pid).unwrap().status {
                break status;
            }
            std::thread::yield_now();
        };
        assert_eq!(status, 3 << 8);
        child.wait().unwrap();
        assert_eq!(Resources::of(pid), None);
    }
}
