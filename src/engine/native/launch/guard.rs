//! [`die_with_parent`]: no process of ours outlives the one that started it.

use super::called;
use rustix::process::{
    Pid, Resource, Rlimit, Signal, getpid, getppid, set_child_subreaper,
    set_parent_process_death_signal, setpgid, setrlimit,
};
use rustix::thread::set_name;
use std::{ffi::CString, io, thread, time::Duration};

/// Has the kernel kill this process when its parent ends, however that ends.
///
/// The signal belongs to the parent's *thread* that started us, so processes are started from
/// threads that last. `parent` is the process that should have started us: if it has ended before
/// the signal was set, that is noticed here.
///
/// # Errors
/// If the parent is gone already.
pub(in crate::engine) fn die_with_parent(parent: u32) -> io::Result<()> {
    called(
        "prctl(PR_SET_PDEATHSIG)",
        set_parent_process_death_signal(Some(Signal::KILL)),
    )?;
    if self::parent() == parent {
        Ok(())
    } else {
        Err(io::Error::other(
            "the process that started this one is gone",
        ))
    }
}

/// Gives this process the name that `ps` and `top` show, of which they show 15 bytes.
pub(in crate::engine) fn name_process(name: &str) {
    // Without it only the list of processes is harder to read.
    let _ = CString::new(name).map(|name| set_name(&name));
}

/// Has this process lead a process group of its own.
///
/// # Errors
/// Where the system does not let it.
pub(in crate::engine) fn lead_group() -> io::Result<()> {
    Ok(setpgid(None, None)?)
}

/// Makes this process the one that takes over children whose parent has ended.
///
/// # Errors
/// Where the system does not know how.
pub(in crate::engine) fn adopt_orphans() -> io::Result<()> {
    called(
        "prctl(PR_SET_CHILD_SUBREAPER)",
        set_child_subreaper(Some(getpid())),
    )
}

/// Waits until the parent is another than `starter`, and dies with that one.
///
/// # Errors
/// If that is gone already.
pub(in crate::engine) fn await_adoption(starter: u32, adopter: u32) -> io::Result<()> {
    while parent() == starter {
        thread::sleep(Duration::from_millis(1));
    }
    die_with_parent(adopter)
}

fn parent() -> u32 {
    getppid().map_or(0, |pid| Pid::as_raw(Some(pid)).cast_unsigned())
}

/// Allows as many open files as the system lets us have: a worker takes two pipes.
pub(in crate::engine) fn raise_file_limit() {
    // Not rustix's: it panics where a sandbox refuses the call.
    let Some(maximum) = super::usage::most_files() else {
        return;
    };
    let limit = Rlimit {
        current: Some(maximum),
        maximum: Some(maximum),
    };
    // Where it is refused, opening the pipe that is too many says so.
    let _ = setrlimit(Resource::Nofile, limit);
}
