//! [`Input`]: the one thread that reads the keyboard.
//!
//! crossterm has a reader of its own, which is not used: it spins for ever once the terminal is
//! gone (crossterm#793), and as it waits for edges rather than levels, a key that arrives
//! together with a change of size stays unread until the next one. Here a level-triggered poll
//! sees a hang-up, and a lost terminal is an event like any other.

mod decoder;

use super::{event::UiEvent, terminal::is_foreground};
use decoder::Decoder;
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    fd::OwnedFd,
    io::{Errno, read},
    pipe::{PipeFlags, pipe_with},
};
use std::{
    io,
    sync::mpsc::Sender,
    thread::{self, JoinHandle},
};

/// How long the rest of a key's bytes may take. After that, an escape is the Esc key.
const PAUSE: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 25_000_000,
};

/// How long a process in the background waits before it checks again whether it is in front.
const AWAY: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 50_000_000,
};

/// Reads until it is dropped or the terminal is gone.
pub(super) struct Input {
    /// Never written to: the thread sees it close.
    stop: Option<OwnedFd>,
    thread: Option<JoinHandle<()>>,
}

impl Input {
    /// Starts to read keys.
    ///
    /// # Errors
    /// The system's, where it has no thread or pipe for us.
    pub(super) fn start(keys: OwnedFd, events: Sender<UiEvent>) -> io::Result<Self> {
        let (stopped, stop) = pipe_with(PipeFlags::CLOEXEC)?;
        let thread = thread::Builder::new().name("input".into()).spawn(move || {
            if listen(&keys, &stopped, &events).is_err() {
                let _ = events.send(UiEvent::Lost);
            }
        })?;
        Ok(Self {
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

impl Drop for Input {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            // A panic of that thread was reported by its hook.
            let _ = thread.join();
        }
    }
}

/// The result of one wait for the keyboard.
enum Heard {
    Bytes(usize),
    Silence,
    Stop,
}

/// Sends events until it is told to stop; returns an error when the terminal is gone.
fn listen(keys: &OwnedFd, stopped: &OwnedFd, events: &Sender<UiEvent>) -> Result<(), Errno> {
    let mut decoder = Decoder::default();
    let mut buffer = [0; 4096];
    loop {
        let found = match hear(keys, stopped, decoder.is_waiting(), &mut buffer)? {
            Heard::Bytes(count) => decoder.feed(&buffer[..count]),
            Heard::Silence => decoder.pause(),
            Heard::Stop => return Ok(()),
        };
        for event in found {
            if events.send(event).is_err() {
                return Ok(());
            }
        }
    }
}

fn hear(
    keys: &OwnedFd,
    stopped: &OwnedFd,
    waiting: bool,
    buffer: &mut [u8],
) -> Result<Heard, Errno> {
    loop {
        let mut watched = [
            PollFd::new(keys, PollFlags::IN),
            PollFd::new(stopped, PollFlags::IN),
        ];
        match poll(&mut watched, waiting.then_some(&PAUSE)) {
            Ok(0) => return Ok(Heard::Silence),
            Ok(_) => {}
            Err(Errno::INTR) => continue,
            Err(error) => return Err(error),
        }
        let [keys_are, stop_is] = watched.map(|fd| fd.revents());
        if !stop_is.is_empty() {
            return Ok(Heard::Stop);
        }
        if keys_are.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
            return Err(Errno::IO);
        }
        // Reading from the background would stop this process.
        if !is_foreground(keys) {
            let mut watched = [PollFd::new(stopped, PollFlags::IN)];
            match poll(&mut watched, Some(&AWAY)) {
                Ok(0) | Err(Errno::INTR) => continue,
                Ok(_) => return Ok(Heard::Stop),
                Err(error) => return Err(error),
            }
        }
        match read(keys, &mut *buffer) {
            // A terminal in raw mode has no end of file.
            Ok(0) => return Err(Errno::IO),
            Ok(count) => return Ok(Heard::Bytes(count)),
            Err(Errno::INTR | Errno::AGAIN) => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::KeyCode;
    use std::sync::mpsc;

    #[test]
    fn a_lost_terminal_is_told_once_and_the_thread_ends() {
        let (keys, terminal) = pipe_with(PipeFlags::CLOEXEC).unwrap();
        let (sender, events) = mpsc::channel();
        let _input = Input::start(keys, sender).unwrap();
        rustix::io::write(&terminal, b"q").unwrap();
        assert_eq!(events.recv(), Ok(UiEvent::Key(KeyCode::Char('q').into())));
        drop(terminal);
        // The channel closes with the thread.
        assert_eq!(events.iter().collect::<Vec<_>>(), [UiEvent::Lost]);
    }

    #[test]
    fn a_lone_escape_is_the_key_of_that_name() {
        let (keys, terminal) = pipe_with(PipeFlags::CLOEXEC).unwrap();
        let (sender, events) = mpsc::channel();
        let input = Input::start(keys, sender).unwrap();
        rustix::io::write(&terminal, b"\x1b").unwrap();
        assert_eq!(events.recv(), Ok(UiEvent::Key(KeyCode::Esc.into())));
        // And a reader that is dropped does not wait for another key.
        drop(input);
        assert!(events.recv().is_err());
    }
}
