//! [`start`]: a command that leads a session of its own, on a terminal of its own.
//!
//! Only a process itself can begin a session and take a terminal for it. So this very program is
//! started, does both, and becomes the command: its number stays, and no signal of our own terminal
//! ever reaches it.

use crate::engine::native::this_program;
use rustix::{
    fd::OwnedFd,
    io::{Errno, fcntl_dupfd_cloexec, read, retry_on_intr, write},
    pipe::{PipeFlags, pipe_with},
    process::{ioctl_tiocsctty, setsid},
    stdio::{dup2_stdin, stderr, stdin},
};
use std::{
    env,
    ffi::OsString,
    io,
    os::unix::process::CommandExt,
    process::{Child, Command, ExitCode, Stdio},
};

/// The argument that makes a process lead a session and become the command that follows.
pub(in crate::engine) const SESSION_LEADER: &str = "__session_leader";

/// The first descriptor besides the three streams.
const BEYOND_STREAMS: i32 = 3;

/// Starts a command that leads a session on that terminal; `set` sets its environment.
///
/// # Errors
/// The reason why the command cannot be executed, as [`Command::spawn`] gives it; else the system's.
pub(super) fn start(
    words: &[OsString],
    terminal: OwnedFd,
    set: impl FnOnce(&mut Command),
) -> io::Result<Child> {
    let (heard, tell) = pipe_with(PipeFlags::CLOEXEC)?;
    let mut leader = this_program();
    leader
        .arg(SESSION_LEADER)
        .args(words)
        // Its streams are the only descriptors that it has; the terminal takes the place of this one.
        .stdin(Stdio::from(tell))
        .stdout(Stdio::from(terminal.try_clone()?))
        .stderr(Stdio::from(terminal));
    set(&mut leader);
    let mut child = leader.spawn()?;
    // It holds the other end of the pipe, which closes as the command begins.
    drop(leader);
    let mut error = [0; size_of::<i32>()];
    match retry_on_intr(|| read(&heard, &mut error)) {
        Ok(0) => Ok(child),
        read => {
            child.wait()?;
            read?;
            Err(io::Error::from_raw_os_error(i32::from_ne_bytes(error)))
        }
    }
}

/// The work of a process that was started for a command, in place of `main`: it becomes the command,
/// or says why it cannot.
pub(in crate::engine) fn lead_session() -> ExitCode {
    // It closes as the command begins.
    let Ok(tell) = fcntl_dupfd_cloexec(stdin(), BEYOND_STREAMS) else {
        return ExitCode::FAILURE;
    };
    let error = lead();
    let number = error.raw_os_error().unwrap_or(Errno::INVAL.raw_os_error());
    // If that fails, the one that started it is gone.
    let _ = retry_on_intr(|| write(&tell, &number.to_ne_bytes()));
    ExitCode::FAILURE
}

/// Becomes the command; returns only where it cannot.
fn lead() -> io::Error {
    let take_terminal = || {
        setsid()?;
        ioctl_tiocsctty(stderr())?;
        dup2_stdin(stderr())
    };
    if let Err(error) = take_terminal() {
        return error.into();
    }
    let mut words = env::args_os().skip(2);
    let name = words.next().unwrap_or_default();
    Command::new(name).args(words).exec()
}
