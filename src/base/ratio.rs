//! [`Ratio`]: one quantity over another, without a unit.

use std::fmt;

/// A dimensionless quotient: a speedup (`3.45`), an efficiency or a share (`0.86`).
#[derive(
    Debug, Clone, Copy, PartialEq, PartialOrd, Default, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct Ratio(f64);

impl Ratio {
    /// Zero.
    pub const ZERO: Self = Self(0.0);
    /// One.
    pub const ONE: Self = Self(1.0);

    /// Wraps a quotient; an infinity or `NaN` becomes zero, so that no pane ever shows `NaN`.
    #[must_use]
    pub const fn new(value: f64) -> Self {
        Self(if value.is_finite() { value } else { 0.0 })
    }

    /// `part / whole`, zero where there is no whole.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "a ratio is for reading, 52 bits are plenty"
    )]
    pub fn of(part: u64, whole: u64) -> Self {
        if whole == 0 {
            Self::ZERO
        } else {
            Self(part as f64 / whole as f64)
        }
    }

    /// The bare quotient.
    #[must_use]
    pub const fn get(self) -> f64 {
        self.0
    }

    /// Limited to 0..=1, for bars.
    #[must_use]
    pub const fn clamped(self) -> Self {
        Self(self.0.clamp(0.0, 1.0))
    }

    /// As a percentage: `86 %`, `−5 %`.
    #[must_use]
    pub fn percent(self) -> String {
        self.percentage(0)
    }

    /// As a percentage to a tenth: `86.4 %`.
    #[must_use]
    pub fn fine_percent(self) -> String {
        self.percentage(1)
    }

    /// The percentage with so many digits behind the point.
    fn percentage(self, digits: usize) -> String {
        let text = format!("{:.digits$} %", self.0.abs() * 100.0);
        // A number that rounds to zero has no sign.
        let counts = text.contains(|char: char| ('1'..='9').contains(&char));
        let sign = if self.0 < 0.0 && counts { "−" } else { "" };
        sign.to_owned() + &text
    }

    /// As a factor: `3.45×`.
    #[must_use]
    pub fn factor(self) -> String {
        format!("{:.2}×", self.0)
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn less_than_nothing_has_a_minus_and_nothing_has_none() {
        let shown = [-0.051, -0.004, -0.0004, 0.864].map(|share| {
            let share = Ratio::new(share);
            (share.percent(), share.fine_percent())
        });
        let shown = shown.each_ref().map(|(whole, fine)| (&**whole, &**fine));
        let expected = [("−5 %", "−5.1 %"), ("0 %", "−0.4 %"), ("0 %", "0.0 %")];
        assert_eq!(shown[..3], expected);
        assert_eq!(shown[3], ("86 %", "86.4 %"));
    }

    #[test]
    fn a_division_by_nothing_is_shown_as_zero_not_as_nan() {
        assert_eq!(Ratio::of(3, 0), Ratio::ZERO);
        assert_eq!(Ratio::new(f64::NAN), Ratio::ZERO);
    }

    #[test]
    fn reads_as_a_person_writes_it() {
        assert_eq!(Ratio::of(43, 50).percent(), "86 %");
        assert_eq!(Ratio::of(345, 100).factor(), "3.45×");
    }
}
