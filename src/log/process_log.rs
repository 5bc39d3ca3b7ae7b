//! [`ProcessLog`]: the log that a process of another program writes of itself.
//!
//! Its writer is no code of ours: it may be killed in the midst of a record, and any process of
//! the same user may forge one. So every word is checked before it is used, and no word is an index or
//! a length before that. `log/README.md` has the layout, which is version [`PROCESS_VERSION`] of the format.

mod block_layout;
mod call_span;
mod roster;
#[cfg(test)]
pub(crate) mod scripted;
#[cfg(test)]
mod tests;

pub use block_layout::{CALL_SPAN_WORDS, PROCESS_VERSION};
pub use call_span::{Argument, CallNow, CallSpan};
pub use roster::{RosterThread, ThreadRoster};

use super::{LogError, reader::LogMemory, shared_words::SharedWords};
use crate::base::{Moment, Shared};
use block_layout::{BlockLayout, lane_word};
use std::{
    os::fd::OwnedFd,
    sync::{
        Arc,
        atomic::Ordering::{Acquire, Relaxed},
    },
};

/// A line of the table that is longer than this is no line of ours.
const LONGEST_LINE: usize = 1 << 16;

/// Follows the log of a process.
pub struct ProcessLog {
    memory: LogMemory,
    place: BlockLayout,
    lanes: Vec<LaneCursor>,
    /// Which blocks belong to a lane: no block is read for two.
    taken: Vec<bool>,
    /// The bytes of the table that were read.
    told: usize,
    damage: Option<String>,
}

/// How far a lane was read.
#[derive(Debug, Default)]
struct LaneCursor {
    /// The word of each of its blocks, in their order.
    blocks: Vec<usize>,
    /// Records that were read.
    read: u64,
    /// The end of the last of them: a lane is in order of time.
    ended: Moment,
}

/// The facts of a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThreadInfo {
    /// Whether it is the first of its process.
    pub is_main: bool,
    /// The kernel's number of it, 0 if not known.
    pub id: u32,
    /// Spans that found no room.
    pub dropped: u64,
    /// Tasks without a span of their own.
    pub merged: u64,
}

impl ProcessLog {
    /// Maps a log that another process handed over as an open file.
    ///
    /// # Errors
    /// [`LogError`] where the file is no such log, or its size is not sealed.
    pub fn attach(file: OwnedFd) -> Result<Self, LogError> {
        let shared = Shared::attach_sealed(file)
            .map_err(LogError::system("the log of a process cannot be mapped"))?;
        Self::new(LogMemory::Mapped(Arc::new(shared)))
    }

    /// Reads a log that is there as a whole.
    ///
    /// # Errors
    /// [`LogError`] where it is none.
    pub fn of_words(words: Vec<u64>) -> Result<Self, LogError> {
        Self::new(LogMemory::File(Arc::new(words)))
    }

    fn new(memory: LogMemory) -> Result<Self, LogError> {
        let place = BlockLayout::read(&memory)?;
        Ok(Self {
            taken: vec![false; place.blocks()],
            place,
            memory,
            lanes: Vec::new(),
            told: 0,
            damage: None,
        })
    }

    /// Its threads, to be asked for from elsewhere than where it is read.
    #[must_use]
    pub fn roster(&self) -> ThreadRoster {
        ThreadRoster::new(self.memory.clone(), self.place)
    }

    /// Why no more can be believed of it, if so: what was read before stands.
    #[must_use]
    pub fn damage(&self) -> Option<&str> {
        self.damage.as_deref()
    }

    /// Threads that wrote nothing for want of a lane.
    #[must_use]
    pub fn lanes_refused(&self) -> u64 {
        self.memory
            .load(block_layout::header::LANES_REFUSED, Relaxed)
    }

    /// Lines of the table that found no room.
    #[must_use]
    pub fn lines_refused(&self) -> u64 {
        self.memory
            .load(block_layout::header::LINES_REFUSED, Relaxed)
    }

    /// How many lanes there are by now.
    pub fn lane_count(&mut self) -> usize {
        let used = self.memory.load(block_layout::header::LANES_USED, Acquire);
        let used =
            usize::try_from(used).map_or(self.place.lanes, |used| used.min(self.place.lanes));
        // A count that falls is not the writer's.
        let used = used.max(self.lanes.len());
        self.lanes.resize_with(used, LaneCursor::default);
        used
    }

    /// The facts of a lane's thread.
    ///
    /// # Panics
    /// If there is no such lane.
    #[must_use]
    pub fn thread(&self, lane: usize) -> ThreadInfo {
        let get = |word| self.lane_word(lane, word);
        let count = |word| get(word).min(u32::MAX.into());
        ThreadInfo {
            is_main: get(lane_word::KIND) == 1,
            id: u32::try_from(get(lane_word::THREAD)).unwrap_or(0),
            dropped: count(lane_word::DROPPED),
            merged: count(lane_word::MERGED),
        }
    }

    /// Appends the spans that a lane published since the last call.
    ///
    /// # Panics
    /// If there is no such lane.
    pub fn read(&mut self, lane: usize, spans: &mut impl Extend<CallSpan>) {
        let published = self.lane_word(lane, lane_word::LENGTH);
        while self.damage.is_none() && self.lanes[lane].read < published {
            let number = self.lanes[lane].read;
            let Some(index) = self.record(lane, number) else {
                return;
            };
            let mut words = [0; CALL_SPAN_WORDS];
            for (offset, word) in words.iter_mut().enumerate() {
                *word = self.memory.load(index + offset, Relaxed);
            }
            if self.place.is_checked && !call_span::is_whole(&words, number) {
                // Its stores are not all visible yet: they will be at the next look.
                return;
            }
            let span =
                CallSpan::decode(words).filter(|span| span.span.start >= self.lanes[lane].ended);
            let Some(span) = span else {
                self.damage = Some(format!("record {number} of lane {lane} is none"));
                return;
            };
            self.lanes[lane].ended = span.span.end();
            self.lanes[lane].read = number + 1;
            spans.extend([span]);
        }
    }

    /// The open span of a lane, if it is in one.
    ///
    /// # Panics
    /// If there is no such lane.
    #[must_use]
    pub fn now(&self, lane: usize) -> Option<CallNow> {
        // The writer may announce more than once to a length. It takes the word with the kind away
        // first and stores it last, so the others belong to it where it is the same before and after.
        let get = |word| self.memory.load(self.place.lane(lane) + word, Acquire);
        let kind = get(lane_word::NOW_KIND);
        let (start, task) = (get(lane_word::NOW_START), get(lane_word::NOW_TASK));
        let call = get(lane_word::NOW_CALL);
        let now = CallNow::decode(kind, start, task, call)?;
        let is_whole = get(lane_word::NOW_KIND) == kind;
        let is_present = is_whole && kind >> 8 == get(lane_word::LENGTH);
        (is_present && now.now.start >= self.lanes[lane].ended).then_some(now)
    }

    /// The lines that the table got since the last call, each whole.
    pub fn lines(&mut self) -> Vec<String> {
        let published = self.memory.load(block_layout::header::TABLE_BYTES, Acquire);
        let published =
            usize::try_from(published).map_or(0, |bytes| bytes.min(self.place.table_bytes));
        if published <= self.told {
            return Vec::new();
        }
        let (first, last) = (self.told / 8, published.div_ceil(8));
        let words = (first..last).map(|word| self.memory.load(self.place.table + word, Relaxed));
        let bytes: Vec<u8> = words.flat_map(u64::to_le_bytes).collect();
        let news = &bytes[self.told - first * 8..published - first * 8];
        let whole = news
            .iter()
            .rposition(|&byte| byte == b'\n')
            .map_or(0, |end| end + 1);
        self.told += whole;
        let lines = news[..whole].split(|&byte| byte == b'\n');
        let lines = lines.filter(|line| !line.is_empty() && line.len() <= LONGEST_LINE);
        lines
            .map(|line| String::from_utf8_lossy(line).into_owned())
            .collect()
    }

    fn lane_word(&self, lane: usize, word: usize) -> u64 {
        assert!(
            lane < self.lanes.len(),
            "lane {lane} of {}",
            self.lanes.len()
        );
        self.memory.load(self.place.lane(lane) + word, Acquire)
    }

    /// The index of the first word of a record; `None` where it lies in no block of the lane.
    fn record(&mut self, lane: usize, number: u64) -> Option<usize> {
        let per_block = self.place.per_block();
        let block = usize::try_from(number / per_block as u64).ok()?;
        while self.lanes[lane].blocks.len() <= block {
            let link = match self.lanes[lane].blocks.last() {
                None => self.lane_word(lane, lane_word::FIRST_BLOCK),
                Some(&last) => self.memory.load(last, Acquire),
            };
            let free = self
                .place
                .block_number(link)
                .filter(|&block| !self.taken[block]);
            let Some(block) = free else {
                self.damage = Some(format!("lane {lane} has no block for its record {number}"));
                return None;
            };
            self.taken[block] = true;
            let first = self.place.block(block);
            self.lanes[lane].blocks.push(first);
        }
        let within = usize::try_from(number % per_block as u64).ok()?;
        Some(self.lanes[lane].blocks[block] + block_layout::BLOCK_HEADER + within * CALL_SPAN_WORDS)
    }
}
