//! [`Inbox`] and [`Outbox`]: messages as bytes in a stream, many to a system call.
//!
//! A message is a mark, the length of its postcard encoding, the length of its payload (4 bytes
//! each, little-endian), then both. By the mark, a reader notices that a writer died within a
//! message. Both ends keep a buffer: a reader takes all that the stream holds in one
//! call, a writer decides when to flush. A payload is written where it is made and read where it
//! arrives, so that no copy of ours is added to those of the kernel.

use rustix::{
    event::{PollFd, PollFlags, poll},
    io::{Errno, retry_on_intr},
};
use serde::{Serialize, de::DeserializeOwned};
use std::{io, marker::PhantomData, os::fd::AsFd};

/// The mark at the beginning of each message.
const MARK: u32 = u32::from_le_bytes(*b"scop");

/// The bytes before a message.
const HEAD: usize = 12;

/// How much is asked of a stream in one call, at least: as much as a pipe usually holds.
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

    /// An inbox that holds bytes that came some other way.
    pub(super) fn holding(bytes: &[u8]) -> Self {
        Self {
            buffer: bytes.to_vec(),
            ..Self::new()
        }
    }

    /// Takes in all that the stream holds, waiting until it holds a byte. Returns the number of
    /// bytes; 0 at the end of the stream.
    pub(super) fn fill(&mut self, stream: impl AsFd) -> io::Result<usize> {
        if self.next == self.buffer.len() {
            self.buffer.clear();
        } else {
            self.buffer.drain(..self.next);
        }
        self.next = 0;
        let held = self.buffer.len();
        // Of a long message all that is missing, so that its payload comes in one piece.
        let missing = lengths(&self.buffer)?.map_or(0, |(message, payload)| {
            (HEAD + message + payload).saturating_sub(held)
        });
        self.buffer.resize(held + missing.max(PIPE), 0);
        let read = retry_on_intr(|| rustix::io::read(&stream, &mut self.buffer[held..]));
        self.buffer.truncate(held + *read.as_ref().unwrap_or(&0));
        Ok(read?)
    }

    /// The next message that is all there, with its payload.
    pub(super) fn next(&mut self) -> io::Result<Option<(T, &[u8])>> {
        let held = &self.buffer[self.next..];
        let Some((message, payload)) = lengths(held)? else {
            return Ok(None);
        };
        let Some(bytes) = held.get(HEAD..HEAD + message + payload) else {
            return Ok(None);
        };
        let (message, payload) = bytes.split_at(message);
        let message = postcard::from_bytes(message).map_err(io::Error::other)?;
        self.next += HEAD + bytes.len();
        Ok(Some((message, payload)))
    }

    /// Whether a message is all there.
    pub(super) fn has_message(&self) -> io::Result<bool> {
        let held = &self.buffer[self.next..];
        let lengths = lengths(held)?;
        Ok(lengths.is_some_and(|(message, payload)| held.len() >= HEAD + message + payload))
    }

    /// Takes in one message and not a byte more; false at the end of the stream, and where one
    /// that does not block is empty.
    pub(super) fn fill_one(&mut self, stream: impl AsFd) -> io::Result<bool> {
        self.clear();
        self.buffer.resize(HEAD, 0);
        if !self.fill_begun(&stream)? {
            return Ok(false);
        }
        if let Some((message, payload)) = lengths(&self.buffer)? {
            self.buffer.resize(HEAD + message + payload, 0);
            read_exact(&stream, &mut self.buffer[HEAD..])?;
        }
        Ok(true)
    }

    /// Takes in one message of which the whole length is known; false where a stream that does not
    /// block has none.
    pub(super) fn fill_known(&mut self, stream: impl AsFd, length: usize) -> io::Result<bool> {
        self.clear();
        self.buffer.resize(length, 0);
        self.fill_begun(stream)
    }

    /// Fills the buffer; false, and empty, where the stream has no first byte.
    fn fill_begun(&mut self, stream: impl AsFd) -> io::Result<bool> {
        match retry_on_intr(|| rustix::io::read(&stream, &mut self.buffer[..])) {
            Ok(0) | Err(Errno::AGAIN) => {
                self.clear();
                Ok(false)
            }
            begun => {
                let begun = begun?;
                read_exact(stream, &mut self.buffer[begun..])?;
                Ok(true)
            }
        }
    }

    /// Whether all of it was whole messages that were taken.
    pub(super) const fn is_empty(&self) -> bool {
        self.next == self.buffer.len()
    }

    /// How many bytes there are.
    pub(super) const fn len(&self) -> usize {
        self.buffer.len() - self.next
    }

    /// Forgets all messages.
    pub(super) fn clear(&mut self) {
        self.buffer.clear();
        self.next = 0;
    }
}

/// The lengths of the message and the payload that begin here, once they are there.
fn lengths(held: &[u8]) -> io::Result<Option<(usize, usize)>> {
    let word = |index: usize| {
        let bytes = held.get(index * 4..)?.first_chunk::<4>()?;
        Some(u32::from_le_bytes(*bytes))
    };
    let out_of_step = || io::Error::new(io::ErrorKind::InvalidData, "a message is out of step");
    if word(0).is_some_and(|mark| mark != MARK) {
        return Err(out_of_step());
    }
    let (Some(message), Some(payload)) = (word(1), word(2)) else {
        return Ok(None);
    };
    let (message, payload) = (message as usize, payload as usize);
    if message > LONGEST || payload > LONGEST {
        return Err(out_of_step());
    }
    Ok(Some((message, payload)))
}

/// The writing end.
pub(super) struct Outbox<T> {
    buffer: Vec<u8>,
    /// How much of it has been written.
    written: usize,
    message: PhantomData<T>,
}

impl<T: Serialize> Outbox<T> {
    /// An empty one.
    pub(super) const fn new() -> Self {
        Self {
            buffer: Vec::new(),
            written: 0,
            message: PhantomData,
        }
    }

    /// Adds a message to the buffer.
    pub(super) fn push(&mut self, message: &T) -> io::Result<()> {
        self.push_with(message, 0, |_| ())
    }

    /// Adds a message, padded to so many bytes.
    pub(super) fn push_padded(&mut self, message: &T, length: usize) -> io::Result<()> {
        let start = self.buffer.len();
        self.push(message)?;
        let padding = (start + length)
            .checked_sub(self.buffer.len())
            .ok_or_else(|| io::Error::other("a message is longer than its place"))?;
        self.buffer.resize(start + length, 0);
        let padding = u32::try_from(padding).map_err(io::Error::other)?;
        self.buffer[start + 8..start + HEAD].copy_from_slice(&padding.to_le_bytes());
        Ok(())
    }

    /// Adds a message with a payload of so many bytes, which `fill` writes into its place.
    pub(super) fn push_with(
        &mut self,
        message: &T,
        payload: usize,
        fill: impl FnOnce(&mut [u8]),
    ) -> io::Result<()> {
        let start = self.buffer.len();
        self.buffer.extend([0; HEAD]);
        // Postcard writes to the end of a vector that it is given, and hands it back.
        let buffer = std::mem::take(&mut self.buffer);
        self.buffer = postcard::to_extend(message, buffer).map_err(io::Error::other)?;
        let length = self.buffer.len() - start - HEAD;
        let place = self.buffer.len();
        self.buffer.resize(place + payload, 0);
        fill(&mut self.buffer[place..]);
        let fits = |length: usize| u32::try_from(length).map_err(io::Error::other);
        let head = [MARK, fits(length)?, fits(payload)?].map(u32::to_le_bytes);
        self.buffer[start..start + HEAD].copy_from_slice(head.as_flattened());
        Ok(())
    }

    /// The number of bytes left to write.
    pub(super) const fn len(&self) -> usize {
        self.buffer.len() - self.written
    }

    /// The bytes left to write.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.buffer[self.written..]
    }

    /// Writes it all, waiting while the stream is full.
    pub(super) fn flush(&mut self, stream: impl AsFd) -> io::Result<()> {
        while self.len() > 0 {
            self.write(&stream)?;
        }
        Ok(())
    }

    /// Writes as much as a stream takes that does not block.
    pub(super) fn feed(&mut self, stream: impl AsFd) -> io::Result<()> {
        while self.len() > 0 {
            match self.write(&stream) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                other => other?,
            }
        }
        Ok(())
    }

    /// Forgets the bytes left to write.
    pub(super) fn clear(&mut self) {
        self.buffer.clear();
        self.written = 0;
    }

    fn write(&mut self, stream: impl AsFd) -> io::Result<()> {
        let rest = &self.buffer[self.written..];
        self.written += match rustix::io::write(&stream, rest) {
            Err(Errno::INTR) => 0,
            other => other?,
        };
        if self.len() == 0 {
            self.clear();
        }
        Ok(())
    }
}

/// Writes the first message, before all others: its length and its bytes.
pub(super) fn write_letter(pipe: impl AsFd, letter: &[u8]) -> io::Result<()> {
    let length = u32::try_from(letter.len()).map_err(io::Error::other)?;
    let bytes = [&length.to_le_bytes(), letter].concat();
    Outbox::<()> {
        buffer: bytes,
        written: 0,
        message: PhantomData,
    }
    .flush(pipe)
}

/// Reads the first message, and not a byte more.
pub(super) fn read_letter(pipe: impl AsFd) -> io::Result<Vec<u8>> {
    let mut length = [0; 4];
    read_exact(&pipe, &mut length)?;
    let mut letter = vec![0; (u32::from_le_bytes(length) as usize).min(LONGEST)];
    read_exact(&pipe, &mut letter)?;
    Ok(letter)
}

/// Reads so many bytes, waiting for them also where the stream does not.
pub(super) fn read_exact(pipe: impl AsFd, mut rest: &mut [u8]) -> io::Result<()> {
    while !rest.is_empty() {
        match retry_on_intr(|| rustix::io::read(&pipe, &mut *rest)) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(read) => rest = &mut rest[read..],
            Err(Errno::AGAIN) => wait_readable(&pipe)?,
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Whether a failure says that the process at the other end is gone. Killed with unread bytes,
/// a process resets its connections.
pub(super) fn is_gone(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset
    )
}

/// Waits until there is something to read, or never will be.
fn wait_readable(stream: impl AsFd) -> io::Result<()> {
    let mut polled = [PollFd::new(&stream, PollFlags::IN)];
    retry_on_intr(|| poll(&mut polled, None))?;
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
                let payload = length * 997;
                outbox
                    .push_with(&vec![length; length], payload, |bytes| bytes.fill(7))
                    .unwrap();
                if length % 7 == 0 {
                    outbox.flush(&writer).unwrap();
                }
            }
            outbox.flush(&writer).unwrap();
        });
        let mut inbox = Inbox::<Vec<usize>>::new();
        let mut lengths = Vec::new();
        while inbox.fill(&reader).unwrap() > 0 {
            while let Some((message, payload)) = inbox.next().unwrap() {
                assert!(message.iter().all(|&length| length == message.len()));
                assert_eq!(payload.len(), message.len() * 997);
                assert!(payload.iter().all(|&byte| byte == 7));
                lengths.push(message.len());
            }
        }
        sender.join().unwrap();
        assert!(inbox.is_empty());
        assert_eq!(lengths, (0..300).collect::<Vec<_>>());
    }

    #[test]
    fn a_stream_out_of_step_is_an_error_not_an_endless_wait() {
        let long = [MARK, u32::MAX, 0].map(u32::to_le_bytes);
        for bytes in [&[0xff; 16][..], long.as_flattened()] {
            let (reader, writer) = rustix::pipe::pipe().unwrap();
            rustix::io::write(&writer, bytes).unwrap();
            let mut inbox = Inbox::<u64>::new();
            inbox.fill(&reader).unwrap();
            assert!(inbox.next().is_err());
        }
    }

    #[test]
    fn a_stream_that_does_not_block_takes_what_it_can_and_the_rest_later() {
        let (reader, writer) = rustix::pipe::pipe_with(rustix::pipe::PipeFlags::NONBLOCK).unwrap();
        let mut outbox = Outbox::new();
        outbox.push_with(&1_u8, 200_000, |_| ()).unwrap();
        outbox.feed(&writer).unwrap();
        assert!(outbox.len() > 0);
        let mut inbox = Inbox::<u8>::new();
        while outbox.len() > 0 {
            inbox.fill(&reader).unwrap();
            outbox.feed(&writer).unwrap();
        }
        while inbox.next().unwrap().is_none() {
            inbox.fill(&reader).unwrap();
        }
    }

    #[test]
    fn a_letter_cut_off_by_the_death_of_its_writer_is_an_error() {
        let (reader, writer) = rustix::pipe::pipe().unwrap();
        rustix::io::write(&writer, &9_u32.to_le_bytes()).unwrap();
        drop(writer);
        assert!(read_letter(&reader).is_err());
    }
}
