//! [`Moment`] and [`Nanos`]: a point in time and a length of time.
//!
//! `std::time` has both, but its `Instant` cannot be written to a file and its `Duration` is
//! twelve bytes; a span record has room for eight.

use std::{fmt, iter::Sum, ops, str::FromStr, time::Duration};

/// A point on the monotonic axis, in nanoseconds since boot.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(transparent)]
pub struct Moment(u64);

impl Moment {
    /// From nanoseconds since boot.
    #[inline]
    #[must_use]
    pub const fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    /// Nanoseconds since boot.
    #[inline]
    #[must_use]
    pub const fn as_nanos(self) -> u64 {
        self.0
    }

    /// The time from `earlier` to here, zero if that lies ahead.
    #[inline]
    #[must_use]
    pub const fn since(self, earlier: Self) -> Nanos {
        Nanos(self.0.saturating_sub(earlier.0))
    }
}

impl ops::Add<Nanos> for Moment {
    type Output = Self;

    #[inline]
    fn add(self, length: Nanos) -> Self {
        Self(self.0.saturating_add(length.0))
    }
}

/// A length of time, in nanoseconds.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(transparent)]
pub struct Nanos(u64);

impl Nanos {
    /// No time.
    pub const ZERO: Self = Self(0);

    /// From a number of nanoseconds.
    #[inline]
    #[must_use]
    pub const fn new(nanos: u64) -> Self {
        Self(nanos)
    }

    /// From a number of microseconds.
    #[must_use]
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros.saturating_mul(1_000))
    }

    /// From a number of milliseconds.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis.saturating_mul(1_000_000))
    }

    /// From seconds; a negative number or `NaN` becomes zero.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast from float saturates"
    )]
    pub fn from_secs_f64(seconds: f64) -> Self {
        Self((seconds * 1e9).round() as u64)
    }

    /// The number of nanoseconds.
    #[inline]
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// In seconds, for contracts and formulas that speak in seconds.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "exact below 104 days")]
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / 1e9
    }

    /// The difference, zero if `other` is longer.
    #[must_use]
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// As the standard library's duration.
    #[must_use]
    pub const fn to_std(self) -> Duration {
        Duration::from_nanos(self.0)
    }
}

impl ops::Add for Nanos {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl ops::AddAssign for Nanos {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl ops::Mul<u64> for Nanos {
    type Output = Self;

    fn mul(self, factor: u64) -> Self {
        Self(self.0.saturating_mul(factor))
    }
}

impl ops::Div<u64> for Nanos {
    type Output = Self;

    fn div(self, divisor: u64) -> Self {
        Self(self.0 / divisor.max(1))
    }
}

impl Sum for Nanos {
    fn sum<I: Iterator<Item = Self>>(lengths: I) -> Self {
        lengths.fold(Self::ZERO, ops::Add::add)
    }
}

impl fmt::Display for Nanos {
    /// Three significant figures with the unit that suits: `412 ns`, `1.53 ms`, `12.0 s`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.as_secs_f64();
        // A value is put under the unit it rounds to, so that 999.96 µs reads as 1.00 ms.
        let (value, unit) = match self.0 {
            0..1_000 => return f.pad(&format!("{} ns", self.0)),
            1_000..999_500 => (seconds * 1e6, "µs"),
            999_500..999_500_000 => (seconds * 1e3, "ms"),
            _ => (seconds, "s"),
        };
        let digits = if value < 9.995 {
            2
        } else {
            usize::from(value < 99.95)
        };
        f.pad(&format!("{value:.digits$} {unit}"))
    }
}

/// A text that is no length of time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no length of time; write a number and a unit, such as 50ms, 200us or 1.5s")]
pub struct ParseTimeError {
    text: String,
}

impl FromStr for Nanos {
    type Err = ParseTimeError;

    /// Reads `50ms`, `1.5 s`, `200us` and all else that `humantime` knows (`1m 30s`).
    fn from_str(text: &str) -> Result<Self, ParseTimeError> {
        let fault = || ParseTimeError { text: text.into() };
        let trimmed = text.trim();
        let unit = trimmed.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ' ');
        let number = trimmed[..trimmed.len() - unit.len()].trim();
        let scale = match unit {
            "ns" => 1.0,
            "us" | "µs" => 1e3,
            "ms" => 1e6,
            "s" => 1e9,
            _ => {
                let length = humantime::parse_duration(trimmed).map_err(|_| fault())?;
                return u64::try_from(length.as_nanos())
                    .map(Self)
                    .map_err(|_| fault());
            }
        };
        let value: f64 = number.parse().map_err(|_| fault())?;
        Ok(Self::from_secs_f64(value * scale / 1e9))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_reads_back_as_it_was_typed() {
        for (text, nanos) in [
            ("50ms", 50_000_000),
            ("1.5 s", 1_500_000_000),
            ("200us", 200_000),
            ("200µs", 200_000),
            ("7ns", 7),
            ("1m 30s", 90_000_000_000),
        ] {
            assert_eq!(text.parse(), Ok(Nanos::new(nanos)), "{text}");
        }
        for text in ["", "ms", "5", "five ms", "-1s", "1..2s"] {
            assert!(text.parse::<Nanos>().is_err(), "{text}");
        }
    }

    #[test]
    fn figures_keep_three_digits_so_that_columns_line_up() {
        for (nanos, text) in [
            (412, "412 ns"),
            (1_530_000, "1.53 ms"),
            (12_000_000_000, "12.0 s"),
            (999_960, "1.00 ms"),
            (999_960_000, "1.00 s"),
            (99_960, "100 µs"),
        ] {
            assert_eq!(Nanos::new(nanos).to_string(), text);
        }
    }
}
