//! [`Import`]: what is said of a run that another program's trace was read as.

use crate::base::{ChunkId, LaneId, Text, visible_name};
use serde::{Deserialize, Serialize};
use std::{path::Path, sync::Arc};

/// A trace of another program.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// The file.
    pub from: Text,
    /// How many of its events nothing is shown of.
    pub left_out: u64,
    /// The number of events left out, by kind; all zero in a log of an older parscope.
    #[serde(default)]
    pub left_out_by_kind: LeftOut,
    /// Slices that never ended, and so are drawn to the end of the trace.
    #[serde(default)]
    pub unfinished: u64,
    /// Slices that enclose others on a level that there is no lane for.
    #[serde(default)]
    pub unnested: u64,
    /// Its own names; none in a log of an older parscope. Shared: there may be millions.
    #[serde(default)]
    pub names: Arc<Names>,
}

/// The names that a trace has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Names {
    /// The names of its slices, by the chunk of their spans.
    pub slices: Vec<Text>,
    /// The names of its lanes, in their order; empty where it gives none.
    pub lanes: Vec<Text>,
}

impl Names {
    /// The name of the slice that a span is of.
    #[must_use]
    pub fn slice(&self, name: ChunkId) -> Option<&Text> {
        let name = usize::try_from(name.get()).ok()?;
        self.slices.get(name).filter(|name| !name.is_empty())
    }

    /// The name of a lane.
    #[must_use]
    pub fn lane(&self, lane: LaneId) -> Option<&Text> {
        self.lanes.get(lane.index()).filter(|name| !name.is_empty())
    }
}

/// Events that nothing is shown of, by kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LeftOut {
    /// Events of no length: `i`, `I`, `R`, `n`.
    pub instants: u64,
    /// Values over time: `C`, but for those of cores, as our own export writes them.
    pub counters: u64,
    /// Arrows between slices: `s`, `t`, `f`.
    pub flows: u64,
    /// Steps of async events of the old kind: `T`, `p`.
    pub steps: u64,
    /// Samples of a profiler: `P`, and the list `samples`.
    pub samples: u64,
    /// Names and other facts about threads and processes: `M`.
    pub metadata: u64,
    /// Ends without a beginning.
    pub stray_ends: u64,
    /// Events without a time where they need one, or with one decades away from the others.
    pub untimed: u64,
    /// Objects, memory dumps, and what else is not known.
    pub others: u64,
    /// Entries that are no events, and whole other logs within the file.
    pub foreign: u64,
    /// The event in which the file ends.
    pub cut_off: u64,
    /// Slices of the least busy rows, where there are more than lanes.
    pub crowded_out: u64,
}

impl LeftOut {
    /// How many there are.
    #[must_use]
    pub fn sum(&self) -> u64 {
        let counts = self.counts().into_iter();
        counts.fold(0, |sum, (count, _)| sum.saturating_add(count))
    }

    /// Each kind with its name, of one and of several.
    fn counts(&self) -> [(u64, [&'static str; 2]); 12] {
        [
            (self.instants, ["instant", "instants"]),
            (self.counters, ["counter value", "counter values"]),
            (self.flows, ["flow event", "flow events"]),
            (self.steps, ["async step", "async steps"]),
            (self.samples, ["sample", "samples"]),
            (self.metadata, ["metadata event", "metadata events"]),
            (
                self.stray_ends,
                ["end without a beginning", "ends without a beginning"],
            ),
            (
                self.untimed,
                [
                    "event without a usable time",
                    "events without a usable time",
                ],
            ),
            (
                self.others,
                ["event of another kind", "events of other kinds"],
            ),
            (
                self.foreign,
                ["entry that is no event", "entries that are no events"],
            ),
            (
                self.cut_off,
                [
                    "event that the file cuts off",
                    "events that the file cuts off",
                ],
            ),
            (
                self.crowded_out,
                [
                    "slice on the least busy rows",
                    "slices on the least busy rows",
                ],
            ),
        ]
    }

    /// `3 instants, 1 counter value`; empty where there are none.
    #[must_use]
    pub fn list(&self) -> String {
        let counts = self.counts().into_iter().filter(|(count, _)| *count > 0);
        let words = counts.map(|(count, [one, several])| match count {
            1 => format!("1 {one}"),
            _ => format!("{count} {several}"),
        });
        words.collect::<Vec<_>>().join(", ")
    }
}

impl Import {
    /// The file, without its folders.
    #[must_use]
    pub fn file_name(&self) -> String {
        let name = Path::new(self.from.raw()).file_name();
        name.map_or_else(|| self.from.to_string(), visible_name)
    }

    /// All that is said of it: `from a.json: nothing was checked, …`.
    #[must_use]
    pub fn told(&self) -> String {
        let first = format!(
            "from {}: nothing was checked, and T₁ is not known",
            self.from
        );
        let all = std::iter::once(first).chain(self.remarks());
        all.collect::<Vec<_>>().join("; ")
    }

    /// Remarks on what the picture lacks or has added: sentences without their full stops.
    #[must_use]
    pub fn remarks(&self) -> Vec<String> {
        let unfinished = match self.unfinished {
            0 => None,
            1 => Some("1 slice never ended and is drawn to the end of the trace".to_owned()),
            several => Some(format!(
                "{several} slices never ended and are drawn to the end of the trace"
            )),
        };
        let unnested = match self.unnested {
            0 => None,
            1 => Some("1 slice encloses others too deep to be shown around them".to_owned()),
            several => Some(format!(
                "{several} slices enclose others too deep to be shown around them"
            )),
        };
        let left_out = match (self.left_out_by_kind.list(), self.left_out) {
            (list, 0) if list.is_empty() => None,
            (list, events) if list.is_empty() => Some(format!("left out: {events} events")),
            (list, _) => Some(format!("left out: {list}")),
        };
        [unfinished, unnested, left_out]
            .into_iter()
            .flatten()
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_picture_lacks_is_said_by_kind_and_number() {
        let kinds = LeftOut {
            instants: 1,
            counters: 2,
            ..LeftOut::default()
        };
        let import = Import {
            left_out: kinds.sum(),
            left_out_by_kind: kinds,
            unfinished: 1,
            ..Import::default()
        };
        let wanted = [
            "1 slice never ended and is drawn to the end of the trace",
            "left out: 1 instant, 2 counter values",
        ];
        assert_eq!(import.remarks(), wanted);
        assert!(Import::default().remarks().is_empty());
        let older: Import = serde_json::from_str(r#"{"from":"t.json","left_out":7}"#).unwrap();
        assert_eq!(older.remarks(), ["left out: 7 events"]);
    }
}
