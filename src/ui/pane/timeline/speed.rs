//! [`Speed`]: the speed at which a recorded run is played.

use crate::base::Nanos;
use std::fmt;

/// The speed at which a recorded run is played: a power of two, from a sixteenth to 64 times its
/// own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Speed(i8);

impl Speed {
    const SLOWEST: i8 = -4;
    const FASTEST: i8 = 6;

    /// Twice as fast, as far as it goes.
    #[must_use]
    pub fn faster(self) -> Self {
        Self((self.0 + 1).min(Self::FASTEST))
    }

    /// Half as fast, as far as it goes.
    #[must_use]
    pub fn slower(self) -> Self {
        Self((self.0 - 1).max(Self::SLOWEST))
    }

    /// How much of the run is played in that time.
    #[must_use]
    pub fn played(self, time: Nanos) -> Nanos {
        match u32::try_from(self.0) {
            Ok(doubled) => time * (1 << doubled),
            Err(_) => time / (1 << self.0.unsigned_abs()),
        }
    }
}

impl fmt::Display for Speed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match u32::try_from(self.0) {
            Ok(doubled) => write!(f, "{}", 1_u32 << doubled),
            Err(_) => write!(f, "1/{}", 1_u32 << self.0.unsigned_abs()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_speed_is_doubled_and_halved_within_its_bounds() {
        let second = Nanos::from_millis(1000);
        let speed = Speed::default();
        assert_eq!(speed.played(second), second);
        assert_eq!(speed.faster().played(second), second * 2);
        assert_eq!(speed.slower().slower().played(second), second / 4);
        assert_eq!(speed.slower().slower().to_string(), "1/4");
        let fastest = (0..20).fold(speed, |speed, _| speed.faster());
        assert_eq!(fastest.to_string(), "64");
        let slowest = (0..20).fold(speed, |speed, _| speed.slower());
        assert_eq!(slowest.to_string(), "1/16");
    }
}
