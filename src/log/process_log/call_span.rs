//! [`CallSpan`]: a span of a process of another program, with the call that it belongs to.

use super::CALL_SPAN_WORDS;
use crate::{
    base::{ChunkId, Moment, TaskId},
    log::{Kind, Now, Span, WORDS},
};

/// No call.
const NO_CALL: u64 = 0xffff_ffff;

/// The flags that say what the argument is.
const ARGUMENT_FLAGS: u64 = 0b1100_0000 << 40;

/// A span, the call that it belongs to, and the first argument of its task. Task and chunk are
/// numbers within that call.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CallSpan {
    /// The span.
    pub span: Span,
    /// The reference of its log to a call.
    pub call: Option<u32>,
    /// The first argument of its task, if it is a plain value.
    pub argument: Option<Argument>,
}

/// A plain value that a task was given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Argument {
    /// A whole number.
    Integer(i64),
    /// Another number.
    Float(f64),
    /// The text of that number in its log's table.
    Text(u64),
}

/// The open span of a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallNow {
    /// The span.
    pub now: Now,
    /// The reference of its log to a call.
    pub call: Option<u32>,
}

impl CallSpan {
    /// `None` where the words are no span: no kind, no flags that are known, or an end beyond all time.
    pub(super) fn decode(words: [u64; CALL_SPAN_WORDS]) -> Option<Self> {
        let [start, length, tasks, chunk, rest, call, argument] = words;
        let plain: [u64; WORDS] = [start, length, tasks, chunk, rest & !ARGUMENT_FLAGS];
        let argument = match (rest & ARGUMENT_FLAGS) >> 46 {
            0 => None,
            1 => Some(Argument::Integer(argument.cast_signed())),
            2 => Some(Argument::Float(f64::from_bits(argument))),
            _ => Some(Argument::Text(argument)),
        };
        let span = Span::decode(plain).filter(|span| span.flags.is_known())?;
        Some(Self {
            span,
            call: call_of(call),
            argument,
        })
    }
}

impl CallNow {
    /// `None` where there is no kind of that number.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "fields are cut out of their word"
    )]
    pub(super) fn decode(kind: u64, start: u64, task: u64, call: u64) -> Option<Self> {
        let now = Now {
            kind: Kind::of_number(kind as u8)?,
            start: Moment::from_nanos(start),
            task: TaskId::new(task as u32),
            chunk: ChunkId::new((task >> 32) as u32),
        };
        Some(Self {
            now,
            call: call_of(call),
        })
    }
}

fn call_of(word: u64) -> Option<u32> {
    let call = u32::try_from(word & NO_CALL).ok()?;
    (u64::from(call) != NO_CALL).then_some(call)
}

/// Whether a record that carries a check is the one that was written as that number.
pub(super) fn is_whole(words: &[u64; CALL_SPAN_WORDS], number: u64) -> bool {
    let [.., call, argument] = *words;
    let mixed = words[..WORDS].iter().fold(argument, |sum, word| sum ^ word);
    let mixed = mixed ^ (call & NO_CALL) ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    call >> 32 == (mixed ^ mixed >> 32) & NO_CALL
}
