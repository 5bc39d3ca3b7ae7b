//! [`Range`]: the range of a chart, and the round values in it.

use crate::ui::{pane::PaneContext, widget::plot_place};
use ratatui::{buffer::Buffer, layout::Rect};

/// The range of values of the chart.
#[derive(Clone, Copy)]
pub(in crate::ui::pane) struct Range {
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Range {
    /// Cells for the figures beside a chart.
    pub(in crate::ui::pane) const GUTTER: u16 = 9;

    /// The range of some values, with air above and below them.
    pub(in crate::ui::pane) fn of(values: impl Iterator<Item = f64> + Clone) -> Self {
        let low = values.clone().fold(f64::INFINITY, f64::min);
        let high = values.fold(0.0, f64::max);
        let air = ((high - low) * 0.06).max(high * 0.005).max(1e-9);
        Self {
            low: (low - air).max(0.0),
            high: high + air,
        }
    }

    /// Draws the figures beside the heights that are round: times, or what `text` makes of them.
    pub(in crate::ui::pane) fn ticks(
        self,
        look: &PaneContext<'_>,
        text: Option<fn(f64) -> String>,
        plot: Rect,
        buffer: &mut Buffer,
    ) {
        let (theme, width) = (look.theme, usize::from(Self::GUTTER));
        let most = f64::from((plot.height / 3).clamp(1, 6));
        let step = round_up((self.high - self.low) / most);
        let mut value = (self.low / step).ceil() * step;
        while value <= self.high {
            let at = plot_place(plot, 0.0, self.share(value));
            let said = text.map_or_else(|| short(value, step), |text| text(value));
            let said = format!("{said:>width$}", width = width - 2);
            let gutter = plot.x.saturating_sub(Self::GUTTER);
            buffer.set_stringn(gutter, at.y, said, width - 1, theme.dim);
            let line = look.glyphs.gap.repeat(plot.width.into());
            buffer.set_stringn(plot.x, at.y, line, plot.width.into(), theme.rule);
            value += step;
        }
    }

    /// The height of a value, as a share of the chart's.
    pub(in crate::ui::pane) fn share(self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low).max(1e-12)
    }
}

/// The next of 1, 2, 5, 10, …
fn round_up(value: f64) -> f64 {
    let unit = 10_f64.powf(value.max(1e-9).log10().floor());
    let rounds = [1.0, 2.0, 5.0, 10.0].map(|digit| digit * unit);
    rounds
        .into_iter()
        .find(|round| *round >= value * 0.999)
        .unwrap_or(value.max(1e-9))
}

/// A time with as many digits as the step between two ticks has.
fn short(seconds: f64, step: f64) -> String {
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
