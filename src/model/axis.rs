//! [`Axis`]: the time axis, laid out in advance so that it stands still while a run goes on.

use crate::base::Nanos;

/// An axis from zero to a length, with round ticks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Axis {
    length: Nanos,
}

impl Axis {
    /// For a run that is expected to take `expected`: a little longer than that.
    #[must_use]
    pub fn expecting(expected: Nanos) -> Self {
        Self {
            length: (expected + expected / 5).max(Nanos::from_micros(1)),
        }
    }

    /// Exactly as long as what is to be shown, and a fiftieth more.
    #[must_use]
    pub fn fitting(shown: Nanos) -> Self {
        Self {
            length: (shown + shown / 50).max(Nanos::from_micros(1)),
        }
    }

    /// The same axis while it holds `elapsed`, else one that is doubled until it does.
    #[must_use]
    pub fn holding(self, elapsed: Nanos) -> Self {
        let mut length = self.length;
        while length < elapsed {
            length = length * 2;
        }
        Self { length }
    }

    /// Its length.
    #[must_use]
    pub const fn length(self) -> Nanos {
        self.length
    }

    /// The distance of ticks (1, 2 or 5 times a power of ten) that puts at most `most` of them
    /// on the axis.
    #[must_use]
    pub fn tick(self, most: u32) -> Nanos {
        let least = self.length.get() / u64::from(most.max(1));
        let rounds = (0..19).flat_map(|power| [1, 2, 5].map(|digit| 10_u64.pow(power) * digit));
        Nanos::new(
            rounds
                .into_iter()
                .find(|&round| round >= least.max(1))
                .unwrap_or(u64::MAX / 2),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_stands_still_until_it_is_outlasted_and_then_doubles() {
        let axis = Axis::expecting(Nanos::from_millis(1000));
        assert_eq!(axis.holding(Nanos::from_millis(1200)), axis);
        assert_eq!(
            axis.holding(Nanos::from_millis(1201)).length(),
            Nanos::from_millis(2400)
        );
        assert_eq!(
            axis.holding(Nanos::from_millis(5000)).length(),
            Nanos::from_millis(9600)
        );
    }

    #[test]
    fn ticks_are_round_and_few() {
        let axis = Axis {
            length: Nanos::from_millis(1230),
        };
        assert_eq!(axis.tick(10), Nanos::from_millis(200));
        assert_eq!(axis.tick(3), Nanos::from_millis(500));
        assert_eq!(axis.tick(0), Nanos::from_millis(2000));
    }
}
