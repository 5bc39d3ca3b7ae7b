//! [`Runner`]: the host's handle on a runner process.
//!
//! The process leads a group of its own, so that stopping a run is one signal to all of it. It
//! dies when the thread that started it does, and when it dies, its workers do. Its messages
//! come through a pipe; a thread waits for them, ends the processes that are left of the
//! group, and reports.
//!
//! A runner of commands has a monitor between it and the host, which is stopped by letting go of
//! its socket: it then ends all that the commands have started.

use super::{
    EngineError, OnReply, Reply, exec,
    job::Assignment,
    launch::{self, descriptors},
    transport,
};
use crate::{
    base::anonymous_file,
    log::{Reader, SpanLog},
};
use rustix::process::{Pid, Signal, WaitOptions, kill_process, kill_process_group, waitpid};
use std::{
    fs::File,
    io::{Read, Seek},
    os::{
        fd::OwnedFd,
        unix::process::{CommandExt, ExitStatusExt},
    },
    process::{Child, ExitStatus, Stdio},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
};

/// A runner process that goes on, or has ended.
pub(super) struct Runner {
    group: Arc<Mutex<ProcessGroup>>,
}

/// The processes of a runner, to end them together.
enum ProcessGroup {
    /// Its process group. The number is good only until the runner was waited for.
    Led(Option<Pid>),
    /// The socket that its monitor waits at.
    Monitored(Option<OwnedFd>),
}

impl ProcessGroup {
    fn kill(&mut self) {
        match self {
            Self::Led(Some(group)) => {
                let _ = kill_process_group(*group, Signal::KILL);
                // The runner itself, where it leads no group.
                let _ = kill_process(*group, Signal::KILL);
            }
            Self::Led(None) => {}
            Self::Monitored(socket) => *socket = None,
        }
    }

    /// The process was waited for.
    fn forget(&mut self) {
        *self = Self::Led(None);
    }
}

impl Runner {
    /// Starts a runner on a job. `report` is called once, from another thread, with its reply or
    /// with how it ended without one. Must be called from a thread that lasts.
    pub(super) fn start(
        assignment: &Assignment,
        log: Option<&SpanLog>,
        report: OnReply,
    ) -> Result<Self, EngineError> {
        let fault = || EngineError::cannot_start("a runner process");
        let said = anonymous_file(c"parscope-errors").map_err(fault())?;
        let said = File::from(said);
        let (socket, its_socket) = descriptors::sockets().map_err(fault())?;
        let spawn = |grouped| {
            let mut program = launch::this_program();
            program
                .arg(launch::RUNNER)
                .stdin(Stdio::from(its_socket.try_clone()?))
                .stdout(Stdio::piped())
                .stderr(said.try_clone()?);
            if grouped {
                program.process_group(0);
            }
            launch::spawn(&mut program)
        };
        // Where setpgid is refused, it stays in our group; its workers die with it.
        let spawned = spawn(true).or_else(|error| {
            if launch::is_refused(&error) {
                spawn(false)
            } else {
                Err(error)
            }
        });
        let child = spawned.map_err(fault())?;
        drop(its_socket);
        let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        let letter =
            serde_json::to_vec(assignment).map_err(EngineError::system("cannot describe the job"));
        let files: Vec<_> = log.map(SpanLog::as_fd).into_iter().collect();
        // If it is dead already, the thread that watches it knows more about that.
        let letter = letter.map(|letter| descriptors::send(&socket, &letter, &files));
        let monitored = assignment.monitored;
        let group = Arc::new(Mutex::new(if monitored {
            ProcessGroup::Monitored(Some(socket))
        } else {
            ProcessGroup::Led(pid)
        }));
        let runner = Self {
            group: Arc::clone(&group),
        };
        let reader = log.filter(|_| monitored).map(SpanLog::reader);
        thread::Builder::new()
            .name("runner watch".into())
            .spawn(move || report(watch(child, &group, said, reader.as_ref())))
            .map_err(|error| {
                // No other thread will wait for it.
                runner.stop();
                let _ = waitpid(pid, WaitOptions::empty());
                fault()(error)
            })?;
        letter.map(|_| runner)
    }

    /// Ends the runner and all processes that it started.
    pub(super) fn stop(&self) {
        lock(&self.group).kill();
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        self.stop();
    }
}

fn lock(group: &Mutex<ProcessGroup>) -> MutexGuard<'_, ProcessGroup> {
    group.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits for a reply and for the end. `reader` is of the log of a run that is monitored.
fn watch(
    mut child: Child,
    group: &Mutex<ProcessGroup>,
    said: File,
    reader: Option<&Reader>,
) -> Result<Reply, String> {
    let letter = child.stdout.as_ref().map(transport::read_letter);
    let reply = letter
        .and_then(Result::ok)
        .and_then(|letter| serde_json::from_slice(&letter).ok());
    if reply.is_none() || reader.is_some() {
        // The pipe ended without a reply: it is dead or about to be. How it died counts, so it
        // is waited for first; its number stays taken meanwhile, as only this thread waits for it.
        // A runner of commands is never killed after its reply: processes left running stay.
        wait_unreaped(&child);
    }
    let mut held = lock(group);
    held.kill();
    let status = child.wait().ok();
    held.forget();
    let leader = reader.and_then(|reader| reader.info(exec::MAIN).pid);
    if let Some(leader) = leader.filter(|_| reply.is_none()) {
        // It may have been the monitor that was killed.
        launch::end_session(leader);
    }
    reply.ok_or_else(|| obituary(status, said))
}

/// The prefix of our own messages.
const OWN: &str = "parscope: ";

/// Waits until the process has ended, and leaves it to be waited for.
fn wait_unreaped(child: &Child) {
    use rustix::process::{WaitId, WaitIdOptions, waitid};
    let Some(pid) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) else {
        return;
    };
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
    let _ = rustix::io::retry_on_intr(|| waitid(WaitId::Pid(pid), options));
}

/// How a runner ended that did not reply, with the last thing it said.
fn obituary(status: Option<ExitStatus>, mut said: File) -> String {
    let end = match status.map(|status| (status.signal(), status.code())) {
        Some((Some(signal), _)) => format!("the runner was killed by signal {signal}"),
        Some((_, Some(code))) => format!("the runner ended with exit code {code}"),
        _ => "the runner is gone".to_owned(),
    };
    let mut bytes = Vec::new();
    let _ = said
        .rewind()
        .and_then(|()| said.take(64 * 1024).read_to_end(&mut bytes));
    let text = String::from_utf8_lossy(&bytes);
    let words: Vec<_> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    match words.as_slice() {
        [] => end,
        // It ended by itself, and says why.
        [.., last] if last.starts_with(OWN) => last[OWN.len()..].to_owned(),
        [.., _] => format!(
            "{end}: {}",
            words.iter().take(2).copied().collect::<Vec<_>>().join(" ")
        ),
    }
}
