//! The span log: what every lane of a run did, and is doing right now.
//!
//! One [`SpanLog`] in shared memory, one [`LaneWriter`] a lane, any number of [`Reader`]s. Threads
//! and processes write alike, without a lock or a system call. A live run, a saved run and a
//! replay have the same layout; `log/README.md` documents it as a contract for other writers.

mod class;
mod conditions;
mod description;
mod ending;
mod entry;
mod error;
mod follow;
mod import;
mod kind;
mod kind_names;
mod lane;
mod layout;
mod preview;
pub(crate) mod process_log;
mod protocol;
mod reader;
mod readings;
pub(crate) mod shared_words;
mod span;
mod span_log;
mod task_time;
mod time_use;
mod title;
mod verify;
mod version;
mod watched;
mod writer;

pub use class::{Class, OtherKind};
pub use conditions::{Conditions, Throttled};
pub use description::{
    Baseline, Description, Interpreter, Left, Machine, Outcome, RecorderCost, WorkerUsage,
};
pub use ending::Ending;
pub use entry::Entry;
pub use error::LogError;
pub use follow::Follow;
pub use import::{Import, LeftOut, Names};
pub use kind::{Kind, LaneKind};
pub use kind_names::KindNames;
pub use lane::{Lane, LaneInfo};
pub use layout::{HEADER_WORDS, LaneSpec, LogLayout, MAGIC, MOST_LANES};
pub use preview::Preview;
pub use process_log::{
    Argument, CALL_SPAN_WORDS, CallNow, CallSpan, PROCESS_VERSION, ProcessLog, RosterThread,
    ThreadInfo, ThreadRoster,
};
pub(crate) use reader::LogMemory;
pub use reader::Reader;
pub use readings::Readings;
pub use span::{Flags, Now, Span, WORDS};
pub use span_log::SpanLog;
pub use task_time::TaskTime;
pub use time_use::Use;
pub use title::Title;
pub use verify::Expected;
pub use version::VERSION;
pub use watched::{
    Call, CallChunk, MainImport, NotSeen, TaskArgument, ThreadTimes, Unpicklable, Watched,
    WatchedPool, WatchedProcess, WatchedThread,
};
pub use writer::LaneWriter;
