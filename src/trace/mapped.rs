//! [`Mapped`]: words of a file that several processes have in memory.
//!
//! The file is sealed against changes of its size: no process that has it can pull the mapping
//! away from under another.
#![expect(
    unsafe_code,
    reason = "words of mapped memory are reached through pointers"
)]

use super::{
    TraceError,
    cells::{Cells, CellsMut},
};
use memmap2::{Advice, MmapOptions, MmapRaw};
use rustix::fs::{SealFlags, fcntl_get_seals, fstat};
use std::{
    os::fd::OwnedFd,
    sync::atomic::{AtomicU64, Ordering},
};

/// What a file must be sealed against before it is mapped.
pub(super) const SEALS: SealFlags = SealFlags::SHRINK
    .union(SealFlags::GROW)
    .union(SealFlags::SEAL);

/// As large as every lane full would be is more than some limits allow.
pub(super) const NO_ROOM: &str = "there is no room for the span log: use fewer tasks or workers, \
    or raise the limits of memory (ulimit -v), file size (ulimit -f) and open files (ulimit -n)";

/// Words of a mapped file whose size cannot change.
pub(super) struct Mapped {
    map: MmapRaw,
    words: usize,
}

impl Mapped {
    /// Maps a whole file.
    ///
    /// # Errors
    /// [`TraceError`] where its size is not sealed, or there is no room to map it.
    pub(super) fn of(file: &OwnedFd) -> Result<Self, TraceError> {
        let seals = fcntl_get_seals(file)
            .map_err(|error| TraceError::system("cannot look at the span log")(error.into()))?;
        if !seals.contains(SEALS) {
            return Err(TraceError::NotALog("its size is not sealed".into()));
        }
        let stat = fstat(file).map_err(|error| TraceError::system(NO_ROOM)(error.into()))?;
        let words = usize::try_from(stat.st_size / 8).unwrap_or(0);
        let map = MmapOptions::new()
            .len(words * 8)
            .map_raw(file)
            .map_err(TraceError::system(NO_ROOM))?;
        Ok(Self { map, words })
    }

    /// Takes the memory for some words now. Only a matter of speed: a kernel before 5.14 does
    /// not know the advice.
    pub(super) fn warm(&self, first: usize, words: usize) {
        let _ = self
            .map
            .advise_range(Advice::PopulateWrite, first * 8, words * 8);
    }

    #[inline]
    fn cell(&self, index: usize) -> &AtomicU64 {
        assert!(index < self.words, "word {index} of {}", self.words);
        // SAFETY: the index was checked; the mapping lives as long as `self`, starts at a page
        // and so is aligned, and the file is sealed, so the page is there. Everyone reaches
        // these words only through atomics, in this process and in the others.
        #[expect(clippy::cast_ptr_alignment, reason = "a mapping starts at a page")]
        unsafe {
            AtomicU64::from_ptr(self.map.as_mut_ptr().cast::<u64>().add(index))
        }
    }
}

impl Cells for Mapped {
    fn len(&self) -> usize {
        self.words
    }

    #[inline]
    fn load(&self, index: usize, order: Ordering) -> u64 {
        self.cell(index).load(order)
    }
}

impl CellsMut for Mapped {
    #[inline]
    fn store(&self, index: usize, value: u64, order: Ordering) {
        self.cell(index).store(value, order);
    }
}
