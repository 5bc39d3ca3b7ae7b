//! A process that says anything of itself and hands over any log.
//!
//! No fuzzer would find the header of a log, so a whole one is made here, and changed in places.

#![no_main]

use libfuzzer_sys::fuzz_target;
use parscope::{
    base::Moment,
    engine::watch::read_process,
    log::{Description, MAGIC},
    model::{Finding, Ledger, Origin, Run, caption},
};

/// Lanes, bytes of the table, words of a block, and blocks.
const LANES: usize = 3;
const TABLE: usize = 4096;
const BLOCK: usize = 8 + 7 * 4;
const BLOCKS: usize = 6;

/// Where lanes and blocks begin.
const FIRST_LANE: usize = 16 + TABLE / 8;
const FIRST_BLOCK: usize = FIRST_LANE + LANES * 16;

fuzz_target!(|bytes: &[u8]| {
    // How many bytes are the table; the others change words.
    let Some((&[low, high, plain], rest)) = bytes.split_first_chunk() else {
        return;
    };
    let length = usize::from(u16::from_le_bytes([low, high])).min(TABLE).min(rest.len());
    let (table, changes) = rest.split_at(length);
    let registration: &[u8] = if plain % 4 == 0 {
        table
    } else {
        br#"{"parscope": 1, "pid": 1, "python": "3.13", "start": "exec", "birth": 1}"#
    };
    let Some((lanes, watched)) = read_process(registration, log(table, changes)) else {
        return;
    };
    for lane in &lanes {
        let mut last = Moment::default();
        for span in &lane.spans {
            assert!(span.start >= last, "a lane is in order");
            last = span.end();
        }
    }
    let description = Description {
        watched: Some(Box::new(watched)),
        ..Description::default()
    };
    let run = Run::new(Origin::Watched, description).with_lanes(lanes);
    let now = Moment::from_nanos(1 << 40);
    let _ = (run.title(), run.floor(), Ledger::of(&run, now));
    let findings = Finding::all(&run);
    let _ = caption(&run, &findings, now);
    for lane in &run.lanes {
        let _ = run.lane_name(&lane.info);
    }
});

/// A log with that table and a few tasks, with changes: two bytes say which word, eight its value.
fn log(table: &[u8], changes: &[u8]) -> Vec<u64> {
    let mut words = vec![0; FIRST_BLOCK + BLOCKS * BLOCK];
    let size = words.len() as u64;
    let header = [
        MAGIC,
        2,
        7,
        LANES as u64,
        table.len() as u64,
        TABLE as u64,
        size,
        BLOCK as u64,
        LANES as u64,
    ];
    words[..header.len()].copy_from_slice(&header);
    for (word, bytes) in words[16..].iter_mut().zip(table.chunks(8)) {
        let mut whole = [0; 8];
        whole[..bytes.len()].copy_from_slice(bytes);
        *word = u64::from_le_bytes(whole);
    }
    for lane in 0..LANES {
        let (at, block) = (FIRST_LANE + lane * 16, FIRST_BLOCK + lane * BLOCK);
        words[at] = if lane == 0 { 1 } else { 2 };
        words[at + 3] = block as u64;
        words[at + 8] = 4;
        for record in 0..4 {
            let place = block + 8 + record * 7;
            let start = 1000 + record as u64 * 10;
            words[place..place + 7].copy_from_slice(&[start, 10, 1 << 32, 0, 4 << 32, 0, 7]);
        }
    }
    for change in changes.chunks_exact(10) {
        let place = usize::from(u16::from_le_bytes([change[0], change[1]])) % words.len();
        words[place] = u64::from_le_bytes(change[2..].try_into().expect("eight bytes"));
    }
    words
}
