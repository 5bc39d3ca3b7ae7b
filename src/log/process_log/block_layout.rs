//! [`BlockLayout`]: where things lie in the log of a process.

use crate::log::{
    LogError, MAGIC, layout::HEADER_WORDS, protocol::LANE_WORDS, shared_words::SharedWords,
};
use std::sync::atomic::Ordering::Relaxed;

/// The version of the format that the log of a process has.
pub const PROCESS_VERSION: u64 = 2;

/// Words in a record.
pub const CALL_SPAN_WORDS: usize = 7;

/// Words at the beginning of a block that are no records.
pub(super) const BLOCK_HEADER: usize = 8;

/// The most lanes: as many threads are looked at in a process.
const MOST_LANES: u64 = 4096;

/// The place of each word in the header.
pub(super) mod header {
    pub(crate) const MAGIC: usize = 0;
    pub(crate) const VERSION: usize = 1;
    pub(crate) const RECORD_WORDS: usize = 2;
    pub(crate) const LANES: usize = 3;
    pub(crate) const TABLE_BYTES: usize = 4;
    pub(crate) const TABLE_CAPACITY: usize = 5;
    pub(crate) const TOTAL_WORDS: usize = 6;
    pub(crate) const BLOCK_WORDS: usize = 7;
    pub(crate) const LANES_USED: usize = 8;
    pub(crate) const IS_CHECKED: usize = 9;
    pub(crate) const LANES_REFUSED: usize = 10;
    pub(crate) const LINES_REFUSED: usize = 11;
}

/// The place of each word in the header of a lane.
pub(super) mod lane_word {
    pub(crate) const KIND: usize = 0;
    pub(crate) const THREAD: usize = 2;
    pub(crate) const FIRST_BLOCK: usize = 3;
    pub(crate) const IDENT: usize = 4;
    pub(crate) const LENGTH: usize = 8;
    pub(crate) const DROPPED: usize = 9;
    pub(crate) const MERGED: usize = 10;
    pub(crate) const NOW_START: usize = 11;
    pub(crate) const NOW_TASK: usize = 12;
    pub(crate) const NOW_KIND: usize = 13;
    pub(crate) const NOW_CALL: usize = 14;
}

/// Where table, lanes and blocks lie, each checked against the size.
#[derive(Debug, Clone, Copy)]
pub(super) struct BlockLayout {
    pub(super) table: usize,
    pub(super) table_bytes: usize,
    pub(super) lanes: usize,
    pub(super) is_checked: bool,
    first_lane: usize,
    first_block: usize,
    block_words: usize,
    words: usize,
}

impl BlockLayout {
    /// Reads the header of a log.
    pub(super) fn read(words: &impl SharedWords) -> Result<Self, LogError> {
        let damaged = |what: String| Err(LogError::Damaged(what));
        let all = words.len();
        if all < HEADER_WORDS {
            return Err(LogError::NotALog("it is shorter than a header".into()));
        }
        let get = |index| words.load(index, Relaxed);
        if get(header::MAGIC) != MAGIC {
            return Err(LogError::NotALog(
                "it does not begin with the mark of one".into(),
            ));
        }
        if get(header::VERSION) != PROCESS_VERSION {
            return damaged(format!("it has format version {}", get(header::VERSION)));
        }
        if get(header::RECORD_WORDS) != CALL_SPAN_WORDS as u64 {
            return damaged(format!("records of {} words", get(header::RECORD_WORDS)));
        }
        if get(header::TOTAL_WORDS) != all as u64 {
            return damaged(format!(
                "it has {all} words and should have {}",
                get(header::TOTAL_WORDS)
            ));
        }
        let (lanes, table, block) = (
            get(header::LANES),
            get(header::TABLE_CAPACITY),
            get(header::BLOCK_WORDS),
        );
        let fits = |count: u64| {
            usize::try_from(count)
                .ok()
                .filter(|&count| count <= all * 8)
        };
        let (Some(table_bytes), Some(block_words)) = (fits(table), fits(block)) else {
            return damaged("its table or its blocks are larger than itself".into());
        };
        if lanes == 0 || lanes > MOST_LANES || block_words < BLOCK_HEADER + CALL_SPAN_WORDS {
            return damaged(format!(
                "it claims {lanes} lanes, and blocks of {block_words} words"
            ));
        }
        let lanes = usize::try_from(lanes).unwrap_or(0);
        let first_lane = HEADER_WORDS + table_bytes.div_ceil(8);
        let first_block = first_lane + lanes * LANE_WORDS;
        if first_block > all {
            return damaged("its lanes lie outside of it".into());
        }
        Ok(Self {
            table: HEADER_WORDS,
            table_bytes,
            lanes,
            is_checked: get(header::IS_CHECKED) == 1,
            first_lane,
            first_block,
            block_words,
            words: all,
        })
    }

    /// How many blocks there are.
    pub(super) const fn blocks(&self) -> usize {
        (self.words - self.first_block) / self.block_words
    }

    /// How many records a block holds.
    pub(super) const fn per_block(&self) -> usize {
        (self.block_words - BLOCK_HEADER) / CALL_SPAN_WORDS
    }

    /// The first word of a lane's header.
    pub(super) const fn lane(&self, lane: usize) -> usize {
        self.first_lane + lane * LANE_WORDS
    }

    /// The first word of a block.
    pub(super) const fn block(&self, number: usize) -> usize {
        self.first_block + number * self.block_words
    }

    /// The number of the block that begins at a word; `None` where none does.
    pub(super) fn block_number(&self, word: u64) -> Option<usize> {
        let offset = usize::try_from(word).ok()?.checked_sub(self.first_block)?;
        let number = offset / self.block_words;
        (offset % self.block_words == 0 && number < self.blocks()).then_some(number)
    }
}
