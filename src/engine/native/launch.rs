//! Starting processes: the only place that forks, and the only one that calls libc.

pub(super) mod descriptors;
mod fork;
mod forkserver;
mod guard;
mod members;
mod monitor;
mod refusal;
mod usage;
mod wait;

pub(super) use fork::{Forked, as_child, fork, keep_ended_children};
pub(super) use forkserver::{Forkserver, serve as serve_forks};
pub(in crate::engine) use guard::name_process;
pub(super) use guard::{
    adopt_orphans, await_adoption, die_with_parent, lead_group, raise_file_limit,
};
pub(super) use members::{end_descendants, end_session};
pub(in crate::engine) use members::{end_members, left_running};
pub(super) use monitor::monitored;
pub(super) use refusal::{called, cannot_start, is_refused};
pub(crate) use usage::cpu_time;
pub(in crate::engine) use usage::wait_for_end;
pub(super) use usage::{run_delay, thread_run_delay, thread_usage};
pub(in crate::engine) use wait::ProcessEnding;
pub(super) use wait::ProcessUsage;

use rustix::pipe::{PipeFlags, pipe_with};
use std::{
    io,
    os::fd::OwnedFd,
    path::Path,
    process::{Child, Command},
};

/// The argument that makes a process a runner.
pub(super) const RUNNER: &str = "__runner";

/// The argument that makes a process a forkserver.
pub(super) const FORKSERVER: &str = "__forkserver";

/// The argument that makes a process a worker.
pub(super) const WORKER: &str = "__worker";

/// The argument that makes a process compute beside a run.
pub(super) const LOAD: &str = "__load";

/// This very program, even if its file has been replaced meanwhile.
const THIS_PROGRAM: &str = "/proc/self/exe";

/// A command that starts this very program.
pub(in crate::engine) fn this_program() -> Command {
    Command::new(THIS_PROGRAM)
}

/// Starts this program; a failure names the call that is refused.
pub(super) fn spawn(program: &mut Command) -> io::Result<Child> {
    program.spawn().map_err(|error| {
        let refused = match error.kind() {
            io::ErrorKind::NotFound if !Path::new(THIS_PROGRAM).exists() => {
                let text = format!("there is no {THIS_PROGRAM}: /proc is not mounted");
                return io::Error::new(error.kind(), text);
            }
            // Its ends come before it, and are tried once more.
            _ => pipe().and(called("clone3, vfork or execve", Err::<(), _>(error))),
        };
        refused.unwrap_err()
    })
}

/// A pipe that no program inherits.
pub(super) fn pipe() -> io::Result<(OwnedFd, OwnedFd)> {
    called("pipe2", pipe_with(PipeFlags::CLOEXEC))
}
