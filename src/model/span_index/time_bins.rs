//! [`Bins`]: which mark comes last before a moment.

use crate::base::Moment;

/// The length of a bin to begin with: a microsecond.
const SHORTEST: u32 = 10;

/// Bins that there may be however few marks: a lane that is late to begin has its first ones long
/// before it knows how many it will need.
const LEAST: usize = 64;

/// How many marks there are before each bin. A bin is a power of two of nanoseconds long; when
/// there are more of them than pay, pairs become one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bins {
    /// When the first bin begins: the first mark.
    begin: u64,
    /// The length of a bin is two to the power of it.
    shift: u32,
    /// The number of marks that are not behind the beginning of each bin.
    before: Vec<u32>,
    marks: u32,
}

impl Default for Bins {
    fn default() -> Self {
        Self {
            begin: 0,
            shift: SHORTEST,
            before: Vec::new(),
            marks: 0,
        }
    }
}

impl Bins {
    /// Bytes that a mark takes.
    pub(super) const EACH: usize = 2 * size_of::<u32>();

    /// Adds a mark; none is before another that was added earlier.
    pub(super) fn add(&mut self, at: Moment) {
        if self.marks == 0 {
            self.begin = at.as_nanos();
        }
        let offset = at.as_nanos().saturating_sub(self.begin);
        let most = LEAST + 2 * self.marks as usize;
        while offset >> self.shift > most as u64 {
            self.fold();
        }
        // Those that begin before the mark, and not with it.
        let bins = offset.saturating_add((1 << self.shift) - 1) >> self.shift;
        let bins = usize::try_from(bins).unwrap_or(most);
        if bins > self.before.len() {
            self.before.resize(bins, self.marks);
        }
        self.marks += 1;
    }

    /// How many marks there are.
    pub(super) const fn count(&self) -> usize {
        self.marks as usize
    }

    /// Between which numbers the first mark behind a moment is.
    #[inline]
    pub(super) fn around(&self, at: Moment) -> (u32, u32) {
        let Some(offset) = at.as_nanos().checked_sub(self.begin) else {
            return (0, 0);
        };
        let bin = usize::try_from(offset >> self.shift).unwrap_or(usize::MAX);
        let mark = |bin: usize| self.before.get(bin).copied().unwrap_or(self.marks);
        match bin.checked_add(1) {
            // Behind the last bin there may be a mark in it.
            Some(next) if bin < self.before.len() => (mark(bin), mark(next)),
            _ => (self.before.last().copied().unwrap_or(0), self.marks),
        }
    }

    /// The number of the last mark that is not behind a moment, of those around it.
    #[inline]
    pub(super) fn last_before(
        (mut low, mut high): (u32, u32),
        at: Moment,
        moment: impl Fn(usize) -> Moment,
    ) -> Option<usize> {
        while low < high {
            let middle = low + (high - low) / 2;
            if moment(middle as usize) <= at {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low.checked_sub(1).map(|mark| mark as usize)
    }

    pub(super) const fn memory(&self) -> usize {
        self.before.capacity() * size_of::<u32>()
    }

    /// Makes one bin of two.
    fn fold(&mut self) {
        let kept = self.before.len().div_ceil(2);
        for bin in 0..kept {
            self.before[bin] = self.before[2 * bin];
        }
        self.before.truncate(kept);
        self.shift += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_mark_is_found_however_unevenly_they_lie(
            begin in 0..u64::MAX / 2,
            steps in prop::collection::vec((0..40_u32, any::<u64>()), 1..300),
            asked in prop::collection::vec((0..300_usize, -2..3_i64), 1..50),
        ) {
            let mut bins = Bins::default();
            let mut marks = vec![begin];
            for (bits, step) in steps {
                marks.push(marks[marks.len() - 1] + (step & ((1 << bits) - 1)));
            }
            let marks: Vec<_> = marks.into_iter().map(Moment::from_nanos).collect();
            for &mark in &marks {
                bins.add(mark);
            }
            prop_assert!(bins.before.len() <= 2 * LEAST + 2 * marks.len());
            for (index, beside) in asked {
                let at = marks[index % marks.len()].as_nanos().saturating_add_signed(beside);
                let at = Moment::from_nanos(at);
                let naive = marks.iter().rposition(|&mark| mark <= at);
                let found = Bins::last_before(bins.around(at), at, |mark| marks[mark]);
                prop_assert_eq!(found, naive);
            }
        }
    }
}
