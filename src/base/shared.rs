//! [`Shared`]: words of memory that several processes have in common.
//!
//! An anonymous file, sealed against changes of its size where the system can do so: no process
//! that has it can pull the mapping away from under another. A child has it after a fork; any other process attaches to
//! the open file. Only pages that are written take up memory.
#![expect(
    unsafe_code,
    reason = "words of mapped memory are reached through pointers"
)]

use super::anonymous_file;
use memmap2::{Advice, MmapOptions, MmapRaw};
use rustix::{
    fs::{SealFlags, fcntl_add_seals, fcntl_get_seals, fstat, ftruncate},
    io::Errno,
};
use std::{
    ffi::CStr,
    io,
    ops::Range,
    os::fd::{AsFd, BorrowedFd, OwnedFd},
    sync::atomic::{AtomicU32, AtomicU64, Ordering},
};

/// The seals that a file needs before it is mapped.
const SEALS: SealFlags = SealFlags::SHRINK
    .union(SealFlags::GROW)
    .union(SealFlags::SEAL);

/// Words of a mapped file whose size cannot change.
#[derive(Debug)]
pub struct Shared {
    file: OwnedFd,
    map: MmapRaw,
    words: usize,
}

impl Shared {
    /// Makes words that are all zero. `/proc` shows the name.
    ///
    /// # Errors
    /// Where there is no room for them.
    pub fn create(name: &CStr, words: usize) -> io::Result<Self> {
        let file = anonymous_file(name)?;
        let bytes = words as u64 * 8;
        ftruncate(&file, bytes)?;
        match fcntl_add_seals(&file, SEALS) {
            // A temporary file in place of a memfd.
            Err(Errno::INVAL | Errno::PERM) => {}
            other => other?,
        }
        Self::attach(file)
    }

    /// Maps words that another process made and handed over as an open file.
    ///
    /// # Errors
    /// Where the size of the file is not sealed, or there is no room to map it.
    pub fn attach(file: OwnedFd) -> io::Result<Self> {
        if !is_fixed(&file)? {
            return Err(not_sealed());
        }
        let words = usize::try_from(fstat(&file)?.st_size / 8).unwrap_or(0);
        let map = MmapOptions::new().len(words * 8).map_raw(&file)?;
        Ok(Self { file, map, words })
    }

    /// Maps words that a process which may be anyone's made: its size has to be sealed, for a mapping
    /// that shrinks kills the process which reads it.
    ///
    /// # Errors
    /// Where the size of the file is not sealed, or there is no room to map it.
    pub fn attach_sealed(file: OwnedFd) -> io::Result<Self> {
        match fcntl_get_seals(&file) {
            Ok(seals) if seals.contains(SEALS) => Self::attach(file),
            _ => Err(not_sealed()),
        }
    }

    /// How many words there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.words
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.words == 0
    }

    /// Takes the memory for some words now. Only a matter of speed: a kernel before 5.14 does
    /// not know the advice.
    pub fn warm(&self, first: usize, words: usize) {
        let _ = self
            .map
            .advise_range(Advice::PopulateWrite, first * 8, words * 8);
    }

    /// A word.
    ///
    /// # Panics
    /// If there are not so many words.
    #[inline]
    #[must_use]
    pub fn cell(&self, index: usize) -> &AtomicU64 {
        assert!(index < self.words, "word {index} of {}", self.words);
        // SAFETY: the index was checked; the mapping lives as long as `self`, starts at a page
        // and so is aligned, and the file is sealed, so the page is there. All processes reach
        // these words only through atomics.
        #[expect(clippy::cast_ptr_alignment, reason = "a mapping starts at a page")]
        unsafe {
            AtomicU64::from_ptr(self.map.as_mut_ptr().cast::<u64>().add(index))
        }
    }

    /// The lower half of a word, as the system wants it to wait for a change of it. A word that is
    /// reached this way is reached in no other.
    ///
    /// # Panics
    /// If there are not so many words.
    #[must_use]
    pub fn futex(&self, index: usize) -> &AtomicU32 {
        assert!(index < self.words, "word {index} of {}", self.words);
        // SAFETY: as in `cell`; the first half of a word is aligned and lies within it, and a word
        // that is used as a futex is used as no more than that.
        #[expect(clippy::cast_ptr_alignment, reason = "a mapping starts at a page")]
        unsafe {
            AtomicU32::from_ptr(self.map.as_mut_ptr().cast::<u64>().add(index).cast::<u32>())
        }
    }

    /// Some words in a row.
    ///
    /// # Panics
    /// If there are not so many words.
    #[must_use]
    pub fn range(&self, range: Range<usize>) -> &[AtomicU64] {
        assert!(
            range.start <= range.end && range.end <= self.words,
            "words {range:?} of {}",
            self.words
        );
        // SAFETY: as in `cell`: the range was checked, the words are mapped and aligned as long as
        // `self` lives, and all processes reach them only through atomics, which have the layout of
        // the words they hold.
        #[expect(clippy::cast_ptr_alignment, reason = "a mapping starts at a page")]
        unsafe {
            let first = self.map.as_ptr().cast::<AtomicU64>().add(range.start);
            std::slice::from_raw_parts(first, range.len())
        }
    }

    /// Loads a word.
    #[inline]
    #[must_use]
    pub fn load(&self, index: usize, order: Ordering) -> u64 {
        self.cell(index).load(order)
    }

    /// Stores a word.
    #[inline]
    pub fn store(&self, index: usize, value: u64, order: Ordering) {
        self.cell(index).store(value, order);
    }
}

impl AsFd for Shared {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
    }
}

fn not_sealed() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "its size is not sealed")
}

/// Whether the size of a file is fixed: it is sealed; or it cannot be, and has no name by
/// which another user could open it.
fn is_fixed(file: &OwnedFd) -> io::Result<bool> {
    match fcntl_get_seals(file) {
        Ok(seals) if seals != SealFlags::SEAL => Ok(seals.contains(SEALS)),
        Ok(_) | Err(Errno::INVAL) => Ok(fstat(file)?.st_nlink == 0),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::Ordering::Relaxed;

    #[test]
    fn what_one_writes_the_other_reads() {
        let one = Shared::create(c"parscope-test", 100).unwrap();
        let other = Shared::attach(one.as_fd().try_clone_to_owned().unwrap()).unwrap();
        one.store(99, 7, Relaxed);
        assert_eq!((other.len(), other.load(99, Relaxed)), (100, 7));
        assert_eq!(other.load(0, Relaxed), 0);
        assert_eq!(other.range(98..100)[1].load(Relaxed), 7);
    }

    #[test]
    fn a_file_that_could_be_cut_is_not_mapped() {
        let file = anonymous_file(c"parscope-test").unwrap();
        ftruncate(&file, 4096).unwrap();
        assert!(Shared::attach(file).is_err());
    }
}
