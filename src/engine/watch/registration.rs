//! [`Registration`]: what a process says of itself when it begins to be watched.

use crate::base::{Moment, Text};
use serde::Deserialize;

/// The version of the message.
pub(super) const REGISTRATION_VERSION: u32 = 1;

/// The longest message.
pub(super) const LONGEST_REGISTRATION: usize = 1 << 16;

/// What a process says of itself. Its number is proved by the kernel, all else is its word.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Registration {
    /// The version of this message.
    pub(super) parscope: u32,
    /// Its number as it sees it: another than the kernel's in a namespace of its own.
    pub(super) pid: u32,
    /// The process that asked for it, as it sees it.
    #[serde(default)]
    pub(super) parent: Option<u32>,
    /// The version of its interpreter.
    pub(super) python: Text,
    /// Whether that has a lock.
    #[serde(default)]
    pub(super) gil: Option<bool>,
    /// How it was started: `exec`, `fork`, `spawn`, `forkserver`.
    pub(super) start: Text,
    /// Its command.
    #[serde(default)]
    pub(super) argv: Vec<Text>,
    /// When the probe began to run in it.
    #[serde(rename = "birth")]
    pub(super) born: Moment,
    /// Its name, where it has one: that of a worker.
    #[serde(default)]
    pub(super) name: Option<Text>,
}

impl Registration {
    /// Reads a message; `None` where it is none of this version.
    pub(super) fn parse(message: &[u8]) -> Option<Self> {
        let parsed: Self = serde_json::from_slice(message).ok()?;
        (parsed.parscope == REGISTRATION_VERSION).then_some(parsed)
    }

    /// Its name, or its command without the folders before the program and the script.
    pub(super) fn shown_name(&self) -> Text {
        if let Some(name) = self.name.as_ref().filter(|name| !name.is_empty()) {
            return name.clone();
        }
        let words = self.argv.iter().take(6).map(|word| {
            let word = word.raw();
            word.rsplit('/')
                .find(|part| !part.is_empty())
                .unwrap_or(word)
        });
        words.collect::<Vec<_>>().join(" ").into()
    }
}
