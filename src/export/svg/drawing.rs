//! [`Drawing`]: shapes and words as an SVG file.

use crate::{
    base::{Nanos, Ratio},
    export::markup::escaped,
    theme::{HexPalette, Tone},
};
use std::{fmt::Write as _, io};

/// The width of every picture, in its own units.
pub(super) const WIDTH: f64 = 960.0;
/// The margin around it.
pub(super) const MARGIN: f64 = 24.0;
/// The size of most words.
pub(super) const SIZE: f64 = 13.0;
/// How wide a letter is, in sizes: all are alike.
const LETTER: f64 = 0.602;

const FONT: &str =
    "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace";

/// The alignment of a word to its place.
#[derive(Debug, Clone, Copy)]
pub(super) enum Side {
    /// It begins there.
    Start,
    /// It is in the middle of it.
    Middle,
    /// It ends there.
    End,
}

/// Shapes and words, in the order in which they are drawn.
pub(super) struct Drawing {
    palette: &'static HexPalette,
    title: String,
    body: String,
    hatches: Vec<(Tone, String)>,
    height: f64,
}

impl Drawing {
    /// A drawing with only a title, and its subject below that.
    pub(super) fn new(title: &str, about: &str) -> Self {
        let mut drawing = Self {
            palette: HexPalette::light(),
            title: title.into(),
            body: String::new(),
            hatches: Vec::new(),
            height: 0.0,
        };
        let most = letters(WIDTH - 2.0 * MARGIN, 17.0);
        drawing.styled(
            (MARGIN, 38.0),
            Side::Start,
            &cut(title, most),
            "text",
            "font-size=\"17\" font-weight=\"bold\"",
        );
        let most = letters(WIDTH - 2.0 * MARGIN, SIZE);
        drawing.text((MARGIN, 60.0), Side::Start, &cut(about, most), "dim");
        drawing
    }

    /// A box from its upper left corner, filled with the colour of a bar.
    pub(super) fn bar(&mut self, x: f64, y: f64, width: f64, height: f64, tone: Tone) {
        let fill = self.palette.tone(tone);
        self.filled(x, y, width, height, fill);
    }

    /// A box that is hatched in the colour of a bar.
    pub(super) fn hatched(&mut self, (x, y, width, height): (f64, f64, f64, f64), tone: Tone) {
        if !self.hatches.iter().any(|(known, _)| *known == tone) {
            let line = self.palette.tone(tone);
            let defs = format!(
                "<pattern id=\"{tone}\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"><path d=\"M-1 7L7 -1M-1 1L1 -1M5 7L7 5\" \
                 stroke=\"{line}\"/></pattern>"
            );
            self.hatches.push((tone, defs));
        }
        self.filled(x, y, width, height, &format!("url(#{tone})"));
    }

    /// A box in the colour of a role.
    pub(super) fn block(&mut self, x: f64, y: f64, width: f64, height: f64, role: &str) {
        let fill = self.palette.role(role);
        self.filled(x, y, width, height, fill);
    }

    fn filled(&mut self, x: f64, y: f64, width: f64, height: f64, fill: &str) {
        // Coordinates to a hundredth: finer than any screen, and half as long.
        let _ = writeln!(
            self.body,
            "<rect x=\"{x:.2}\" y=\"{y:.2}\" width=\"{width:.2}\" height=\"{height:.2}\" fill=\"{fill}\"/>"
        );
    }

    /// A line in the colour of a role; `dashes` as SVG has them, empty for none.
    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), role: &str, dashes: &str) {
        let ((x1, y1), (x2, y2), stroke) = (from, to, self.palette.role(role));
        let _ = writeln!(
            self.body,
            "<path d=\"M{x1:.2} {y1:.2}L{x2:.2} {y2:.2}\" stroke=\"{stroke}\" stroke-dasharray=\"{dashes}\" fill=\"none\"/>"
        );
    }

    /// A curve through points, in the colour of a bar.
    pub(super) fn curve(&mut self, points: &[(f64, f64)], tone: Tone) {
        let stroke = self.palette.tone(tone);
        let points: Vec<_> = points
            .iter()
            .map(|(x, y)| format!("{x:.2} {y:.2}"))
            .collect();
        let _ = writeln!(
            self.body,
            "<path d=\"M{}\" stroke=\"{stroke}\" stroke-width=\"2.5\" stroke-linejoin=\"round\" fill=\"none\"/>",
            points.join("L")
        );
    }

    /// A point of a curve.
    pub(super) fn dot(&mut self, (x, y): (f64, f64), radius: f64, tone: Tone) {
        let fill = self.palette.tone(tone);
        let _ = writeln!(
            self.body,
            "<circle cx=\"{x:.2}\" cy=\"{y:.2}\" r=\"{radius}\" fill=\"{fill}\"/>"
        );
    }

    /// Words on a line at `y`, in the colour of a role.
    pub(super) fn text(&mut self, at: (f64, f64), side: Side, text: &str, role: &str) {
        self.styled(at, side, text, role, "");
    }

    /// Bold words on a line at `y`, in the colour of a role.
    pub(super) fn bold(&mut self, at: (f64, f64), side: Side, text: &str, role: &str) {
        self.styled(at, side, text, role, "font-weight=\"bold\"");
    }

    /// Words on a bar, whose own colour is light.
    pub(super) fn label(&mut self, (x, y): (f64, f64), text: &str) {
        let _ = writeln!(
            self.body,
            "<text x=\"{x:.2}\" y=\"{y:.2}\" text-anchor=\"middle\" font-size=\"11\" fill=\"#16181d\">{}</text>",
            escaped(text)
        );
    }

    fn styled(&mut self, (x, y): (f64, f64), side: Side, text: &str, role: &str, style: &str) {
        let anchor = match side {
            Side::Start => "start",
            Side::Middle => "middle",
            Side::End => "end",
        };
        let fill = match role {
            "text" => self.palette.role("ground"),
            role => self.palette.role(role),
        };
        let _ = writeln!(
            self.body,
            "<text x=\"{x:.2}\" y=\"{y:.2}\" text-anchor=\"{anchor}\" fill=\"{fill}\" {style}>{}</text>",
            escaped(text)
        );
    }

    /// This drawing, ending a margin below `bottom`.
    pub(super) fn down_to(self, bottom: f64) -> Self {
        Self {
            height: bottom + MARGIN,
            ..self
        }
    }

    /// Writes the file.
    pub(super) fn write(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let height = self.height;
        writeln!(
            out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height:.0}\" width=\"{WIDTH}\" \
             height=\"{height:.0}\" role=\"img\" font-family=\"{FONT}\" font-size=\"{SIZE}\" xml:space=\"preserve\">"
        )?;
        writeln!(out, "<title>{}</title>", escaped(&self.title))?;
        writeln!(
            out,
            "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>"
        )?;
        for (_, pattern) in &self.hatches {
            writeln!(out, "<defs>{pattern}</defs>")?;
        }
        writeln!(out, "{}</svg>", self.body)
    }
}

/// How many letters of a size fit.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a few letters; a cast from float saturates"
)]
pub(super) fn letters(width: f64, size: f64) -> usize {
    (width / (size * LETTER)) as usize
}

/// How wide a word is.
#[expect(clippy::cast_precision_loss, reason = "a few letters")]
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().count() as f64 * size * LETTER
}

/// A text of at most so many letters.
pub(super) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.into();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    kept + "…"
}

/// Round times from 0 to `end`, some five of them.
pub(super) fn ticks(end: Nanos) -> impl Iterator<Item = Nanos> {
    let rough = (end.get() / 5).max(1);
    let power = 10_u64.pow(rough.ilog10());
    let step = match rough / power {
        0 | 1 => power,
        2..5 => power * 2,
        _ => power.saturating_mul(5),
    };
    (0..=end.get() / step).map(move |n| Nanos::new(n * step))
}

/// How a time is written on an axis.
pub(super) fn tick(time: Nanos) -> String {
    match time {
        Nanos::ZERO => "0".into(),
        time => time.to_string(),
    }
}

/// A time as a share of another, as a length on paper.
pub(super) fn share(part: Nanos, whole: Nanos) -> f64 {
    Ratio::of(part.get(), whole.get()).get()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_has_a_few_round_ticks_whatever_its_length() {
        for end in [1, 9, 10, 99, 12_345, 987_654_321, u64::MAX] {
            let count = ticks(Nanos::new(end)).count();
            assert!((2..=11).contains(&count), "{end}: {count}");
        }
        let found: Vec<_> = ticks(Nanos::from_millis(25))
            .map(|t| t.to_string())
            .collect();
        assert_eq!(found.len(), 6, "{found:?}");
    }

    #[test]
    fn words_that_do_not_fit_end_in_dots() {
        assert_eq!(cut("abcdef", 4), "abc…");
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(cut("abc", 0), "…");
    }
}
