//! [`Log`]: a log in memory that threads and processes share.
//!
//! The memory is an anonymous file, as large as every lane full would be. Only the pages that
//! are written take up memory, so growing costs nothing and nobody ever remaps; a lane that is
//! full all the same counts what it drops. The file is sealed against changes of its size: no
//! process that has it can pull the mapping away from under another.
#![expect(
    unsafe_code,
    reason = "words of mapped memory are reached through pointers"
)]

use super::{
    LaneSpec, LaneWriter, Layout, Reader, TraceError,
    cells::{Cells, CellsMut},
    protocol::word,
    reader::Memory,
    record::WORDS,
};
use crate::base::{LaneId, Pid};
use memmap2::{MmapOptions, MmapRaw};
use rustix::fs::{MemfdFlags, SealFlags};
use std::{
    io,
    os::fd::{AsFd, BorrowedFd, OwnedFd},
    sync::{
        Arc,
        atomic::{
            AtomicU64,
            Ordering::{self, Relaxed},
        },
    },
};

/// Records that are warmed, over all lanes: 10 MB.
const MOST_WARM: u64 = 1 << 18;

/// As large as every lane full would be is more than some limits allow.
const NO_ROOM: &str = "there is no room for the span log: use fewer tasks or workers, or raise \
    the limits of memory (ulimit -v), file size (ulimit -f) and open files (ulimit -n)";

const SEALS: SealFlags = SealFlags::SHRINK
    .union(SealFlags::GROW)
    .union(SealFlags::SEAL);

/// Words of a mapped file whose size cannot change.
pub(super) struct Mapped {
    map: MmapRaw,
    words: usize,
}

impl Mapped {
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

/// A log in shared memory.
pub struct Log {
    file: OwnedFd,
    cells: Arc<Mapped>,
    layout: Arc<Layout>,
}

impl Log {
    /// Makes an empty log with these lanes and room for a description of so many bytes.
    ///
    /// # Errors
    /// [`TraceError::System`] where the system has no memory for it.
    pub fn create(specs: &[LaneSpec], meta_capacity: usize) -> Result<Self, TraceError> {
        let fault = || TraceError::system(NO_ROOM);
        let layout = Layout::new(specs, meta_capacity)
            .ok_or_else(|| fault()(io::ErrorKind::OutOfMemory.into()))?;
        let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
        let file =
            rustix::fs::memfd_create("parscope-log", flags).map_err(|e| fault()(e.into()))?;
        let bytes = layout.words as u64 * 8;
        rustix::fs::ftruncate(&file, bytes).map_err(|e| fault()(e.into()))?;
        rustix::fs::fcntl_add_seals(&file, SEALS).map_err(|e| fault()(e.into()))?;
        let cells = map(&file)?;
        layout.write(&*cells);
        Ok(Self {
            file,
            cells,
            layout: Arc::new(layout),
        })
    }

    /// Attaches to a log that another process made and handed over as an open file.
    ///
    /// # Errors
    /// [`TraceError`] where the file is no log, or is not sealed.
    pub fn attach(file: OwnedFd) -> Result<Self, TraceError> {
        let seals = rustix::fs::fcntl_get_seals(&file)
            .map_err(|e| TraceError::system("cannot look at the span log")(e.into()))?;
        if !seals.contains(SEALS) {
            return Err(TraceError::NotALog("its size is not sealed".into()));
        }
        let cells = map(&file)?;
        let layout = Arc::new(Layout::read(&*cells)?);
        Ok(Self {
            file,
            cells,
            layout,
        })
    }

    /// The open file, to hand to another process.
    #[must_use]
    pub fn as_fd(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
    }

    /// How many lanes there are.
    #[must_use]
    pub fn lane_count(&self) -> usize {
        self.layout.lanes.len()
    }

    /// The writer of a lane. There must be no other one alive, in whatever process; one that
    /// follows another continues after its last record.
    ///
    /// # Panics
    /// If there is no such lane.
    #[must_use]
    pub fn writer(&self, lane: LaneId) -> LaneWriter {
        LaneWriter::new(Arc::clone(&self.cells), self.layout.lanes[lane.index()].1)
    }

    /// Takes the memory for the first spans of every lane now, so that no run pays for it: the
    /// first touch of a page costs as much as a hundred records.
    pub fn warm(&self) {
        let lanes = self.layout.lanes.len().max(1) as u64;
        for (_, place) in &self.layout.lanes {
            let records = place.capacity.min(MOST_WARM / lanes);
            let length = usize::try_from(records).unwrap_or(0) * WORDS * 8;
            // Only a matter of speed: a kernel before 5.14 does not know the advice.
            let _ = self.cells.map.advise_range(
                memmap2::Advice::PopulateWrite,
                place.records * 8,
                length,
            );
        }
    }

    /// Notes which process or thread a lane belongs to.
    pub fn set_pid(&self, lane: LaneId, pid: Pid) {
        if let Some((_, place)) = self.layout.lanes.get(lane.index()) {
            self.cells
                .store(place.header + word::PID, pid.get().into(), Relaxed);
        }
    }

    /// A reader that starts at the beginning.
    #[must_use]
    pub fn reader(&self) -> Reader {
        Reader::new(
            Memory::Mapped(Arc::clone(&self.cells)),
            Arc::clone(&self.layout),
        )
    }

    /// Replaces the description of the run; false where it is too long.
    #[must_use]
    pub fn set_meta(&self, meta: &str) -> bool {
        self.layout.write_meta(&*self.cells, meta)
    }
}

fn map(file: &OwnedFd) -> Result<Arc<Mapped>, TraceError> {
    let fault = || TraceError::system(NO_ROOM);
    let stat = rustix::fs::fstat(file).map_err(|e| fault()(e.into()))?;
    let words = usize::try_from(stat.st_size / 8).unwrap_or(0);
    let map = MmapOptions::new()
        .len(words * 8)
        .map_raw(file)
        .map_err(fault())?;
    Ok(Arc::new(Mapped { map, words }))
}
