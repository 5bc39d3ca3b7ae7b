//! [`Span`] and its fixed-size record of [`WORDS`] 64-bit words, and [`Now`].

use super::Kind;
use crate::base::{ChunkId, CoreId, Moment, Nanos, Ratio, TaskId};

/// Words in a record.
pub const WORDS: usize = 5;

/// An interval on a lane, of one kind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// The lane's activity.
    pub kind: Kind,
    /// When it began.
    pub start: Moment,
    /// How long it took.
    pub length: Nanos,
    /// The first task concerned.
    pub task: TaskId,
    /// How many tasks are concerned; more than one in a task span that was merged, none in a
    /// part of a task that goes on in a later span.
    pub count: u32,
    /// The chunk of that task.
    pub chunk: ChunkId,
    /// Bytes received or sent, at most `u32::MAX`.
    pub bytes: u32,
    /// The share of the length that was spent on a core, where [`Flags::CPU`] is set.
    pub cpu: Ratio,
    /// The share of the length in which it waited for something else than a core, as far as that
    /// is known: what is left of both is time in which it was ready to run and had none.
    pub waited: Ratio,
    /// The core at the end of the span.
    pub core: CoreId,
    /// Its special properties.
    pub flags: Flags,
}

/// The special properties of a span, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Flags(u8);

impl Flags {
    /// The CPU share was measured.
    pub const CPU: Self = Self(1);
    /// Several tasks stand in one span because each was too short to be timed.
    pub const MERGED: Self = Self(2);
    /// The activity was ended from outside: the worker died in it.
    pub const KILLED: Self = Self(4);
    /// The worker was started in place of one that died.
    pub const RESTARTED: Self = Self(8);
    /// A task of which the answer is a failure.
    pub const FAILED: Self = Self(16);
    /// The chunk came back, for its worker died: what was computed of it before is lost. Main says
    /// so, in a span without length.
    pub const LOST: Self = Self(32);

    /// Whether all bits of `other` are set.
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether there are no others than those above.
    pub(super) const fn is_known(self) -> bool {
        self.0 < Self::LOST.0 << 1
    }

    /// These bits and those of `other`.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The open span of a lane at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Its activity.
    pub kind: Kind,
    /// Its start.
    pub start: Moment,
    /// The task concerned.
    pub task: TaskId,
    /// Its chunk.
    pub chunk: ChunkId,
}

impl Span {
    /// A span without a task.
    #[must_use]
    pub fn new(kind: Kind, start: Moment, end: Moment) -> Self {
        Self {
            kind,
            start,
            length: end.since(start),
            task: TaskId::default(),
            count: 0,
            chunk: ChunkId::default(),
            bytes: 0,
            cpu: Ratio::ZERO,
            waited: Ratio::ZERO,
            core: CoreId::default(),
            flags: Flags::default(),
        }
    }

    /// When it ended.
    #[must_use]
    pub fn end(&self) -> Moment {
        self.start + self.length
    }

    /// How many tasks ended with it: what a task is counted by, however many spans it has.
    #[inline]
    #[must_use]
    pub const fn tasks_ended(&self) -> u32 {
        if self.kind.is_of_task() {
            self.count
        } else {
            0
        }
    }

    /// CPU time, where it was measured.
    #[must_use]
    pub fn cpu_time(&self) -> Option<Nanos> {
        self.flags
            .has(Flags::CPU)
            .then(|| Nanos::from_secs_f64(self.length.as_secs_f64() * self.cpu.get()))
    }

    /// The time that it waited for something else than a core, as far as that is known.
    #[must_use]
    pub fn waited_time(&self) -> Nanos {
        let rest = self
            .length
            .saturating_sub(self.cpu_time().unwrap_or_default());
        Nanos::from_secs_f64(self.length.as_secs_f64() * self.waited.get()).min(rest)
    }

    #[inline]
    pub(crate) fn encode(&self) -> [u64; WORDS] {
        // Most spans have no share; the conversion would be a tenth of what recording costs.
        let (cpu, waited) = if self.flags.has(Flags::CPU) {
            (share(self.cpu), share(self.waited))
        } else {
            (0, 0)
        };
        [
            self.start.as_nanos(),
            self.length.get(),
            pair(self.task.get(), self.count),
            pair(self.chunk.get(), self.bytes),
            pair(
                u32::from(cpu) | u32::from(self.core.get()) << 16,
                u32::from(self.kind.number())
                    | u32::from(self.flags.0) << 8
                    | u32::from(waited) << 16,
            ),
        ]
    }

    /// `None` where the words are no span: no kind, or an end beyond all time.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "fields are cut out of their word"
    )]
    pub(crate) fn decode(words: [u64; WORDS]) -> Option<Self> {
        let [start, length, tasks, chunk, rest] = words;
        start.checked_add(length)?;
        Some(Self {
            kind: Kind::of_number((rest >> 32) as u8)?,
            start: Moment::from_nanos(start),
            length: Nanos::new(length),
            task: TaskId::new(tasks as u32),
            count: (tasks >> 32) as u32,
            chunk: ChunkId::new(chunk as u32),
            bytes: (chunk >> 32) as u32,
            cpu: Ratio::of(rest & FULL, FULL),
            waited: Ratio::of(rest >> 48, FULL),
            core: CoreId::new((rest >> 16) as u16),
            flags: Flags((rest >> 40) as u8),
        })
    }
}

/// A share of 1 in the record.
const FULL: u64 = 0xffff;

#[inline]
fn pair(low: u32, high: u32) -> u64 {
    u64::from(low) | u64::from(high) << 32
}

#[inline]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to the range of the field"
)]
fn share(ratio: Ratio) -> u16 {
    // Not `round`, which is a call on processors without an instruction for it.
    (ratio.clamped().get() * 65535.0 + 0.5) as u16
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_span_is_read_as_it_was_written(
            kind in 1_u8..,
            start in 0..u64::MAX / 2,
            length in 0..u64::MAX / 2,
            ids in any::<(u32, u32, u32, u32)>(),
            shares in any::<(u16, u16)>(),
            core in any::<u16>(),
            flags in 0..32_u8,
        ) {
            let span = Span {
                kind: Kind::of_number(kind).unwrap(),
                start: Moment::from_nanos(start),
                length: Nanos::new(length),
                task: TaskId::new(ids.0),
                count: ids.1,
                chunk: ChunkId::new(ids.2),
                bytes: ids.3,
                cpu: Ratio::of(shares.0.into(), FULL),
                waited: Ratio::of(shares.1.into(), FULL),
                core: CoreId::new(core),
                flags: Flags(flags | Flags::CPU.0),
            };
            prop_assert_eq!(Span::decode(span.encode()), Some(span));
        }

        #[test]
        fn random_words_never_bring_a_reader_down(words in any::<[u64; WORDS]>()) {
            if let Some(span) = Span::decode(words) {
                prop_assert!(span.end() >= span.start);
                prop_assert!(span.cpu <= Ratio::ONE && span.waited <= Ratio::ONE);
            }
        }
    }
}
