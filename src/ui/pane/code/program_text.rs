//! [`ProgramText`]: the lines of the program, and which of them the last change of the form changed.

use crate::{
    engine::python::Listing,
    plan::{Experiment, PlanError},
    ui::{View, pane::place::around},
};

/// The lines of the program that does what the form says.
pub(in crate::ui) struct ProgramText {
    /// Each with whether the program before had none like it.
    pub(super) lines: Vec<(String, bool)>,
}

impl ProgramText {
    /// The program of the form.
    ///
    /// # Errors
    /// [`PlanError`] where Python cannot do what the form says.
    pub(in crate::ui) fn of(view: &View<'_>) -> Result<Self, PlanError> {
        let text = text(view, view.experiment)?;
        let before = view.panes.form.changes.before();
        let before = before.and_then(|before| self::text(view, before).ok());
        let lines = text.lines().map(|line| {
            let is_new = before.as_ref().is_some_and(|before| {
                let mut lines = before.lines();
                lines.all(|before| before != line)
            });
            (line.to_owned(), is_new)
        });
        Ok(Self {
            lines: lines.collect(),
        })
    }

    /// The first line to be shown where there is room for so many: that which was scrolled to, or
    /// one from which the change can be seen.
    pub(in crate::ui) fn first(&self, scrolled: Option<usize>, room: u16) -> usize {
        let change = self.lines.iter().position(|(_, is_new)| *is_new);
        let shown = around(change.unwrap_or(0), self.lines.len(), room);
        let last = self.lines.len().saturating_sub(room.into());
        scrolled.map_or(shown.start, |first| first.min(last))
    }
}

/// The program of an experiment. A size that was found by trial is that of its engine.
fn text(view: &View<'_>, experiment: &Experiment) -> Result<String, PlanError> {
    let size = view.size.filter(|_| experiment.is_python());
    let listing = Listing::for_python(experiment, size, view.machine.usable_cores)?;
    Ok(listing.text())
}
