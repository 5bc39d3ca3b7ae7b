//! [`CallsPane`]: which call is selected, its lines of source, and its simulation.

use super::source_excerpt::SourceExcerpt;
use crate::{
    base::Moment,
    log::{Call, Watched},
    model::{CallSimulation, Run},
};
use std::time::SystemTime;

/// The state of the pane.
#[derive(Default)]
pub(in crate::ui) struct CallsPane {
    /// The call that was selected, and the beginning of the run that it is of.
    chosen: Option<(usize, Option<Moment>)>,
    source: Option<SourceExcerpt>,
    /// The simulated call, the beginning of its run, and the simulation.
    simulated: Option<(usize, Option<Moment>, CallSimulation)>,
}

impl CallsPane {
    /// The index of the selected call: the one that was chosen, else the newest that goes on, else the one
    /// that took longest.
    pub(super) fn selected(&self, run: &Run) -> Option<usize> {
        let calls = &run.watched()?.calls;
        let chosen = self.chosen.filter(|(_, of)| *of == run.began());
        if let Some((index, _)) = chosen {
            return Some(index.min(calls.len().checked_sub(1)?));
        }
        let took = |call: &Call| call.end().map(|end| end.since(call.began));
        let open = |call: &Call| {
            call.tasks
                .is_some_and(|tasks| call.done + call.failed < tasks)
        };
        let newest = (0..calls.len()).rev().find(|&index| open(&calls[index]));
        let newest = newest.filter(|_| !run.is_over());
        newest.or_else(|| (0..calls.len()).max_by_key(|&index| took(&calls[index])))
    }

    /// The selected call.
    pub(in crate::ui) fn current<'a>(&self, run: &'a Run) -> Option<&'a Call> {
        run.watched()?.calls.get(self.selected(run)?)
    }

    /// Whether the selected call can be simulated, as far as that can be told at once.
    pub(in crate::ui) fn can_be_simulated(&self, run: &Run) -> bool {
        let selected = run.watched().zip(self.current(run));
        selected.is_some_and(|(watched, call)| CallSimulation::is_possible(watched, call))
    }

    /// Selects the next call, or the one above.
    pub(in crate::ui) fn step(&mut self, run: &Run, down: bool) {
        let Some(at) = self.selected(run) else { return };
        let last = run.watched().map_or(0, |watched| watched.calls.len() - 1);
        let to = if down { at + 1 } else { at.saturating_sub(1) };
        self.chosen = Some((to.min(last), run.began()));
    }

    /// Reads the lines of source around the selected call, if they are not those that were read last.
    /// `past` is how long ago a moment of the run was, where it is one of this session.
    pub(in crate::ui) fn look_at(&mut self, run: &Run, past: Option<Moment>) {
        let Some((watched, call)) = run.watched().zip(self.current(run)) else {
            self.source = None;
            return;
        };
        let is_known = |source: &SourceExcerpt| source.is_of(call);
        if !self.source.as_ref().is_some_and(is_known) {
            let called =
                past.and_then(|now| SystemTime::now().checked_sub(now.since(call.began).to_std()));
            self.source = Some(read(watched, call, called));
        }
    }

    /// The lines around the selected call.
    pub(super) const fn source(&self) -> Option<&SourceExcerpt> {
        self.source.as_ref()
    }

    /// Simulates the selected call.
    ///
    /// # Errors
    /// The reason why it cannot be simulated.
    pub(in crate::ui) fn simulate(&mut self, run: &Run) -> Result<(), &'static str> {
        let index = self.selected(run).ok_or("no call was seen")?;
        let number = u32::try_from(index).map_err(|_| "there are too many calls")?;
        let simulation = CallSimulation::of(run, number)?;
        self.chosen = Some((index, run.began()));
        self.simulated = Some((index, run.began(), simulation));
        Ok(())
    }

    /// Forgets the simulation. Returns whether it was of the selected call.
    pub(in crate::ui) fn forget(&mut self, run: &Run) -> bool {
        let was_there = self.simulation(run).is_some();
        self.simulated = None;
        was_there
    }

    /// The simulation of the selected call.
    pub(in crate::ui) fn simulation(&self, run: &Run) -> Option<&CallSimulation> {
        let (index, of, simulation) = self.simulated.as_ref()?;
        let is_shown = self.selected(run) == Some(*index) && *of == run.began();
        is_shown.then_some(simulation)
    }
}

fn read(watched: &Watched, call: &Call, called: Option<SystemTime>) -> SourceExcerpt {
    SourceExcerpt::read(watched.folder.raw(), call, called)
}
