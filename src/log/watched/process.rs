//! [`WatchedProcess`], [`WatchedThread`] and [`MainImport`]: the processes of a program, and who does
//! what in them.

use crate::{
    base::{Bytes, Moment, Nanos, Pid, Text},
    log::{Ending, Readings, ThreadTimes},
};
use serde::{Deserialize, Serialize};

/// A process of a program.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WatchedProcess {
    /// Its number.
    pub pid: Pid,
    /// The index of the process that asked for it, where that was seen.
    pub parent: Option<u32>,
    /// Its name: that of a worker, or its command.
    pub name: Text,
    /// How it came to be: `exec`, `fork`, `spawn` or `forkserver`; `None` where it was not looked into.
    pub start: Option<Text>,
    /// When it began, as far as that is known.
    pub started: Moment,
    /// When it ended; `None` while it goes on.
    pub ended: Option<Moment>,
    /// How it ended, where its parent said so.
    pub ending: Option<Ending>,
    /// Its CPU time, where it was seen.
    pub cpu: Option<Nanos>,
    /// The most memory that it was seen to have.
    pub peak_memory: Option<Bytes>,
    /// The most threads that it was seen to have, those of native code included.
    pub peak_threads: Option<u32>,
    /// The version of its Python; `None` where it was not looked into.
    pub python: Option<Text>,
    /// Whether its interpreter has a lock.
    pub gil: Option<bool>,
    /// How often that lock had gone to another thread.
    #[serde(skip_serializing_if = "Readings::is_empty")]
    pub hand_overs: Readings<u64>,
}

/// A module that main imports, in a process that imports main anew.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MainImport {
    /// The index of the process.
    pub process: u32,
    /// Its name.
    pub module: Text,
    /// How long it took, with all that it imports itself.
    pub took: Nanos,
}

/// The thread of a lane.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct WatchedThread {
    /// The index of its process.
    pub process: Option<u32>,
    /// Its name.
    pub name: Text,
    /// Its role in its process, where that is known: `task handler`.
    pub role: Option<Text>,
    /// What its time had gone to.
    #[serde(skip_serializing_if = "Readings::is_empty")]
    pub times: Readings<ThreadTimes>,
}

impl WatchedThread {
    /// Whether it stands for a command that is not looked into.
    #[must_use]
    pub fn is_command(&self) -> bool {
        self.role
            .as_ref()
            .is_some_and(|role| role.raw() == "command")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_is_kept_with_its_times_and_one_of_an_older_run_has_none() {
        let older: WatchedThread = serde_json::from_str(r#"{"process": 0, "name": "t"}"#).unwrap();
        assert!(older.times.is_empty());
        let mut thread = older;
        let kept = serde_json::to_string(&thread).unwrap();
        assert_eq!(
            serde_json::from_str::<WatchedThread>(&kept).unwrap(),
            thread
        );
        let times = ThreadTimes {
            gil: Some(Nanos::from_millis(3)),
            ..ThreadTimes::default()
        };
        thread.times.push(Moment::from_nanos(5), times);
        let kept = serde_json::to_string(&thread).unwrap();
        assert_eq!(
            serde_json::from_str::<WatchedThread>(&kept).unwrap(),
            thread
        );
    }
}
