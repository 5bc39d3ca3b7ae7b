//! [`ProcessSample`]: a process or thread as the kernel has it at a moment.

use crate::base::{Bytes, CoreId, Pid};

/// A process or thread to sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Target {
    /// A process, or a thread.
    pub pid: Pid,
    /// The process that it is a thread of.
    pub thread_of: Option<Pid>,
    /// Whether its children are sampled, too.
    pub children: bool,
}

/// A process or thread at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ProcessSample {
    /// Its number.
    pub pid: Pid,
    /// Its parent; of a thread, its process.
    pub parent: Pid,
    /// When it began, in ticks since the system did: tells two of the same number apart.
    pub born: u64,
    /// Its state.
    pub state: State,
    /// Its resident memory; a thread has none of its own.
    pub memory: Option<Bytes>,
    /// How often it gave up its core: to wait for something.
    pub voluntary: u64,
    /// How often its core was taken away for another.
    pub involuntary: u64,
    /// The core that it was on last.
    pub core: CoreId,
}

/// The state of a process, as far as the kernel tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum State {
    /// Running, or ready to run as soon as a core is free: the kernel makes no difference.
    Ready,
    /// Sleeping, until what it waits for happens.
    Sleeping,
    /// Sleeping in the kernel, where no signal wakes it.
    Blocked,
    /// Stopped by a signal.
    Stopped,
    /// Ended, and not yet waited for by its parent.
    Zombie,
    /// Something else, by the kernel's letter.
    Other(char),
}

impl Target {
    /// A process.
    #[must_use]
    pub const fn process(pid: Pid) -> Self {
        Self {
            pid,
            thread_of: None,
            children: false,
        }
    }
}

impl State {
    /// The state that a letter of the kernel's stands for.
    #[must_use]
    pub const fn of(letter: char) -> Self {
        match letter {
            'R' => Self::Ready,
            'S' | 'I' => Self::Sleeping,
            'D' => Self::Blocked,
            'T' | 't' => Self::Stopped,
            'Z' | 'X' | 'x' => Self::Zombie,
            other => Self::Other(other),
        }
    }

    /// The letter, as `ps` shows it.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::Ready => 'R',
            Self::Sleeping => 'S',
            Self::Blocked => 'D',
            Self::Stopped => 'T',
            Self::Zombie => 'Z',
            Self::Other(letter) => letter,
        }
    }

    /// The state in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Ready => "running or ready",
            Self::Sleeping => "sleeping",
            Self::Blocked => "waiting in the kernel",
            Self::Stopped => "stopped",
            Self::Zombie => "zombie",
            Self::Other(_) => "in another state",
        }
    }
}
