//! [`send`] and [`receive`]: a text and open files, handed to another process over a socket.
//!
//! Files that are handed over this way need not be open to inheritance, so none of them ever
//! leaks into a process that is started at that moment.

use super::called;
use crate::engine::native::transport;
use rustix::{
    io::retry_on_intr,
    net::{
        AddressFamily, RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer,
        SendAncillaryMessage, SendFlags, SocketFlags, SocketType, recvmsg, sendmsg, socketpair,
    },
};
use std::{
    io::{self, IoSlice, IoSliceMut},
    mem::MaybeUninit,
    os::fd::{AsFd, BorrowedFd, OwnedFd},
};

/// The most files in one message.
const MOST_FILES: usize = 16;

/// Room for the message that carries them.
const ROOM: usize = rustix::cmsg_space!(ScmRights(MOST_FILES));

/// Two sockets that are connected to each other and that no program inherits.
pub(in crate::engine) fn sockets() -> io::Result<(OwnedFd, OwnedFd)> {
    let (family, kind) = (AddressFamily::UNIX, SocketType::STREAM);
    called(
        "socketpair",
        socketpair(family, kind, SocketFlags::CLOEXEC, None),
    )
}

/// Files are missing.
pub(in crate::engine) fn incomplete() -> io::Error {
    io::Error::other("a worker's ends are not complete")
}

/// Sends a text and files.
pub(in crate::engine) fn send(
    socket: impl AsFd,
    text: &[u8],
    files: &[BorrowedFd<'_>],
) -> io::Result<()> {
    let mut space = [MaybeUninit::uninit(); ROOM];
    let mut control = SendAncillaryBuffer::new(&mut space);
    if !files.is_empty() && !control.push(SendAncillaryMessage::ScmRights(files)) {
        return Err(io::Error::other("too many files for one parcel"));
    }
    // The files travel with one byte; the text follows.
    let byte = [IoSlice::new(&[1])];
    retry_on_intr(|| sendmsg(&socket, &byte, &mut control, SendFlags::NOSIGNAL))?;
    transport::write_letter(socket, text)
}

/// Receives a text and files; `None` where the other side is gone.
pub(in crate::engine) fn receive(socket: impl AsFd) -> io::Result<Option<(Vec<u8>, Vec<OwnedFd>)>> {
    let mut space = [MaybeUninit::uninit(); ROOM];
    let mut control = RecvAncillaryBuffer::new(&mut space);
    let mut byte = [0];
    let mut place = [IoSliceMut::new(&mut byte)];
    let flags = RecvFlags::CMSG_CLOEXEC;
    let read = retry_on_intr(|| recvmsg(&socket, &mut place, &mut control, flags))?;
    if read.bytes == 0 {
        return Ok(None);
    }
    let mut files = Vec::new();
    for message in control.drain() {
        if let RecvAncillaryMessage::ScmRights(some) = message {
            files.extend(some);
        }
    }
    Ok(Some((transport::read_letter(socket)?, files)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_handed_over_is_the_same_file() {
        let (one, other) = sockets().unwrap();
        let (reader, writer) = rustix::pipe::pipe().unwrap();
        send(&one, b"hello", &[writer.as_fd()]).unwrap();
        send(&one, b"no files", &[]).unwrap();
        drop((one, writer));
        let (text, files) = receive(&other).unwrap().unwrap();
        assert_eq!((text.as_slice(), files.len()), (&b"hello"[..], 1));
        rustix::io::write(&files[0], b"x").unwrap();
        let mut byte = [0];
        transport::read_exact(&reader, &mut byte).unwrap();
        assert_eq!(byte, *b"x");
        assert_eq!(receive(&other).unwrap().unwrap().0, b"no files");
        assert!(receive(&other).unwrap().is_none());
    }
}
