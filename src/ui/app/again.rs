//! T₁ that was disturbed is measured again: when the user asks for it, and by itself as soon as the
//! machine has become quiet.

use super::{App, host::Host};
use crate::{
    base::{Moment, Nanos},
    model::Disturbance,
    ui::Message,
};

/// How long a machine has to be quiet before T₁ is measured again.
const QUIET: Nanos = Nanos::from_millis(1500);

impl<E: Host> App<E> {
    /// Measures T₁ of the last experiment again, as the user asks for.
    pub(super) fn measure_again(&mut self, now: Moment) {
        if self.is_running() {
            let text = "a run goes on: T₁ can be measured again when it is over";
            self.message = Some(Message::Note(text.into()));
        } else if self.engine.measure_again(false) {
            self.engine(now);
        } else {
            let text = "there is no T₁ yet that could be measured again";
            self.message = Some(Message::Note(text.into()));
        }
    }

    /// The time has come to `now`: if T₁ was disturbed and the machine has been quiet since the
    /// last look, it is measured again.
    pub(super) fn look_again(&mut self, now: Moment) {
        if self.look_again_at.is_none_or(|at| at > now) {
            return;
        }
        self.look_again_at = None;
        if !self.is_running() && self.engine.measure_again(true) {
            self.engine(now);
        }
        self.expect_quiet(now);
    }

    /// Sets when to look again: only if the run has ended and its T₁ was disturbed.
    pub(super) fn expect_quiet(&mut self, now: Moment) {
        let run = self.runs.live.shown().run.as_deref();
        let disturbed = run.filter(|run| run.is_over()).and_then(Disturbance::of);
        let is_serial = disturbed.is_some_and(Disturbance::is_of_serial);
        let is_due = is_serial && !self.is_running() && self.runs.live.has_begun();
        self.look_again_at = is_due.then_some(now + QUIET);
    }
}
