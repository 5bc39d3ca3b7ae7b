//! [`ProcessEnding`]: how a process ended, in words, too; and its [`ProcessUsage`].

use crate::{
    base::{Bytes, Nanos},
    log,
};

/// How a process ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(in crate::engine) struct ProcessEnding {
    /// The exit code it chose.
    pub(in crate::engine) code: Option<i32>,
    /// The signal that killed it.
    pub(in crate::engine) signal: Option<i32>,
    /// The system's counters of it.
    pub(in crate::engine) usage: ProcessUsage,
}

impl ProcessEnding {
    /// Whether it ended as it should.
    pub(in crate::engine) fn is_good(&self) -> bool {
        self.code == Some(0)
    }

    /// The ending as the log has it, without the counters.
    pub(in crate::engine) fn shown(&self) -> Option<log::Ending> {
        let signal = self.signal.map(log::Ending::Signal);
        signal.or(self.code.map(log::Ending::Exit))
    }

    /// A sentence on how the process of that name ended.
    pub(in crate::engine) fn obituary(&self, name: &str) -> String {
        match (self.signal, self.code) {
            (Some(signal), _) => format!("{name} was killed by signal {signal}"),
            (_, Some(code)) => format!("{name} ended by itself with exit code {code}"),
            _ => format!("{name} is gone"),
        }
    }
}

/// The system's counters of a process that has ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(in crate::engine) struct ProcessUsage {
    /// How often it gave up its core.
    pub(in crate::engine) voluntary_switches: u64,
    /// How often its core was taken away.
    pub(in crate::engine) involuntary_switches: u64,
    /// The most memory it had at once.
    pub(in crate::engine) peak_memory: Bytes,
    /// The CPU time of it and of the children that it has waited for.
    pub(in crate::engine) cpu: Nanos,
}
