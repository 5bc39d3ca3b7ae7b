//! [`Interval`]: where the median of a few measurements lies.

use crate::base::{Nanos, Ratio};

/// A confidence that counts as sure.
const SURE: f64 = 0.9;

/// Two of the measurements, between which the true median lies with some confidence.
///
/// It assumes nothing about how the measurements are spread: n of them lie all on one side of the
/// median with probability 2 / 2ⁿ, and so on inwards (Conover 1999, 3.2).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: Nanos,
    /// The upper end.
    pub high: Nanos,
    /// How likely the median is between them.
    pub confidence: Ratio,
}

impl Interval {
    /// The narrowest one that is sure, or else the widest; `None` of fewer than two measurements.
    #[must_use]
    pub fn of(values: &[Nanos]) -> Option<Self> {
        let mut sorted = values.to_vec();
        sorted.sort_unstable();
        let count = sorted.len();
        let at = |inwards: usize, outside: f64| {
            Some(Self {
                low: *sorted.get(inwards)?,
                high: *sorted.get(count.checked_sub(1 + inwards)?)?,
                confidence: Ratio::new(1.0 - 2.0 * outside),
            })
        };
        if count < 2 {
            return None;
        }
        // The probability of exactly so many on one side: a coin thrown n times.
        let mut exactly = 0.5_f64.powi(i32::try_from(count).unwrap_or(i32::MAX));
        let mut outside = exactly;
        let mut found = at(0, outside);
        for inwards in 1..count / 2 {
            let (left, of) = (Ratio::of((count - inwards + 1) as u64, 1), inwards as u64);
            exactly *= left.get() / Ratio::of(of, 1).get();
            outside += exactly;
            let narrower = at(inwards, outside).filter(|interval| interval.is_sure());
            if narrower.is_none() {
                break;
            }
            found = narrower;
        }
        found
    }

    /// Whether it can be relied on.
    #[must_use]
    pub fn is_sure(self) -> bool {
        self.confidence.get() >= SURE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(count: u64) -> Option<(u64, u64, String)> {
        let values: Vec<_> = (1..=count).rev().map(Nanos::new).collect();
        let found = Interval::of(&values)?;
        let Interval {
            low,
            high,
            confidence,
        } = found;
        Some((low.get(), high.get(), format!("{:.3}", confidence.get())))
    }

    #[test]
    fn five_runs_are_the_fewest_that_make_sure() {
        assert_eq!(interval(0), None);
        assert_eq!(interval(1), None);
        assert_eq!(interval(2), Some((1, 2, "0.500".into())));
        assert_eq!(interval(5), Some((1, 5, "0.938".into())));
        // From the table of the sign test.
        assert_eq!(interval(8), Some((2, 7, "0.930".into())));
        assert_eq!(interval(10), Some((2, 9, "0.979".into())));
        assert_eq!(interval(20), Some((6, 15, "0.959".into())));
    }

    #[test]
    fn more_runs_make_it_narrower_and_a_thousand_are_no_trouble() {
        let width = |count: u64| {
            let (low, high, _) = interval(count).unwrap();
            Ratio::of(high - low, count).get()
        };
        assert!(width(5) > width(20) && width(20) > width(1000));
        assert!(width(1000) > 0.0);
    }
}
