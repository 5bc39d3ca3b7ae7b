//! [`Readings`]: a count as it was read now and then.

use crate::base::{Moment, Nanos};
use serde::{Deserialize, Serialize};

/// The most readings that are kept.
const MOST: usize = 2048;

/// Values in the order of their moments. Where they become too many each second one goes, so that a long
/// life has as many as a short one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Readings<T> {
    all: Vec<(Moment, T)>,
    /// The least time between two that stay.
    #[serde(skip)]
    apart: Nanos,
}

impl<T> Default for Readings<T> {
    fn default() -> Self {
        Self {
            all: Vec::new(),
            apart: Nanos::ZERO,
        }
    }
}

impl<T> Readings<T> {
    /// Adds the latest; one that is not later than the last is left out.
    pub fn push(&mut self, at: Moment, value: T) {
        let [.., before, last] = &mut self.all[..] else {
            return self.all.push((at, value));
        };
        if at <= last.0 {
            return;
        }
        if at.since(before.0) < self.apart {
            *last = (at, value);
            return;
        }
        if self.all.len() == MOST {
            let mut number = 0_usize;
            self.all.retain(|_| {
                number += 1;
                number % 2 == 1
            });
            let life = at.since(self.all[0].0);
            self.apart = life / (MOST as u64 / 2);
        }
        self.all.push((at, value));
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[(Moment, T)] {
        &self.all
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The two that a moment lies between; `None` outside of them.
    #[must_use]
    pub fn around(&self, at: Moment) -> Option<[&(Moment, T); 2]> {
        let after = self.all.partition_point(|reading| reading.0 < at);
        let after = after.max(1);
        let (before, after) = (self.all.get(after - 1)?, self.all.get(after)?);
        (before.0 <= at).then_some([before, after])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_life_keeps_no_more_than_a_short_one_and_its_first_and_last() {
        let mut readings = Readings::default();
        for at in 0..100_000_u64 {
            readings.push(Moment::from_nanos(at * 20), at);
        }
        let all = readings.all();
        assert!(all.len() <= MOST && all.len() > MOST / 4, "{}", all.len());
        assert_eq!((all[0].1, all[all.len() - 1].1), (0, 99_999));
        assert!(all.is_sorted_by(|one, next| one.0 < next.0));
        let [before, after] = readings.around(Moment::from_nanos(1_000_010)).unwrap();
        assert!(before.1 <= 50_000 && after.1 > 50_000);
        assert!(readings.around(Moment::from_nanos(3_000_000)).is_none());
    }
}
