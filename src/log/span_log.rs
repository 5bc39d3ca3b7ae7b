//! [`SpanLog`]: a log in memory that threads and processes share.
//!
//! The memory is an anonymous file, as large as every lane full would be. Only the pages that
//! are written take up memory, so growing costs nothing and needs no remapping; a lane that is
//! full all the same counts what it drops.

use super::{
    LaneSpec, LaneWriter, LogError, LogLayout, Reader, protocol::word, reader::LogMemory,
    span::WORDS,
};
use crate::base::{LaneId, Pid, Shared};
use std::{
    io,
    os::fd::{AsFd, BorrowedFd, OwnedFd},
    sync::{Arc, atomic::Ordering::Relaxed},
};

/// As large as every lane full would be is more than some limits allow.
const NO_ROOM: &str = "there is no room for the span log: use fewer tasks or workers, \
    or raise the limits of memory (ulimit -v), file size (ulimit -f) and open files (ulimit -n)";

/// Records that are warmed, over all lanes: 10 MB.
const MOST_WARM: u64 = 1 << 18;

/// A log in shared memory.
pub struct SpanLog {
    cells: Arc<Shared>,
    layout: Arc<LogLayout>,
}

impl SpanLog {
    /// Makes an empty log with these lanes and room for a description of so many bytes.
    ///
    /// # Errors
    /// [`LogError::System`] where the system has no memory for it.
    pub fn create(specs: &[LaneSpec], meta_capacity: usize) -> Result<Self, LogError> {
        let fault = || LogError::system(NO_ROOM);
        let layout = LogLayout::new(specs, meta_capacity)
            .ok_or_else(|| fault()(io::ErrorKind::OutOfMemory.into()))?;
        let cells = Arc::new(Shared::create(c"parscope-log", layout.words).map_err(fault())?);
        layout.write(&*cells);
        Ok(Self {
            cells,
            layout: Arc::new(layout),
        })
    }

    /// Attaches to a log that another process made and handed over as an open file.
    ///
    /// # Errors
    /// [`LogError`] where the file is no log, or is not sealed.
    pub fn attach(file: OwnedFd) -> Result<Self, LogError> {
        let attached = Shared::attach(file).map_err(|error| match error.kind() {
            io::ErrorKind::InvalidData => LogError::NotALog(error.to_string()),
            _ => LogError::system(NO_ROOM)(error),
        });
        let cells = Arc::new(attached?);
        let layout = Arc::new(LogLayout::read(&*cells)?);
        Ok(Self { cells, layout })
    }

    /// The open file, to hand to another process.
    #[must_use]
    pub fn as_fd(&self) -> BorrowedFd<'_> {
        self.cells.as_fd()
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
        LaneWriter::new(
            Arc::clone(&self.cells),
            lane,
            self.layout.lanes[lane.index()].1,
        )
    }

    /// Takes the memory for the first spans of every lane now, so that no run pays for it: the
    /// first touch of a page costs as much as a hundred records.
    pub fn warm(&self) {
        let lanes = self.layout.lanes.len().max(1) as u64;
        for (_, place) in &self.layout.lanes {
            let records = place.capacity.min(MOST_WARM / lanes);
            let records = usize::try_from(records).unwrap_or(0);
            self.cells.warm(place.records, records * WORDS);
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
            LogMemory::Mapped(Arc::clone(&self.cells)),
            Arc::clone(&self.layout),
        )
    }

    /// Writes a word as a stranger might.
    #[cfg(test)]
    pub(super) fn overwrite(&self, index: usize, value: u64) {
        self.cells.store(index, value, Relaxed);
    }

    /// Replaces the description of the run; false where it is too long.
    #[must_use]
    pub fn set_meta(&self, meta: &str) -> bool {
        self.layout.write_meta(&*self.cells, meta)
    }
}
