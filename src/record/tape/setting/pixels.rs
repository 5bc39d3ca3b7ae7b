//! [`PixelLengths`]: lengths in VHS's pixels, and the screen that they make.

use ratatui::layout::Size;

/// A length that a tape can set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
    Width,
    Height,
    FontSize,
    LetterSpacing,
    LineHeight,
    Padding,
    Margin,
    BarSize,
    /// Whether the margin is filled: without a filling there is no margin.
    HasMargin,
    /// Whether there is a bar over the window.
    HasBar,
}

/// Lengths in pixels; the line height is a factor.
pub(super) struct PixelLengths {
    width: f64,
    height: f64,
    font: f64,
    spacing: f64,
    line: f64,
    padding: f64,
    margin: f64,
    bar: f64,
    has_margin: bool,
    has_bar: bool,
}

/// The sides of a screen, in cells.
const COLUMNS: std::ops::RangeInclusive<f64> = 20.0..=400.0;
const ROWS: std::ops::RangeInclusive<f64> = 5.0..=150.0;

impl Length {
    /// The length that the setting of that name sets, with its least value.
    pub(super) fn of(name: &str) -> Option<(Self, f64)> {
        Some(match name {
            "Width" => (Self::Width, 1.0),
            "Height" => (Self::Height, 1.0),
            "FontSize" => (Self::FontSize, 1.0),
            "LineHeight" => (Self::LineHeight, 0.1),
            "LetterSpacing" => (Self::LetterSpacing, 0.0),
            "Padding" => (Self::Padding, 0.0),
            "Margin" => (Self::Margin, 0.0),
            "WindowBarSize" => (Self::BarSize, 0.0),
            _ => return None,
        })
    }
}

impl Default for PixelLengths {
    /// The defaults of VHS.
    fn default() -> Self {
        Self {
            width: 1200.0,
            height: 600.0,
            font: 22.0,
            spacing: 1.0,
            line: 1.0,
            padding: 60.0,
            margin: 0.0,
            bar: 30.0,
            has_margin: false,
            has_bar: false,
        }
    }
}

impl PixelLengths {
    /// The lengths that a tape has set, one after another.
    pub(super) fn of(lengths: impl Iterator<Item = (Length, f64)>) -> Self {
        let mut pixels = Self::default();
        for (length, value) in lengths {
            let place = match length {
                Length::Width => &mut pixels.width,
                Length::Height => &mut pixels.height,
                Length::FontSize => &mut pixels.font,
                Length::LetterSpacing => &mut pixels.spacing,
                Length::LineHeight => &mut pixels.line,
                Length::Padding => &mut pixels.padding,
                Length::Margin => &mut pixels.margin,
                Length::BarSize => &mut pixels.bar,
                Length::HasMargin => {
                    pixels.has_margin = value > 0.0;
                    continue;
                }
                Length::HasBar => {
                    pixels.has_bar = value > 0.0;
                    continue;
                }
            };
            *place = value;
        }
        pixels
    }

    /// How many columns and rows that makes.
    pub(super) fn size(&self) -> Result<Size, String> {
        let cell = [
            (0.6 * self.font).floor() + self.spacing,
            (1.32 * self.font).ceil() * self.line,
        ];
        let margin = if self.has_margin { self.margin } else { 0.0 };
        let bar = if self.has_bar { self.bar } else { 0.0 };
        let around = 2.0 * (self.padding + margin);
        let inside = [self.width - around, self.height - around - bar];
        let columns = (inside[0] / cell[0]).floor();
        let rows = (inside[1] / cell[1]).floor();
        if !COLUMNS.contains(&columns) || !ROWS.contains(&rows) {
            return Err(format!(
                "a screen of {} × {} pixels with cells of {} × {} has {} × {} of them, and 20 × 5 \
                 to 400 × 150 can be played: change FontSize, Width, Height or Padding",
                self.width,
                self.height,
                cell[0],
                cell[1],
                columns.max(0.0),
                rows.max(0.0),
            ));
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it was just found to be within its bounds"
        )]
        let size = Size::new(columns as u16, rows as u16);
        Ok(size)
    }
}
