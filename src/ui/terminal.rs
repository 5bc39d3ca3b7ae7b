//! [`Terminal`]: the terminal while it is ours.
//!
//! Raw mode, alternate screen, hidden cursor: all of it is undone when the guard goes, when the
//! thread panics, when a signal ends the process, and while the program is in the background.
//! The terminal is never queried, so only writing to it can block.

mod ansi_encoder;
mod backend;
mod fatal;
mod saved;

pub(super) use saved::{give_back_at_once, is_foreground, on_panic};

use super::{ScreenRecorder, UiError};
use crate::base;
pub use ansi_encoder::{AnsiEncoder, color_number};
pub use backend::TerminalBackend;
use ratatui::{buffer::Buffer, layout::Size};
use rustix::{
    fd::OwnedFd,
    fs::{Mode, OFlags, open},
    io::{Errno, fcntl_dupfd_cloexec},
    stdio::{stdin, stdout},
    termios::{isatty, tcgetwinsize},
};
use std::io::{self, Write};

/// The size of a terminal that reports none: that of a VT100.
const USUAL: Size = Size {
    width: 80,
    height: 24,
};

/// The largest screen that is drawn, far beyond any wall of displays; the rest of a larger terminal
/// stays empty. Any program can set a terminal's size, and each cell takes memory.
const LARGEST: Size = Size {
    width: 1600,
    height: 500,
};

/// The terminal of this process.
pub(super) struct Terminal {
    keys: OwnedFd,
    /// Whether the terminal reports the mouse while it is ours.
    mouse: bool,
    canvas: TerminalBackend<TerminalOutput>,
}

impl Terminal {
    /// Finds the terminal, without touching it yet.
    ///
    /// # Errors
    /// [`UiError::NoTerminal`] where there is none, [`UiError::DumbTerminal`] where it is of no
    /// use.
    pub(super) fn find() -> Result<Self, UiError> {
        if !isatty(stdout()) {
            return Err(UiError::NoTerminal);
        }
        if std::env::var_os("TERM").is_some_and(|term| term == "dumb") {
            return Err(UiError::DumbTerminal);
        }
        let keys = keyboard().map_err(|_| UiError::NoTerminal)?;
        let canvas = TerminalBackend::new(TerminalOutput::default(), size());
        Ok(Self {
            keys,
            mouse: false,
            canvas,
        })
    }

    /// Where its keys come from.
    ///
    /// # Errors
    /// The system's, where it has no descriptor for us.
    pub(super) fn keys(&self) -> io::Result<OwnedFd> {
        self.keys.try_clone()
    }

    /// Draws a frame.
    ///
    /// # Errors
    /// The terminal's, which is then most likely gone.
    pub(super) fn draw(&mut self, render: impl FnOnce(&mut Buffer)) -> io::Result<()> {
        self.canvas.draw(render)
    }

    /// Makes the next frame a whole one, in the size that the terminal now has.
    pub(super) fn renew(&mut self) {
        let size = size();
        if let Some(recorder) = &mut self.canvas.out().recorder {
            recorder.resize(size);
        }
        self.canvas.renew(size);
    }

    /// Records from now on what goes to the terminal.
    pub(super) fn record(&mut self, recorder: Option<Box<dyn ScreenRecorder>>) {
        self.canvas.out().recorder = recorder;
    }

    /// Marks in the recording, if there is one, that something of that name begins.
    pub(super) fn mark(&mut self, label: &str) {
        if let Some(recorder) = &mut self.canvas.out().recorder {
            recorder.mark(label);
        }
    }

    /// The error that ended the recording, if it was not told yet.
    pub(super) fn take_fault(&mut self) -> Option<io::ErrorKind> {
        self.canvas.out().recorder.as_mut()?.take_fault()
    }

    /// Parts that are not in the recording, if it ended before its time.
    pub(super) fn lost_recording(&mut self) -> Option<UiError> {
        self.canvas.out().recorder.as_ref()?.lost()
    }

    /// Takes the terminal, for the first time or again, in whatever state it is: raw mode,
    /// alternate screen, no cursor. All of it is undone when this is dropped, and by the hook of
    /// [`on_panic`].
    ///
    /// # Errors
    /// The terminal's, which is then most likely gone.
    pub(super) fn take(&mut self) -> io::Result<()> {
        saved::take(&self.keys)?;
        if self.mouse {
            saved::hear_mouse(true)?;
        }
        self.renew();
        Ok(())
    }

    /// Turns the mouse on, or leaves it to the terminal, which selects text with it.
    ///
    /// # Errors
    /// The terminal's, which is then most likely gone.
    pub(super) fn hear_mouse(&mut self, heard: bool) -> io::Result<()> {
        if heard != self.mouse {
            self.mouse = heard;
            saved::hear_mouse(heard)?;
        }
        Ok(())
    }

    /// Gives the terminal back, for a while or for good.
    #[expect(clippy::unused_self, reason = "only its owner may")]
    pub(super) fn give_back(&mut self) {
        saved::give_back();
    }

    /// Whether this process may use it: it is in the foreground.
    pub(super) fn is_foreground(&self) -> bool {
        is_foreground(&self.keys)
    }

    /// Its columns.
    pub(super) const fn columns(&self) -> u16 {
        self.canvas.size().width
    }

    /// Its size.
    pub(super) const fn size(&self) -> Size {
        self.canvas.size()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        saved::give_back();
    }
}

/// Standard input where that is a terminal, else the one that controls this process.
fn keyboard() -> Result<OwnedFd, Errno> {
    if isatty(stdin()) {
        fcntl_dupfd_cloexec(stdin(), 0)
    } else {
        open("/dev/tty", OFlags::RDWR | OFlags::CLOEXEC, Mode::empty())
    }
}

fn size() -> Size {
    tcgetwinsize(stdout())
        .map(|size| Size::new(size.ws_col, size.ws_row))
        .map_or(USUAL, drawn)
}

/// The size to draw for the size that a terminal reports: one that does not know it reports 0.
fn drawn(said: Size) -> Size {
    if said.width == 0 || said.height == 0 {
        return USUAL;
    }
    Size {
        width: said.width.min(LARGEST.width),
        height: said.height.min(LARGEST.height),
    }
}

/// Standard output without the standard library's buffer, which ends at every line.
#[derive(Default)]
struct TerminalOutput {
    recorder: Option<Box<dyn ScreenRecorder>>,
}

impl Write for TerminalOutput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A signal's handler may have given the terminal back: nothing is drawn on it then.
        if !saved::is_held() {
            return Ok(bytes.len());
        }
        let written = base::Output::stdout().write(bytes)?;
        if let Some(recorder) = &mut self.recorder {
            recorder.output(&bytes[..written]);
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_size_that_a_terminal_says_takes_all_memory() {
        for (said, expected) in [
            ((0, 0), (80, 24)),
            ((0, 50), (80, 24)),
            ((1, 1), (1, 1)),
            ((200, 50), (200, 50)),
            ((u16::MAX, u16::MAX), (1600, 500)),
            ((u16::MAX, 1), (1600, 1)),
        ] {
            let size = drawn(Size::new(said.0, said.1));
            assert_eq!((size.width, size.height), expected, "{said:?}");
        }
    }
}
