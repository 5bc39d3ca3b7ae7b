//! Statistics over the repeats of a run: median and MAD, how sure the median is, outliers, and
//! whether two settings differ at all.

mod difference;
mod interval;

pub use difference::{Difference, Verdict};
pub use interval::Interval;

use crate::base::{Nanos, Ratio};
use statrs::distribution::{ContinuousCDF, StudentsT};

/// |x − median| / MAD beyond which a value is an outlier: ten standard deviations, where
/// deviations are normal.
const OUTLIER: f64 = 14.826;

/// An outlier's bound in mean absolute deviations, which stand in where the MAD is zero.
const OUTLIER_BY_MEAN: f64 = 12.533;

/// The standard deviation of normal values for each MAD of theirs.
const DEVIATION: f64 = 1.4826;

/// The standard error of the median of normal values for each one of the mean's.
const MEDIAN: f64 = 1.2533;

/// Middle and spread of several measurements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// The median.
    pub median: Nanos,
    /// The median of the absolute deviations from it.
    pub mad: Nanos,
    /// How many measurements there are.
    pub count: usize,
}

impl Summary {
    /// The summary of some measurements; all zero where there are none.
    #[must_use]
    pub fn of(values: &[Nanos]) -> Self {
        let middle = median(values);
        Self {
            median: middle,
            mad: median(&deviations(values, middle)),
            count: values.len(),
        }
    }

    /// The standard error of the median as a share of it; `None` where one measurement tells of
    /// no spread.
    #[must_use]
    pub fn relative_error(&self) -> Option<Ratio> {
        let count = u32::try_from(self.count).ok().filter(|&count| count > 1)?;
        let spread = Ratio::of(self.mad.get(), self.median.get()).get();
        Some(Ratio::new(
            spread * DEVIATION * MEDIAN / f64::from(count).sqrt(),
        ))
    }
}

/// The value in the middle, or the mean of the two that are; zero where there are none.
#[must_use]
pub fn median(values: &[Nanos]) -> Nanos {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    match (sorted.len(), sorted.len() / 2) {
        (0, _) => Nanos::ZERO,
        (length, half) if length % 2 == 1 => sorted[half],
        (_, half) => (sorted[half - 1] + sorted[half]) / 2,
    }
}

/// The positions of the values that are outliers: |x − median| / MAD > 14.826. Where more than
/// half of the values are the same, so that the MAD is nothing, the mean absolute deviation stands
/// in for it: one value can then be an outlier among thirteen, but not among five.
#[must_use]
pub fn outliers(values: &[Nanos]) -> Vec<usize> {
    let away = deviations(values, median(values));
    let sum: Nanos = away.iter().copied().sum();
    let limit = match median(&away) {
        Nanos::ZERO => OUTLIER_BY_MEAN * (sum / values.len() as u64).as_secs_f64(),
        mad => OUTLIER * mad.as_secs_f64(),
    };
    let far = away.iter().enumerate();
    far.filter(|(_, away)| away.as_secs_f64() > limit)
        .map(|(index, _)| index)
        .collect()
}

fn deviations(values: &[Nanos], middle: Nanos) -> Vec<Nanos> {
    let away = |&value: &Nanos| value.saturating_sub(middle) + middle.saturating_sub(value);
    values.iter().map(away).collect()
}

/// How many standard errors hold 95 % on either side, with so many degrees of freedom (at least
/// one).
pub(super) fn t95(freedom: f64) -> f64 {
    // There is no such distribution only for what is no number.
    StudentsT::new(0.0, 1.0, freedom.max(1.0)).map_or(f64::INFINITY, |t| t.inverse_cdf(0.975))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_outlier_moves_neither_median_nor_mad() {
        let values = [10, 12, 11, 13, 9000].map(Nanos::new);
        let summary = Summary::of(&values);
        assert_eq!((summary.median.get(), summary.mad.get()), (12, 1));
        assert_eq!(Summary::of(&[]), Summary::default());
        assert_eq!(median(&[4, 8].map(Nanos::new)), Nanos::new(6));
    }

    #[test]
    fn a_value_is_an_outlier_only_when_it_is_far_beyond_the_spread() {
        let with = |last| outliers(&[1000, 1010, 990, 1010, last].map(Nanos::new));
        // The MAD is 10, so up to 148 away is noise.
        assert_eq!(with(1158), [0; 0]);
        assert_eq!(with(1159), [4]);
        assert_eq!(with(851), [4]);
    }

    #[test]
    fn values_that_are_mostly_the_same_do_not_make_an_outlier_of_every_other() {
        let mut values = vec![Nanos::new(1000); 4];
        values.push(Nanos::new(1300));
        assert_eq!(outliers(&values), [0; 0]);
        values.extend([Nanos::new(1000); 10]);
        assert_eq!(outliers(&values), [4]);
        assert_eq!(outliers(&[]), [0; 0]);
        assert_eq!(outliers(&[Nanos::new(7); 3]), [0; 0]);
    }

    #[test]
    fn the_quantile_is_that_of_the_tables() {
        for (freedom, quantile) in [(1.0, 12.706), (4.0, 2.776), (30.0, 2.042), (1e6, 1.960)] {
            assert!((t95(freedom) - quantile).abs() < 5e-4, "{freedom}");
        }
    }

    #[test]
    fn one_measurement_tells_nothing_of_its_error() {
        let of = |values: &[u64]| {
            let values: Vec<_> = values.iter().map(|&value| Nanos::new(value)).collect();
            Summary::of(&values).relative_error()
        };
        assert_eq!(of(&[1000]), None);
        let error = of(&[980, 1000, 1020, 1000]).unwrap().get();
        assert!((error - 0.01 * 1.4826 * 1.2533 / 2.0).abs() < 1e-12);
    }
}
