//! [`Program`]: the command that is watched, from its start to its end.

use super::OnEnd;
use crate::{
    base::{Bytes, Moment, Nanos, Pid, now, visible_name},
    engine::{
        EngineError,
        native::{ProcessEnding, wait_for_end},
    },
    log::Ending,
};
use rustix::process::{self, Signal, getuid, kill_process};
use std::{
    env,
    ffi::{OsStr, OsString},
    io,
    os::unix::process::CommandExt,
    path::Path,
    process::{Command, Stdio},
    thread,
};

/// The variable that leads a process to the socket.
const SOCKET: &str = "PARSCOPE_SOCKET";

/// The variable that leads Python to the probe.
const PYTHON_PATH: &str = "PYTHONPATH";

/// A command to watch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchedCommand {
    /// The program and its arguments, at least the first.
    pub words: Vec<OsString>,
}

/// The streams of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Streams {
    /// Those of this process.
    Own,
    /// None: nothing is read, and what is written is gone.
    None,
}

/// The end of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProgramEnd {
    /// When it was started.
    pub started: Moment,
    /// When it ended.
    pub ended: Moment,
    /// How it ended; `None` where the system does not say.
    pub ending: Option<Ending>,
    /// The CPU time of it and of all processes that it has waited for.
    pub cpu: Nanos,
    /// The most memory that one of them had.
    pub peak_memory: Bytes,
}

/// A program that was started.
pub(super) struct Program {
    pid: Pid,
}

impl Program {
    /// Starts a command with the probe in its way.
    ///
    /// # Errors
    /// [`EngineError::Start`] where it cannot be started.
    pub(super) fn start(
        command: &WatchedCommand,
        probe: &Path,
        socket: &Path,
        streams: Streams,
        end: OnEnd,
    ) -> Result<Self, EngineError> {
        let [name, arguments @ ..] = &command.words[..] else {
            return Err(EngineError::Start("there is no command to watch".into()));
        };
        let mut program = Command::new(name);
        program.args(arguments);
        program
            .env(SOCKET, socket)
            .env(PYTHON_PATH, python_path(probe));
        // This has it started by fork and exec: posix_spawn leaves two signals ignored that a shell does
        // not, and a program can see that.
        program.uid(getuid().as_raw());
        if streams == Streams::None {
            program
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null());
        }
        let started = now();
        let child = program.spawn().map_err(|error| refused(name, &error))?;
        let pid = Pid::new(child.id());
        let wait = move || {
            let ending = wait_for_end(pid).ok();
            end(ProgramEnd {
                started,
                ended: now(),
                ending: ending.as_ref().and_then(ProcessEnding::shown),
                cpu: ending.map_or(Nanos::ZERO, |end| end.usage.cpu),
                peak_memory: ending.map_or(Bytes::ZERO, |end| end.usage.peak_memory),
            });
        };
        let thread = thread::Builder::new().name("program".into());
        thread
            .spawn(wait)
            .map_err(EngineError::system("cannot wait for the program"))?;
        Ok(Self { pid })
    }

    /// Its number.
    pub(super) const fn pid(&self) -> Pid {
        self.pid
    }

    /// Sends it a signal; one that has ended gets none.
    pub(super) fn signal(&self, signal: i32) {
        let pid = process::Pid::from_raw(self.pid.get().cast_signed());
        if let (Some(pid), Some(signal)) = (pid, Signal::from_named_raw(signal)) {
            // It may have ended at this moment.
            let _ = kill_process(pid, signal);
        }
    }
}

/// The probe before what was there.
fn python_path(probe: &Path) -> OsString {
    let mut path = OsString::from(probe);
    if let Some(old) = env::var_os(PYTHON_PATH).filter(|old| !old.is_empty()) {
        path.push(":");
        path.push(old);
    }
    path
}

/// Why a command cannot be started, with a remedy.
fn refused(name: &OsStr, error: &io::Error) -> EngineError {
    let path = Path::new(name);
    let shown = visible_name(name);
    EngineError::Start(match error.kind() {
        io::ErrorKind::NotFound if name.as_encoded_bytes().contains(&b'/') => {
            format!(
                "{shown}: there is no such file, or not the interpreter that its first line names"
            )
        }
        io::ErrorKind::NotFound => {
            format!("{shown}: there is no such command in the folders of PATH")
        }
        io::ErrorKind::PermissionDenied if path.is_dir() => {
            format!("{shown} is a folder: name the program in it")
        }
        io::ErrorKind::PermissionDenied => {
            format!(
                "{shown} may not be executed: allow it (chmod +x), or name the interpreter, as in python3 {shown}"
            )
        }
        _ if error.raw_os_error() == Some(8) => {
            format!(
                "{shown} is no program that this machine can execute: name its interpreter, as in python3 {shown}"
            )
        }
        _ => format!("{shown} cannot be started: {error}"),
    })
}
