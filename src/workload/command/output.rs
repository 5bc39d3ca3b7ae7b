//! [`CommandOutput`]: the output of a command, in a file in memory of which the end is kept.

use crate::base::anonymous_file;
use rustix::{
    fs::{FallocateFlags, OFlags, SealFlags, fallocate, fcntl_add_seals, fcntl_setfl, fstat},
    io::{Errno, pread},
};
use std::{cell::Cell, io, os::fd::OwnedFd, process::Stdio};

/// Bytes of each output that are kept.
const KEPT: u64 = 64 << 10;

/// Bytes that may pile up before those that are not kept are let go.
const HEAP: u64 = 1 << 20;

/// An open file that only this process and the command know.
pub(super) struct CommandOutput {
    file: OwnedFd,
    /// How many bytes from the start were let go.
    gone: Cell<u64>,
}

/// The end of an output.
pub(super) struct OutputTail {
    pub(super) text: String,
    /// Bytes before it.
    pub(super) cut: u64,
}

impl CommandOutput {
    /// An empty one.
    ///
    /// # Errors
    /// Where there are too many open files, or no memory.
    pub(super) fn new() -> io::Result<Self> {
        let file = anonymous_file(c"parscope-output")?;
        // A process that opens it again by its name in /dev writes behind what is there.
        fcntl_setfl(&file, OFlags::APPEND)?;
        Ok(Self {
            file,
            gone: Cell::new(0),
        })
    }

    /// The file that the command writes to.
    pub(super) fn writer(&self) -> io::Result<Stdio> {
        Ok(self.file.try_clone()?.into())
    }

    fn length(&self) -> u64 {
        fstat(&self.file).map_or(0, |stat| u64::try_from(stat.st_size).unwrap_or(0))
    }

    /// Gives back the memory of the output that is not kept, where that is much.
    pub(super) fn trim(&self) {
        let (gone, dispensable) = (self.gone.get(), self.length().saturating_sub(KEPT));
        if dispensable.saturating_sub(gone) < HEAP {
            return;
        }
        let hole = FallocateFlags::PUNCH_HOLE | FallocateFlags::KEEP_SIZE;
        if fallocate(&self.file, hole, gone, dispensable - gone).is_ok() {
            self.gone.set(dispensable);
        }
    }

    /// The end of what was written, with � for what is no UTF-8. From then on it is sealed: a
    /// process that a command left running would fill the memory with unread output.
    ///
    /// # Errors
    /// Where the system cannot read it.
    pub(super) fn end(&self) -> io::Result<OutputTail> {
        // Writers append. A temporary file in its place cannot be sealed.
        match fcntl_add_seals(&self.file, SealFlags::GROW) {
            Ok(()) | Err(Errno::INVAL) => {}
            Err(error) => return Err(error.into()),
        }
        let length = self.length();
        let mut cut = length.saturating_sub(KEPT);
        let mut bytes = vec![0; usize::try_from(length - cut).unwrap_or(0)];
        let mut read = 0;
        while read < bytes.len() {
            match pread(&self.file, &mut bytes[read..], cut + read as u64)? {
                0 => break,
                more => read += more,
            }
        }
        bytes.truncate(read);
        // A character that was cut through is left out as a whole.
        let half = bytes
            .iter()
            .take(3)
            .take_while(|&&byte| byte & 0xc0 == 0x80);
        let half = if cut > 0 { half.count() } else { 0 };
        cut += half as u64;
        let text = String::from_utf8_lossy(&bytes[half..]).into_owned();
        Ok(OutputTail { text, cut })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::io::write;

    fn fill(output: &CommandOutput, bytes: &[u8], times: usize) {
        for _ in 0..times {
            let mut left = bytes;
            while !left.is_empty() {
                left = &left[write(&output.file, left).unwrap()..];
            }
        }
    }

    #[test]
    fn of_a_long_output_the_end_is_kept_and_the_rest_is_counted() {
        let output = CommandOutput::new().unwrap();
        fill(&output, b"0123456789abcdef", 10_000);
        fill(&output, b"the end", 1);
        let end = output.end().unwrap();
        assert!(end.text.ends_with("cdefthe end"));
        assert_eq!(end.text.len() as u64 + end.cut, 160_007);
        assert_eq!(end.text.len() as u64, KEPT);
    }

    #[test]
    fn a_character_at_the_cut_is_not_torn() {
        let output = CommandOutput::new().unwrap();
        fill(&output, "…".as_bytes(), 30_000);
        let end = output.end().unwrap();
        assert!(end.text.chars().all(|c| c == '…'));
        assert_eq!(end.text.len() as u64 + end.cut, 90_000);
    }

    #[test]
    fn a_command_that_writes_for_ever_does_not_fill_the_memory() {
        let output = CommandOutput::new().unwrap();
        for _ in 0..8 {
            fill(&output, &[b'x'; 1 << 12], 256);
            output.trim();
            let held = fstat(&output.file).unwrap().st_blocks * 512;
            assert!(
                held <= i64::try_from(HEAP + 2 * KEPT).unwrap(),
                "{held} bytes are held"
            );
        }
        fill(&output, b"end", 1);
        let end = output.end().unwrap();
        assert_eq!(end.text.len() as u64 + end.cut, (8 << 20) + 3);
        assert!(end.text.starts_with('x') && end.text.ends_with("xend"));
    }

    #[test]
    fn what_is_no_text_is_still_shown() {
        let output = CommandOutput::new().unwrap();
        fill(&output, b"a\xff\xfeb", 1);
        assert_eq!(output.end().unwrap().text, "a\u{fffd}\u{fffd}b");
    }
}
