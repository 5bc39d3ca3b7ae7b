//! [`Replay`]: a run that is shown as it was at a moment, while it may go on.

use crate::{
    base::{Moment, Nanos},
    model::{Axis, Run},
};

/// A run as it was.
///
/// It is a copy of what there was then, made anew by every step: a frame costs what any other
/// does, and what goes on is not touched.
pub(super) struct Replay {
    pub(super) at: Moment,
    pub(super) run: Run,
    /// It stands still while the one of the run may not.
    axis: Axis,
}

impl Replay {
    /// Shows a run as it was then.
    pub(super) fn new(run: &Run, at: Moment, axis: Axis) -> Self {
        Self {
            at,
            run: run.until(at),
            axis,
        }
    }

    /// Shows another moment of that run.
    pub(super) fn go(&mut self, run: &Run, at: Moment) {
        if at != self.at {
            self.at = at;
            self.run = run.until(at);
        }
    }

    /// The axis, which holds what is shown.
    pub(super) fn axis(&self) -> Axis {
        self.axis.holding(self.elapsed())
    }

    /// How long the run had taken.
    pub(super) fn elapsed(&self) -> Nanos {
        self.run.elapsed(self.at)
    }
}
