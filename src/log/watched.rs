//! [`Watched`]: what is known of a program that was watched, besides its lanes.

mod argument;
mod call;
mod pool;
mod process;
mod thread_times;

pub use argument::TaskArgument;
pub use call::{Call, CallChunk};
pub use pool::{Unpicklable, WatchedPool};
pub use process::{MainImport, WatchedProcess, WatchedThread};
pub use thread_times::ThreadTimes;

use super::Ending;
use crate::base::{ChunkId, LaneId, TaskId, Text, quoted, visible_name};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Arguments that are kept: those of as many tasks as are listed one by one.
const MOST_ARGUMENTS: usize = 100_000;

/// A program that was watched: its processes, its calls, and what could not be seen of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Watched {
    /// The command, as it was given.
    pub command: Vec<Text>,
    /// The folder that it was started in.
    pub folder: Text,
    /// How it ended; `None` while it goes on.
    pub ending: Option<Ending>,
    /// Its processes, in the order in which they were seen; the first is the one that was started.
    pub processes: Vec<WatchedProcess>,
    /// Its calls, in the order in which they were seen.
    pub calls: Vec<Call>,
    /// The chunks of all calls, by their number.
    pub chunks: Vec<CallChunk>,
    /// The first argument of tasks, where it is a plain value, by their number in the run.
    pub arguments: BTreeMap<u32, TaskArgument>,
    /// The pools and executors that were made.
    pub pools: Vec<WatchedPool>,
    /// The modules that take longest where new processes import main anew.
    pub imports: Vec<MainImport>,
    /// Objects that could not be pickled.
    pub unpicklable: Vec<Unpicklable>,
    /// The thread of each lane, by the lane's index; a core's has no process.
    pub threads: Vec<WatchedThread>,
    /// The things that could not be seen, and why.
    pub not_seen: Vec<NotSeen>,
}

/// Something that could not be seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotSeen {
    /// Its name.
    pub what: Text,
    /// Why.
    pub why: Text,
}

/// A line without its folders: `demo.py:12`.
fn place(file: &Text, line: u32) -> Text {
    let file = file.raw();
    let name = file.rsplit('/').next().unwrap_or(file);
    match line {
        0 => name.into(),
        line => format!("{name}:{line}").into(),
    }
}

impl Watched {
    /// Its command without folders: `sim.py 4`, where an interpreter runs it.
    #[must_use]
    pub fn program(&self) -> String {
        let is_python = |word: &Text| {
            word.raw()
                .rsplit('/')
                .next()
                .is_some_and(|name| name.starts_with("python"))
        };
        let words = match &self.command[..] {
            [first, rest @ ..] if is_python(first) && !rest.is_empty() => rest,
            all => all,
        };
        let [first, rest @ ..] = words else {
            return String::new();
        };
        let name = visible_name(first.raw().rsplit('/').next().unwrap_or_default());
        let rest = rest.iter().map(Text::raw);
        std::iter::once(name)
            .chain(rest.map(quoted))
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// The call of a chunk, its number, and the chunk.
    #[must_use]
    pub fn chunk(&self, chunk: ChunkId) -> Option<(&Call, &CallChunk)> {
        let chunk = self.chunks.get(chunk.index())?;
        Some((self.calls.get(chunk.call as usize)?, chunk))
    }

    /// The number within its call of a task of that chunk.
    #[must_use]
    pub fn task_of_call(&self, chunk: ChunkId, task: TaskId) -> Option<u32> {
        let chunk = self.chunks.get(chunk.index())?;
        let within = task.get().checked_sub(chunk.id)?;
        chunk.first.checked_add(within)
    }

    /// The first argument of a task, where it is a plain value.
    #[must_use]
    pub fn argument(&self, task: TaskId) -> Option<&TaskArgument> {
        self.arguments.get(&task.get())
    }

    /// Notes the first argument of a task, of so many as can be listed.
    pub fn note_argument(&mut self, task: TaskId, argument: Option<TaskArgument>) {
        if let Some(argument) = argument.filter(|_| self.arguments.len() < MOST_ARGUMENTS) {
            self.arguments.insert(task.get(), argument);
        }
    }

    /// A task by its function, and its argument where that is a plain value: `work(0.5)`. Else its
    /// number within the call stands there: `work #7`, or `work #7…9` of several that were merged.
    /// `None` of a task of no call, and where the function has no name.
    #[must_use]
    pub fn task_name(&self, chunk: ChunkId, task: TaskId, count: u32) -> Option<String> {
        let (call, _) = self.chunk(chunk)?;
        let (function, first) = (&call.function, self.task_of_call(chunk, task)?);
        if function.is_empty() {
            return None;
        }
        Some(match count {
            0 | 1 if self.argument(task).is_some() => {
                format!("{function}{}", self.task_mark(chunk, task)?)
            }
            0 | 1 => format!("{function} {}", self.task_mark(chunk, task)?),
            _ => format!("{function} #{first}…{}", first.saturating_add(count - 1)),
        })
    }

    /// The part of a task's name that tells it from others of its call: `(0.5)`, or `#7`.
    #[must_use]
    pub fn task_mark(&self, chunk: ChunkId, task: TaskId) -> Option<String> {
        let number = self.task_of_call(chunk, task)?;
        Some(match self.argument(task) {
            Some(argument) => format!("({argument})"),
            None => format!("#{number}"),
        })
    }

    /// The thread of a lane.
    #[must_use]
    pub fn thread(&self, lane: LaneId) -> Option<&WatchedThread> {
        self.threads.get(lane.index())
    }

    /// The process of a lane.
    #[must_use]
    pub fn process(&self, lane: LaneId) -> Option<&WatchedProcess> {
        self.processes.get(self.thread(lane)?.process? as usize)
    }

    /// The lane of the first thread of a process; of a command that was not looked into, its own.
    #[must_use]
    pub fn first_lane(&self, process: u32) -> Option<LaneId> {
        let is_of = |thread: &WatchedThread| thread.process == Some(process);
        let is_thread = |thread: &WatchedThread| is_of(thread) && !thread.is_command();
        let threads = || self.threads.iter();
        let first = threads().position(is_thread);
        let first = first.or_else(|| threads().position(is_of))?;
        u16::try_from(first).ok().map(LaneId::new)
    }

    /// Notes something that could not be seen, once.
    pub fn note_not_seen(&mut self, what: impl Into<Text>, why: impl Into<Text>) {
        let entry = NotSeen {
            what: what.into(),
            why: why.into(),
        };
        if !self.not_seen.contains(&entry) {
            self.not_seen.push(entry);
        }
    }
}
