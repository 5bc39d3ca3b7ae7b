//! [`ScriptedLog`]: the log of a process as a test tells it.

use super::{
    CALL_SPAN_WORDS, PROCESS_VERSION,
    block_layout::{BLOCK_HEADER, header, lane_word},
};
use crate::log::MAGIC;

/// Room for the table, in bytes.
const TABLE: usize = 4096;

/// The flag of a task that failed, in its word of a record.
const FAILED: u64 = 16 << 40;

/// Lanes that there is room for.
const LANES: usize = 4;

/// A log whose lanes have a block each.
pub(crate) struct ScriptedLog {
    table: String,
    lanes: Vec<Vec<[u64; CALL_SPAN_WORDS]>>,
    open: Option<[u64; 4]>,
}

impl ScriptedLog {
    /// A log with a lane on which nothing has happened.
    pub(crate) const fn new() -> Self {
        Self {
            table: String::new(),
            lanes: Vec::new(),
            open: None,
        }
    }

    /// With a line of the table.
    pub(crate) fn line(mut self, line: &str) -> Self {
        self.table += line;
        self.table.push('\n');
        self
    }

    /// With a span on a lane: kind, start, length, task and how many, chunk, reference.
    pub(crate) fn span(
        mut self,
        lane: usize,
        (kind, start, length): (u8, u64, u64),
        (task, count): (u32, u32),
        (chunk, reference): (u32, u32),
    ) -> Self {
        self.lanes
            .resize(self.lanes.len().max(lane + 1), Vec::new());
        let tasks = u64::from(task) | u64::from(count) << 32;
        let kind = u64::from(kind) << 32;
        self.lanes[lane].push([
            start,
            length,
            tasks,
            chunk.into(),
            kind,
            reference.into(),
            0,
        ]);
        self
    }

    /// With a last span, of the last lane, whose task failed.
    pub(crate) fn failed(mut self) -> Self {
        let last = self.lanes.last_mut().and_then(|lane| lane.last_mut());
        last.expect("there is a span")[4] |= FAILED;
        self
    }

    /// With an open span on the first lane: kind and start, task and chunk, reference.
    pub(crate) const fn open(
        mut self,
        (kind, start): (u8, u64),
        (task, chunk): (u32, u32),
        reference: u32,
    ) -> Self {
        self.open = Some([
            kind as u64,
            start,
            task as u64 | (chunk as u64) << 32,
            reference as u64,
        ]);
        self
    }

    /// The words of it.
    pub(crate) fn words(&self) -> Vec<u64> {
        let used = self.lanes.len().max(1);
        let longest = self.lanes.iter().map(Vec::len).max().unwrap_or(0).max(1);
        let block = BLOCK_HEADER + longest * CALL_SPAN_WORDS;
        let first_lane = 16 + TABLE / 8;
        let first_block = first_lane + LANES * 16;
        let mut words = vec![0; first_block + used * block];
        let size = words.len() as u64;
        for (index, value) in [
            (header::MAGIC, MAGIC),
            (header::VERSION, PROCESS_VERSION),
            (header::RECORD_WORDS, CALL_SPAN_WORDS as u64),
            (header::LANES, LANES as u64),
            (header::TABLE_BYTES, self.table.len() as u64),
            (header::TABLE_CAPACITY, TABLE as u64),
            (header::TOTAL_WORDS, size),
            (header::BLOCK_WORDS, block as u64),
            (header::LANES_USED, used as u64),
        ] {
            words[index] = value;
        }
        for (offset, bytes) in self.table.as_bytes().chunks(8).enumerate() {
            let mut word = [0; 8];
            word[..bytes.len()].copy_from_slice(bytes);
            words[16 + offset] = u64::from_le_bytes(word);
        }
        for (number, lane) in self.lanes.iter().enumerate() {
            let (at, from) = (first_lane + number * 16, first_block + number * block);
            words[at + lane_word::KIND] = if number == 0 { 1 } else { 2 };
            words[at + lane_word::FIRST_BLOCK] = from as u64;
            words[at + lane_word::LENGTH] = lane.len() as u64;
            for (index, record) in lane.iter().enumerate() {
                let place = from + BLOCK_HEADER + index * CALL_SPAN_WORDS;
                words[place..place + CALL_SPAN_WORDS].copy_from_slice(record);
            }
        }
        if let Some([kind, start, task, call]) = self.open {
            let length = words[first_lane + lane_word::LENGTH];
            words[first_lane + lane_word::NOW_START] = start;
            words[first_lane + lane_word::NOW_TASK] = task;
            words[first_lane + lane_word::NOW_CALL] = call;
            words[first_lane + lane_word::NOW_KIND] = kind | length << 8;
        }
        words
    }
}
