//! [`ProgramTerminal`]: the terminal of a program that is watched in the dashboard.
//!
//! A pseudo-terminal, whose program side is handed to the program. One thread reads what the program
//! prints, and writes what is typed, without ever waiting for either: the program is not held up
//! by a dashboard that is busy, nor the dashboard by a program that does not read.

use super::session_leader::LeaderWire;
use rustix::{
    event::{EventfdFlags, PollFd, PollFlags, Timespec, eventfd, poll},
    fd::{AsFd, BorrowedFd, OwnedFd},
    fs::{Mode, OFlags, fcntl_setfl, open},
    io::{Errno, read, write},
    process::{Signal, kill_process_group},
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
    termios::{
        InputModes, OptionalActions, Winsize, tcgetattr, tcgetpgrp, tcsetattr, tcsetwinsize,
    },
};
use std::{
    io,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
};

/// Bytes that wait for a program which does not read what is typed, at most.
const MOST_TYPED: usize = 256 * 1024;

/// How long until a terminal that no process has open is looked at again: a process may open it by
/// name.
const AWAY: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 100_000_000,
};

/// Takes what a program prints, from another thread. Returns what its terminal answers.
pub type OnOutput = Box<dyn FnMut(&[u8]) -> Vec<u8> + Send>;

/// The size of a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TerminalSize {
    /// Its columns.
    pub columns: u16,
    /// Its rows.
    pub rows: u16,
}

/// The terminal of a program. Dropping it is, to the program, the closing of its window.
pub struct ProgramTerminal {
    line: Arc<TerminalLine>,
    thread: Option<JoinHandle<()>>,
    /// To the leader of its session.
    wire: Option<LeaderWire>,
}

/// The end of the pseudo-terminal that the program does not have, and what the thread is told.
struct TerminalLine {
    master: OwnedFd,
    /// Wakes the thread.
    alarm: OwnedFd,
    /// Typed bytes that were not taken yet.
    typed: Mutex<Vec<u8>>,
    /// Whether there is output that was not looked at.
    is_fresh: AtomicBool,
    /// Whether the program has ended, so that output is waited for no longer.
    has_ended: AtomicBool,
    is_closed: AtomicBool,
}

impl ProgramTerminal {
    /// Opens a terminal of that size. `wake` is called where there is output, once until it was
    /// looked at. Returns the program's side of it, too.
    ///
    /// # Errors
    /// The system's, where it has no terminal or no thread.
    pub(super) fn open(
        size: TerminalSize,
        output: OnOutput,
        wake: Arc<dyn Fn() + Send + Sync>,
    ) -> io::Result<(Self, OwnedFd)> {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)?;
        grantpt(&master)?;
        unlockpt(&master)?;
        let name = ptsname(&master, Vec::new())?;
        let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
        let program = open(name, flags, Mode::empty())?;
        // Backspace takes a letter away, however many bytes it has.
        let mut modes = tcgetattr(&program)?;
        modes.input_modes |= InputModes::IUTF8;
        tcsetattr(&program, OptionalActions::Now, &modes)?;
        fcntl_setfl(&master, OFlags::RDWR | OFlags::NONBLOCK)?;
        let line = Arc::new(TerminalLine {
            master,
            alarm: eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?,
            typed: Mutex::default(),
            is_fresh: AtomicBool::new(false),
            has_ended: AtomicBool::new(false),
            is_closed: AtomicBool::new(false),
        });
        let mut terminal = Self {
            line,
            thread: None,
            wire: None,
        };
        terminal.resize(size);
        let line = Arc::clone(&terminal.line);
        let thread = thread::Builder::new().name("output".into());
        terminal.thread = Some(thread.spawn(move || line.attend(output, &*wake))?);
        Ok((terminal, program))
    }

    /// Gives it another size, of which the program is told.
    pub fn resize(&self, size: TerminalSize) {
        let size = Winsize {
            ws_row: size.rows,
            ws_col: size.columns,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        // A terminal that keeps its size is no reason to end anything.
        let _ = tcsetwinsize(&self.line.master, size);
    }

    /// Types into the program. Returns whether there was room for it: a program may not read.
    #[must_use]
    pub fn type_in(&self, keys: &[u8]) -> bool {
        let has_room = self.line.queue(keys);
        self.line.ring();
        has_room
    }

    /// Whether there is output that was not looked at.
    #[must_use]
    pub fn is_fresh(&self) -> bool {
        self.line.is_fresh.load(Ordering::Acquire)
    }

    /// Whether there was output since this was asked last.
    #[must_use]
    pub fn take_fresh(&self) -> bool {
        self.line.is_fresh.swap(false, Ordering::AcqRel)
    }

    /// Sends what runs in its foreground a signal, as Ctrl-C does. Returns whether something does.
    pub(super) fn signal_foreground(&self, signal: Signal) -> bool {
        let group = tcgetpgrp(&self.line.master);
        group
            .and_then(|group| kill_process_group(group, signal))
            .is_ok()
    }

    /// The program has ended: what it has printed is read, and then no more.
    pub(super) fn end(&self) {
        self.line.has_ended.store(true, Ordering::Release);
        self.line.ring();
    }

    /// Its master side, which the leader of its session has, too.
    pub(super) fn master(&self) -> BorrowedFd<'_> {
        self.line.master.as_fd()
    }

    /// The session on it is led by the process at the other end of that wire.
    pub(super) fn led_by(&mut self, wire: LeaderWire) {
        self.wire = Some(wire);
    }

    /// Has the leader of its session keep it open when this process is gone: it reads what is printed, and
    /// nothing is typed any more.
    ///
    /// # Errors
    /// The system's, where that process is gone.
    pub(super) fn keep(&self) -> io::Result<()> {
        self.wire.as_ref().map_or(Ok(()), LeaderWire::keep_terminal)
    }
}

impl Drop for ProgramTerminal {
    fn drop(&mut self) {
        self.line.is_closed.store(true, Ordering::Release);
        self.line.ring();
        if let Some(thread) = self.thread.take() {
            // A panic of that thread was reported by its hook.
            let _ = thread.join();
        }
    }
}

impl TerminalLine {
    /// Reads and writes until it is closed, or the program has ended and all was read.
    fn attend(&self, mut output: OnOutput, wake: &dyn Fn()) {
        let mut buffer = [0; 16 * 1024];
        while !self.is_closed.load(Ordering::Acquire) {
            let has_ended = self.has_ended.load(Ordering::Acquire);
            match read(&self.master, &mut buffer) {
                Ok(count @ 1..) => {
                    let answer = output(&buffer[..count]);
                    self.queue(&answer);
                    if !self.is_fresh.swap(true, Ordering::AcqRel) {
                        wake();
                    }
                }
                Ok(_) | Err(Errno::IO) if has_ended => return,
                Ok(_) | Err(Errno::IO) => self.sleep(false),
                Err(_) => self.sleep(true),
            }
            self.write();
        }
    }

    /// Waits for output, room for what is typed, or the alarm; of a terminal that no process has open
    /// only for the alarm, and not for long.
    fn sleep(&self, is_open: bool) {
        let mut wanted = PollFlags::IN;
        wanted.set(PollFlags::OUT, !self.typed().is_empty());
        let alarm = PollFd::new(&self.alarm, PollFlags::IN);
        // A signal is as good a reason to look as any.
        let _ = if is_open {
            poll(&mut [alarm, PollFd::new(&self.master, wanted)], None)
        } else {
            poll(&mut [alarm], Some(&AWAY))
        };
        // It rings on until it is read.
        let _ = read(&self.alarm, &mut [0; 8]);
    }

    /// Writes as much of what is typed as there is room for.
    fn write(&self) {
        let mut typed = self.typed();
        while !typed.is_empty() {
            match write(&self.master, &typed) {
                Ok(count @ 1..) => drop(typed.drain(..count)),
                Ok(_) | Err(_) => return,
            }
        }
    }

    fn queue(&self, keys: &[u8]) -> bool {
        let mut typed = self.typed();
        let has_room = typed.len() + keys.len() <= MOST_TYPED;
        if has_room {
            typed.extend_from_slice(keys);
        }
        has_room
    }

    fn typed(&self) -> MutexGuard<'_, Vec<u8>> {
        self.typed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ring(&self) {
        // It fails only where it rings already.
        let _ = write(&self.alarm, &1_u64.to_ne_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        sync::mpsc,
        time::{Duration, Instant},
    };

    const SIZE: TerminalSize = TerminalSize {
        columns: 40,
        rows: 5,
    };

    /// A terminal, its other side, and what is printed on it.
    fn open() -> (ProgramTerminal, OwnedFd, mpsc::Receiver<Vec<u8>>) {
        let (sender, output) = mpsc::channel();
        let tell = Box::new(move |bytes: &[u8]| {
            sender.send(bytes.to_vec()).unwrap();
            Vec::new()
        });
        let (terminal, program) = ProgramTerminal::open(SIZE, tell, Arc::new(|| ())).unwrap();
        (terminal, program, output)
    }

    #[test]
    fn what_is_printed_is_read_and_what_is_typed_is_written() {
        let (terminal, program, output) = open();
        write(&program, b"name? ").unwrap();
        assert_eq!(output.recv().unwrap(), b"name? ");
        assert!(terminal.type_in("Zoë\r".as_bytes()));
        let mut line = [0; 32];
        let count = read(&program, &mut line).unwrap();
        assert_eq!(&line[..count], "Zoë\n".as_bytes());
    }

    #[test]
    fn a_program_that_does_not_read_holds_up_neither_its_output_nor_the_dashboard() {
        let (terminal, program, output) = open();
        let mut modes = tcgetattr(&program).unwrap();
        modes.make_raw();
        tcsetattr(&program, OptionalActions::Now, &modes).unwrap();
        let begun = Instant::now();
        assert!(terminal.type_in(&vec![b'x'; MOST_TYPED]));
        while terminal.type_in(&[b'x'; 1024]) {}
        assert!(begun.elapsed() < Duration::from_secs(2));
        write(&program, b"still here").unwrap();
        assert_eq!(output.recv().unwrap(), b"still here");
    }

    #[test]
    fn what_was_printed_last_is_read_after_the_end() {
        let (terminal, program, output) = open();
        write(&program, b"bye").unwrap();
        drop(program);
        terminal.end();
        let all: Vec<u8> = output.iter().flatten().collect();
        assert_eq!(all, b"bye");
    }

    #[test]
    fn a_terminal_that_all_have_closed_can_be_opened_again() {
        let (_terminal, program, output) = open();
        let name = rustix::termios::ttyname(&program, Vec::new()).unwrap();
        drop(program);
        thread::sleep(Duration::from_millis(20));
        let flags = OFlags::RDWR | OFlags::NOCTTY;
        let program = open_by_name(name, flags);
        write(&program, b"password: ").unwrap();
        assert_eq!(output.recv().unwrap(), b"password: ");
    }

    fn open_by_name(name: std::ffi::CString, flags: OFlags) -> OwnedFd {
        rustix::fs::open(name, flags, Mode::empty()).unwrap()
    }
}
