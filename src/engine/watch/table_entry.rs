//! [`TableEntry`]: a line of the table in a process's log.

use crate::base::{Moment, Nanos, Text};
use serde::Deserialize;
use serde_json::from_str;

/// A line of the table.
#[derive(Debug, PartialEq)]
pub(super) enum TableEntry {
    /// The process made a call.
    Call(CallEntry),
    /// A caller has all the results of a call.
    CallEnd(CallEnd),
    /// A call's member: Pool's number of a job, and its task in the call.
    Item(ItemEntry),
    /// The work items of an executor that are a call's chunks.
    Work(WorkEntry),
    /// A process or thread that is a call's task.
    Member(MemberEntry),
    /// The meaning of a number that spans of this log have as their call.
    Ref(RefEntry),
    /// A thread has a name.
    Lane(LaneEntry),
    /// The process started another.
    Child(Child),
    /// A child ended.
    Ended(Ended),
    /// The process knows more about itself.
    Process(About),
    /// The process made a pool.
    Pool(PoolEntry),
    /// A pool was ended.
    PoolEnd(PoolEnd),
    /// Something could not be pickled.
    Unpicklable(UnpicklableEntry),
    /// Something could not be hooked.
    Unseen(Unseen),
    /// A text that arguments refer to.
    Text(TextEntry),
    /// The import of main has imported a module.
    Import(ImportEntry),
    /// The interpreter's lock is on or off by now.
    Gil(bool),
    /// A command was started.
    Command(CommandEntry),
    /// A command ended.
    CommandEnd(CommandEnd),
}

/// A call.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub(super) struct CallEntry {
    pub(super) call: u32,
    pub(super) kind: Text,
    pub(super) function: Text,
    pub(super) file: Text,
    pub(super) line: u32,
    pub(super) tasks: Option<u32>,
    pub(super) asked: Option<u32>,
    pub(super) chunksize: Option<u32>,
    pub(super) workers: Option<u32>,
    pub(super) start: Option<Text>,
    pub(super) job: Option<u32>,
    pub(super) sends: Option<Text>,
    pub(super) carries: Option<Text>,
    pub(super) began: Moment,
}

/// The end of a call.
#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct CallEnd {
    #[serde(rename = "call_end")]
    pub(super) call: u32,
    pub(super) ended: Moment,
    #[serde(default)]
    pub(super) failed: Option<Text>,
    #[serde(default)]
    pub(super) returns: Option<Text>,
}

/// A member of a group of `apply`s: call, job, task.
#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct ItemEntry {
    pub(super) item: [u32; 3],
}

/// Work items: call, pool, first number, chunks, chunksize, tasks (or the task of a `submit`).
#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct WorkEntry {
    pub(super) work: [u32; 6],
}

/// A process or thread of a group: call, its number, task.
#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct MemberEntry {
    pub(super) member: [u32; 3],
}

/// The meaning of a number that spans have as their call.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub(super) struct RefEntry {
    #[serde(rename = "ref")]
    pub(super) number: u32,
    pub(super) owner: u32,
    #[serde(default)]
    pub(super) job: Option<u32>,
    #[serde(default)]
    pub(super) jobs: bool,
    #[serde(default)]
    pub(super) member: bool,
    #[serde(default)]
    pub(super) call: Option<u32>,
    #[serde(default)]
    pub(super) pool: Option<u32>,
}

/// The name of a lane.
#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct LaneEntry {
    pub(super) lane: usize,
    #[serde(default)]
    pub(super) name: Text,
    #[serde(default)]
    pub(super) role: Option<Text>,
}

/// A child.
#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct Child {
    #[serde(rename = "child")]
    pub(super) pid: u32,
    #[serde(default)]
    pub(super) name: Option<Text>,
    #[serde(default)]
    pub(super) pool: Option<u32>,
}

/// The end of a child: its exit code as Python has it, negative for a signal.
#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct Ended {
    #[serde(rename = "ended")]
    pub(super) pid: u32,
    #[serde(default)]
    pub(super) code: Option<i32>,
    #[serde(default)]
    pub(super) expected: bool,
}

/// Something that a process learns about itself.
#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct About {
    pub(super) process: AboutProcess,
}

/// Corrections of its registration.
#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct AboutProcess {
    #[serde(default)]
    pub(super) parent: Option<u32>,
    #[serde(default)]
    pub(super) name: Option<Text>,
}

/// A pool or an executor.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub(super) struct PoolEntry {
    pub(super) pool: u32,
    pub(super) kind: Text,
    pub(super) workers: Option<u32>,
    pub(super) start: Option<Text>,
    pub(super) file: Text,
    pub(super) line: u32,
}

/// The end of a pool.
#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct PoolEnd {
    #[serde(rename = "pool_end")]
    pub(super) pool: u32,
    #[serde(default)]
    pub(super) how: Text,
}

/// An object that could not be pickled.
#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct UnpicklableEntry {
    #[serde(rename = "unpicklable")]
    pub(super) what: Text,
    #[serde(default)]
    pub(super) error: Text,
    #[serde(default, rename = "ref")]
    pub(super) reference: Option<u32>,
}

/// A hook that was left out.
#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct Unseen {
    pub(super) unseen: Text,
    #[serde(default)]
    pub(super) why: Text,
}

/// A text.
#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct TextEntry {
    pub(super) text: u64,
    pub(super) value: Text,
}

/// A command.
#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct CommandEntry {
    #[serde(rename = "command")]
    pub(super) pid: Option<u32>,
    #[serde(default)]
    pub(super) argv: Vec<Text>,
    pub(super) at: Moment,
}

/// The end of a command.
#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct CommandEnd {
    #[serde(rename = "command_end")]
    pub(super) pid: Option<u32>,
    #[serde(default)]
    pub(super) code: Option<i32>,
    pub(super) at: Moment,
}

/// A module that main imports, when a new process imports main anew.
#[derive(Debug, PartialEq, Deserialize)]
pub(super) struct ImportEntry {
    #[serde(rename = "import")]
    pub(super) module: Text,
    pub(super) took: Nanos,
}

/// The interpreter's lock.
#[derive(Deserialize)]
struct GilEntry {
    gil: bool,
}

impl TableEntry {
    /// Reads a line; `None` where it says nothing that is known. Its first key says what it is.
    pub(super) fn parse(line: &str) -> Option<Self> {
        let key = line
            .trim_start()
            .strip_prefix('{')?
            .trim_start()
            .strip_prefix('"')?;
        let (key, _) = key.split_once('"')?;
        match key {
            "call" => from_str(line).map(Self::Call),
            "call_end" => from_str(line).map(Self::CallEnd),
            "item" => from_str(line).map(Self::Item),
            "work" => from_str(line).map(Self::Work),
            "member" => from_str(line).map(Self::Member),
            "ref" => from_str(line).map(Self::Ref),
            "lane" => from_str(line).map(Self::Lane),
            "child" => from_str(line).map(Self::Child),
            "ended" => from_str(line).map(Self::Ended),
            "process" => from_str(line).map(Self::Process),
            "pool" => from_str(line).map(Self::Pool),
            "pool_end" => from_str(line).map(Self::PoolEnd),
            "unpicklable" => from_str(line).map(Self::Unpicklable),
            "unseen" => from_str(line).map(Self::Unseen),
            "text" => from_str(line).map(Self::Text),
            "import" => from_str(line).map(Self::Import),
            "gil" => from_str(line).map(|GilEntry { gil }| Self::Gil(gil)),
            "command" => from_str(line).map(Self::Command),
            "command_end" => from_str(line).map(Self::CommandEnd),
            _ => return None,
        }
        .ok()
    }
}
