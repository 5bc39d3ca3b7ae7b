//! [`monitored`]: a runner of commands in a session of its own, and the process that watches it.
//!
//! The monitor is the parent of the runner and only waits. When the runner dies, or the
//! host closes the socket between them or dies itself, it ends the whole session: it survives
//! both, and no signal from a terminal reaches it. When the runner ends as it should, processes
//! that its commands left running are left alone.

use super::{
    Forked, ProcessEnding, die_with_parent, end_session, fork, name_process, wait_for_end,
};
use crate::base::Pid;
use rustix::{
    fs::{Mode, OFlags, open},
    io::{read, retry_on_intr},
    process::{Signal, getpid, kill_process, setsid},
    stdio::{dup2_stdout, stdin},
};
use std::{io, thread};

/// Goes on in a child as the runner, which leads a session without a terminal. This process becomes
/// its monitor and does not return; it ends as the runner does.
///
/// # Errors
/// Where the system has no room for another process.
pub(in crate::engine) fn monitored() -> io::Result<()> {
    let monitor = std::process::id();
    match fork()? {
        Forked::Child => {
            setsid()?;
            die_with_parent(monitor)
        }
        Forked::Parent(runner) => {
            name_process("monitor");
            end_as(watch(runner))
        }
    }
}

/// Waits until the runner has ended, and where that was no orderly end, ends the rest.
fn watch(runner: Pid) -> ProcessEnding {
    // The host reads the reply until no process can write any more.
    if let Ok(null) = open("/dev/null", OFlags::WRONLY | OFlags::CLOEXEC, Mode::empty()) {
        let _ = dup2_stdout(null);
    }
    let watched = thread::Builder::new().spawn(move || {
        // No byte is ever sent: the read returns when the host has ended or let go.
        let _ = retry_on_intr(|| read(stdin(), &mut [0; 1]));
        end(runner);
    });
    if let Err(error) = watched {
        eprintln!("cannot watch the runner ({error}): raise the limit of processes (ulimit -u)");
        end(runner);
    }
    let ending = wait_for_end(runner).unwrap_or_default();
    if !ending.is_good() {
        end_session(runner);
    }
    ending
}

fn end(runner: Pid) {
    // It may not have come as far as to lead its session.
    if let Some(pid) = rustix::process::Pid::from_raw(runner.get().cast_signed()) {
        let _ = kill_process(pid, Signal::KILL);
    }
    end_session(runner);
}

/// Ends this process in the way of another, for its parent to see.
fn end_as(ending: ProcessEnding) -> ! {
    if let Some(signal) = ending.signal.and_then(Signal::from_named_raw) {
        let _ = kill_process(getpid(), signal);
    }
    super::fork::exit_now(ending.code.unwrap_or(1))
}
