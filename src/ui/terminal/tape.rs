//! [`Tape`]: a recording of what goes to the terminal, while it goes on.

use crate::{
    base::{Moment, Nanos, now},
    cast::{Header, Recorder, Size},
};
use std::{fs::File, io};

/// A recording that goes on until it is dropped, or until its file takes no more.
pub(in crate::ui) struct Tape {
    recorder: Recorder<File>,
    size: Size,
    begun: Moment,
    fault: Option<io::Error>,
    broken: bool,
}

impl Tape {
    /// Begins it.
    ///
    /// # Errors
    /// What the file has against it.
    pub(in crate::ui) fn new(file: File, header: &Header) -> io::Result<Self> {
        let mut tape = Self {
            recorder: Recorder::new(file, header)?,
            size: header.size,
            begun: now(),
            fault: None,
            broken: false,
        };
        // The dashboard hides the cursor with the rest of what it does to a terminal.
        tape.output(b"\x1b[?25l");
        Ok(tape)
    }

    /// This went to the terminal.
    pub(super) fn output(&mut self, bytes: &[u8]) {
        self.write(|recorder, at| recorder.output(at, bytes));
    }

    /// The terminal has this size.
    pub(super) fn resize(&mut self, size: Size) {
        if size != self.size {
            self.size = size;
            self.write(|recorder, at| recorder.resize(at, size));
        }
    }

    /// Something of that name begins here.
    pub(super) fn mark(&mut self, label: &str) {
        self.write(|recorder, at| recorder.mark(at, label));
    }

    /// What ended it before its time; told once.
    pub(super) const fn take_fault(&mut self) -> Option<io::Error> {
        self.fault.take()
    }

    fn write(&mut self, event: impl FnOnce(&mut Recorder<File>, Nanos) -> io::Result<()>) {
        if self.broken {
            return;
        }
        if let Err(error) = event(&mut self.recorder, now().since(self.begun)) {
            (self.broken, self.fault) = (true, Some(error));
        }
    }
}
