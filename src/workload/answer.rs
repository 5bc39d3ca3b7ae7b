//! [`Answer`]: the answer of a task, and [`Answer::mix`], by which answers are compared.

use crate::base::{Nanos, SchedulerStatistics, TaskId};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The answer of one task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// A count or a sum.
    Number(u128),
    /// A floating-point result, compared bit by bit.
    Real(f64),
    /// A hash.
    Digest([u8; 32]),
    /// What a function of the user's returned, as Python writes it.
    Text(Box<str>),
    /// How a command ended.
    Exit(Box<Exit>),
    /// A list as the worker saw it after it had added a number of its own.
    View(Box<ListView>),
    /// None: why the task could not be done.
    Failed(Box<str>),
}

/// The end of a command, and its output.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exit {
    /// Its exit status; 128 and the signal's number where one killed it, 127 where there is no
    /// such command.
    pub status: i32,
    /// Its standard output, of a long text the end.
    pub stdout: String,
    /// Its standard error, of a long text the end.
    pub stderr: String,
    /// Bytes that were left out of both because they were too long.
    pub cut: u64,
    /// How long it took.
    #[serde(rename = "wall_ns")]
    pub wall: Nanos,
    /// Its time on the cores, where that is known: for the record of the task, and not handed on
    /// with the answer.
    #[serde(skip)]
    pub turns: Option<SchedulerStatistics>,
}

/// A list in memory, as one task saw it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListView {
    /// The process that looked.
    pub pid: u32,
    /// The thread that looked.
    pub thread: u32,
    /// The address of the list in that process's memory.
    pub address: u64,
    /// The number that the task added.
    pub added: i64,
    /// The content of the list.
    pub contents: Vec<i64>,
}

impl Answer {
    /// The answer of a task that could not be done, and why.
    #[must_use]
    pub fn failed(why: &str) -> Self {
        Self::Failed(why.into())
    }

    /// Whether the task failed: it could not be done, or its command did not exit with 0.
    #[must_use]
    pub fn is_failure(&self) -> bool {
        match self {
            Self::Exit(exit) => exit.status != 0,
            Self::Failed(_) => true,
            _ => false,
        }
    }

    /// The reason of a failure, or the answer itself.
    #[must_use]
    pub fn reason(&self) -> String {
        match self {
            Self::Failed(why) => why.to_string(),
            other => other.to_string(),
        }
    }

    /// A fingerprint of "this task gave this answer".
    ///
    /// Fingerprints are added up modulo 2^128, so workers can fold their own and the sum does
    /// not depend on their order. Not cryptographic: it guards against mistakes.
    #[inline]
    #[must_use]
    pub fn mix(&self, task: TaskId) -> u128 {
        let (tag, low, high) = match self {
            Self::Number(value) => (1, halves(*value).0, halves(*value).1),
            Self::Real(value) => (2, value.to_bits(), 0),
            Self::Digest(bytes) => bytes
                .chunks_exact(8)
                .fold((3, 0, 0), |(tag, low, _), word| {
                    let word = word.try_into().map_or(0, u64::from_le_bytes);
                    (tag, scramble(low ^ word), word)
                }),
            Self::Text(text) => text.bytes().fold((7, 0, 0), |(tag, low, high), byte| {
                (tag, scramble(low ^ u64::from(byte)), high + 1)
            }),
            // Its output and its time differ from run to run.
            Self::Exit(exit) => (4, u64::from(exit.status.cast_unsigned()), 0),
            // The process, the address and what others had added differ by mode.
            Self::View(view) => (5, view.added.cast_unsigned(), 0),
            // All failures count alike: the reason may have the number of a process in it.
            Self::Failed(_) => (6, 0, 0),
        };
        let first = scramble(low ^ scramble(u64::from(task.get()) << 8 | tag));
        let second = scramble(first ^ high);
        u128::from(first) << 64 | u128::from(second)
    }
}

impl Answer {
    /// The answer that a program in Python has printed: a number, a hash, or else a text.
    #[must_use]
    pub fn printed(line: &str) -> Self {
        let digest = || {
            let bytes = (line.len() == 64).then(|| line.as_bytes().chunks_exact(2))?;
            let bytes =
                bytes.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
            bytes.collect::<Option<Vec<_>>>()?.try_into().ok()
        };
        if let Ok(number) = line.parse() {
            Self::Number(number)
        } else if let Some(digest) = digest() {
            Self::Digest(digest)
        } else if let Some(real) = line.parse().ok().filter(|_| line.contains(['.', 'e'])) {
            Self::Real(real)
        } else {
            Self::Text(line.into())
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the two halves together lose nothing"
)]
const fn halves(value: u128) -> (u64, u64) {
    (value as u64, (value >> 64) as u64)
}

/// The finaliser of `SplitMix64` (Steele, Lea, Flood 2014): each input bit reaches each output bit.
#[inline]
pub(super) const fn scramble(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(value) => write!(f, "{value}"),
            Self::Real(value) => write!(f, "{value}"),
            Self::Text(text) => f.write_str(text),
            Self::Digest(bytes) => bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}")),
            Self::Exit(exit) => write!(f, "exit status {}", exit.status),
            Self::View(view) => write!(
                f,
                "pid {} sees {:?} at {:#x}",
                view.pid, view.contents, view.address
            ),
            Self::Failed(why) => write!(f, "failed: {why}"),
        }
    }
}

impl From<ListView> for serde_json::Value {
    /// The address in hexadecimal, as debuggers and Python's `hex(id(…))` write it.
    fn from(view: ListView) -> Self {
        serde_json::json!({
            "pid": view.pid,
            "thread": view.thread,
            "address": format!("{:#x}", view.address),
            "added": view.added,
            "contents": view.contents,
        })
    }
}

impl From<Exit> for serde_json::Value {
    fn from(exit: Exit) -> Self {
        serde_json::json!({
            "status": exit.status,
            "stdout": exit.stdout,
            "stderr": exit.stderr,
            "cut_bytes": exit.cut,
            "wall_s": exit.wall.as_secs_f64(),
        })
    }
}

impl From<Answer> for serde_json::Value {
    /// A number where JSON's readers keep it exact (up to 2^53), else a text.
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Number(value) if value <= 1 << 53 => {
                u64::try_from(value).map_or(Self::Null, Self::from)
            }
            Answer::Real(value) => Self::from(value),
            // A number is one also where it is negative.
            Answer::Text(text) => text
                .parse::<i64>()
                .map_or_else(|_| Self::from(&*text), Self::from),
            Answer::Exit(exit) => Self::from(*exit),
            Answer::View(view) => Self::from(*view),
            Answer::Failed(why) => serde_json::json!({ "failed": why }),
            other => Self::from(other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn swapped_answers_do_not_pass_for_the_right_ones() {
        let sum = |pairs: [(u32, u128); 2]| {
            pairs.iter().fold(0_u128, |sum, &(task, value)| {
                sum.wrapping_add(Answer::Number(value).mix(TaskId::new(task)))
            })
        };
        assert_eq!(sum([(0, 7), (1, 8)]), sum([(1, 8), (0, 7)]));
        assert_ne!(sum([(0, 7), (1, 8)]), sum([(0, 8), (1, 7)]));
    }
}
