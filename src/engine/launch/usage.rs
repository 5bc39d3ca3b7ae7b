//! [`cpu_time`]: CPU time of this process and of its children that have ended.
#![expect(unsafe_code, reason = "getrusage has no safe form")]

use crate::base::Nanos;

/// CPU time, in user and system mode, of this process and all children it has waited for.
pub(in crate::engine) fn cpu_time() -> Nanos {
    usage(libc::RUSAGE_SELF) + usage(libc::RUSAGE_CHILDREN)
}

fn usage(who: libc::c_int) -> Nanos {
    // SAFETY: a structure of plain numbers may be all zeros, and getrusage writes no more than it.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        libc::getrusage(who, &raw mut usage);
        usage
    };
    nanos(usage.ru_utime) + nanos(usage.ru_stime)
}

fn nanos(time: libc::timeval) -> Nanos {
    Nanos::new(time.tv_sec.cast_unsigned() * 1_000_000_000 + time.tv_usec.cast_unsigned() * 1_000)
}
