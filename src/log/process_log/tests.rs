//! Logs as a process writes them, and as nothing should.

use super::{block_layout::header, *};
use crate::{
    base::{ChunkId, Nanos, TaskId},
    log::Kind,
};
use proptest::prelude::*;

const TABLE: usize = 128;
const LANES: usize = 2;
const BLOCK: usize = block_layout::BLOCK_HEADER + 2 * CALL_SPAN_WORDS;
const BLOCKS: usize = 4;

/// A log with two lanes and blocks of two records, nothing in it.
fn empty() -> Vec<u64> {
    let first_block = 16 + TABLE / 8 + LANES * 16;
    let mut words = vec![0; first_block + BLOCKS * BLOCK];
    let size = words.len() as u64;
    let set = [
        (header::MAGIC, crate::log::MAGIC),
        (header::VERSION, PROCESS_VERSION),
        (header::RECORD_WORDS, CALL_SPAN_WORDS as u64),
        (header::LANES, LANES as u64),
        (header::TABLE_CAPACITY, TABLE as u64),
        (header::TOTAL_WORDS, size),
        (header::BLOCK_WORDS, BLOCK as u64),
        (header::LANES_USED, 1),
    ];
    for (index, value) in set {
        words[index] = value;
    }
    words
}

fn lane(number: usize) -> usize {
    16 + TABLE / 8 + number * 16
}

fn block(number: usize) -> usize {
    lane(LANES) + number * BLOCK
}

/// Writes records of tasks, each 10 ns long, on the first lane, in the blocks of that order.
fn with_tasks(count: usize, blocks: &[usize]) -> Vec<u64> {
    let mut words = empty();
    words[lane(0) + lane_word::KIND] = 1;
    words[lane(0) + lane_word::FIRST_BLOCK] = block(blocks[0]) as u64;
    for pair in blocks.windows(2) {
        words[block(pair[0])] = block(pair[1]) as u64;
    }
    for task in 0..count {
        let at = block(blocks[task / 2]) + block_layout::BLOCK_HEADER + task % 2 * CALL_SPAN_WORDS;
        let task = task as u64;
        let record = [100 + task * 10, 10, task | 1 << 32, task / 2, 4 << 32, 7, 0];
        words[at..at + CALL_SPAN_WORDS].copy_from_slice(&record);
    }
    words[lane(0) + lane_word::LENGTH] = count as u64;
    words
}

fn spans(log: &mut ProcessLog) -> Vec<CallSpan> {
    let mut spans = Vec::new();
    for lane in 0..log.lane_count() {
        log.read(lane, &mut spans);
    }
    spans
}

#[test]
fn records_are_read_across_blocks_whatever_their_order() {
    let mut log = ProcessLog::of_words(with_tasks(5, &[2, 0, 3])).unwrap();
    let found = spans(&mut log);
    let tasks: Vec<_> = found.iter().map(|found| found.span.task).collect();
    assert_eq!(tasks, [0, 1, 2, 3, 4].map(TaskId::new));
    assert_eq!(found[4].call, Some(7));
    assert_eq!(
        (found[4].span.kind, found[4].span.chunk),
        (Kind::Task, ChunkId::new(2))
    );
    assert_eq!(found[4].span.length, Nanos::new(10));
    assert_eq!(log.damage(), None);
    assert!(spans(&mut log).is_empty(), "a record is read once");
}

#[test]
fn a_chain_of_blocks_that_bites_its_tail_ends_and_is_told() {
    let mut words = with_tasks(2, &[0]);
    words[block(0)] = block(0) as u64;
    words[lane(0) + lane_word::LENGTH] = u64::MAX;
    let mut log = ProcessLog::of_words(words).unwrap();
    assert_eq!(spans(&mut log).len(), 2);
    assert!(
        log.damage()
            .is_some_and(|damage| damage.contains("no block"))
    );
}

#[test]
fn a_record_with_a_check_is_taken_when_all_of_it_is_there() {
    let mut words = with_tasks(1, &[0]);
    words[header::IS_CHECKED] = 1;
    let mut log = ProcessLog::of_words(words.clone()).unwrap();
    assert!(spans(&mut log).is_empty());
    assert_eq!(log.damage(), None, "it may be on its way");
    let at = block(0) + block_layout::BLOCK_HEADER;
    let record = &words[at..at + CALL_SPAN_WORDS];
    let mixed = record.iter().fold(0, |sum, word| sum ^ word);
    words[at + 5] |= ((mixed ^ mixed >> 32) & 0xffff_ffff) << 32;
    let mut log = ProcessLog::of_words(words).unwrap();
    assert_eq!(spans(&mut log).len(), 1);
}

#[test]
fn only_whole_lines_of_the_table_are_read() {
    let mut words = empty();
    for (offset, bytes) in b"{\"a\": 1}\n\xff\n{\"b\"".chunks(8).enumerate() {
        let mut word = [0; 8];
        word[..bytes.len()].copy_from_slice(bytes);
        words[16 + offset] = u64::from_le_bytes(word);
    }
    words[header::TABLE_BYTES] = 15;
    let mut log = ProcessLog::of_words(words).unwrap();
    assert_eq!(log.lines(), ["{\"a\": 1}", "\u{fffd}"]);
    assert!(log.lines().is_empty());
}

proptest! {
    #[test]
    fn no_words_whatever_make_it_fail_or_read_more_than_there_is(
        changes in prop::collection::vec((0_usize..240, any::<u64>()), 0..12),
        small in prop::collection::vec((0_usize..240, 0_u64..300), 0..12),
    ) {
        let mut words = with_tasks(5, &[2, 0, 3]);
        let size = words.len();
        for (index, value) in changes.into_iter().chain(small) {
            words[index % size] = value;
        }
        if let Ok(mut log) = ProcessLog::of_words(words) {
            let lanes = log.lane_count();
            let found = spans(&mut log);
            prop_assert!(found.len() <= size / CALL_SPAN_WORDS);
            for lane in 0..lanes {
                let _ = (log.now(lane), log.thread(lane));
            }
            let _ = log.lines();
        }
    }
}
