//! [`PartProgress`]: the progress of a picture or a tape.

use crate::{
    base::{Nanos, Ratio},
    cli::{
        progress::{CELLS, ProgressLine},
        terminal::{GlyphChoice, glyphs_of_locale},
    },
    export::Style,
};
use std::{
    env,
    time::{Duration, Instant},
};

/// Shorter work is not shown: its line would only flash.
const SOON: Duration = Duration::from_secs(1);

/// A progress line.
pub(super) struct PartProgress {
    line: ProgressLine,
    since: Instant,
    drawn: Option<Instant>,
}

impl PartProgress {
    /// Begins.
    pub(super) fn new() -> Self {
        let glyphs = glyphs_of_locale(|name| env::var(name).ok());
        Self {
            line: ProgressLine::new(glyphs == GlyphChoice::Unicode),
            since: Instant::now(),
            drawn: None,
        }
    }

    /// Shows how much is done, if it takes its time: `rendering  ███░░░  43 %  2.1 s`. It may be
    /// told as often as it is asked.
    pub(super) fn show(&mut self, what: &str, done: usize, all: usize) {
        let elapsed = self.since.elapsed();
        let is_due = |drawn: Instant| drawn.elapsed() >= self.line.pace();
        if self.line.is_shown() && elapsed >= SOON && self.drawn.is_none_or(is_due) {
            self.drawn = Some(Instant::now());
            let elapsed = Nanos::from_secs_f64(elapsed.as_secs_f64());
            self.line
                .draw(text(self.line.style(), what, done, all, elapsed));
        }
    }
}

fn text(style: Style, what: &str, done: usize, all: usize, elapsed: Nanos) -> String {
    let share = Ratio::of(done as u64, all as u64).clamped();
    let (bar, percent) = (style.bar(share, CELLS), 100.0 * share.get());
    let elapsed = elapsed.as_secs_f64();
    style.fit(&format!("{what}  {bar}  {percent:.0} %  {elapsed:.1} s"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_tells_share_and_time() {
        let style = Style {
            color: false,
            unicode: true,
        };
        assert_eq!(
            text(style, "rendering", 43, 172, Nanos::from_millis(640)),
            "rendering  ██████░░░░░░░░░░░░░░░░░░  25 %  0.6 s"
        );
    }
}
