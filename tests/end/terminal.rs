//! [`Terminal`]: the program in a real pseudo-terminal, with a screen that can be read.

use crate::process::{Mark, PATIENCE, wait_until};
use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use std::{
    io::{Read, Write},
    os::fd::BorrowedFd,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::Instant,
};

/// The program and the terminal it runs in.
pub(crate) struct Terminal {
    pub(crate) mark: Mark,
    child: Box<dyn Child + Send + Sync>,
    master: Option<Box<dyn MasterPty + Send>>,
    keys: Option<Box<dyn Write + Send>>,
    screen: Arc<Mutex<vt100::Parser>>,
    bytes: Arc<AtomicU64>,
    /// Has the reader let go of the terminal.
    stop: Arc<AtomicBool>,
    /// Has the reader leave what is there.
    paused: Arc<AtomicBool>,
    reader: Option<thread::JoinHandle<()>>,
    folder: tempfile::TempDir,
}

impl Terminal {
    /// Starts the program in a terminal of that many columns and rows.
    pub(crate) fn start(columns: u16, rows: u16, arguments: &[&str]) -> Self {
        Self::start_with(columns, rows, arguments, &[])
    }

    /// The same with further environment.
    pub(crate) fn start_with(
        columns: u16,
        rows: u16,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Self {
        Self::spawn(
            (columns, rows),
            env!("CARGO_BIN_EXE_parscope"),
            arguments,
            environment,
        )
    }

    /// Starts another program, a shell say, in a terminal of 120 columns and 36 rows.
    pub(crate) fn start_program(
        program: &str,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Self {
        Self::spawn((120, 36), program, arguments, environment)
    }

    fn spawn(
        (columns, rows): (u16, u16),
        program: &str,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Self {
        let size = PtySize {
            rows,
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system()
            .openpty(size)
            .expect("a pseudo-terminal");
        let (mark, folder) = (Mark::new(), tempfile::tempdir().expect("a folder"));
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env_clear();
        command.cwd(folder.path());
        command.env("TERM", "xterm-256color");
        for (name, value) in mark.environment(folder.path()) {
            command.env(name, value);
        }
        for (name, value) in environment {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).expect("the program");
        drop(pair.slave);
        let screen = Arc::new(Mutex::new(vt100::Parser::new(
            nonzero(rows),
            nonzero(columns),
            0,
        )));
        let bytes = Arc::new(AtomicU64::new(0));
        let stop = Arc::new(AtomicBool::new(false));
        let paused = Arc::new(AtomicBool::new(false));
        let output = pair.master.try_clone_reader().expect("a reader");
        let number = pair.master.as_raw_fd().expect("a descriptor");
        let reader = thread::spawn({
            let (screen, bytes) = (Arc::clone(&screen), Arc::clone(&bytes));
            let (stop, paused) = (Arc::clone(&stop), Arc::clone(&paused));
            move || read_all(output, number, &screen, &bytes, [&stop, &paused])
        });
        let keys = pair.master.take_writer().expect("a writer");
        Self {
            mark,
            child,
            master: Some(pair.master),
            keys: Some(keys),
            screen,
            bytes,
            stop,
            paused,
            reader: Some(reader),
            folder,
        }
    }

    /// Types.
    pub(crate) fn press(&mut self, keys: &str) {
        let terminal = self.keys.as_mut().expect("a terminal that is not closed");
        terminal
            .write_all(keys.as_bytes())
            .expect("a terminal that takes keys");
        terminal.flush().expect("a terminal that takes keys");
    }

    /// What is on the screen.
    pub(crate) fn text(&self) -> String {
        self.screen.lock().expect("the screen").screen().contents()
    }

    /// Waits until the screen shows a text; fails with the screen as it is.
    pub(crate) fn wait_for(&self, text: &str) {
        let begun = Instant::now();
        while !self.text().contains(text) {
            assert!(
                begun.elapsed() < PATIENCE,
                "no «{text}» on the screen:\n{}",
                self.text()
            );
            thread::sleep(std::time::Duration::from_millis(10));
        }
    }

    /// Waits until the screen no longer shows a text.
    pub(crate) fn wait_for_no(&self, text: &str) {
        wait_until(&format!("«{text}» to go"), || !self.text().contains(text));
    }

    /// Changes the size of the terminal.
    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        let size = PtySize {
            rows,
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        };
        self.screen
            .lock()
            .expect("the screen")
            .screen_mut()
            .set_size(nonzero(rows), nonzero(columns));
        self.master
            .as_ref()
            .expect("a terminal")
            .resize(size)
            .expect("a new size");
    }

    /// Has the terminal say that it has a size, which the screen here does not get.
    pub(crate) fn say_size(&mut self, (columns, rows): (u16, u16)) {
        let size = PtySize {
            rows,
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        };
        let master = self.master.as_ref().expect("a terminal");
        master.resize(size).expect("a new size");
    }

    /// Has nothing be read from the terminal for a while, or read on.
    pub(crate) fn pause(&self, paused: bool) {
        self.paused.store(paused, Ordering::Relaxed);
    }

    /// Fails unless the usual screen is shown soon, with a cursor.
    pub(crate) fn assert_without_screen(&self) {
        wait_until("the usual screen", || {
            let parser = self.screen.lock().expect("the screen");
            let screen = parser.screen();
            !screen.alternate_screen() && !screen.hide_cursor()
        });
    }

    /// The number of the program's process.
    pub(crate) fn pid(&self) -> i32 {
        i32::try_from(self.child.process_id().expect("a process")).expect("a number")
    }

    /// A path in a folder that goes with this terminal.
    pub(crate) fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    /// Takes the terminal away, as closing its window does.
    pub(crate) fn close(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(reader) = self.reader.take() {
            reader.join().expect("the reader");
        }
        self.keys = None;
        self.master = None;
    }

    /// Waits for the end of the program.
    pub(crate) fn wait(&mut self) -> ExitStatus {
        let mut status = None;
        wait_until("the end of the program", || {
            status = self.child.try_wait().expect("a child");
            status.is_some()
        });
        status.expect("an end")
    }

    /// Fails unless the terminal is as a shell wants it: lines and echo, the usual screen, a
    /// cursor, no mouse or paste mode.
    pub(crate) fn assert_whole(&self) {
        wait_until("the terminal to be whole", || {
            let parser = self.screen.lock().expect("the screen");
            let screen = parser.screen();
            !screen.alternate_screen()
                && !screen.hide_cursor()
                && !screen.bracketed_paste()
                && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
        });
        let modes = self
            .master
            .as_ref()
            .and_then(|master| master.get_termios())
            .expect("modes");
        let local = modes.local_flags.bits();
        assert_eq!(local & libc::ICANON, libc::ICANON, "lines");
        assert_eq!(local & libc::ECHO, libc::ECHO, "echo");
        assert_eq!(local & libc::ISIG, libc::ISIG, "signals");
    }

    /// The state of the program as the kernel has it: `T` is stopped.
    pub(crate) fn state(&self) -> char {
        let stat =
            std::fs::read_to_string(format!("/proc/{}/stat", self.pid())).unwrap_or_default();
        stat.rsplit(") ")
            .next()
            .and_then(|rest| rest.chars().next())
            .unwrap_or('?')
    }

    /// How many bytes the program has written.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }
}

/// Reads until the end, or until it is to stop: as long as one end of it is open here, a terminal
/// is not gone.
fn read_all(
    mut output: impl Read,
    number: i32,
    screen: &Mutex<vt100::Parser>,
    bytes: &AtomicU64,
    [stop, paused]: [&AtomicBool; 2],
) {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    // SAFETY: the terminal is closed only after this thread was joined, or with the test.
    #[expect(
        unsafe_code,
        reason = "the library hands out its descriptor as a number"
    )]
    let terminal = unsafe { BorrowedFd::borrow_raw(number) };
    let moment = Timespec {
        tv_sec: 0,
        tv_nsec: 20_000_000,
    };
    let mut buffer = [0; 16 * 1024];
    while !stop.load(Ordering::Relaxed) {
        if paused.load(Ordering::Relaxed) {
            thread::sleep(std::time::Duration::from_millis(5));
            continue;
        }
        match poll(
            &mut [PollFd::from_borrowed_fd(terminal, PollFlags::IN)],
            Some(&moment),
        ) {
            Ok(0) => {}
            _ => match output.read(&mut buffer) {
                Ok(read @ 1..) => {
                    screen.lock().expect("the screen").process(&buffer[..read]);
                    bytes.fetch_add(read as u64, Ordering::Relaxed);
                }
                _ => break,
            },
        }
    }
}

fn nonzero(size: u16) -> std::num::NonZeroU16 {
    std::num::NonZeroU16::new(size).unwrap_or(std::num::NonZeroU16::MIN)
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.close();
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Leaves the dashboard by its key: all is as it was before, and no process is left.
pub(crate) fn quit(mut terminal: Terminal) {
    terminal.press("q");
    assert!(terminal.wait().success());
    terminal.assert_whole();
    terminal.mark.assert_gone();
}
