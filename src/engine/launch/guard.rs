//! [`die_with_parent`]: no process of ours outlives the one that started it.

use rustix::process::{
    Pid, Resource, Signal, getppid, getrlimit, set_parent_process_death_signal, setrlimit,
};
use std::io;

/// Has the kernel kill this process when its parent ends, however that ends.
///
/// The signal belongs to the parent's *thread* that started us, so processes are started from
/// threads that last. `parent` is who is believed to have started us: if it has ended before the
/// signal was set, that is noticed here.
///
/// # Errors
/// If the parent is gone already.
pub(in crate::engine) fn die_with_parent(parent: u32) -> io::Result<()> {
    set_parent_process_death_signal(Some(Signal::KILL))?;
    let present = getppid().map_or(0, |pid| Pid::as_raw(Some(pid)).cast_unsigned());
    if present == parent {
        Ok(())
    } else {
        Err(io::Error::other(
            "the process that started this one is gone",
        ))
    }
}

/// Allows as many open files as the system lets us have: a worker takes two pipes.
pub(in crate::engine) fn raise_file_limit() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    // Where it is refused, opening the pipe that is too many says so.
    let _ = setrlimit(Resource::Nofile, limit);
}
