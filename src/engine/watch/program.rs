//! [`Program`]: the command that is watched, from its start to its end.

use super::{
    OnEnd,
    session_leader::SessionLeader,
    terminal::{OnOutput, ProgramTerminal, TerminalSize},
};
use crate::{
    base::{Bytes, Moment, Nanos, Pid, now, visible_name},
    engine::{
        EngineError,
        native::{ProcessEnding, end_members, wait_for_end},
    },
    log::Ending,
};
use rustix::process::{self, Signal, getuid, kill_process};
use signal_hook::consts::{SIGINT, SIGKILL, SIGTERM};
use std::{
    env,
    ffi::{OsStr, OsString},
    io,
    os::{fd::OwnedFd, unix::process::CommandExt},
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    thread,
};

/// The variable that leads a process to the socket.
pub(super) const SOCKET: &str = "PARSCOPE_SOCKET";

/// The variable that leads Python to the probe.
const PYTHON_PATH: &str = "PYTHONPATH";

/// A command to watch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchedCommand {
    /// The program and its arguments, at least the first.
    pub words: Vec<OsString>,
}

/// The kind of terminal that a program of the dashboard finds itself on.
const KIND: (&str, &str) = ("TERM", "xterm-256color");

/// Variables by which a program would take the size of another terminal for that of its own.
const SIZES: [&str; 2] = ["COLUMNS", "LINES"];

/// The streams of a program.
pub enum Streams {
    /// Those of this process.
    Own,
    /// Nothing to read, and files to write to: it ends with the process group that it is started in.
    Files {
        /// Its standard output.
        output: OwnedFd,
        /// Its standard error.
        errors: OwnedFd,
    },
    /// A terminal of its own, of that size; what is printed there goes to the callback.
    Terminal(TerminalSize, OnOutput),
}

/// How a program is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProgramStop {
    /// As by Ctrl-C: all that runs in the foreground of its terminal is asked to.
    Interrupt,
    /// The program is asked to end.
    Terminate,
    /// The program and all of its session are ended, at once.
    Kill,
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
    /// Its terminal, and the process that leads the session on it.
    terminal: Option<(Arc<ProgramTerminal>, Pid)>,
}

impl Program {
    /// Starts a command with the probe in its way.
    ///
    /// # Errors
    /// [`EngineError::Start`] where it cannot be started.
    pub(super) fn start(
        command: &WatchedCommand,
        (probe, socket): (&Path, &Path),
        streams: Streams,
        wake: &Arc<dyn Fn() + Send + Sync>,
        end: OnEnd,
    ) -> Result<Self, EngineError> {
        let words = &command.words[..];
        let [name, arguments @ ..] = words else {
            return Err(EngineError::Start("there is no command to watch".into()));
        };
        let watch = |program: &mut Command| {
            program
                .env(SOCKET, socket)
                .env(PYTHON_PATH, python_path(probe))
                // This has it started by fork and exec: posix_spawn leaves two signals ignored that a
                // shell does not, and a program can see that.
                .uid(getuid().as_raw());
        };
        let refused = |error: io::Error| refused(name, &error);
        let started = now();
        let (pid, leader, terminal) = match streams {
            Streams::Own => {
                let mut program = Command::new(name);
                watch(program.args(arguments));
                let child = program.spawn().map_err(refused)?;
                (Pid::new(child.id()), None, None)
            }
            Streams::Files { output, errors } => {
                let mut program = Command::new(name);
                program
                    .stdin(Stdio::null())
                    .stdout(Stdio::from(output))
                    .stderr(Stdio::from(errors));
                watch(program.args(arguments));
                // What the program imports may lie where the user is, and the program itself does not.
                let mut path = python_path(probe);
                if let Ok(folder) = env::current_dir() {
                    path.push(":");
                    path.push(folder);
                }
                program.env(PYTHON_PATH, path);
                let child = program.spawn().map_err(refused)?;
                (Pid::new(child.id()), None, None)
            }
            Streams::Terminal(size, output) => {
                let (mut terminal, descriptor) =
                    ProgramTerminal::open(size, output, Arc::clone(wake))
                        .map_err(EngineError::system("the program gets no terminal"))?;
                let sides = (terminal.master(), descriptor);
                let (leader, pid, wire) = SessionLeader::start(words, sides, |program| {
                    watch(program.env(KIND.0, KIND.1));
                    for name in SIZES {
                        program.env_remove(name);
                    }
                })
                .map_err(refused)?;
                terminal.led_by(wire);
                let terminal = (Arc::new(terminal), leader.pid());
                (pid, Some(leader), Some(terminal))
            }
        };
        let ends = terminal.as_ref().map(|(terminal, _)| Arc::clone(terminal));
        let wait = move || {
            let mut leader = leader;
            let ending = match &mut leader {
                Some(leader) => leader.wait_for_command(),
                None => wait_for_end(pid).ok(),
            };
            if let Some(terminal) = ends {
                terminal.end();
            }
            end(ProgramEnd {
                started,
                ended: now(),
                ending: ending.as_ref().and_then(ProcessEnding::shown),
                cpu: ending.map_or(Nanos::ZERO, |end| end.usage.cpu),
                peak_memory: ending.map_or(Bytes::ZERO, |end| end.usage.peak_memory),
            });
            if let Some(leader) = leader {
                leader.wait();
            }
        };
        let thread = thread::Builder::new().name("program".into());
        thread
            .spawn(wait)
            .map_err(EngineError::system("cannot wait for the program"))?;
        Ok(Self { pid, terminal })
    }

    /// Its number.
    pub(super) const fn pid(&self) -> Pid {
        self.pid
    }

    /// The terminal that it has, if it has one of its own.
    pub(super) fn terminal(&self) -> Option<Arc<ProgramTerminal>> {
        let terminal = self.terminal.as_ref();
        terminal.map(|(terminal, _)| Arc::clone(terminal))
    }

    /// Stops it.
    pub(super) fn stop(&self, how: ProgramStop) {
        match how {
            ProgramStop::Interrupt => {
                let terminal = self.terminal.as_ref();
                if !terminal.is_some_and(|(terminal, _)| terminal.signal_foreground(Signal::INT)) {
                    self.signal(SIGINT);
                }
            }
            ProgramStop::Terminate => self.signal(SIGTERM),
            ProgramStop::Kill => match &self.terminal {
                Some((_, leader)) => end_members(*leader, self.pid),
                // The session is our own.
                None => self.signal(SIGKILL),
            },
        }
    }

    /// Has its terminal stay open when this process ends, where it has one.
    ///
    /// # Errors
    /// [`EngineError::System`] where that cannot be had.
    pub(super) fn keep_terminal(&self) -> Result<(), EngineError> {
        let terminal = self.terminal.as_ref();
        let kept = terminal.map_or(Ok(()), |(terminal, _)| terminal.keep());
        kept.map_err(EngineError::system("nothing can keep its terminal open"))
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
