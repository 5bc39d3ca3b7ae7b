//! Starting processes: the only place that forks, and the only one that calls libc.

mod fork;
mod forkserver;
mod guard;
mod members;
mod monitor;
pub(super) mod parcel;
mod usage;
mod wait;

pub(super) use fork::{Forked, as_child, fork, keep_ended_children};
pub(super) use forkserver::{Forkserver, serve as serve_forks};
pub(super) use guard::{
    adopt_orphans, await_adoption, die_with_parent, lead_group, name_process, raise_file_limit,
};
pub(super) use members::{end_descendants, end_session, left_running};
pub(super) use monitor::monitored;
pub(super) use usage::{Usage, cpu_time, run_delay, thread_run_delay, thread_usage, wait_for_end};
pub(super) use wait::Ending;

use std::{path::Path, process::Command};

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
