//! [`Use`]: what a lane's time is spent on.

use super::{Class, Flags, Kind, Span};
use serde::{Deserialize, Serialize};
use strum::VariantArray;

/// A use of a lane's time: a kind of span, or a special property of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "u8", try_from = "u8")]
pub enum Use {
    /// A span of that kind, which is a known one.
    Of(Kind),
    /// A span of another kind, of that class.
    Class(Class),
    /// A span that was ended from outside.
    Killed,
    /// A task whose answer is a failure.
    Failed,
    /// The part of a task in which it had no core.
    OffCore,
}

impl Use {
    /// How many there are.
    pub const COUNT: usize = Self::CLASSES + Class::VARIANTS.len() + 2;

    /// The place of the first class: behind what was killed and the known kinds.
    const CLASSES: usize = 1 + Kind::KNOWN.len();

    /// The use of a span, or of the part of a task in which it had a core.
    #[inline]
    #[must_use]
    pub const fn of(span: &Span) -> Self {
        if span.flags.has(Flags::KILLED) {
            Self::Killed
        } else if span.flags.has(Flags::FAILED) {
            Self::Failed
        } else {
            Self::of_kind(span.kind)
        }
    }

    /// The use of a span of that kind without special properties.
    #[inline]
    #[must_use]
    pub const fn of_kind(kind: Kind) -> Self {
        match kind {
            Kind::Other(other) => Self::Class(other.class()),
            known => Self::Of(known),
        }
    }

    /// Its place among all.
    #[inline]
    #[must_use]
    pub const fn index(self) -> usize {
        match self {
            Self::Killed => 0,
            Self::Failed => Self::COUNT - 2,
            Self::OffCore => Self::COUNT - 1,
            Self::Of(Kind::Other(other)) => Self::CLASSES + other.class() as usize,
            // Kinds are numbered from 1.
            Self::Of(kind) => kind.number() as usize,
            Self::Class(class) => Self::CLASSES + class as usize,
        }
    }

    /// The use at a place.
    #[must_use]
    pub const fn nth(index: usize) -> Self {
        match index {
            0 => Self::Killed,
            _ if index == Self::COUNT - 2 => Self::Failed,
            _ if index == Self::COUNT - 1 => Self::OffCore,
            _ if index >= Self::CLASSES => Self::Class(Class::VARIANTS[index - Self::CLASSES]),
            _ => Self::Of(Kind::KNOWN[index - 1]),
        }
    }
}

impl From<Use> for u8 {
    fn from(usage: Use) -> Self {
        Self::try_from(usage.index()).unwrap_or(Self::MAX)
    }
}

impl TryFrom<u8> for Use {
    type Error = String;

    fn try_from(index: u8) -> Result<Self, String> {
        match usize::from(index) {
            index if index < Self::COUNT => Ok(Self::nth(index)),
            index => Err(format!("there is no use {index}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_uses_share_their_time() {
        for index in 0..Use::COUNT {
            assert_eq!(Use::nth(index).index(), index);
        }
    }
}
