//! [`Run::tree`]: the lanes of a run as rows, from top to bottom: those of a watched program by its
//! processes, each with its threads below it.

use super::Run;
use crate::{
    base::LaneId,
    log::{Lane, LaneKind, Watched, WatchedThread},
};
use std::collections::HashMap;

/// How deep processes that start others are shown below each other.
const DEEPEST: usize = 32;

/// A row of the timeline.
#[derive(Debug, Clone)]
pub struct LaneRow<'a> {
    /// Its lane; of helpers that were folded, the first.
    pub lane: &'a Lane,
    /// The other helpers that were folded into it.
    pub folded: Vec<&'a Lane>,
    /// How far it is indented.
    pub depth: usize,
    /// Whether so little happens on it that one row of the screen is enough.
    pub is_low: bool,
}

impl<'a> LaneRow<'a> {
    /// The row of a lane that belongs below no other.
    #[must_use]
    pub const fn flat(lane: &'a Lane) -> Self {
        Self {
            lane,
            folded: Vec::new(),
            depth: 0,
            is_low: !lane.is_worker(),
        }
    }

    /// Whether it stands for helpers that were folded.
    #[must_use]
    pub const fn is_fold(&self) -> bool {
        !self.folded.is_empty()
    }

    /// All of its lanes.
    pub fn lanes(&self) -> impl Iterator<Item = &'a Lane> {
        std::iter::once(self.lane).chain(self.folded.iter().copied())
    }
}

impl Run {
    /// Its rows. The helper threads of a process are one row unless they are `unfolded`.
    #[must_use]
    pub fn tree(&self, unfolded: bool) -> Vec<LaneRow<'_>> {
        match self.watched() {
            Some(watched) => Tree::of(self, watched).rows(unfolded),
            None => self.rows().map(LaneRow::flat).collect(),
        }
    }
}

/// The lanes of a watched program by process.
struct Tree<'a> {
    watched: &'a Watched,
    /// The lanes of each process.
    lanes: Vec<Vec<&'a Lane>>,
    /// The processes that each one asked for.
    children: Vec<Vec<usize>>,
}

impl<'a> Tree<'a> {
    fn of(run: &'a Run, watched: &'a Watched) -> Self {
        let count = watched.processes.len();
        let mut tree = Self {
            watched,
            lanes: vec![Vec::new(); count],
            children: vec![Vec::new(); count],
        };
        let mut depths = vec![0; count];
        for lane in run.flow() {
            let thread = watched.thread(lane.info.lane);
            let process = thread.and_then(|thread| thread.process).unwrap_or(0);
            if let Some(lanes) = tree.lanes.get_mut(process as usize) {
                lanes.push(lane);
            }
        }
        for lanes in tree.lanes.iter_mut().filter(|lanes| lanes.len() > 1) {
            // A command that was looked into is seen by what its threads do.
            let thread = |lane: &Lane| watched.thread(lane.info.lane);
            lanes.retain(|lane| !thread(lane).is_some_and(WatchedThread::is_command));
        }
        for (index, process) in watched.processes.iter().enumerate().skip(1) {
            // A process whose parent was not seen is one of the program's.
            let parent = process.parent.map_or(0, |parent| parent as usize);
            // A log can be damaged: a process that came first is no child of a later one, and no chain of
            // them is endless.
            let parent = match parent {
                parent if parent < index && depths[parent] < DEEPEST => parent,
                _ => 0,
            };
            depths[index] = depths[parent] + 1;
            tree.children[parent].push(index);
        }
        for index in 0..count {
            let mut children = std::mem::take(&mut tree.children[index]);
            tree.sort(&mut children);
            tree.children[index] = children;
        }
        tree
    }

    /// Sorts processes of one parent: as they came, but those that are numbered alike by their numbers, and
    /// servers at the end.
    fn sort(&self, processes: &mut [usize]) {
        let mut stems: HashMap<&str, usize> = HashMap::new();
        let keys: HashMap<usize, _> = processes
            .iter()
            .map(|&process| {
                let name = self.watched.processes[process].name.raw();
                let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
                let came = *stems.entry(stem).or_insert(process);
                let number: u64 = name[stem.len()..].parse().unwrap_or(0);
                (process, (self.is_server(process), came, number, process))
            })
            .collect();
        processes.sort_by_key(|process| keys[process]);
    }

    /// Whether a process serves others: a manager, or one that starts or cleans up for them.
    fn is_server(&self, process: usize) -> bool {
        let serves = |lane: &&Lane| {
            let kind = lane.info.kind;
            matches!(kind, LaneKind::Forkserver | LaneKind::Manager)
        };
        let first = self.lanes[process].first();
        first.is_some_and(|lane| lane.info.kind == LaneKind::Helper)
            || self.lanes[process].iter().any(serves)
    }

    fn rows(&self, unfolded: bool) -> Vec<LaneRow<'a>> {
        let mut rows = Vec::new();
        if !self.lanes.is_empty() {
            self.add(0, 0, unfolded, &mut rows);
        }
        rows
    }

    /// Adds the rows of a process: its own, its threads, its helpers, its children.
    fn add(&self, process: usize, depth: usize, unfolded: bool, rows: &mut Vec<LaneRow<'a>>) {
        let is_server = self.is_server(process);
        if let Some((first, rest)) = self.lanes[process].split_first() {
            let row = |lane: &'a Lane, depth| LaneRow {
                is_low: is_server || !lane.is_worker(),
                depth,
                ..LaneRow::flat(lane)
            };
            rows.push(row(first, depth));
            // The threads of a server are there for it only.
            let (threads, helpers): (Vec<&Lane>, Vec<&Lane>) = rest
                .iter()
                .partition(|lane| lane.info.kind == LaneKind::Thread && !is_server);
            rows.extend(threads.into_iter().map(|lane| row(lane, depth + 1)));
            match helpers.split_first() {
                Some((&first, rest)) if !unfolded && !rest.is_empty() => rows.push(LaneRow {
                    folded: rest.to_vec(),
                    is_low: true,
                    ..row(first, depth + 1)
                }),
                _ => rows.extend(helpers.into_iter().map(|lane| row(lane, depth + 1))),
            }
        }
        // Those that the program itself started stand beside its main thread.
        let depth = if process == 0 { depth } else { depth + 1 };
        for &child in &self.children[process] {
            self.add(child, depth, unfolded, rows);
        }
    }
}

/// The row of a lane among rows, or of the helpers that it was folded with.
#[must_use]
pub fn row_of(rows: &[LaneRow<'_>], lane: LaneId) -> Option<usize> {
    rows.iter()
        .position(|row| row.lanes().any(|one| one.info.lane == lane))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        log::WatchedProcess,
        model::{Origin, scenario},
    };

    /// A program with those processes, by parent and name, and those threads, by process and kind.
    fn program(processes: &[(Option<u32>, &str)], threads: &[(u32, LaneKind, &str)]) -> Run {
        let mut run = scenario::run("w1: task 0 0ms 1ms\nend 1ms");
        let process = |&(parent, name): &(Option<u32>, &str)| WatchedProcess {
            parent,
            name: name.into(),
            ..WatchedProcess::default()
        };
        let thread = |&(process, _, name): &(u32, LaneKind, &str)| WatchedThread {
            process: Some(process),
            name: name.into(),
            ..WatchedThread::default()
        };
        run.description.watched = Some(Box::new(Watched {
            processes: processes.iter().map(process).collect(),
            threads: threads.iter().map(thread).collect(),
            ..Watched::default()
        }));
        run.origin = Origin::Watched;
        let first = run.lanes[0].clone();
        let lanes = (0..).zip(threads).map(|(index, &(_, kind, _))| {
            let mut lane = first.clone();
            (lane.info.lane, lane.info.kind) = (LaneId::new(index), kind);
            lane
        });
        let lanes = lanes.collect();
        run.with_lanes(lanes)
    }

    fn shown(run: &Run, unfolded: bool) -> Vec<String> {
        let rows = run.tree(unfolded);
        let name = |row: &LaneRow<'_>| match row.folded.len() {
            0 => run.lane_name(&row.lane.info).spoken,
            others => format!("{} helpers", 1 + others),
        };
        let line = |row: &LaneRow<'_>| format!("{}{}", " ".repeat(row.depth), name(row));
        rows.iter().map(line).collect()
    }

    fn pool() -> Run {
        use LaneKind::{Forkserver, Helper, Main, Process, Thread};
        program(
            &[
                (None, "sim.py"),
                (Some(0), "forkserver"),
                (Some(0), "ForkPoolWorker-10"),
                (Some(0), "ForkPoolWorker-2"),
                (Some(3), "Process-2:1"),
            ],
            &[
                (0, Main, "main"),
                (1, Forkserver, "forkserver"),
                (2, Process, "ForkPoolWorker-10"),
                (3, Process, "ForkPoolWorker-2"),
                (4, Process, "Process-2:1"),
                (0, Helper, "task handler"),
                (0, Thread, "Thread-9"),
                (0, Helper, "result handler"),
                (3, Helper, "QueueFeederThread"),
            ],
        )
    }

    #[test]
    fn lanes_stand_below_their_process_and_helpers_of_one_share_a_row() {
        let expected = [
            "main",
            " Thread-9",
            " 2 helpers",
            "ForkPoolWorker-2",
            " QueueFeederThread",
            " Process-2:1",
            "ForkPoolWorker-10",
            "forkserver",
        ];
        assert_eq!(shown(&pool(), false), expected);
        let unfolded = shown(&pool(), true);
        assert_eq!(unfolded[2..4], [" task handler", " result handler"]);
        assert_eq!(unfolded.len(), expected.len() + 1);
    }

    #[test]
    fn a_command_has_one_row_whether_it_was_looked_into_or_not() {
        let mut run = program(
            &[(None, "sim.py"), (Some(0), "python3 -c"), (Some(0), "gzip")],
            &[
                (0, LaneKind::Main, "main"),
                (1, LaneKind::Helper, "python3 -c"),
                (2, LaneKind::Helper, "gzip"),
                (1, LaneKind::Process, "python3 -c"),
            ],
        );
        let watched = run.description.watched.as_mut().unwrap();
        for thread in &mut watched.threads[1..3] {
            thread.role = Some("command".into());
        }
        let first = [1, 2].map(|process| watched.first_lane(process).unwrap().get());
        assert_eq!(first, [3, 2]);
        let rows = run.tree(false);
        let lanes: Vec<_> = rows.iter().map(|row| row.lane.info.lane.get()).collect();
        assert_eq!(lanes, [0, 3, 2]);
    }

    #[test]
    fn a_process_that_came_before_its_parent_is_still_shown_once() {
        let run = program(
            &[(None, "a"), (Some(2), "b"), (Some(1), "c"), (Some(9), "d")],
            &[
                (0, LaneKind::Main, "a"),
                (1, LaneKind::Process, "b"),
                (2, LaneKind::Process, "c"),
                (3, LaneKind::Process, "d"),
            ],
        );
        assert_eq!(shown(&run, false), ["main", "b", " c", "d"]);
    }

    #[test]
    fn short_names_still_tell_lanes_apart() {
        let run = pool();
        let names = |lane: usize| {
            let name = run.lane_name(&run.lanes[lane].info);
            [name.short, name.label, name.spoken]
        };
        assert_eq!(names(2), ["w10", "worker 10", "ForkPoolWorker-10"]);
        assert_eq!(names(4), ["p2:1", "Process-2:1", "Process-2:1"]);
        assert_eq!(names(6), ["t9", "Thread-9", "Thread-9"]);
        let run = program(
            &[
                (None, "sim.py"),
                (Some(0), "P0"),
                (Some(0), "SyncManager-1"),
            ],
            &[
                (0, LaneKind::Main, "main"),
                (1, LaneKind::Process, "P0"),
                (2, LaneKind::Manager, "SyncManager-1"),
            ],
        );
        let short = |lane: usize| run.lane_name(&run.lanes[lane].info).short;
        assert_eq!([short(1), short(2)], ["P0", "m1"]);
    }
}
