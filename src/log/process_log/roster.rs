//! [`ThreadRoster`]: the threads that have a lane in the log of a process.

use super::block_layout::{BlockLayout, header, lane_word};
use crate::{
    base::Pid,
    log::{reader::LogMemory, shared_words::SharedWords},
};
use std::sync::atomic::Ordering::Acquire;

/// The threads of a process, which can be looked up while another thread of ours reads the log.
pub struct ThreadRoster {
    memory: LogMemory,
    place: BlockLayout,
}

/// A thread by its numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RosterThread {
    /// The kernel's number of it.
    pub id: Pid,
    /// Its number in its own language; 0 where that is not known.
    pub ident: u64,
}

impl ThreadRoster {
    pub(super) const fn new(memory: LogMemory, place: BlockLayout) -> Self {
        Self { memory, place }
    }

    /// How many lanes there are by now.
    #[must_use]
    pub fn count(&self) -> usize {
        let used = self.memory.load(header::LANES_USED, Acquire);
        usize::try_from(used).map_or(self.place.lanes, |used| used.min(self.place.lanes))
    }

    /// The thread of a lane; `None` where there is none, or its number is not known.
    #[must_use]
    pub fn thread(&self, lane: usize) -> Option<RosterThread> {
        if lane >= self.count() {
            return None;
        }
        let get = |word| self.memory.load(self.place.lane(lane) + word, Acquire);
        let id = u32::try_from(get(lane_word::THREAD)).ok()?;
        (id > 0).then(|| RosterThread {
            id: Pid::new(id),
            ident: get(lane_word::IDENT),
        })
    }
}
