//! [`bind`]: a command that does not outlive the worker that started it.
#![expect(
    unsafe_code,
    reason = "what runs between fork and exec has no safe form"
)]

use rustix::process::{Signal, getpid, getppid, set_parent_process_death_signal};
use std::{io, os::unix::process::CommandExt, process::Command};

/// Has the system kill the command when the thread that starts it ends, however that ends.
///
/// A worker that was killed before the command asked for this could not be noticed any more, so
/// the command looks who its parent is and does not run if that is another.
pub(super) fn bind(command: &mut Command) {
    let worker = getpid();
    let ask = move || {
        set_parent_process_death_signal(Some(Signal::KILL))?;
        if getppid() == Some(worker) {
            Ok(())
        } else {
            Err(io::Error::from(rustix::io::Errno::SRCH))
        }
    };
    // SAFETY: after the fork of a process with several threads only what is safe in a signal
    // handler may be done. These are two bare system calls; they take no lock and no memory.
    unsafe {
        command.pre_exec(ask);
    }
}
