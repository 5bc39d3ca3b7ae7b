//! [`Estimate`]: a fitted parameter, and how sure it is.

use crate::base::Ratio;
use std::fmt;

/// A parameter with its 95 % interval: from the covariance of the least squares, with Student's t
/// for as many degrees of freedom as there are points to spare.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The most likely value.
    pub value: Ratio,
    /// The lower end of the interval.
    pub low: Ratio,
    /// Its upper end.
    pub high: Ratio,
}

impl Estimate {
    /// A value give or take half an interval; `None` where there is no such number.
    pub(super) fn around(value: f64, half: f64) -> Option<Self> {
        (value.is_finite() && half.is_finite()).then(|| Self {
            value: Ratio::new(value),
            low: Ratio::new(value - half),
            high: Ratio::new(value + half),
        })
    }

    /// This estimate limited to the parameter's range, from zero on; `None` where the whole
    /// interval lies outside, so that points and law contradict each other.
    pub(super) fn within(self, most: Option<f64>) -> Option<Self> {
        let most = most.unwrap_or(f64::MAX);
        let possible = self.high.get() >= 0.0 && self.low.get() <= most;
        let limited = |ratio: Ratio| Ratio::new(ratio.get().clamp(0.0, most));
        possible.then(|| Self {
            value: limited(self.value),
            low: limited(self.low),
            high: limited(self.high),
        })
    }

    /// Whether zero is as likely as the value.
    #[must_use]
    pub fn may_be_nothing(&self) -> bool {
        self.low <= Ratio::ZERO && self.high > Ratio::ZERO
    }
}

impl fmt::Display for Estimate {
    /// `6.0 % ± 1.2 %`; `0 % to 2.1 %` where it may as well be nothing.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let half = (self.high.get() - self.low.get()) / 2.0;
        // Two figures of what is uncertain are as many as mean anything.
        let digits = match half * 100.0 {
            wide if wide >= 9.95 => 0,
            fair if fair >= 0.995 => 1,
            fine if fine >= 0.0995 => 2,
            finest if finest > 0.000_5 => 3,
            _ => 1,
        };
        let percent = |share: f64| format!("{:.digits$} %", share * 100.0);
        if self.may_be_nothing() {
            write!(f, "0 % to {}", percent(self.high.get()))
        } else {
            write!(f, "{} ± {}", percent(self.value.get()), percent(half))
        }
    }
}
