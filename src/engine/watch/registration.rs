//! [`Registration`]: what a process says of itself when it begins to be watched.

use crate::base::{Moment, Text};
use serde::Deserialize;

/// The version of the message.
pub(super) const REGISTRATION_VERSION: u32 = 1;

/// The longest message.
pub(super) const LONGEST_REGISTRATION: usize = 1 << 16;

/// Words of a command that are shown, and the longest.
const MOST_WORDS: usize = 6;
const LONGEST_WORD: usize = 32;

/// A process's description of itself. Its number is proved by the kernel, all else is its word.
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
        shown_command(&self.argv)
    }
}

/// A command in a few words: without folders, and without what is no name.
pub(super) fn shown_command(argv: &[Text]) -> Text {
    let words = argv.iter().take(MOST_WORDS).map(|word| {
        let word = word.raw();
        let name = word
            .rsplit('/')
            .find(|part| !part.is_empty())
            .unwrap_or(word);
        if name.chars().count() > LONGEST_WORD || name.contains('\n') {
            "…"
        } else {
            name
        }
    });
    words.collect::<Vec<_>>().join(" ").into()
}
