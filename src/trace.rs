//! The span log: what every lane of a run did, and is doing right now.
//!
//! One [`Log`] in shared memory, one [`LaneWriter`] a lane, any number of [`Reader`]s. Threads
//! and processes write alike, without a lock or a system call. A live run, a saved run and a
//! replay have the same layout; `trace/README.md` documents it as a contract for other writers.

mod archive;
mod cells;
mod chrome;
mod conditions;
mod costs;
mod description;
mod file;
mod import;
mod journal;
mod kind;
mod lane;
mod layout;
mod log;
mod protocol;
mod reader;
mod record;
mod recording;
mod verify;
mod writer;

pub use archive::Archive;
pub use chrome::{import, import_bytes};
pub use conditions::{Conditions, Throttled};
pub use costs::{ChannelCosts, Costs, StartCosts, TripCosts};
pub use description::{
    Baseline, Description, Ending, Left, Machine, Outcome, RecorderCost, WorkerUsage,
};
pub use file::{glimpse, open, read, save};
pub use import::{Import, LeftOut, Names};
pub use journal::{Entry, Journal, Title};
pub use kind::{Kind, LaneKind};
pub use lane::Lane;
pub use layout::{LaneSpec, Layout, VERSION};
pub use log::Log;
pub use reader::{LaneInfo, Reader};
pub use record::{Flags, Now, Span};
pub use recording::{Glimpse, Recorded, Recording, Sighting};
pub use verify::Known;
pub use writer::LaneWriter;

/// What can be wrong with a log.
#[derive(Debug, thiserror::Error)]
pub enum TraceError {
    /// The system refused memory or a file.
    #[error("{action}: {source}")]
    System {
        /// What was being done.
        action: String,
        /// Why it could not be done.
        source: std::io::Error,
    },
    /// The file is something else.
    #[error("this is no parscope log: {0}")]
    NotALog(String),
    /// The file was written by another version of the format.
    #[error(
        "the log has format version {found}, this parscope reads version {VERSION}: open it with \
         the parscope that wrote it"
    )]
    Version {
        /// The version in the file.
        found: u64,
    },
    /// The file is damaged.
    #[error("the log is damaged: {0}")]
    Damaged(String),
    /// A trace of another program cannot be read.
    #[error("{place}: {message}")]
    Import {
        /// The file, and where in it: line and column.
        place: String,
        /// What is wrong there.
        message: String,
    },
    /// The record of a sweep cannot be used.
    #[error("{0}")]
    Sweep(String),
}

impl TraceError {
    fn system(action: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let action = action.into();
        move |source| Self::System { action, source }
    }
}
