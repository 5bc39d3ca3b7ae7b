//! Statistics over the repeats of a run: median and MAD.

use crate::base::Nanos;

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
    /// Of some measurements; all zero where there are none.
    #[must_use]
    pub fn of(values: &[Nanos]) -> Self {
        let middle = median(values);
        let deviations: Vec<_> = values
            .iter()
            .map(|&value| value.saturating_sub(middle) + middle.saturating_sub(value))
            .collect();
        Self {
            median: middle,
            mad: median(&deviations),
            count: values.len(),
        }
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
}
