//! [`Call`] and [`CallChunk`]: a call of a watched program, and the chunks that it was cut into.

use crate::{
    base::{Moment, Nanos, Text},
    log::TaskTime,
};
use serde::{Deserialize, Serialize};

/// One `Pool.map`, one group of `submit`s, one group of processes: tasks that belong together.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Call {
    /// The index of the process that made it.
    pub process: u32,
    /// The method that was called: `Pool.map`.
    pub kind: Text,
    /// The function that its tasks are.
    pub function: Text,
    /// The file of the line that called.
    pub file: Text,
    /// That line, from 1; 0 where it is not known.
    pub line: u32,
    /// How many tasks it has, where that was known beforehand.
    pub tasks: Option<u32>,
    /// The chunksize that was asked for.
    pub asked: Option<u32>,
    /// The chunksize that it got.
    pub chunksize: Option<u32>,
    /// How many workers its pool has.
    pub workers: Option<u32>,
    /// How they are started: `fork`.
    pub start: Option<Text>,
    /// The type of what its first task was given: `ndarray`, or `(int, ndarray)` of several.
    pub sends: Option<Text>,
    /// The types of what goes along with its function: the object of a method, what `partial` has bound.
    pub carries: Option<Text>,
    /// The type of the first result.
    pub returns: Option<Text>,
    /// When it was made.
    pub began: Moment,
    /// When the caller had all of its results.
    pub ended: Option<Moment>,
    /// The error that it ended with.
    pub error: Option<Text>,
    /// How many of its chunks were seen.
    pub chunks: u32,
    /// How many of its tasks ended well.
    pub done: u32,
    /// How many failed.
    pub failed: u32,
    /// How many went down with their worker.
    pub lost: u32,
    /// How many the program has stopped, by ending their worker itself.
    pub stopped: u32,
    /// The time that lanes spent on its tasks.
    pub busy: Nanos,
    /// The CPU time of that, where it was measured.
    pub cpu: Nanos,
    /// The part of the time on its tasks in which CPU time was measured.
    pub measured: Nanos,
    /// Its longest task.
    pub longest: Nanos,
    /// The longest of what its tasks take with a core of their own.
    pub alone: Nanos,
    /// When the last of its tasks ended.
    pub last_end: Moment,
}

impl Call {
    /// Its name, its line included: `demo.py:12`.
    #[must_use]
    pub fn place(&self) -> Text {
        super::place(&self.file, self.line)
    }

    /// The method and its function: `Pool.map work`.
    #[must_use]
    pub fn name(&self) -> String {
        let words = [&self.kind, &self.function].map(ToString::to_string);
        words.join(" ").trim_end().to_owned()
    }

    /// Its function, or the method where that has no name.
    #[must_use]
    pub fn short_name(&self) -> String {
        let name = if self.function.is_empty() {
            &self.kind
        } else {
            &self.function
        };
        name.to_string()
    }

    /// Takes in the time of a task that has ended.
    pub fn note_time(&mut self, time: TaskTime) {
        self.longest = self.longest.max(time.length);
        self.alone = self.alone.max(time.alone);
    }

    /// Whether its chunks have more than one task.
    #[must_use]
    pub fn has_large_chunks(&self) -> bool {
        self.chunksize.is_some_and(|size| size > 1)
    }

    /// How many tasks it has: as it was known beforehand, or as many as were seen.
    #[must_use]
    pub fn task_count(&self) -> u32 {
        let ended = self
            .done
            .saturating_add(self.failed)
            .saturating_add(self.lost)
            .saturating_add(self.stopped);
        // Without a chunksize, each task is a chunk.
        let seen = match self.chunksize {
            None => ended.max(self.chunks),
            Some(_) => ended,
        };
        self.tasks.unwrap_or(seen)
    }

    /// When it ended: as its caller saw it, else with its last task; `None` before either.
    #[must_use]
    pub fn end(&self) -> Option<Moment> {
        let last = Some(self.last_end).filter(|&end| end > Moment::default());
        self.ended.or(last)
    }
}

/// A chunk: the tasks of a call that were handed out in one go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "[u32; 5]", into = "[u32; 5]")]
pub struct CallChunk {
    /// The index of its call.
    pub call: u32,
    /// Its number within the call.
    pub number: u32,
    /// The number of its first task within the call.
    pub first: u32,
    /// How many tasks it has.
    pub count: u32,
    /// The number of its first task within the run.
    pub id: u32,
}

impl From<[u32; 5]> for CallChunk {
    fn from([call, number, first, count, id]: [u32; 5]) -> Self {
        Self {
            call,
            number,
            first,
            count,
            id,
        }
    }
}

impl From<CallChunk> for [u32; 5] {
    fn from(chunk: CallChunk) -> Self {
        [chunk.call, chunk.number, chunk.first, chunk.count, chunk.id]
    }
}
