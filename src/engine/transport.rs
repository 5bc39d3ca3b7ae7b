//! [`Inbox`] and [`Outbox`]: small messages through a pipe, many to a system call.
//!
//! A message is its length (4 bytes, little-endian) and its postcard encoding. Both ends keep a
//! buffer: a reader takes whatever the pipe holds in one call, a writer decides when to flush.

use rustix::io::retry_on_intr;
use serde::{Serialize, de::DeserializeOwned};
use std::{io, marker::PhantomData, os::fd::AsFd};

/// How much is asked of a pipe in one call: as much as one holds.
const PIPE: usize = 64 * 1024;

/// No message is longer; a length beyond it means that the stream is out of step.
const LONGEST: usize = 1 << 30;

/// The reading end.
pub(super) struct Inbox<T> {
    buffer: Vec<u8>,
    next: usize,
    message: PhantomData<T>,
}

impl<T: DeserializeOwned> Inbox<T> {
    /// An empty one.
    pub(super) const fn new() -> Self {
        Self {
            buffer: Vec::new(),
            next: 0,
            message: PhantomData,
        }
    }

    /// Takes in what the pipe holds, waiting until it holds something. Returns the number of
    /// bytes; 0 at the end of the stream.
    pub(super) fn fill(&mut self, pipe: impl AsFd) -> io::Result<usize> {
        self.buffer.drain(..self.next);
        self.next = 0;
        let held = self.buffer.len();
        self.buffer.resize(held + PIPE, 0);
        let read = retry_on_intr(|| rustix::io::read(&pipe, &mut self.buffer[held..]));
        self.buffer.truncate(held + *read.as_ref().unwrap_or(&0));
        Ok(read?)
    }

    /// The next message that is all there.
    fn next(&mut self) -> io::Result<Option<T>> {
        let held = &self.buffer[self.next..];
        let Some((length, rest)) = held.split_first_chunk::<4>() else {
            return Ok(None);
        };
        let length = u32::from_le_bytes(*length) as usize;
        if length > LONGEST {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "a message is out of step",
            ));
        }
        let Some(bytes) = rest.get(..length) else {
            return Ok(None);
        };
        let message = postcard::from_bytes(bytes).map_err(io::Error::other)?;
        self.next += 4 + length;
        Ok(Some(message))
    }

    /// All messages that are there.
    pub(super) fn take_all(&mut self) -> io::Result<Vec<T>> {
        std::iter::from_fn(|| self.next().transpose()).collect()
    }
}

/// The writing end.
pub(super) struct Outbox<T> {
    buffer: Vec<u8>,
    message: PhantomData<T>,
}

impl<T: Serialize> Outbox<T> {
    /// An empty one.
    pub(super) const fn new() -> Self {
        Self {
            buffer: Vec::new(),
            message: PhantomData,
        }
    }

    /// Adds a message to what is to be written.
    pub(super) fn push(&mut self, message: &T) -> io::Result<()> {
        let start = self.buffer.len();
        self.buffer.extend([0; 4]);
        // Postcard writes to the end of a vector that it is given, and hands it back.
        let buffer = std::mem::take(&mut self.buffer);
        self.buffer = postcard::to_extend(message, buffer).map_err(io::Error::other)?;
        let length = u32::try_from(self.buffer.len() - start - 4).map_err(io::Error::other)?;
        self.buffer[start..start + 4].copy_from_slice(&length.to_le_bytes());
        Ok(())
    }

    /// How much is to be written.
    pub(super) const fn len(&self) -> usize {
        self.buffer.len()
    }

    /// Writes it all, waiting while the pipe is full.
    pub(super) fn flush(&mut self, pipe: impl AsFd) -> io::Result<()> {
        let mut rest = self.buffer.as_slice();
        while !rest.is_empty() {
            rest = &rest[retry_on_intr(|| rustix::io::write(&pipe, rest))?..];
        }
        self.buffer.clear();
        Ok(())
    }
}

/// Writes what is said once, before the messages: its length and its bytes.
pub(super) fn write_letter(pipe: impl AsFd, letter: &[u8]) -> io::Result<()> {
    let length = u32::try_from(letter.len()).map_err(io::Error::other)?;
    let bytes = [&length.to_le_bytes(), letter].concat();
    Outbox::<()> {
        buffer: bytes,
        message: PhantomData,
    }
    .flush(pipe)
}

/// Reads what is said once, and not a byte more.
pub(super) fn read_letter(pipe: impl AsFd) -> io::Result<Vec<u8>> {
    let mut length = [0; 4];
    read_exact(&pipe, &mut length)?;
    let mut letter = vec![0; (u32::from_le_bytes(length) as usize).min(LONGEST)];
    read_exact(&pipe, &mut letter)?;
    Ok(letter)
}

fn read_exact(pipe: impl AsFd, mut rest: &mut [u8]) -> io::Result<()> {
    while !rest.is_empty() {
        match retry_on_intr(|| rustix::io::read(&pipe, &mut *rest))? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => rest = &mut rest[read..],
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_arrive_whole_and_in_order_however_the_pipe_cuts_them() {
        let (reader, writer) = rustix::pipe::pipe().unwrap();
        let sender = std::thread::spawn(move || {
            let mut outbox = Outbox::new();
            for length in 0..300_usize {
                outbox.push(&vec![length; length]).unwrap();
                if length % 7 == 0 {
                    outbox.flush(&writer).unwrap();
                }
            }
            outbox.flush(&writer).unwrap();
        });
        let mut inbox = Inbox::<Vec<usize>>::new();
        let mut lengths = Vec::new();
        while inbox.fill(&reader).unwrap() > 0 {
            for message in inbox.take_all().unwrap() {
                assert!(message.iter().all(|&length| length == message.len()));
                lengths.push(message.len());
            }
        }
        sender.join().unwrap();
        assert_eq!(lengths, (0..300).collect::<Vec<_>>());
    }

    #[test]
    fn a_stream_out_of_step_is_an_error_not_an_endless_wait() {
        let (reader, writer) = rustix::pipe::pipe().unwrap();
        rustix::io::write(&writer, &[0xff; 16]).unwrap();
        let mut inbox = Inbox::<u32>::new();
        inbox.fill(&reader).unwrap();
        assert!(inbox.take_all().is_err());
    }
}
