//! [`LogLayout`]: where things lie in a log. See `log/README.md` for the picture.

use super::shared_words::{SharedWords, SharedWordsMut};
use super::{
    LaneKind, VERSION,
    protocol::{LANE_WORDS, LanePlace, word},
    span::WORDS,
};

/// The first word of every log: `PARSCOPE` in little-endian bytes.
pub const MAGIC: u64 = u64::from_le_bytes(*b"PARSCOPE");

/// Words of the log's own header, before the lanes.
pub const HEADER_WORDS: usize = 16;

/// The most lanes that a log may have: 1024 workers, as many cores, and main.
pub const MOST_LANES: u64 = 4096;

/// The place of each word in the log's header.
pub(super) mod header {
    pub(crate) const MAGIC: usize = 0;
    pub(crate) const VERSION: usize = 1;
    pub(crate) const RECORD_WORDS: usize = 2;
    pub(crate) const LANES: usize = 3;
    pub(crate) const META_BYTES: usize = 4;
    pub(crate) const META_CAPACITY: usize = 5;
    pub(crate) const TOTAL_WORDS: usize = 6;
}

/// The plan of a lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LaneSpec {
    /// Its kind.
    pub kind: LaneKind,
    /// Its number among its kind: worker 1, core 0.
    pub number: u32,
    /// How many spans it has room for.
    pub capacity: u64,
}

/// Where everything lies: header, description, lane headers, records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLayout {
    pub(super) lanes: Vec<(LaneSpec, LanePlace)>,
    pub(super) meta: usize,
    pub(super) meta_capacity: usize,
    pub(super) words: usize,
}

impl LogLayout {
    /// Lays out the lanes one after another, with room for a description of so many bytes.
    ///
    /// `None` where that is more than memory can address.
    #[must_use]
    pub fn new(specs: &[LaneSpec], meta_capacity: usize) -> Option<Self> {
        let meta = HEADER_WORDS;
        let first = meta + meta_capacity.div_ceil(8);
        let mut records = first + specs.len() * LANE_WORDS;
        let mut lanes = Vec::with_capacity(specs.len());
        for (index, &spec) in specs.iter().enumerate() {
            let header = first + index * LANE_WORDS;
            lanes.push((
                spec,
                LanePlace {
                    header,
                    records,
                    capacity: spec.capacity,
                },
            ));
            let length = usize::try_from(spec.capacity).ok()?.checked_mul(WORDS)?;
            records = records.checked_add(length)?;
        }
        Some(Self {
            lanes,
            meta,
            meta_capacity,
            words: records,
        })
    }

    /// Writes the headers into fresh cells.
    pub(super) fn write(&self, cells: &impl SharedWordsMut) {
        use std::sync::atomic::Ordering::Relaxed;
        let set = |index, value| cells.store(index, value, Relaxed);
        set(header::MAGIC, MAGIC);
        set(header::VERSION, VERSION);
        set(header::RECORD_WORDS, WORDS as u64);
        set(header::LANES, self.lanes.len() as u64);
        set(header::META_CAPACITY, self.meta_capacity as u64);
        set(header::TOTAL_WORDS, self.words as u64);
        for (spec, place) in &self.lanes {
            set(place.header + word::KIND, spec.kind as u64);
            set(place.header + word::NUMBER, spec.number.into());
            set(place.header + word::RECORDS, place.records as u64);
            set(place.header + word::CAPACITY, spec.capacity);
        }
    }

    /// Writes the description; false where it is too long.
    pub(super) fn write_meta(&self, cells: &impl SharedWordsMut, meta: &str) -> bool {
        use std::sync::atomic::Ordering::Relaxed;
        if meta.len() > self.meta_capacity {
            return false;
        }
        for (offset, bytes) in meta.as_bytes().chunks(8).enumerate() {
            let mut word = [0; 8];
            word[..bytes.len()].copy_from_slice(bytes);
            cells.store(self.meta + offset, u64::from_le_bytes(word), Relaxed);
        }
        cells.store(header::META_BYTES, meta.len() as u64, Relaxed);
        true
    }

    /// Checks what the log's own header alone can tell of a log of so many words.
    pub(crate) fn check(cells: &impl SharedWords, words: usize) -> Result<(), super::LogError> {
        use super::LogError::{Damaged, NotALog, Version};
        use std::sync::atomic::Ordering::Relaxed;
        let get = |index| cells.load(index, Relaxed);
        if cells.len() < HEADER_WORDS {
            return Err(NotALog("it is shorter than a header".into()));
        }
        if get(header::MAGIC) != MAGIC {
            return Err(NotALog("it does not begin with the mark of one".into()));
        }
        if get(header::VERSION) != VERSION {
            return Err(Version {
                found: get(header::VERSION),
            });
        }
        if get(header::RECORD_WORDS) != WORDS as u64 {
            return Err(Damaged(format!(
                "records of {} words",
                get(header::RECORD_WORDS)
            )));
        }
        let (total, found) = (get(header::TOTAL_WORDS), words as u64);
        if total != found {
            let (wanted, found) = (total.saturating_mul(8), found.saturating_mul(8));
            return Err(Damaged(if found < wanted {
                format!("it is cut off: {found} of {wanted} bytes are there")
            } else {
                format!("it has {found} bytes and should have {wanted}")
            }));
        }
        Ok(())
    }

    /// Reads the headers back, from any file: every number is checked against the size.
    pub(crate) fn read(cells: &impl SharedWords) -> Result<Self, super::LogError> {
        use super::LogError::Damaged;
        use std::sync::atomic::Ordering::Relaxed;
        let get = |index| cells.load(index, Relaxed);
        let fits = |index: u64| {
            usize::try_from(index)
                .ok()
                .filter(|&index| index <= cells.len())
        };
        Self::check(cells, cells.len())?;
        let lanes = get(header::LANES);
        let meta_bytes = get(header::META_CAPACITY);
        let meta_capacity = fits(meta_bytes.div_ceil(8))
            .and_then(|_| usize::try_from(meta_bytes).ok())
            .ok_or_else(|| Damaged("its description is longer than itself".into()))?;
        let first = HEADER_WORDS + meta_capacity.div_ceil(8);
        if lanes == 0
            || lanes > MOST_LANES
            || fits(first as u64 + lanes * LANE_WORDS as u64).is_none()
        {
            return Err(Damaged(format!("it claims {lanes} lanes")));
        }
        let mut layout = Self {
            lanes: Vec::new(),
            meta: HEADER_WORDS,
            meta_capacity,
            words: cells.len(),
        };
        // Lanes in ascending order cannot overlap, so a small file cannot claim endless records.
        let mut free = first as u64 + lanes * LANE_WORDS as u64;
        for lane in 0..lanes {
            let fault = |what: &str| Damaged(format!("lane {lane} has {what}"));
            let header = first + usize::try_from(lane).unwrap_or(0) * LANE_WORDS;
            let kind = u8::try_from(get(header + word::KIND))
                .ok()
                .and_then(LaneKind::from_repr);
            let capacity = get(header + word::CAPACITY);
            let start = get(header + word::RECORDS);
            let end = capacity
                .checked_mul(WORDS as u64)
                .and_then(|length| length.checked_add(start))
                .filter(|&end| start >= free && fits(end).is_some());
            let (Some(records), Some(end)) = (fits(start), end) else {
                return Err(fault("records outside its part of the file"));
            };
            free = end;
            let spec = LaneSpec {
                kind: kind.ok_or_else(|| fault("no kind that is known"))?,
                number: u32::try_from(get(header + word::NUMBER))
                    .map_err(|_| fault("an impossible number"))?,
                capacity,
            };
            layout.lanes.push((
                spec,
                LanePlace {
                    header,
                    records,
                    capacity,
                },
            ));
        }
        Ok(layout)
    }
}
