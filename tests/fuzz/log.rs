//! A saved run that anybody may have sent, plain or packed.
//!
//! No fuzzer would hit a checksum, so it gives the contents of the blocks, and frames are made
//! around them here.

#![no_main]

use libfuzzer_sys::fuzz_target;
use parscope::trace;

fuzz_target!(|bytes: &[u8]| {
    let _ = trace::read(bytes);
    let _ = trace::read(&framed(bytes));
});

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
