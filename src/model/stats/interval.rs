//! [`Interval`]: where the true median lies.

use crate::base::{Nanos, Ratio};

/// The confidence that an interval should have.
const WANTED: f64 = 0.95;

/// An interval of the median, between two of the measurements.
///
/// Free of any distribution: each measurement is below the true median as often as above it, so
/// the k-th smallest and the k-th largest of n have it between them with the confidence
/// 1 − 2·B(k−1; n, ½), B being the binomial sum. Of the pairs that hold 95 % it is the closest;
/// fewer than six measurements have none, and then it is all of them with less confidence: 93.75 %
/// for five, 75 % for three.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: Nanos,
    /// The upper end.
    pub high: Nanos,
    /// How sure it is.
    pub confidence: Ratio,
}

impl Interval {
    /// The interval of some measurements; `None` where there are fewer than two.
    #[must_use]
    pub fn of(values: &[Nanos]) -> Option<Self> {
        if values.len() < 2 {
            return None;
        }
        let mut sorted = values.to_vec();
        sorted.sort_unstable();
        let count = u32::try_from(sorted.len()).ok()?;
        // The chance that so many of all measurements are below the median: C(n, i) / 2ⁿ.
        let mut chance = libm::exp2(-f64::from(count));
        let mut outside = chance;
        let mut best = (0, 1.0 - 2.0 * outside);
        for left_out in 1..sorted.len() / 2 {
            let index = f64::from(u32::try_from(left_out).ok()?);
            chance *= (f64::from(count) - index + 1.0) / index;
            outside += chance;
            if 1.0 - 2.0 * outside < WANTED {
                break;
            }
            best = (left_out, 1.0 - 2.0 * outside);
        }
        let (left_out, confidence) = best;
        Some(Self {
            low: sorted[left_out],
            high: sorted[sorted.len() - 1 - left_out],
            confidence: Ratio::new(confidence),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(count: u64) -> (u64, u64, f64) {
        let values: Vec<_> = (1..=count).map(Nanos::new).collect();
        let found = Interval::of(&values).unwrap();
        (found.low.get(), found.high.get(), found.confidence.get())
    }

    #[test]
    fn the_interval_is_that_of_the_tables_of_the_sign_test() {
        assert_eq!(of(5), (1, 5, 0.9375));
        assert_eq!(of(6), (1, 6, 0.96875));
        let (low, high, confidence) = of(10);
        assert_eq!((low, high), (2, 9));
        assert!((confidence - 0.9785).abs() < 1e-4, "{confidence}");
        let (low, high, _) = of(20);
        assert_eq!((low, high), (6, 15));
    }

    #[test]
    fn few_measurements_say_how_little_they_are_sure() {
        assert_eq!(of(3), (1, 3, 0.75));
        assert_eq!(of(2), (1, 2, 0.5));
        assert_eq!(Interval::of(&[Nanos::new(7)]), None);
        assert_eq!(Interval::of(&[]), None);
    }
}
