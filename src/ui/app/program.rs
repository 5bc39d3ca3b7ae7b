//! A program that is watched in place of experiments.

use super::{App, host::Host};
use crate::{
    base::Moment,
    engine::watch::WatchedCommand,
    ui::{
        Message,
        layout::{Layout, PaneArrangement},
    },
};

impl<E: Host> App<E> {
    /// Watches that program, if one is given, from now on.
    pub(in crate::ui) fn watching(mut self, program: Option<WatchedCommand>, now: Moment) -> Self {
        let shown = self.runs.shown().run.as_deref();
        if program.is_some() || shown.is_some_and(|run| run.watched().is_some()) {
            self.arrangement = PaneArrangement::of(Layout::Program);
        }
        self.program = program;
        if self.program.is_some() {
            self.run_program(now);
        }
        self
    }

    /// Starts the program that is watched. Returns whether there is one.
    pub(super) fn run_program(&mut self, now: Moment) -> bool {
        let Some(program) = self.program.clone() else {
            return false;
        };
        self.leave_history();
        match self.engine.watch_program(&program) {
            Ok(()) => self.runs.live.prepare_program(now),
            Err(error) => self.message = Some(Message::Fault(error.to_string())),
        }
        self.engine(now);
        true
    }
}
