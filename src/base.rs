//! The words of measurement: time, ratio, identity and the clock; and texts and files from outside.
//!
//! Every other layer speaks in these newtypes, so that a nanosecond can never be passed for a
//! task number and a share never for a factor.

mod amount;
mod anonymous;
mod clock;
mod concatenation;
mod date;
mod id;
mod memory;
mod nearest;
mod open_file;
mod output;
mod ratio;
mod read_file;
mod replacement;
mod room;
mod scheduler_statistics;
mod shared;
mod signal;
mod signed_nanos;
mod text;
mod threads;
mod time;
mod word;

pub use amount::{Bytes, Hertz, ParseBytesError, ParsePercentError, Percent};
pub use anonymous::anonymous_file;
pub use clock::{current_core, now, thread_cpu};
pub use concatenation::{joined, rows};
pub use date::date;
pub use id::{ChunkId, CoreId, LaneId, Pid, TaskId};
pub use memory::{Memory, fallibly};
pub use nearest::nearest;
pub use open_file::open_file;
pub use output::Output;
pub use ratio::Ratio;
pub use read_file::{read_file, read_open};
pub use replacement::{Replacement, replace_file};
pub use room::is_full;
pub use scheduler_statistics::SchedulerStatistics;
pub use shared::Shared;
pub use signal::is_ignored;
pub use signed_nanos::SignedNanos;
pub use text::{Text, command_line, is_hidden, quoted, visible, visible_name};
pub use threads::has_threads;
pub use time::{Moment, Nanos, ParseTimeError};
pub use word::{spell, unspell};
