//! [`Host`]: the part of a session that the app uses, so that a test can stand in for it.

use crate::{
    engine::{
        EngineError,
        watch::{OnOutput, ProgramStop, ProgramTerminal, Streams, TerminalSize, WatchedCommand},
    },
    log::{Entry, Title},
    plan::Resolved,
    session::{Event, Session},
    store::{Journal, StoreError},
};
use std::{io, sync::Arc};

/// Does experiments, one at a time.
pub(in crate::ui) trait Host {
    /// Begins an experiment; one that is going on is stopped first.
    fn start(&mut self, experiment: &Resolved) -> Result<(), EngineError>;
    /// Starts a program on a terminal of that size and watches it. Returns the terminal.
    fn watch_program(
        &mut self,
        command: &WatchedCommand,
        size: TerminalSize,
        output: OnOutput,
    ) -> Result<Option<Arc<ProgramTerminal>>, EngineError>;
    /// Stops the program that is watched.
    fn stop_program(&mut self, how: ProgramStop);
    /// Has the terminal of the program stay open when the dashboard is gone.
    fn keep_terminal(&mut self) -> Result<(), EngineError>;
    /// Stops what is going on.
    fn stop(&mut self);
    /// The events since the last call.
    fn poll(&mut self) -> Vec<Event>;
    /// Whether an experiment is going on.
    fn is_running(&self) -> bool;
    /// The size of a task, where it is known.
    fn size(&self, experiment: &Resolved) -> Option<u64>;
    /// Begins the journal of a sweep, where there is a place for it.
    fn journal(&self, _title: &Title) -> Result<Option<Journal>, StoreError> {
        Ok(None)
    }
    /// Measures T₁ of the last experiment again; with `when_quiet`, only if it was disturbed and the
    /// machine has been quiet since this was asked last. Returns whether it does.
    fn measure_again(&mut self, _when_quiet: bool) -> bool {
        false
    }
    /// Forgets every serial run, so that T₁ is measured anew.
    fn forget_baselines(&mut self) {}
    /// Takes over the results of a run of the experiment in an earlier session.
    fn recall(&mut self, _experiment: &Resolved, _entry: &Entry) {}
    /// Samples cores and processes from now on.
    fn sample(&mut self) -> io::Result<()> {
        Ok(())
    }
    /// Looks for new workers.
    fn watch(&mut self) {}
}

impl Host for Session {
    fn start(&mut self, experiment: &Resolved) -> Result<(), EngineError> {
        self.start(experiment)
    }

    fn watch_program(
        &mut self,
        command: &WatchedCommand,
        size: TerminalSize,
        output: OnOutput,
    ) -> Result<Option<Arc<ProgramTerminal>>, EngineError> {
        self.watch_program(command, Streams::Terminal(size, output))
    }

    fn stop_program(&mut self, how: ProgramStop) {
        Self::stop_program(self, how);
    }

    fn keep_terminal(&mut self) -> Result<(), EngineError> {
        Self::keep_terminal(self)
    }

    fn stop(&mut self) {
        self.stop();
    }

    fn poll(&mut self) -> Vec<Event> {
        self.poll()
    }

    fn is_running(&self) -> bool {
        self.is_running()
    }

    fn size(&self, experiment: &Resolved) -> Option<u64> {
        self.size(experiment)
    }

    fn journal(&self, title: &Title) -> Result<Option<Journal>, StoreError> {
        Journal::begin(title).map(Some)
    }

    fn measure_again(&mut self, when_quiet: bool) -> bool {
        self.measure_again(when_quiet)
    }

    fn forget_baselines(&mut self) {
        self.forget_baselines();
    }

    fn recall(&mut self, experiment: &Resolved, entry: &Entry) {
        self.recall(experiment, entry.size, entry.baseline.clone());
    }

    fn sample(&mut self) -> io::Result<()> {
        self.sample()
    }

    fn watch(&mut self) {
        self.watch();
    }
}
