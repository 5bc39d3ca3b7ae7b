//! [`Reader`]: copies out what lanes have published, without ever stopping them.

use super::{
    Lane, LaneInfo, LogLayout, Now, Span,
    layout::header,
    protocol::{self, LanePlace, word},
    shared_words::SharedWords,
};
use crate::base::{LaneId, Pid, Shared};
use std::sync::{
    Arc,
    atomic::Ordering::{self, Relaxed},
};

/// Where the words of a log are.
#[derive(Clone)]
pub(crate) enum LogMemory {
    /// Memory that writers may be writing.
    Mapped(Arc<Shared>),
    /// A file that was read whole.
    File(Arc<Vec<u64>>),
}

impl SharedWords for LogMemory {
    fn len(&self) -> usize {
        match self {
            Self::Mapped(cells) => cells.len(),
            Self::File(cells) => SharedWords::len(&**cells),
        }
    }

    fn load(&self, index: usize, order: Ordering) -> u64 {
        match self {
            Self::Mapped(cells) => cells.load(index, order),
            Self::File(cells) => cells.load(index, order),
        }
    }
}

/// A reader with a place of its own in every lane.
pub struct Reader {
    pub(super) memory: LogMemory,
    pub(super) layout: Arc<LogLayout>,
    cursors: Vec<u64>,
    damaged: u64,
}

impl Reader {
    pub(crate) fn new(memory: LogMemory, layout: Arc<LogLayout>) -> Self {
        let cursors = vec![0; layout.lanes.len()];
        Self {
            memory,
            layout,
            cursors,
            damaged: 0,
        }
    }

    /// All lanes.
    pub fn lanes(&self) -> impl Iterator<Item = LaneInfo> + '_ {
        (0..=u16::MAX)
            .take(self.cursors.len())
            .map(|lane| self.info(LaneId::new(lane)))
    }

    /// The facts of a lane.
    ///
    /// # Panics
    /// If there is no such lane.
    #[must_use]
    pub fn info(&self, lane: LaneId) -> LaneInfo {
        let (spec, place) = self.layout.lanes[lane.index()];
        let get = |word| self.memory.load(place.header + word, Relaxed);
        // There are no more tasks than that; of a damaged log, sums must not overflow.
        let count = |word| get(word).min(u32::MAX.into());
        let pid = u32::try_from(get(word::PID)).ok().filter(|&pid| pid > 0);
        LaneInfo {
            lane,
            kind: spec.kind,
            number: spec.number,
            pid: pid.map(Pid::new),
            published: protocol::published(&self.memory, place),
            dropped: count(word::DROPPED),
            merged: count(word::MERGED),
        }
    }

    /// Appends to `spans` what the lane has published since the last call.
    ///
    /// # Panics
    /// If there is no such lane.
    pub fn read(&mut self, lane: LaneId, spans: &mut Vec<Span>) {
        let place = self.place(lane);
        let end = protocol::published(&self.memory, place);
        for index in self.cursors[lane.index()]..end {
            match protocol::copy(&self.memory, place, index) {
                Some(span) => spans.push(span),
                None => self.damaged += 1,
            }
        }
        self.cursors[lane.index()] = end;
    }

    /// The open span of the lane at this moment.
    ///
    /// # Panics
    /// If there is no such lane.
    #[must_use]
    pub fn now(&self, lane: LaneId) -> Option<Now> {
        protocol::present(&self.memory, self.place(lane))
    }

    /// Brings `lanes` up to date; an empty list is filled with all lanes. Returns whether there
    /// is anything new.
    pub fn follow(&mut self, lanes: &mut Vec<Lane>) -> bool {
        let mut changed = lanes.is_empty();
        if lanes.is_empty() {
            let all = self.lanes().map(|info| Lane {
                info,
                spans: Vec::new(),
                now: None,
            });
            *lanes = all.collect();
        }
        for lane in lanes {
            let (seen, held) = (lane.now, lane.spans.len());
            // The present first: what it says was going on may be among the spans by now, but
            // never the other way round, a task that is in neither.
            lane.now = self.now(lane.info.lane);
            self.read(lane.info.lane, &mut lane.spans);
            lane.info = self.info(lane.info.lane);
            if lane
                .now
                .is_some_and(|now| lane.spans.last().is_some_and(|s| s.start >= now.start))
            {
                lane.now = None;
            }
            changed |= lane.now != seen || lane.spans.len() != held;
        }
        changed
    }

    /// How many records were no spans and had to be left out.
    #[must_use]
    pub const fn damaged(&self) -> u64 {
        self.damaged
    }

    /// The description of the run, empty where it is no text.
    #[must_use]
    pub fn meta(&self) -> String {
        let length = usize::try_from(self.memory.load(header::META_BYTES, Relaxed)).unwrap_or(0);
        let length = length.min(self.layout.meta_capacity);
        let mut bytes: Vec<u8> = (0..length.div_ceil(8))
            .flat_map(|word| {
                self.memory
                    .load(self.layout.meta + word, Relaxed)
                    .to_le_bytes()
            })
            .collect();
        bytes.truncate(length);
        String::from_utf8(bytes).unwrap_or_default()
    }

    fn place(&self, lane: LaneId) -> LanePlace {
        self.layout.lanes[lane.index()].1
    }

    #[cfg(test)]
    pub(crate) const fn memory(&self) -> &LogMemory {
        &self.memory
    }
}
