//! [`ProcessEnding`]: how a process ended, in words, too.

use super::ProcessUsage;
use crate::log;

/// How a process ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(in crate::engine) struct ProcessEnding {
    /// The exit code it chose.
    pub(in crate::engine) code: Option<i32>,
    /// The signal that killed it.
    pub(in crate::engine) signal: Option<i32>,
    /// What the system counted of it.
    pub(in crate::engine) usage: ProcessUsage,
}

impl ProcessEnding {
    /// Whether it ended as it should.
    pub(in crate::engine) fn is_good(&self) -> bool {
        self.code == Some(0)
    }

    /// The same for the log, which has what was counted elsewhere.
    pub(in crate::engine) fn shown(&self) -> Option<log::Ending> {
        let signal = self.signal.map(log::Ending::Signal);
        signal.or(self.code.map(log::Ending::Exit))
    }

    /// How whoever it was ended.
    pub(in crate::engine) fn obituary(&self, name: &str) -> String {
        match (self.signal, self.code) {
            (Some(signal), _) => format!("{name} was killed by signal {signal}"),
            (_, Some(code)) => format!("{name} ended by itself with exit code {code}"),
            _ => format!("{name} is gone"),
        }
    }
}
