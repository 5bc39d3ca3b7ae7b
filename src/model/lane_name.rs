//! [`LaneName`]: what a lane is called, wherever it is named.

use super::Run;
use crate::{
    base::Text,
    log::{LaneInfo, LaneKind},
};

/// Characters of a lane's own name.
const LONGEST: usize = 48;

/// Characters of a short name, as far as numbers are small.
const SHORT: usize = 4;

/// The names of a lane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneName {
    /// The name in four cells, as far as numbers are small: `w1`, `fork`.
    pub short: String,
    /// The name in a word: `w1`, `forkserver`.
    pub label: String,
    /// The name as it is said aloud: `worker 1`.
    pub spoken: String,
}

impl Run {
    /// The names of one of its lanes. A trace of another program has no workers; where slices of a
    /// thread overlap, it has several rows of that thread, and each but the first says so.
    #[must_use]
    pub fn lane_name(&self, info: &LaneInfo) -> LaneName {
        let number = info.number;
        if let Some(name) = self.watched_name(info) {
            return name;
        }
        let own = self
            .import()
            .and_then(|import| import.names.lane(info.lane));
        let numbered = |letter: &str, word: &str| {
            let (dot, row) = match self.row_of_lane(info) {
                1 => (String::new(), String::new()),
                row => (format!(".{row}"), format!(", row {row}")),
            };
            let short = format!("{letter}{number}{dot}");
            if let Some(own) = own.map(shortened) {
                return LaneName {
                    short,
                    label: format!("{own}{dot}"),
                    spoken: format!("{own}{row}"),
                };
            }
            LaneName {
                label: short.clone(),
                short,
                spoken: format!("{word} {number}{row}"),
            }
        };
        let fixed = |short: &str, word: &str| LaneName {
            short: short.into(),
            label: word.into(),
            spoken: word.into(),
        };
        match info.kind {
            LaneKind::Main => fixed("main", "main"),
            LaneKind::Thread => numbered("t", "thread"),
            LaneKind::Process if self.import().is_some() => numbered("p", "process"),
            LaneKind::Process => numbered("w", "worker"),
            LaneKind::Core => numbered("c", "core"),
            LaneKind::Forkserver => fixed("fork", "forkserver"),
            LaneKind::Manager => fixed("mgr", "manager"),
            LaneKind::Async => numbered("a", "async"),
            LaneKind::Helper => numbered("h", "helper"),
            LaneKind::Outer => fixed("", "outer slices"),
        }
    }

    /// The names of a lane of a watched program: its process's or thread's own, and forms of that with which
    /// it is still told apart. `None` of main and of the cores, and where it has no name.
    fn watched_name(&self, info: &LaneInfo) -> Option<LaneName> {
        let watched = self.watched()?;
        let thread = watched.thread(info.lane)?;
        let role = thread.role.as_ref().map(Text::raw);
        let letter = match info.kind {
            LaneKind::Process => "p",
            LaneKind::Thread => "t",
            LaneKind::Helper | LaneKind::Forkserver | LaneKind::Manager => "h",
            _ => return None,
        };
        // A process may have been given a name after its lane was.
        let is_first = watched.first_lane(thread.process?) == Some(info.lane);
        let process = watched.process(info.lane).filter(|_| is_first);
        let own = match (process, role) {
            (None, Some(role)) if info.kind != LaneKind::Thread => role.into(),
            (Some(process), _) if !process.name.is_empty() => shortened(&process.name),
            _ => shortened(&thread.name),
        };
        if own.is_empty() {
            return None;
        }
        let word = own.split(" (").next().unwrap_or_default();
        let at = word.find(|c: char| c.is_ascii_digit());
        let (stem, number) = word.split_at(at.unwrap_or(word.len()));
        let is_worker = [
            "PoolWorker-",
            "ForkProcess-",
            "SpawnProcess-",
            "ForkServerProcess-",
        ]
        .iter()
        .any(|end| stem.ends_with(end))
            || stem == "ThreadPoolExecutor-";
        // The first pool of threads says so of each.
        let number = number.strip_prefix("0_").unwrap_or(number);
        let has_number = !number.is_empty() && number.len() <= 4;
        let (short, label) = match (has_number, is_worker) {
            (true, true) => (format!("w{number}"), format!("worker {number}")),
            _ if word.chars().count() <= SHORT => (word.to_owned(), word.to_owned()),
            // Its number is none of the numbers of the program's own processes.
            (true, _) if stem.ends_with("Manager-") => (format!("m{number}"), word.to_owned()),
            (true, false) => (format!("{letter}{number}"), word.to_owned()),
            (false, _) => (format!("{letter}{}", info.number), word.to_owned()),
        };
        Some(LaneName {
            short,
            label,
            spoken: own,
        })
    }

    /// Which of the lanes of its kind and number a lane is, from 1 on: they stand together.
    fn row_of_lane(&self, info: &LaneInfo) -> usize {
        let before = self.lanes.get(..info.lane.index()).unwrap_or_default();
        let is_same = |other: &LaneInfo| (other.kind, other.number) == (info.kind, info.number);
        let same = before.iter().rev().take_while(|lane| is_same(&lane.info));
        1 + same.count()
    }
}

/// A name that a table has room for.
fn shortened(name: &Text) -> String {
    let name = name.to_string();
    match name.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{log::Import, model::scenario};

    #[test]
    fn rows_of_one_thread_are_told_apart_and_imports_have_no_workers() {
        let mut run = scenario::run("w1: task 0 0ms 1ms\nw2: task 1 0ms 1ms\nend 1ms");
        let spoken = |run: &Run| {
            let names = run
                .lanes
                .iter()
                .map(|lane| run.lane_name(&lane.info).spoken);
            names.collect::<Vec<_>>().join("; ")
        };
        let is_worker = |name: &str| name.ends_with("worker 1; worker 2");
        assert!(is_worker(&spoken(&run)), "{}", spoken(&run));
        run.origin = Import::default().into();
        for lane in &mut run.lanes {
            lane.info.number = 7;
        }
        let names = spoken(&run);
        assert!(names.ends_with("process 7; process 7, row 2"), "{names}");
        let last = run.lanes.last().unwrap();
        assert_eq!(run.lane_name(&last.info).short, "p7.2");
    }
}
