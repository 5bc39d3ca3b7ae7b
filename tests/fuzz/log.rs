//! A saved run that anybody may have sent, plain or packed.
//!
//! No fuzzer would hit a checksum, so it gives the contents of the blocks, and frames are made
//! around them here; and it gives what stands behind the name of the program in a digest.

#![no_main]

use libfuzzer_sys::fuzz_target;
use parscope::{
    base::{LaneId, Moment, Nanos},
    log::{Description, Lane, LaneInfo, LaneKind, Preview},
    model::Run,
    plan::Experiment,
    store::{self},
};

fuzz_target!(|bytes: &[u8]| {
    let _ = store::read(bytes);
    let _ = store::read(&framed(bytes));
    glimpsed(bytes);
});

/// Asks of a digest what a first picture asks of it.
fn glimpsed(bytes: &[u8]) {
    let program = "parscope 0.1.0";
    let mut digest = vec![u8::try_from(program.len()).unwrap_or(0)];
    digest.extend(program.as_bytes());
    digest.extend(bytes);
    let lane = Lane {
        info: LaneInfo {
            lane: LaneId::new(0),
            kind: LaneKind::Thread,
            number: 1,
            pid: None,
            published: 0,
            dropped: 0,
            merged: 0,
        },
        spans: Vec::new(),
        now: None,
    };
    let preview = Preview {
        description: Description::default(),
        lanes: vec![lane],
        digest,
    };
    let experiment = Experiment::default().resolve(2).expect("an experiment");
    let Some(run) = Run::preview(experiment, preview) else {
        return;
    };
    for start in [0, 1 << 20, 1 << 40, u64::MAX - 9] {
        let [from, to] = [start, start.saturating_add(1 << 12)].map(Moment::from_nanos);
        let _ = run.crowd().busy(from..to);
        for lane in &run.lanes {
            let Some(detail) = run.detail(lane) else {
                continue;
            };
            let [from, to] = [from, to].map(|at| detail.edge(&[], None, at, Nanos::new(64)));
            let _ = (to.since(&from), detail.between(&from, &to));
        }
    }
}

/// A packed log whose blocks are as right as their contents: kind, lane, number of spans and
/// length, and then so many bytes.
fn framed(mut bytes: &[u8]) -> Vec<u8> {
    let mut file = b"PARSPACK\x01\0\0\0".to_vec();
    while let Some((&[kind, lane, count, length], rest)) = bytes.split_first_chunk() {
        let (content, rest) = rest.split_at(usize::from(length).min(rest.len()));
        let packed = lz4_flex::block::compress(content);
        let mut frame = Vec::new();
        frame.extend(u32::try_from(packed.len()).unwrap_or(0).to_le_bytes());
        frame.extend(u32::from(length).to_le_bytes());
        frame.push(kind);
        frame.extend([lane, 0, count, 0]);
        frame.extend(&packed);
        file.extend(crc32fast::hash(&frame).to_le_bytes());
        file.extend(frame);
        bytes = rest;
    }
    file
}
