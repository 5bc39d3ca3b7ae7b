//! [`Output`]: a descriptor that takes all that is written to it, also where it does not block.
//!
//! Whether a terminal or a pipe blocks is decided by any of the processes that have it open. One
//! that does not and has no room is waited for, as one that blocks would be.

use rustix::{
    event::{PollFd, PollFlags, poll},
    fd::{AsFd, BorrowedFd},
    io::{Errno, retry_on_intr, write},
    stdio::{stderr, stdout},
};
use std::io::{self, Write};

/// A descriptor, without a buffer of its own.
#[derive(Debug)]
pub struct Output<F>(F);

impl Output<BorrowedFd<'static>> {
    /// Standard output.
    #[must_use]
    pub fn stdout() -> Self {
        Self(stdout())
    }

    /// Standard error.
    #[must_use]
    pub fn stderr() -> Self {
        Self(stderr())
    }
}

impl<F: AsFd> Write for Output<F> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match write(&self.0, bytes) {
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => {
                    let mut watched = [PollFd::new(&self.0, PollFlags::OUT)];
                    retry_on_intr(|| poll(&mut watched, None))?;
                }
                done => return Ok(done?),
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::pipe::{PipeFlags, pipe_with};
    use std::{fs::File, io::Read, thread};

    #[test]
    fn a_pipe_that_does_not_block_gets_all_of_a_report() {
        let (reader, writer) = pipe_with(PipeFlags::NONBLOCK).unwrap();
        rustix::io::ioctl_fionbio(&reader, false).unwrap();
        // More than the system takes at once.
        let bytes: Vec<u8> = (0..1_000_000_u32).map(|n| n.to_le_bytes()[0]).collect();
        let read = thread::spawn(move || {
            let mut read = Vec::new();
            File::from(reader).read_to_end(&mut read).unwrap();
            read
        });
        let mut output = Output(writer);
        output.write_all(&bytes).unwrap();
        drop(output);
        assert!(read.join().unwrap() == bytes);
    }

    #[test]
    fn a_pipe_that_nobody_reads_is_an_error_and_not_waited_for() {
        let (reader, writer) = pipe_with(PipeFlags::NONBLOCK).unwrap();
        drop(reader);
        assert!(Output(writer).write_all(&[0; 100]).is_err());
    }
}
