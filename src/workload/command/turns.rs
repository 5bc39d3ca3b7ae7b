//! [`turns`]: the time of a command on the cores.

use crate::base::{Nanos, SchedulerStatistics};
use procfs::process::Process;
use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};

/// Waits until a command has ended, without having the system forget it, and returns its time on
/// the cores; `None` where the system does not count that.
///
/// The time without a core is known of its first thread only: the waits of other threads and
/// processes of it are taken for waiting of its own.
pub(super) fn turns(pid: Pid) -> Option<SchedulerStatistics> {
    // A process that has ended and was not waited for can still be read.
    let ended = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
    while let Err(rustix::io::Errno::INTR) = waitid(WaitId::Pid(pid), ended) {}
    let process = Process::new(pid.as_raw_nonzero().get()).ok()?;
    let first = process.schedstat().ok()?;
    let stat = process.stat().ok()?;
    // In ticks of ten milliseconds, but of all its threads and of those it has waited for.
    let waited_for = u64::try_from(stat.cutime + stat.cstime).unwrap_or(0);
    let ticks = stat.utime + stat.stime + waited_for;
    let all = Nanos::from_millis(ticks * 1000 / procfs::ticks_per_second().max(1));
    Some(SchedulerStatistics {
        on_core: all.max(Nanos::new(first.sum_exec_runtime)),
        ready: Nanos::new(first.run_delay),
    })
}
