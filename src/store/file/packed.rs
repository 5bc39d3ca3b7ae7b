//! A recording as blocks, each compressed and with a checksum of its own.
//!
//! The blocks of spans are in the order of time, so that a file that was cut off, by a kill or a
//! full disk, holds the beginning of the run on every lane, up to its last complete block.

use super::{budget::Budget, column};
use crate::{
    base::{LaneId, Nanos, Pid, has_threads},
    log::{Description, Lane, LaneInfo, LaneKind, LogError, MOST_LANES, Preview, Span},
    sample::ProcessSnapshot,
    store::{KeptRun, Recording, StoreError},
};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::io::{Read, Write};

/// The first bytes of a packed log.
pub(super) const MAGIC: [u8; 8] = *b"PARSPACK";

/// The version of the format.
const VERSION: u32 = 1;

/// Spans in a block: enough to be compressed well, little enough to be lost.
const SPANS: usize = 8192;

/// More than a block can hold when it is unpacked.
const MOST_UNPACKED: u32 = 64 << 20;

/// More than that takes up in a file, were it random.
const MOST_PACKED: u32 = MOST_UNPACKED + (MOST_UNPACKED >> 3);

/// Bytes that a byte of LZ4 can stand for.
const MOST_EXPANDED: usize = 255;

/// Memory to a byte of a digest: its numbers are short, and eight bytes each when they are read.
const DIGESTED: usize = 16;

/// Before each block: its checksum, which is of all that follows, its length as it is here and
/// unpacked; its content; of spans, their lane and their number.
const FRAME: usize = 17;

/// The content of a block.
#[derive(Clone, Copy, PartialEq, Eq, strum::FromRepr)]
#[repr(u8)]
enum Content {
    Head = 1,
    Spans = 2,
    Serial = 3,
    Sightings = 4,
    End = 5,
    Digest = 6,
}

/// The head of a log: all that is known before the first span.
#[derive(Serialize, Deserialize)]
struct Head {
    /// As JSON, like in any log: fields can be added.
    description: String,
    lanes: Vec<LaneHead>,
}

#[derive(Serialize, Deserialize)]
struct LaneHead {
    kind: u8,
    number: u32,
    pid: Option<Pid>,
    dropped: u64,
    merged: u64,
}

/// Writes a recording.
pub(super) fn write(kept: KeptRun<'_>, file: &mut impl Write) -> std::io::Result<()> {
    file.write_all(&MAGIC)?;
    file.write_all(&VERSION.to_le_bytes())?;
    let lane = |Lane { info, .. }: &Lane| LaneHead {
        kind: info.kind as u8,
        number: info.number,
        pid: info.pid,
        dropped: info.dropped,
        merged: info.merged,
    };
    let head = Head {
        description: serde_json::to_string(kept.description)?,
        lanes: kept.lanes.iter().map(lane).collect(),
    };
    put(Content::Head, [0, 0], &packed(&head)?, file)?;
    if !kept.digest.is_empty() {
        // Before the parts that take long to read.
        put(Content::Digest, [0, 0], kept.digest, file)?;
    }
    let baseline = kept.description.baseline.as_ref();
    if let Some(baseline) = baseline.filter(|baseline| !baseline.tasks.is_empty()) {
        for tasks in baseline.tasks.chunks(SPANS) {
            put(Content::Serial, [0, 0], &packed(&tasks)?, file)?;
        }
    }
    for snapshots in kept.snapshots.chunks(64) {
        put(Content::Sightings, [0, 0], &packed(&snapshots)?, file)?;
    }
    let lanes = kept.lanes.iter();
    let blocks = lanes.flat_map(|lane| {
        let blocks = lane.spans.chunks(SPANS);
        blocks.map(|spans| (lane.info.lane, spans))
    });
    let mut blocks: Vec<(LaneId, &[Span])> = blocks.collect();
    blocks.sort_by_key(|(_, spans)| spans[0].start);
    let mut bytes = Vec::new();
    for (lane, spans) in blocks {
        bytes.clear();
        column::write(spans, &mut bytes);
        let count = u16::try_from(spans.len()).unwrap_or(0);
        put(Content::Spans, [lane.get(), count], &bytes, file)?;
    }
    put(Content::End, [0, 0], &[], file)
}

fn packed(value: &impl Serialize) -> std::io::Result<Vec<u8>> {
    postcard::to_stdvec(value).map_err(std::io::Error::other)
}

fn put(
    content: Content,
    [lane, count]: [u16; 2],
    bytes: &[u8],
    file: &mut impl Write,
) -> std::io::Result<()> {
    let block = lz4_flex::block::compress(bytes);
    let length = |bytes: &[u8]| u32::try_from(bytes.len()).map_err(std::io::Error::other);
    let mut frame = Vec::with_capacity(FRAME + block.len());
    frame.extend([0; 4]);
    frame.extend(length(&block)?.to_le_bytes());
    frame.extend(length(bytes)?.to_le_bytes());
    frame.push(content as u8);
    frame.extend(lane.to_le_bytes());
    frame.extend(count.to_le_bytes());
    frame.extend(block);
    let checksum = crc32fast::hash(&frame[4..]);
    frame[..4].copy_from_slice(&checksum.to_le_bytes());
    file.write_all(&frame)
}

/// A file on its way in.
struct FileSource<R> {
    file: R,
    /// How much of it was read.
    at: usize,
}

impl<R: Read> FileSource<R> {
    /// So many bytes, or those that are left.
    fn take(&mut self, most: usize) -> Result<Vec<u8>, StoreError> {
        // The size is a claim of the file's, so only a part of it is reserved beforehand.
        let mut bytes = Vec::with_capacity(most.min(1 << 20));
        let mut part = (&mut self.file).take(most as u64);
        part.read_to_end(&mut bytes)
            .map_err(|error| StoreError::damaged(format!("it cannot be read on: {error}")))?;
        self.at += bytes.len();
        Ok(bytes)
    }
}

/// A block as it lies in the file.
struct Block {
    content: Content,
    /// The lane of its spans, and how many they are.
    lane: u16,
    count: u16,
    /// Where it begins, for the message that it is damaged.
    at: usize,
    unpacked: usize,
    bytes: Vec<u8>,
}

/// Reads a recording back from any file, block by block to its end or to the first damaged
/// block: the rest behind that may be gigabytes, and is not looked at.
pub(super) fn read(file: impl Read) -> Result<Recording, StoreError> {
    let mut source = FileSource { file, at: 0 };
    source.take(MAGIC.len())?;
    let version = source.take(VERSION.to_le_bytes().len())?;
    let version = version.first_chunk().copied().map(u32::from_le_bytes);
    if version != Some(VERSION) {
        let found = version.unwrap_or(0).into();
        return Err(StoreError::from(LogError::Version { found }));
    }
    let (blocks, is_whole) = blocks(&mut source)?;
    let of = |content| blocks.iter().filter(move |block| block.content == content);
    let Some(head) = of(Content::Head).next() else {
        let text = "it was cut off before its first block was whole";
        return Err(StoreError::damaged(text));
    };
    let mut budget = Budget::of(source.at);
    let claimed = of(Content::Spans).map(|block| usize::from(block.count));
    budget.charge(claimed.sum(), size_of::<Span>())?;
    let mut recording = begin(&head.head(&mut budget)?)?;
    recording.is_cut = !is_whole;
    let mut serial: Vec<Nanos> = Vec::new();
    for block in of(Content::Serial) {
        serial.extend(block.serial(&mut budget)?);
    }
    if let Some(baseline) = &mut recording.description.baseline {
        baseline.tasks = serial.into();
    }
    for block in of(Content::Sightings) {
        recording.snapshots.extend(block.snapshots(&mut budget)?);
    }
    let mut spans: Vec<Vec<&Block>> = recording.lanes.iter().map(|_| Vec::new()).collect();
    for block in of(Content::Spans) {
        if let Some(own) = spans.get_mut(usize::from(block.lane)) {
            own.push(block);
        }
    }
    // A lane is read by one thread, in order; lanes side by side.
    let take_spans = |(lane, own): (&mut Lane, Vec<&Block>)| {
        // All at once: to move millions elsewhere as they become more takes longer than to read
        // them.
        let count = own.iter().map(|block| usize::from(block.count)).sum();
        lane.spans.reserve_exact(count);
        for block in own {
            block.spans(&mut lane.spans)?;
        }
        lane.info.published = lane.spans.len() as u64;
        Ok::<_, StoreError>(())
    };
    if has_threads() {
        let lanes = recording.lanes.par_iter_mut().zip(spans);
        lanes.try_for_each(take_spans)?;
    } else {
        let mut lanes = recording.lanes.iter_mut().zip(spans);
        lanes.try_for_each(take_spans)?;
    }
    Ok(recording)
}

/// The head of a file of so many bytes; `None` where it is incomplete or damaged.
pub(super) fn preview(file: impl Read, length: usize) -> Option<Preview> {
    let mut source = FileSource { file, at: 0 };
    let is_ours = source.take(MAGIC.len()).ok()? == MAGIC
        && source.take(VERSION.to_le_bytes().len()).ok()? == VERSION.to_le_bytes();
    if !is_ours {
        return None;
    }
    let mut expect = |content| match next(&mut source).ok()? {
        Next::Block(block) if block.content == content => Some(block),
        _ => None,
    };
    let [head, digest] = [expect(Content::Head)?, expect(Content::Digest)?];
    let mut budget = Budget::of(length);
    let Recording {
        description, lanes, ..
    } = begin(&head.head(&mut budget).ok()?).ok()?;
    budget.charge(digest.unpacked, DIGESTED).ok()?;
    Some(Preview {
        description,
        lanes,
        digest: digest.unpack().ok()?,
    })
}

/// The blocks that are whole, and whether the last of all is among them.
fn blocks(source: &mut FileSource<impl Read>) -> Result<(Vec<Block>, bool), StoreError> {
    let mut blocks = Vec::new();
    loop {
        match next(source)? {
            Next::Block(block) => blocks.push(block),
            Next::End => return Ok((blocks, true)),
            Next::CutOff => return Ok((blocks, false)),
        }
    }
}

/// The next part of a file.
enum Next {
    Block(Block),
    /// Its last block.
    End,
    /// No block, or not a whole one.
    CutOff,
}

fn next(source: &mut FileSource<impl Read>) -> Result<Next, StoreError> {
    let at = source.at;
    let fault = |what: &str| StoreError::damaged(format!("its block at byte {at} {what}"));
    let frame = source.take(FRAME)?;
    let Some(frame) = frame.first_chunk::<FRAME>() else {
        return Ok(Next::CutOff);
    };
    let number = |at: usize| {
        let bytes = frame[at..].first_chunk().copied().unwrap_or_default();
        u32::from_le_bytes(bytes)
    };
    let [checksum, length, unpacked] = [number(0), number(4), number(8)];
    if length > MOST_PACKED {
        return Err(fault("claims to be larger than any"));
    }
    let bytes = source.take(length as usize)?;
    if bytes.len() < length as usize {
        return Ok(Next::CutOff);
    }
    let mut found = crc32fast::Hasher::new();
    found.update(&frame[4..]);
    found.update(&bytes);
    if found.finalize() != checksum {
        // A system that went down may have made room for a block that it never wrote.
        let is_last = source.take(1)?.is_empty();
        return if is_last {
            Ok(Next::CutOff)
        } else {
            Err(fault("is not what was written"))
        };
    }
    let content = Content::from_repr(frame[12]).ok_or_else(|| fault("is of no known kind"))?;
    if unpacked > MOST_UNPACKED || unpacked as usize > (bytes.len() + 1) * MOST_EXPANDED {
        return Err(fault("claims to be larger than any"));
    }
    let count = u16::from_le_bytes([frame[15], frame[16]]);
    if content == Content::Spans
        && (usize::from(count) > SPANS || unpacked as usize > column::most(count.into()))
    {
        return Err(fault("claims more spans than any"));
    }
    Ok(match content {
        Content::End => Next::End,
        content => Next::Block(Block {
            content,
            lane: u16::from_le_bytes([frame[13], frame[14]]),
            count,
            at,
            unpacked: unpacked as usize,
            bytes,
        }),
    })
}

impl Block {
    fn fault(&self) -> StoreError {
        StoreError::damaged(format!("its block at byte {} cannot be read", self.at))
    }

    fn unpack(&self) -> Result<Vec<u8>, StoreError> {
        lz4_flex::block::decompress(&self.bytes, self.unpacked).map_err(|_| self.fault())
    }

    /// Unpacks the head.
    fn head(&self, budget: &mut Budget) -> Result<Head, StoreError> {
        let bytes = self.unpack()?;
        let fault = |_| self.fault();
        let (description, lanes) = postcard::take_from_bytes::<&str>(&bytes).map_err(fault)?;
        let (count, _) = postcard::take_from_bytes::<u64>(lanes).map_err(fault)?;
        if count == 0 || count > MOST_LANES {
            return Err(StoreError::damaged(format!("it claims {count} lanes")));
        }
        budget.charge_json(description)?;
        postcard::from_bytes(&bytes).map_err(fault)
    }

    /// Unpacks the costs of the tasks in the serial run.
    fn serial(&self, budget: &mut Budget) -> Result<Vec<Nanos>, StoreError> {
        let bytes = self.unpack()?;
        let (count, rest) = postcard::take_from_bytes::<u64>(&bytes).map_err(|_| self.fault())?;
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        if count > rest.len() {
            return Err(self.fault());
        }
        // As they are read, and all together behind that.
        budget.charge(count, 2 * size_of::<Nanos>())?;
        postcard::from_bytes(&bytes).map_err(|_| self.fault())
    }

    /// Unpacks the samples of the processes.
    fn snapshots(&self, budget: &mut Budget) -> Result<Vec<ProcessSnapshot>, StoreError> {
        let bytes = self.unpack()?;
        let charged = budget.charge_sightings(&bytes);
        charged.ok_or_else(|| self.fault())??;
        postcard::from_bytes(&bytes).map_err(|_| self.fault())
    }

    /// Appends its spans.
    fn spans(&self, spans: &mut Vec<Span>) -> Result<(), StoreError> {
        column::read(&self.unpack()?, self.count.into(), spans).ok_or_else(|| self.fault())
    }
}

/// The recording without its spans.
fn begin(head: &Head) -> Result<Recording, StoreError> {
    let fault = |what: String| StoreError::damaged(what);
    let description: Description = serde_json::from_str(&head.description)
        .map_err(|error| fault(format!("its description cannot be read ({error})")))?;
    let lanes = (0..).zip(&head.lanes).map(|(number, lane)| {
        let kind = LaneKind::from_repr(lane.kind)
            .ok_or_else(|| fault(format!("lane {number} has no kind that is known")))?;
        Ok(Lane {
            info: LaneInfo {
                lane: LaneId::new(number),
                kind,
                number: lane.number,
                pid: lane.pid,
                published: 0,
                dropped: lane.dropped,
                merged: lane.merged,
            },
            spans: Vec::new(),
            now: None,
        })
    });
    Ok(Recording {
        lanes: lanes.collect::<Result<_, StoreError>>()?,
        description,
        ..Recording::default()
    })
}
