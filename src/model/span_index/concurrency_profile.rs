//! [`ConcurrencyProfile`]: how many of many lanes were busy, over time.
//!
//! A thousand lanes cannot be asked one by one for every column of every frame, so what they have
//! in common is added up as it comes in.

use crate::base::{Moment, Nanos};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Bins that there are at most: with as many, a timeline can be looked at twenty times closer
/// before it shows less than it could.
const MOST: usize = 4096;

/// The length of a bin to begin with: a microsecond.
const SHORTEST: u32 = 10;

/// The busy time of many lanes in bins that are a power of two of nanoseconds long. What is said
/// of a stretch of time is exact where it begins and ends with a bin; elsewhere a bin counts for
/// the share that lies within, so that it is wrong by no more than the time of two bins.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ConcurrencyProfile {
    /// The number of the first bin.
    first: u64,
    /// The growth of a bin since the first, as a power of two.
    grown: u32,
    busy: Vec<Nanos>,
}

impl ConcurrencyProfile {
    /// Adds a time in which a lane was busy.
    pub fn add(&mut self, time: Range<Moment>) {
        let (start, end) = (time.start.as_nanos(), time.end.as_nanos());
        if end <= start {
            return;
        }
        // Most of what is added lies in one bin, which is there.
        let shift = self.shift();
        let (low, high) = (start >> shift, (end - 1) >> shift);
        let index = usize::try_from(low.wrapping_sub(self.first)).unwrap_or(MOST);
        if low == high
            && let Some(busy) = self.busy.get_mut(index)
        {
            *busy += Nanos::new(end - start);
            return;
        }
        if self.busy.is_empty() {
            self.first = low;
        }
        self.hold(start, end - 1);
        let shift = self.shift();
        for number in start >> shift..=(end - 1) >> shift {
            let from = (number << shift).max(start);
            let to = (number << shift | ((1 << shift) - 1)).min(end - 1);
            if let Some(busy) = self
                .busy
                .get_mut(usize::try_from(number - self.first).unwrap_or(MOST))
            {
                *busy += Nanos::new(to - from + 1);
            }
        }
    }

    /// Adds what other lanes were busy.
    pub fn absorb(&mut self, mut other: Self) {
        if self.busy.is_empty() {
            *self = other;
            return;
        }
        if other.busy.is_empty() {
            return;
        }
        // To make room may make bins longer, and then both need bins of that length.
        loop {
            while self.grown < other.grown {
                self.fold();
            }
            while other.grown < self.grown {
                other.fold();
            }
            let begin = other.first << other.shift();
            let behind = (other.first + other.busy.len() as u64) << other.shift();
            // At the end of all time that is nothing.
            let last = behind.wrapping_sub(1);
            self.hold(begin, last);
            if self.grown == other.grown {
                break;
            }
        }
        let from = usize::try_from(other.first - self.first).unwrap_or(MOST);
        let bins = self.busy.iter_mut().skip(from);
        for (busy, more) in bins.zip(other.busy) {
            *busy += more;
        }
    }

    /// The time that lanes were busy in a stretch of time, all together.
    #[must_use]
    pub fn busy(&self, stretch: Range<Moment>) -> Nanos {
        let (from, to) = (stretch.start.as_nanos(), stretch.end.as_nanos());
        let shift = self.shift();
        let (low, high) = (from >> shift, to >> shift);
        let bin = |number: u64| {
            let index = usize::try_from(number.checked_sub(self.first)?).ok()?;
            self.busy.get(index).copied()
        };
        // The part of a bin that lies within.
        let part = |number: u64| {
            let begin = number << shift;
            let inside = to.saturating_sub(begin).min(1 << shift) - from.saturating_sub(begin);
            let time = u128::from(bin(number).unwrap_or_default().get()) * u128::from(inside);
            Nanos::new(u64::try_from(time >> shift).unwrap_or(u64::MAX))
        };
        if to <= from {
            return Nanos::ZERO;
        }
        if low == high {
            return part(low);
        }
        let index = |number: u64| {
            let index = usize::try_from(number.saturating_sub(self.first)).unwrap_or(usize::MAX);
            index.min(self.busy.len())
        };
        let whole = &self.busy[index(low + 1)..index(high).max(index(low + 1))];
        part(low) + whole.iter().copied().sum() + part(high)
    }

    /// A profile from anywhere; `None` where it is unsound.
    #[must_use]
    pub fn restored(self) -> Option<Self> {
        let is_sound = self.grown < u64::BITS - SHORTEST && self.busy.len() <= MOST;
        is_sound.then_some(self)
    }

    const fn shift(&self) -> u32 {
        SHORTEST + self.grown
    }

    /// Makes bins longer until there are few enough that hold all that there is from one
    /// nanosecond to another, and makes those.
    fn hold(&mut self, start: u64, last: u64) {
        loop {
            let shift = self.shift();
            let before = self.first.saturating_sub(start >> shift);
            let behind = (last >> shift).saturating_sub(self.first) + 1;
            let bins = before.saturating_add(behind.max(self.busy.len() as u64));
            if let Some(bins) = usize::try_from(bins).ok().filter(|&bins| bins <= MOST) {
                let before = usize::try_from(before).unwrap_or(0);
                self.first -= before as u64;
                self.busy
                    .splice(0..0, std::iter::repeat_n(Nanos::ZERO, before));
                self.busy.resize(bins, Nanos::ZERO);
                return;
            }
            self.fold();
        }
    }

    /// Makes one bin of two.
    fn fold(&mut self) {
        if self.first % 2 == 1 {
            self.busy.insert(0, Nanos::ZERO);
            self.first -= 1;
        }
        let pairs = self.busy.chunks(2).map(|pair| pair.iter().copied().sum());
        self.busy = pairs.collect();
        self.first /= 2;
        self.grown += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_lanes_were_busy_together_is_within_two_bins_of_a_scan(
            spans in prop::collection::vec((0..50_000_000_u64, 0..3_000_000_u64), 1..100),
            begin in 0..1_u64 << 40,
            apart in 0..100_usize,
            stretch in (0..60_000_000_u64, 0..60_000_000_u64),
        ) {
            let at = |offset: u64| Moment::from_nanos(begin + offset);
            let spans = spans.iter().map(|&(start, length)| at(start)..at(start + length));
            let spans: Vec<_> = spans.collect();
            let [mut crowd, mut rest] = [ConcurrencyProfile::default(), ConcurrencyProfile::default()];
            for (index, span) in spans.iter().enumerate() {
                let crowd = if index < apart { &mut crowd } else { &mut rest };
                crowd.add(span.clone());
            }
            crowd.absorb(rest);
            prop_assert!(crowd.busy.len() <= MOST);
            let all = crowd.busy(Moment::default()..Moment::from_nanos(u64::MAX));
            prop_assert_eq!(all, spans.iter().map(|span| span.end.since(span.start)).sum());
            let (from, to) = (at(stretch.0.min(stretch.1)), at(stretch.0.max(stretch.1)));
            let naive = spans.iter().map(|span| span.end.min(to).since(span.start.max(from)));
            let naive: Nanos = naive.sum();
            let wrong = crowd.busy(from..to).get().abs_diff(naive.get());
            prop_assert!(wrong <= (2 << crowd.shift()) * spans.len() as u64);
        }
    }
}
