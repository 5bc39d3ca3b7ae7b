//! [`Run::watched`]: what only the run of a program that was watched has.

use super::Run;
use crate::{
    base::{Moment, Text, command_line},
    log::{Lane, Readings, Span, ThreadTimes, Watched},
    model::TimeSplit,
};
use std::path::Path;

impl Run {
    /// The program that was watched; `None` of a run of our own, and of a trace.
    #[must_use]
    pub fn watched(&self) -> Option<&Watched> {
        self.description.watched.as_deref()
    }

    /// Why the process that was started was not looked into, once that is known.
    #[must_use]
    pub fn why_not_seen(&self) -> Option<&str> {
        let watched = self.watched()?;
        let first = watched.processes.first()?;
        let pid = format!("pid {} ", first.pid);
        let mut noted = watched.not_seen.iter();
        let noted = noted.find(|one| one.what.raw().starts_with(&pid))?;
        Some(noted.why.raw())
    }

    /// The command of a program that was watched, its files without their folders: `python3 sim.py 4`.
    #[must_use]
    pub fn short_command(&self) -> Option<String> {
        let is_script = |file: &str| Path::new(file).extension().is_some_and(|end| end == "py");
        let words = self.watched()?.command.iter().enumerate();
        let words = words.map(|(index, word)| match word.raw().rsplit_once('/') {
            Some((_, file)) if index == 0 || is_script(file) => file,
            _ => word.raw(),
        });
        Some(command_line(words))
    }

    /// From when to when the thread of a lane was there, at `end` at the latest: the first one of a process as
    /// long as that, another from the first thing that it did to the last.
    #[must_use]
    pub fn life(&self, lane: &Lane, end: Moment) -> Option<(Moment, Moment)> {
        let watched = self.watched()?;
        let process = watched.process(lane.info.lane)?;
        let first = watched.first_lane(watched.thread(lane.info.lane)?.process?);
        if first == Some(lane.info.lane) {
            return Some((process.started, process.ended.unwrap_or(end)));
        }
        let begun = lane.spans.first().map(|span| span.start);
        let ended = lane.spans.last().map(Span::end);
        let begun = begun.or(lane.now.map(|now| now.start))?;
        Some((begun, lane.now.map_or(ended?, |_| end)))
    }

    /// What the time of a lane's thread had gone to by some moments, where that was looked at.
    #[must_use]
    pub fn times(&self, lane: &Lane) -> Option<&Readings<ThreadTimes>> {
        let id = lane.info.lane;
        let watched = self.watched().and_then(|watched| watched.thread(id));
        let of_python = || {
            let mut workers = self.outcome()?.workers.iter();
            workers.find(|usage| usage.lane == id)
        };
        let times = watched
            .map(|thread| &thread.times)
            .or_else(|| of_python().map(|usage| &usage.times));
        times.filter(|times| !times.is_empty())
    }

    /// What the time of a lane's thread went to between two moments, where that was looked at.
    #[must_use]
    pub fn time_split(&self, lane: &Lane, from: Moment, to: Moment) -> Option<TimeSplit> {
        TimeSplit::between(self.times(lane)?, from, to)
    }

    /// `python3 sim.py 4 · 5 processes · 2 calls`
    pub(super) fn watched_title(&self) -> String {
        let Some(watched) = self.watched() else {
            return String::new();
        };
        let counted = |count: usize, one: &str, several: &str| match count {
            1 => format!("1 {one}"),
            _ => format!("{count} {several}"),
        };
        let command = command_line(watched.command.iter().map(Text::raw));
        let processes = counted(watched.processes.len(), "process", "processes");
        let calls = counted(watched.calls.len(), "call", "calls");
        format!("{command} · {processes} · {calls}")
    }
}
