//! [`SharedWords`]: the memory that a log lives in, as 64-bit words that are loaded and stored one by
//! one and atomically.
//!
//! The protocol is written against this trait, so that the code that runs on mapped memory is
//! the very code that loom checks on its own atomics.

use crate::base::Shared;
use std::sync::atomic::Ordering;

/// Words that can be read.
pub(crate) trait SharedWords {
    /// How many words there are.
    fn len(&self) -> usize;

    /// Loads a word.
    fn load(&self, index: usize, order: Ordering) -> u64;
}

/// Words that can be written, too.
pub(crate) trait SharedWordsMut: SharedWords {
    /// Stores a word.
    fn store(&self, index: usize, value: u64, order: Ordering);
}

/// Words of a file that was read whole: they no longer change.
impl SharedWords for Vec<u64> {
    fn len(&self) -> usize {
        self.as_slice().len()
    }

    fn load(&self, index: usize, _: Ordering) -> u64 {
        self.get(index).copied().unwrap_or(0)
    }
}

impl SharedWords for Shared {
    fn len(&self) -> usize {
        Self::len(self)
    }

    #[inline]
    fn load(&self, index: usize, order: Ordering) -> u64 {
        Self::load(self, index, order)
    }
}

impl SharedWordsMut for Shared {
    #[inline]
    fn store(&self, index: usize, value: u64, order: Ordering) {
        Self::store(self, index, value, order);
    }
}
