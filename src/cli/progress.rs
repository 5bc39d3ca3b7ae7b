//! [`ProgressLine`]: one line of progress on standard error, if that is a terminal.

use super::printer::replace_line;
use crate::{
    base::{Nanos, Ratio},
    export::Style,
    session::Phase,
};
use std::{
    io::{self, IsTerminal},
    time::{Duration, Instant},
};

/// The cells of its bar.
pub(super) const CELLS: usize = 24;

/// A line that is drawn over itself, and is gone in the end.
pub(super) struct ProgressLine {
    shown: bool,
    style: Style,
    since: Instant,
    drawn: String,
    /// The line for a series of runs, shown instead of the phase.
    whole: Option<String>,
}

impl ProgressLine {
    /// Draws nothing where standard error is no terminal.
    pub(super) fn new(unicode: bool) -> Self {
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        Self {
            shown: io::stderr().is_terminal() && !dumb,
            style: Style {
                color: false,
                unicode,
            },
            since: Instant::now(),
            drawn: String::new(),
            whole: None,
        }
    }

    /// How long to wait until it is drawn anew; it must not be seen in what is measured.
    pub(super) const fn pace(&self) -> Duration {
        Duration::from_millis(if self.shown { 200 } else { 1000 })
    }

    /// Whether the line is shown.
    pub(super) const fn is_shown(&self) -> bool {
        self.shown
    }

    /// A phase begins.
    pub(super) fn begin(&mut self) {
        self.since = Instant::now();
    }

    /// The next run is one of many, whose progress is shown as a whole.
    pub(super) fn within(&mut self, done: usize, all: usize, label: &str, left: Option<&str>) {
        self.whole = Some(whole(self.style, done, all, label, left));
    }

    /// Shows how far a phase is: `running  ██████░░░░  12/24  0.6 s`.
    pub(super) fn show(&mut self, phase: Phase, done: u32, tasks: u32) {
        let elapsed = Nanos::from_secs_f64(self.since.elapsed().as_secs_f64());
        let line = match &self.whole {
            Some(whole) => whole.clone(),
            None => line(self.style, phase, done, tasks, elapsed),
        };
        self.draw(line);
    }

    /// How it is written.
    #[cfg(feature = "record")]
    pub(super) const fn style(&self) -> Style {
        self.style
    }

    /// Draws a line of another text.
    pub(super) fn draw(&mut self, line: String) {
        if self.shown && line != self.drawn {
            replace_line(&line);
            self.drawn = line;
        }
    }

    /// Takes the line away.
    pub(super) fn clear(&mut self) {
        if !self.drawn.is_empty() {
            replace_line("");
            self.drawn.clear();
        }
    }
}

impl Drop for ProgressLine {
    fn drop(&mut self) {
        self.clear();
    }
}

fn line(style: Style, phase: Phase, done: u32, tasks: u32, elapsed: Nanos) -> String {
    let elapsed = format!("{:.1} s", elapsed.as_secs_f64());
    let bar = style.bar(Ratio::of(done.into(), tasks.into()), CELLS);
    let text = match phase {
        // How many trials it takes is known only after the last one.
        Phase::Calibration | Phase::Ceiling => format!("{phase}  {elapsed}"),
        _ => format!("{phase}  {bar}  {done}/{tasks}  {elapsed}"),
    };
    style.fit(&text)
}

/// `sweep  ██████░░░░  12/24  chunksize 8  about 20 s left`
fn whole(style: Style, done: usize, all: usize, label: &str, left: Option<&str>) -> String {
    let bar = style.bar(Ratio::of(done as u64, all as u64), CELLS);
    let left = left.map_or(String::new(), |left| format!("  about {left} left"));
    style.fit(&format!("sweep  {bar}  {done}/{all}  {label}{left}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_tells_stage_share_and_time() {
        let style = |unicode| Style {
            color: false,
            unicode,
        };
        let phase = Phase::Run { number: 2, of: 3 };
        let elapsed = Nanos::from_millis(640);
        assert_eq!(
            line(style(true), phase, 12, 24, elapsed),
            "run 2 of 3  ████████████░░░░░░░░░░░░  12/24  0.6 s"
        );
        assert_eq!(
            line(style(false), Phase::Baseline, 1, 2, elapsed),
            "measuring T1  ############............  1/2  0.6 s"
        );
        assert_eq!(
            whole(style(true), 6, 24, "chunksize 8", Some("20 s")),
            "sweep  ██████░░░░░░░░░░░░░░░░░░  6/24  chunksize 8  about 20 s left"
        );
    }
}
