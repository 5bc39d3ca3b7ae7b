//! [`SessionLeader`]: the process that leads the session of a program on a terminal of its own, as a
//! shell does in a window.
//!
//! Only a process itself can begin a session and take a terminal for it. So this very program is started,
//! does both, and starts the command in a process group in the foreground, to which go Ctrl-C and the end of
//! the window. It stays: the end of a session hangs up what is left in the foreground, and a process
//! that a program leaves behind outlives it in a shell. When this process is gone, it keeps the terminal open
//! for what is to run on.

use crate::base::Pid;
use crate::engine::native::{
    ProcessEnding, left_running, name_process, this_program, wait_for_end,
};
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    fd::{AsFd, BorrowedFd, OwnedFd},
    fs::{Mode, OFlags, open},
    io::{Errno, fcntl_dupfd_cloexec, read},
    process::{
        Signal, WaitId, WaitIdOptions, getuid, ioctl_tiocsctty, kill_process_group, setsid, waitid,
    },
    stdio::{dup2_stderr, dup2_stdin, dup2_stdout, stderr, stdin, stdout},
    termios::tcsetpgrp,
};
use serde::{Deserialize, Serialize};
use std::{
    env,
    ffi::OsString,
    io::{self, BufRead, BufReader, Read, Write},
    os::unix::{net::UnixStream, process::CommandExt},
    process::{Child, Command, ExitCode, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

/// The argument that makes a process lead a session for the command that follows.
pub(in crate::engine) const SESSION_LEADER: &str = "__session_leader";

/// The first descriptor besides the three streams.
const BEYOND_STREAMS: i32 = 3;

/// The byte that asks for the terminal to stay open, whatever comes.
const KEEP: u8 = b'k';

/// How often it is looked whether processes are left for which a terminal is kept.
const LOOK: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 500_000_000,
};

/// The signals by which a terminal stops a program. There is no shell that would have it go on.
const STOPS: [Signal; 3] = [Signal::TSTP, Signal::TTIN, Signal::TTOU];

/// A message of the leader.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum Report {
    /// The system's number for why the command cannot be executed.
    Refused(i32),
    /// The command was started, under that number.
    Started(u32),
    /// The command has ended.
    Ended(ProcessEnding),
}

/// The leader of a session, as the process sees it that has started it.
pub(super) struct SessionLeader {
    process: Child,
    reports: BufReader<UnixStream>,
}

/// The other end of the leader's wire: where it is closed, so is the terminal's window.
pub(super) struct LeaderWire(UnixStream);

impl LeaderWire {
    /// Has the terminal stay open until no process of the session is left.
    ///
    /// # Errors
    /// The system's, where the leader is gone.
    pub(super) fn keep_terminal(&self) -> io::Result<()> {
        (&self.0).write_all(&[KEEP])
    }
}

impl SessionLeader {
    /// Starts a command in a session on that terminal, of which both sides are given; `set` sets its
    /// environment. Returns the number of the command, too.
    ///
    /// # Errors
    /// The reason why the command cannot be executed, as [`Command::spawn`] gives it; else the system's.
    pub(super) fn start(
        words: &[OsString],
        (master, program): (BorrowedFd<'_>, OwnedFd),
        set: impl FnOnce(&mut Command),
    ) -> io::Result<(Self, Pid, LeaderWire)> {
        let (wire, end) = UnixStream::pair()?;
        let mut leader = this_program();
        leader
            .arg(SESSION_LEADER)
            .args(words)
            // Its streams are the only descriptors that it has.
            .stdin(Stdio::from(OwnedFd::from(end)))
            .stdout(Stdio::from(program))
            .stderr(Stdio::from(master.try_clone_to_owned()?));
        set(&mut leader);
        let process = leader.spawn()?;
        // It holds the leader's ends.
        drop(leader);
        let reports = BufReader::new(wire.try_clone()?);
        let mut leader = Self { process, reports };
        match leader.next() {
            Some(Report::Started(pid)) => Ok((leader, Pid::new(pid), LeaderWire(wire))),
            Some(Report::Refused(error)) => {
                leader.process.wait()?;
                Err(io::Error::from_raw_os_error(error))
            }
            Some(Report::Ended(_)) | None => {
                leader.process.wait()?;
                Err(io::ErrorKind::BrokenPipe.into())
            }
        }
    }

    /// Its number.
    pub(super) fn pid(&self) -> Pid {
        Pid::new(self.process.id())
    }

    /// Waits until the command has ended. Returns how; `None` where the leader is gone.
    pub(super) fn wait_for_command(&mut self) -> Option<ProcessEnding> {
        match self.next()? {
            Report::Ended(ending) => Some(ending),
            Report::Refused(_) | Report::Started(_) => None,
        }
    }

    /// Waits until the leader itself has ended, so that the system forgets it.
    pub(super) fn wait(self) {
        let Self {
            mut process,
            reports,
        } = self;
        drop(reports);
        // It is a child of this process.
        let _ = process.wait();
    }

    fn next(&mut self) -> Option<Report> {
        let mut line = String::new();
        self.reports.read_line(&mut line).ok()?;
        serde_json::from_str(&line).ok()
    }
}

/// The work of a process that was started to lead a session, in place of `main`.
pub(in crate::engine) fn lead_session() -> ExitCode {
    match lead() {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn lead() -> io::Result<()> {
    let streams = [stdin(), stdout(), stderr()];
    let [wire, program, master] = streams.map(|stream| fcntl_dupfd_cloexec(stream, BEYOND_STREAMS));
    let (wire, program, master) = (UnixStream::from(wire?), program?, master?);
    let command = start(&program);
    // A terminal that this process has open would never be seen to be closed by all.
    drop(program);
    let command = match command {
        Ok(command) => command,
        Err(error) => {
            let number = error.raw_os_error().unwrap_or(Errno::INVAL.raw_os_error());
            return tell(&wire, Report::Refused(number));
        }
    };
    name_process("session leader");
    tell(&wire, Report::Started(command.id()))?;
    let has_ended = Arc::new(AtomicBool::new(false));
    let (ended, end) = (Arc::clone(&has_ended), wire.try_clone()?);
    let attending = move || {
        let ending = attend(&command);
        ended.store(true, Ordering::Release);
        if let Ok(ending) = ending {
            // The process that has started this one may be gone.
            let _ = tell(&end, Report::Ended(ending));
        }
    };
    thread::Builder::new()
        .name("command".into())
        .spawn(attending)?;
    if hears_to_keep(&wire) || has_ended.load(Ordering::Acquire) {
        keep(master.as_fd());
    }
    Ok(())
}

/// Waits until the wire is closed, with the dashboard. Returns whether the terminal is kept for what goes
/// on.
fn hears_to_keep(mut wire: &UnixStream) -> bool {
    let mut is_asked_for = false;
    let mut asked = [0; 16];
    loop {
        match wire.read(&mut asked) {
            Ok(count @ 1..) => is_asked_for |= asked[..count].contains(&KEEP),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Ok(_) | Err(_) => return is_asked_for,
        }
    }
}

/// Begins a session on that terminal, and starts the command in its foreground.
fn start(program: &OwnedFd) -> io::Result<Child> {
    setsid()?;
    ioctl_tiocsctty(program)?;
    let mut words = env::args_os().skip(2);
    let command = Command::new(words.next().unwrap_or_default())
        .args(words)
        .stdin(Stdio::from(program.try_clone()?))
        .stdout(Stdio::from(program.try_clone()?))
        .stderr(Stdio::from(program.try_clone()?))
        .process_group(0)
        // This has it started by fork and exec: posix_spawn leaves two signals ignored that a shell
        // does not, and a program can see that.
        .uid(getuid().as_raw())
        .spawn()?;
    // If it reads before, it is stopped, and goes on as after any other stop.
    if let Some(group) = group_of(&command) {
        tcsetpgrp(program, group)?;
    }
    // Its streams are the terminal, too.
    let nowhere = open("/dev/null", OFlags::RDWR | OFlags::CLOEXEC, Mode::empty())?;
    dup2_stdin(&nowhere)?;
    dup2_stdout(&nowhere)?;
    dup2_stderr(&nowhere)?;
    // Nor does it hold a folder that the user may want to unmount.
    env::set_current_dir("/")?;
    Ok(command)
}

/// Waits for the end of the command, and has it go on where its terminal stops it.
fn attend(command: &Child) -> io::Result<ProcessEnding> {
    let group = group_of(command);
    while let Some(pid) = group {
        let changed = waitid(
            WaitId::Pid(pid),
            WaitIdOptions::EXITED | WaitIdOptions::STOPPED | WaitIdOptions::NOWAIT,
        );
        let stopped = match changed {
            Ok(Some(status)) if status.stopped() => status.stopping_signal(),
            Err(Errno::INTR) => continue,
            _ => break,
        };
        // This stop was heard of.
        let heard = WaitIdOptions::STOPPED | WaitIdOptions::NOHANG;
        let _ = waitid(WaitId::Pid(pid), heard);
        let is_by_terminal = |signal: i32| STOPS.iter().any(|stop| stop.as_raw() == signal);
        if stopped.is_some_and(is_by_terminal) {
            let _ = kill_process_group(pid, Signal::CONT);
        }
    }
    wait_for_end(Pid::new(command.id()))
}

/// Reads what is printed on a terminal, for as long as processes of this session are left.
fn keep(master: BorrowedFd<'_>) {
    let mut buffer = [0; 16 * 1024];
    loop {
        match read(master, &mut buffer) {
            Ok(1..) => continue,
            // No process has it open, but one may open it by its name.
            Ok(_) | Err(Errno::IO) => drop(poll(&mut [], Some(&LOOK))),
            Err(_) => drop(poll(
                &mut [PollFd::new(&master, PollFlags::IN)],
                Some(&LOOK),
            )),
        }
        if left_running().is_empty() {
            return;
        }
    }
}

fn group_of(command: &Child) -> Option<rustix::process::Pid> {
    rustix::process::Pid::from_raw(command.id().cast_signed())
}

fn tell(mut wire: &UnixStream, report: Report) -> io::Result<()> {
    let mut line = serde_json::to_vec(&report)?;
    line.push(b'\n');
    wire.write_all(&line)
}
