//! [`fork`]: a copy of the runner, and the course of its life.
//!
//! A child of `fork` has the memory of its parent but only the thread that forked. If another
//! thread held a lock at that moment, of the allocator say, it stays held for ever. So only a
//! runner forks, which has never had a second thread.
#![expect(unsafe_code, reason = "fork, _exit and signal have no safe form")]

use super::called;
use crate::base::Pid;
use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
};

/// The side of a fork that this process is on.
pub(in crate::engine) enum Forked {
    /// The one that forked, with the child's number.
    Parent(Pid),
    /// The copy.
    Child,
}

/// Makes a copy of this process.
///
/// # Errors
/// Where the system has no room for another process.
pub(in crate::engine) fn fork() -> io::Result<Forked> {
    debug_assert_eq!(threads(), 1, "fork in a process with several threads");
    // SAFETY: this process has one thread, so the child's memory is in no half-changed state and
    // it may do all that this process may.
    match unsafe { libc::fork() } {
        -1 => called("fork", Err(io::Error::last_os_error())),
        0 => Ok(Forked::Child),
        pid => Ok(Forked::Parent(Pid::new(pid.cast_unsigned()))),
    }
}

/// Runs a forked child to its end. A panic must not unwind into the frames that
/// this copy has of main: its open lane, above all, which the real main goes on writing.
pub(in crate::engine) fn as_child(life: impl FnOnce() -> io::Result<()>) -> ! {
    let end = catch_unwind(AssertUnwindSafe(life));
    exit_now(i32::from(!matches!(end, Ok(Ok(())))))
}

/// Ends this process at once: buffers and destructors that it has are the parent's.
pub(super) fn exit_now(code: i32) -> ! {
    // SAFETY: always sound; it does not return.
    unsafe { libc::_exit(code) }
}

/// Keeps children that have ended until they are waited for. The parent of this process may ignore
/// their signal, which is inherited: then the system would forget how they ended.
pub(in crate::engine) fn keep_ended_children() {
    // SAFETY: no handler of ours is involved, only the default.
    unsafe {
        libc::signal(libc::SIGCHLD, libc::SIG_DFL);
    }
}

fn threads() -> usize {
    std::fs::read_dir("/proc/self/task").map_or(1, Iterator::count)
}
