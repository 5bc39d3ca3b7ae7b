//! [`Class`]: what kinds of spans have in common; and [`OtherKind`], of which a log says no more.

use std::fmt;
use strum::{IntoStaticStr, VariantArray};

/// The general class of a lane's activity, whatever its kind is called. In the order of the numbers
/// of other kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Class {
    /// Not stated.
    Other,
    /// It computes.
    Compute,
    /// It comes to be, or ends.
    SetUp,
    /// It takes something in or gives something out.
    Transfer,
    /// It serves others, or does what its interpreter needs.
    Service,
    /// It has nothing to do, or waits for something else than a lock.
    Wait,
    /// It waits for a lock.
    Lock,
}

/// A kind that is none of [`Kind::KNOWN`](super::Kind::KNOWN). Its class is in its number, so a
/// reader of spans needs nothing else to draw and to count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OtherKind(u8);

impl OtherKind {
    /// How many a class has.
    pub const OF_A_CLASS: u8 = 32;

    /// One of a class; `None` where it has none with that index.
    #[must_use]
    pub const fn new(class: Class, index: u8) -> Option<Self> {
        if index < Self::OF_A_CLASS {
            Some(Self((class as u8 + 1) * Self::OF_A_CLASS + index))
        } else {
            None
        }
    }

    /// The kind of an unknown number.
    #[inline]
    pub(super) const fn of(number: u8) -> Self {
        Self(number)
    }

    /// Its number in a record.
    #[inline]
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }

    /// Its class, by its number.
    #[must_use]
    pub const fn class(self) -> Class {
        match self.0 / Self::OF_A_CLASS {
            // They are kept for known kinds that are yet to come.
            0 => Class::Other,
            block => Class::VARIANTS[block as usize - 1],
        }
    }
}

impl fmt::Display for OtherKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "kind {}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_of_its_class_and_a_class_has_no_more_than_its_numbers() {
        for &class in Class::VARIANTS {
            for index in [0, 31] {
                let kind = OtherKind::new(class, index).unwrap();
                assert_eq!(kind.class(), class);
                assert!(kind.number() >= 32);
            }
            assert_eq!(OtherKind::new(class, 32), None);
        }
    }
}
