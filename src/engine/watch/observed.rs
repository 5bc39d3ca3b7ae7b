//! [`Observed`]: a process that registered, as far as its log was read.

use super::table_entry::{RefEntry, TableEntry, WorkEntry};
use crate::{
    base::{LaneId, Moment, Pid, Text, now},
    log::{CallSpan, Ending, ProcessLog},
};
use std::collections::{HashMap, VecDeque};

/// A process that registered.
pub(super) struct Observed {
    /// Its index among the processes of the program.
    pub(super) index: u32,
    /// The number of its connection.
    pub(super) connection: u64,
    /// Its number, by the kernel.
    pub(super) pid: Pid,
    /// Its number as it sees it.
    pub(super) own_pid: u32,
    /// Its log; `None` once it was read to its end.
    pub(super) log: Option<ProcessLog>,
    /// When its connection was closed.
    pub(super) left: Option<Moment>,
    /// Whether it closed that itself and goes on: it may have closed all descriptors.
    pub(super) is_unconnected: bool,
    /// Its end, as its parent tells it.
    pub(super) end: Option<ProcessEnd>,
    /// Its threads, by their lane in its log.
    pub(super) threads: Vec<ObservedThread>,
    /// The meaning of its numbers.
    pub(super) tables: Tables,
}

/// The end of a process.
#[derive(Debug, Clone, Copy)]
pub(super) struct ProcessEnd {
    /// How it ended, where that is known.
    pub(super) ending: Option<Ending>,
    /// Whether its parent had asked for it.
    pub(super) is_expected: bool,
}

/// A thread of a process.
#[derive(Default)]
pub(super) struct ObservedThread {
    /// Its lane in the run.
    pub(super) lane: Option<LaneId>,
    /// Its name.
    pub(super) name: Text,
    /// Its role in its process.
    pub(super) role: Option<Text>,
    /// Spans that were read and are not in the run yet.
    pub(super) read: VecDeque<CallSpan>,
}

/// The meaning of the numbers in a log, as its table tells it.
#[derive(Default)]
pub(super) struct Tables {
    /// The references of spans to calls.
    pub(super) references: HashMap<u32, RefEntry>,
    /// The calls that the process made, by its own count: their index in the run.
    pub(super) calls: HashMap<u32, u32>,
    /// Pool's jobs that are a call.
    pub(super) jobs: HashMap<u32, u32>,
    /// Pool's jobs that are a task of a call: the call, by the process's own count, and the task.
    pub(super) items: HashMap<u32, (u32, u32)>,
    /// Processes that are a task of a call: the call, by the process's own count, and the task.
    pub(super) members: HashMap<u32, (u32, u32)>,
    /// Work items of executors, by pool, in the order of their numbers.
    pub(super) works: HashMap<u32, Vec<[u32; 6]>>,
    /// The texts that arguments refer to.
    pub(super) texts: HashMap<u64, Text>,
    /// The pools that the process made, by its own count: their index in the run.
    pub(super) made: HashMap<u32, u32>,
    /// The pool that each child was started for.
    pub(super) pools: HashMap<u32, u32>,
}

impl Tables {
    /// Whether a process is known to be a task of a call. A server of multiprocessing's own never is.
    pub(super) fn has_member(&self, pid: u32) -> bool {
        self.members.contains_key(&pid)
    }

    /// Notes work items. Those of a call that grows are told again; the last time counts.
    pub(super) fn add_work(&mut self, WorkEntry { work }: WorkEntry) {
        let works = self.works.entry(work[1]).or_default();
        let place = works.partition_point(|other| other[2] < work[2]);
        match works.get_mut(place).filter(|other| other[2] == work[2]) {
            Some(other) => *other = work,
            None => works.insert(place, work),
        }
    }

    /// The work items among which a number is, of a pool's.
    pub(super) fn work(&self, pool: u32, number: u32) -> Option<&[u32; 6]> {
        let works = self.works.get(&pool)?;
        let after = works.partition_point(|work| work[2] <= number);
        let work = works.get(after.checked_sub(1)?)?;
        (number - work[2] < work[3].max(1)).then_some(work)
    }
}

impl Observed {
    /// Reads on in its log: first the spans, then the lines, so that each span's call is among these.
    pub(super) fn read_spans(&mut self) {
        let Some(log) = &mut self.log else { return };
        let lanes = log.lane_count();
        self.threads.resize_with(lanes, ObservedThread::default);
        for (lane, thread) in self.threads.iter_mut().enumerate() {
            log.read(lane, &mut thread.read);
        }
        let now = now();
        for thread in &mut self.threads {
            // What has not happened yet was not seen by anyone.
            thread.read.retain(|span| span.span.end() <= now);
        }
    }

    /// The new lines of its table.
    pub(super) fn entries(&mut self) -> Vec<TableEntry> {
        let lines = self.log.as_mut().map(ProcessLog::lines).unwrap_or_default();
        lines
            .iter()
            .filter_map(|line| TableEntry::parse(line))
            .collect()
    }
}
