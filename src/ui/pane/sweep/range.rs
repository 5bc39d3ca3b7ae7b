//! [`Range`]: the range of a chart, and the round values in it.

/// The range of values of the chart.
#[derive(Clone, Copy)]
pub(super) struct Range {
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Range {
    /// The height of a value, as a share of the chart's.
    pub(super) fn share(self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low).max(1e-12)
    }
}

/// The next of 1, 2, 5, 10, …
pub(super) fn round_up(value: f64) -> f64 {
    let unit = 10_f64.powf(value.max(1e-9).log10().floor());
    let rounds = [1.0, 2.0, 5.0, 10.0].map(|digit| digit * unit);
    rounds
        .into_iter()
        .find(|round| *round >= value * 0.999)
        .unwrap_or(value.max(1e-9))
}

/// A time with as many digits as the step between two ticks has.
pub(super) fn short(seconds: f64, step: f64) -> String {
    let (factor, unit) = match step {
        step if step >= 0.1 => (1.0, "s"),
        step if step >= 1e-4 => (1e3, "ms"),
        _ => (1e6, "µs"),
    };
    let digits = usize::from(step * factor < 0.999);
    format!("{:.digits$} {unit}", seconds * factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_at_round_values_and_are_written_shortly() {
        for (value, round) in [(0.03, 0.05), (0.2, 0.2), (0.7, 1.0), (3.0, 5.0)] {
            assert!((round_up(value) - round).abs() < 1e-12, "{value}");
        }
        assert_eq!(short(0.25, 0.05), "250 ms");
        assert_eq!(short(1.5, 0.5), "1.5 s");
        assert_eq!(short(0.000_25, 0.000_05), "250 µs");
        assert!(round_up(0.0) > 0.0);
    }
}
