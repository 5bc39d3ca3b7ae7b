//! [`PrefixSums`]: how much time went into each [`Use`].

use crate::{
    base::Nanos,
    log::{Kind, Use},
};
use serde::{Deserialize, Serialize};

/// How much time went into each use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PrefixSums([Nanos; Use::COUNT]);

impl PrefixSums {
    /// The time of a use.
    #[inline]
    #[must_use]
    pub const fn get(&self, usage: Use) -> Nanos {
        self.0[usage.index()]
    }

    /// The uses that there is time of.
    #[inline]
    pub fn seen(&self) -> impl Iterator<Item = Use> + '_ {
        let some = |&index: &usize| self.0[index] > Nanos::ZERO;
        (0..Use::COUNT).filter(some).map(Use::nth)
    }

    /// The time of all uses.
    #[must_use]
    pub fn total(&self) -> Nanos {
        self.0.iter().copied().sum()
    }

    /// Time in which the lane got on with tasks.
    #[must_use]
    pub fn busy(&self) -> Nanos {
        let uses = [Use::Of(Kind::Task), Use::Of(Kind::Io), Use::Failed];
        uses.into_iter().map(|usage| self.get(usage)).sum()
    }

    #[inline]
    pub(super) fn add(&mut self, usage: Use, time: Nanos) {
        self.0[usage.index()] += time;
    }

    #[inline]
    pub(super) fn set(&mut self, usage: Use, time: Nanos) {
        self.0[usage.index()] = time;
    }

    pub(super) fn less(&self, earlier: &Self) -> Self {
        let mut rest = *self;
        for (time, earlier) in rest.0.iter_mut().zip(&earlier.0) {
            *time = time.saturating_sub(*earlier);
        }
        rest
    }
}
