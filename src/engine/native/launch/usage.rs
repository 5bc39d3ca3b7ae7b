//! [`cpu_time`], [`run_delay`], [`thread_usage`] and [`wait_for_end`]: the system's counters.
#![expect(unsafe_code, reason = "getrusage and wait4 have no safe form")]

use super::{ProcessEnding, ProcessUsage};
use crate::base::{Bytes, Nanos, Pid};
use std::io;

/// CPU time, in user and system mode, of this process and all children it has waited for.
pub(crate) fn cpu_time() -> Nanos {
    let cpu = |who| {
        let usage = usage(who);
        nanos(usage.ru_utime) + nanos(usage.ru_stime)
    };
    cpu(libc::RUSAGE_SELF) + cpu(libc::RUSAGE_CHILDREN)
}

/// How long a process has been ready to run and had no core; zero where the kernel does not count
/// it. Of one that has ended it is known until it was waited for.
pub(in crate::engine) fn run_delay(pid: Pid) -> Nanos {
    delay(&format!("/proc/{}/schedstat", pid.get()))
}

/// How long the calling thread has been ready to run and had no core.
pub(in crate::engine) fn thread_run_delay() -> Nanos {
    delay("/proc/thread-self/schedstat")
}

/// The second of the three numbers in such a file.
fn delay(path: &str) -> Nanos {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let second = text.split_whitespace().nth(1);
    Nanos::new(second.and_then(|delay| delay.parse().ok()).unwrap_or(0))
}

/// The system's counters of the calling thread, which has no memory of its own.
pub(in crate::engine) fn thread_usage() -> ProcessUsage {
    let usage = usage(libc::RUSAGE_THREAD);
    ProcessUsage {
        voluntary_switches: usage.ru_nvcsw.cast_unsigned(),
        involuntary_switches: usage.ru_nivcsw.cast_unsigned(),
        peak_memory: Bytes::ZERO,
        cpu: nanos(usage.ru_utime) + nanos(usage.ru_stime),
    }
}

/// Waits until a child has ended, and lets the system forget it.
///
/// # Errors
/// If it is no child of this process.
pub(in crate::engine) fn wait_for_end(pid: Pid) -> io::Result<ProcessEnding> {
    loop {
        let mut status = 0;
        // SAFETY: a structure of plain numbers may be all zeros, and wait4 writes no more than
        // it and one number.
        let (waited, usage) = unsafe {
            let mut usage: libc::rusage = std::mem::zeroed();
            let pid = pid.get().cast_signed();
            (libc::wait4(pid, &raw mut status, 0, &raw mut usage), usage)
        };
        if waited < 0 {
            match io::Error::last_os_error() {
                error if error.kind() == io::ErrorKind::Interrupted => continue,
                error => return Err(error),
            }
        }
        let usage = ProcessUsage {
            voluntary_switches: usage.ru_nvcsw.cast_unsigned(),
            involuntary_switches: usage.ru_nivcsw.cast_unsigned(),
            peak_memory: Bytes::new(usage.ru_maxrss.cast_unsigned() * 1024),
            cpu: nanos(usage.ru_utime) + nanos(usage.ru_stime),
        };
        return Ok(ProcessEnding {
            code: libc::WIFEXITED(status).then(|| libc::WEXITSTATUS(status)),
            signal: libc::WIFSIGNALED(status).then(|| libc::WTERMSIG(status)),
            usage,
        });
    }
}

/// How many files a process may have open at most; `None` where that is not said, or no number.
pub(super) fn most_files() -> Option<u64> {
    // SAFETY: a structure of plain numbers may be all zeros, and getrlimit writes no more than it.
    let limit = unsafe {
        let mut limit: libc::rlimit = std::mem::zeroed();
        (libc::getrlimit(libc::RLIMIT_NOFILE, &raw mut limit) == 0).then_some(limit)
    };
    limit
        .map(|limit| limit.rlim_max)
        .filter(|&most| most != libc::RLIM_INFINITY)
}

fn usage(who: libc::c_int) -> libc::rusage {
    // SAFETY: a structure of plain numbers may be all zeros, and getrusage writes no more than it.
    unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        libc::getrusage(who, &raw mut usage);
        usage
    }
}

fn nanos(time: libc::timeval) -> Nanos {
    Nanos::new(time.tv_sec.cast_unsigned() * 1_000_000_000 + time.tv_usec.cast_unsigned() * 1_000)
}
