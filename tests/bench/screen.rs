//! [`Screen`]: a program in a pseudo-terminal of 200×50, with what it writes and what it costs.

use parscope::base::{Bytes, Nanos};
use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};
use std::{
    fs,
    io::{Read, Write},
    num::NonZeroU16,
    sync::mpsc::{self, Receiver},
    thread,
    time::{Duration, Instant},
};

/// A program in a terminal of its own.
pub(crate) struct Screen {
    child: Box<dyn Child + Send + Sync>,
    output: Receiver<Vec<u8>>,
    seen: Vec<u8>,
    bytes: u64,
    terminal: vt100::Parser,
    keys: Box<dyn Write + Send>,
    /// Closed with this, not before.
    _master: Box<dyn portable_pty::MasterPty + Send>,
}

impl Screen {
    pub(crate) fn start(program: &str, arguments: &[String]) -> Self {
        let size = PtySize {
            rows: 50,
            cols: 200,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system()
            .openpty(size)
            .expect("a pseudo-terminal");
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env("TERM", "xterm-256color");
        let child = pair.slave.spawn_command(command).expect(program);
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let keys = pair.master.take_writer().expect("a writer");
        let (sender, output) = mpsc::channel();
        thread::spawn(move || {
            let mut buffer = [0; 16 * 1024];
            while let Ok(read @ 1..) = reader.read(&mut buffer) {
                if sender.send(buffer[..read].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self {
            child,
            output,
            seen: Vec::new(),
            bytes: 0,
            terminal: vt100::Parser::new(side(size.rows), side(size.cols), 0),
            keys,
            _master: pair.master,
        }
    }

    /// Reads until the program has written a text.
    pub(crate) fn wait_for(&mut self, text: &str) {
        while !self
            .seen
            .windows(text.len())
            .any(|window| window == text.as_bytes())
        {
            let read = self.output.recv().expect("a program that still writes");
            self.take(&read);
            // No more is kept than what the text may begin in.
            let keep = self.seen.len().saturating_sub(text.len());
            self.seen.drain(..keep);
            self.seen.extend(read);
        }
        self.seen.clear();
    }

    /// Reads until a text is to be seen, or no longer.
    pub(crate) fn wait_until(&mut self, text: &str, is_shown: bool) {
        while self.shows(text) != is_shown {
            let read = self.output.recv().expect("a program that still writes");
            self.take(&read);
        }
    }

    /// Whether a text is to be seen.
    pub(crate) fn shows(&self, text: &str) -> bool {
        self.terminal.screen().contents().contains(text)
    }

    fn take(&mut self, read: &[u8]) {
        self.bytes += read.len() as u64;
        self.terminal.process(read);
    }

    /// Types.
    pub(crate) fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).expect("a terminal");
        self.keys.flush().expect("a terminal");
    }

    /// Reads on for so long.
    pub(crate) fn read_for(&mut self, time: Duration) {
        let end = Instant::now() + time;
        while let Some(left) = end.checked_duration_since(Instant::now()) {
            if let Ok(read) = self.output.recv_timeout(left) {
                self.take(&read);
            }
        }
        self.seen.clear();
    }

    /// Reads until the program ends.
    pub(crate) fn wait_for_end(&mut self) {
        while self.output.recv().is_ok() {}
        let _ = self.child.wait();
    }

    /// Bytes written so far.
    pub(crate) const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// CPU time of all its threads so far, as the kernel counts it, in nanoseconds.
    pub(crate) fn cpu(&self) -> Nanos {
        let pid = self.child.process_id().unwrap_or(0);
        let tasks = fs::read_dir(format!("/proc/{pid}/task")).expect("a program that runs");
        let times = tasks.filter_map(Result::ok).filter_map(|task| {
            let text = fs::read_to_string(task.path().join("schedstat")).ok()?;
            text.split_whitespace().next()?.parse().ok().map(Nanos::new)
        });
        times.sum()
    }

    /// Its own memory, without what it shares with others.
    pub(crate) fn memory(&self) -> Bytes {
        let pid = self.child.process_id().unwrap_or(0);
        let text = fs::read_to_string(format!("/proc/{pid}/status")).expect("a program that runs");
        let line = text.lines().find_map(|line| line.strip_prefix("RssAnon:"));
        let number = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok());
        Bytes::new(number.unwrap_or(0) * 1024)
    }
}

fn side(cells: u16) -> NonZeroU16 {
    NonZeroU16::new(cells).expect("a screen of some size")
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
