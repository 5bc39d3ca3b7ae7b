//! [`Bytes`], [`Percent`] and [`Hertz`]: how much memory, how much of a whole, how fast a clock.

use std::{fmt, str::FromStr};

/// A number of bytes.
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
pub struct Bytes(u64);

impl Bytes {
    /// Zero bytes.
    pub const ZERO: Self = Self(0);

    /// From a number of bytes.
    #[must_use]
    pub const fn new(bytes: u64) -> Self {
        Self(bytes)
    }

    /// From a number of mebibytes.
    #[must_use]
    pub const fn from_mib(mebibytes: u64) -> Self {
        Self(mebibytes << 20)
    }

    /// The number of bytes.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The number of bytes as a length in memory.
    #[must_use]
    pub fn length(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }

    /// Three significant figures with the unit that suits: `812 B`, `1.53 MiB`.
    #[must_use]
    pub fn rounded(self) -> String {
        bytesize::ByteSize(self.0).display().iec().to_string()
    }
}

impl fmt::Display for Bytes {
    /// Exact and without a space, so that it can be typed as it is shown: `64KiB`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = [(30, "GiB"), (20, "MiB"), (10, "KiB")];
        let whole = |shift: &u32| self.0 > 0 && self.0.trailing_zeros() >= *shift;
        match units.iter().find(|(shift, _)| whole(shift)) {
            Some((shift, unit)) => f.pad(&format!("{}{unit}", self.0 >> shift)),
            None => f.pad(&self.0.to_string()),
        }
    }
}

/// A text that is no number of bytes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no number of bytes; write a number and a unit, such as 64KiB or 1MiB")]
pub struct ParseBytesError(String);

impl FromStr for Bytes {
    type Err = ParseBytesError;

    fn from_str(text: &str) -> Result<Self, ParseBytesError> {
        let size: bytesize::ByteSize = text
            .trim()
            .parse()
            .map_err(|_| ParseBytesError(text.into()))?;
        Ok(Self(size.as_u64()))
    }
}

/// A share of a whole, in whole percent: 0 to 100.
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
pub struct Percent(u8);

impl Percent {
    /// 0 %.
    pub const ZERO: Self = Self(0);

    /// From a number of hundredths; more than 100 count as 100.
    #[must_use]
    pub const fn new(percent: u8) -> Self {
        Self(if percent > 100 { 100 } else { percent })
    }

    /// The number of hundredths.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }

    /// The hundredths that are left of the whole.
    #[must_use]
    pub const fn rest(self) -> u8 {
        100 - self.0
    }

    /// The percentage as a number from 0 to 1.
    #[must_use]
    pub fn share(self) -> f64 {
        f64::from(self.0) / 100.0
    }
}

impl fmt::Display for Percent {
    /// A number from 0 to 1, the way it stands in files: `0.8`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.share().to_string())
    }
}

/// How fast a clock ticks.
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
pub struct Hertz(u64);

impl Hertz {
    /// From thousands of ticks a second.
    #[must_use]
    pub const fn from_kilo(kilohertz: u64) -> Self {
        Self(kilohertz.saturating_mul(1_000))
    }

    /// The ticks of a second.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl fmt::Display for Hertz {
    /// The clock as processors are sold: `3.90 GHz`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hundredths = (self.0 + 5_000_000) / 10_000_000;
        write!(f, "{}.{:02} GHz", hundredths / 100, hundredths % 100)
    }
}

/// A text that is no share.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no share; write a number from 0 to 1 such as 0.8, or 80%")]
pub struct ParsePercentError(String);

impl FromStr for Percent {
    type Err = ParsePercentError;

    /// Reads `0.8` and `80%`, rounded to whole percent.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to lie between 0 and 100"
    )]
    fn from_str(text: &str) -> Result<Self, ParsePercentError> {
        let fault = || ParsePercentError(text.into());
        let hundredths = match text.trim().strip_suffix('%') {
            Some(percent) => percent.trim().parse::<f64>().map_err(|_| fault())?,
            None => text.trim().parse::<f64>().map_err(|_| fault())? * 100.0,
        };
        if (0.0..=100.0).contains(&hundredths) {
            Ok(Self(hundredths.round() as u8))
        } else {
            Err(fault())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_reads_back_as_it_was_typed() {
        for (text, bytes) in [("0", 0), ("7", 7), ("64KiB", 65_536), ("3MiB", 3 << 20)] {
            let amount: Bytes = text.parse().unwrap();
            assert_eq!((amount.get(), amount.to_string()), (bytes, text.into()));
        }
        assert_eq!("1MB".parse(), Ok(Bytes::new(1_000_000)));
        for text in ["", "KiB", "-1", "1 potato"] {
            assert!(text.parse::<Bytes>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_clock_reads_as_processors_are_sold() {
        assert_eq!(Hertz::from_kilo(3_904_999).to_string(), "3.90 GHz");
        assert_eq!(Hertz::from_kilo(800_000).to_string(), "0.80 GHz");
    }

    #[test]
    fn a_share_can_be_written_in_two_ways_and_is_never_more_than_all() {
        for (text, percent) in [("0", 0), ("0.8", 80), ("80%", 80), ("1", 100), ("0.07", 7)] {
            assert_eq!(text.parse(), Ok(Percent::new(percent)), "{text}");
        }
        for text in ["", "%", "1.5", "-0.1", "101%", "NaN", "half"] {
            assert!(text.parse::<Percent>().is_err(), "{text}");
        }
        assert_eq!(Percent::new(80).to_string(), "0.8");
    }
}
