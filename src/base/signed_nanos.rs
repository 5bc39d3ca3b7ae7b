//! [`SignedNanos`]: an amount of time that can be owed.

use super::Nanos;
use std::{fmt, iter::Sum, ops};

/// A signed length of time, in nanoseconds: an entry of an account, which can be a gain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct SignedNanos(i64);

impl SignedNanos {
    /// Zero.
    pub const ZERO: Self = Self(0);

    /// The rest of `whole` without `part`; negative where `part` is the longer one.
    #[must_use]
    pub const fn left(whole: Nanos, part: Nanos) -> Self {
        Self(signed(whole).saturating_sub(signed(part)))
    }

    /// The loss; zero where it is a gain.
    #[must_use]
    pub const fn cost(self) -> Nanos {
        Nanos::new(if self.0 < 0 { 0 } else { self.0.unsigned_abs() })
    }

    /// How much it is, whichever way.
    #[must_use]
    pub const fn size(self) -> Nanos {
        Nanos::new(self.0.unsigned_abs())
    }

    /// In seconds, negative for a gain.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "exact below 104 days")]
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / 1e9
    }
}

/// 292 years are enough.
const fn signed(time: Nanos) -> i64 {
    let nanos = time.get();
    if nanos > i64::MAX as u64 {
        i64::MAX
    } else {
        nanos.cast_signed()
    }
}

impl From<Nanos> for SignedNanos {
    fn from(time: Nanos) -> Self {
        Self(signed(time))
    }
}

impl ops::Add for SignedNanos {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl ops::AddAssign for SignedNanos {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl ops::Sub for SignedNanos {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl ops::SubAssign for SignedNanos {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl Sum for SignedNanos {
    fn sum<I: Iterator<Item = Self>>(balances: I) -> Self {
        balances.fold(Self::ZERO, |sum, balance| sum + balance)
    }
}

impl fmt::Display for SignedNanos {
    /// As a person writes it, with a sign only where it is a gain: `−3.2 ms`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "−" } else { "" };
        f.pad(&format!("{sign}{}", self.size()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gain_is_no_cost_and_is_read_as_one() {
        let gain = SignedNanos::left(Nanos::from_millis(2), Nanos::from_millis(5));
        assert_eq!(
            (gain.cost(), gain.size()),
            (Nanos::ZERO, Nanos::from_millis(3))
        );
        assert_eq!(gain.to_string(), format!("−{}", Nanos::from_millis(3)));
        assert_eq!(
            gain + SignedNanos::from(Nanos::from_millis(3)),
            SignedNanos::ZERO
        );
        assert_eq!(
            SignedNanos::from(Nanos::new(u64::MAX)).cost(),
            Nanos::new(u64::MAX / 2)
        );
    }
}
