//! Starting processes: the only place that forks, and the only one that calls libc.

mod fork;
mod forkserver;
mod guard;
pub(super) mod parcel;
mod usage;
mod wait;

pub(super) use fork::{Forked, as_child, fork, keep_ended_children};
pub(super) use forkserver::{Forkserver, serve as serve_forks};
pub(super) use guard::{
    adopt_orphans, await_adoption, die_with_parent, name_process, raise_file_limit,
};
pub(super) use usage::{Usage, cpu_time, run_delay, thread_run_delay, thread_usage, wait_for_end};
pub(super) use wait::Ending;

use super::EngineError;
use crate::trace::Log;
use rustix::{
    fs::{Mode, OFlags},
    io::FdFlags,
};
use std::{io, os::fd::AsFd, path::Path, process::Command};

/// The argument that makes a process a runner.
pub(super) const RUNNER: &str = "__runner";

/// The argument that makes a process a forkserver.
pub(super) const FORKSERVER: &str = "__forkserver";

/// The argument that makes a process a worker.
pub(super) const WORKER: &str = "__worker";

/// The argument that makes a process compute beside a run.
pub(super) const LOAD: &str = "__load";

/// This very program, even if its file has been replaced meanwhile.
pub(super) fn this_program() -> Command {
    Command::new(Path::new("/proc/self/exe"))
}

/// The log that was handed over as an open file of that number.
///
/// Opening it again by its name in `/proc` checks that it is there, which a bare number cannot.
pub(super) fn attach(number: i32) -> Result<Log, EngineError> {
    let path = format!("/proc/self/fd/{number}");
    let file = rustix::fs::open(&path, OFlags::RDWR | OFlags::CLOEXEC, Mode::empty())
        .map_err(EngineError::system("the span log was not handed over"))?;
    Ok(Log::attach(file)?)
}

/// Runs `spawn` while `file` can be inherited.
///
/// A descriptor that is open to inheritance would leak into whatever else is started at that
/// moment; we start processes from one thread only.
pub(super) fn while_inheritable<T>(file: impl AsFd, spawn: impl FnOnce() -> T) -> io::Result<T> {
    rustix::io::fcntl_setfd(&file, FdFlags::empty())?;
    let result = spawn();
    rustix::io::fcntl_setfd(&file, FdFlags::CLOEXEC)?;
    Ok(result)
}
