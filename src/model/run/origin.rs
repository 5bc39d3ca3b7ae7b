//! Where a [`Run`] comes from: it was planned, or read from a trace of another program.

use super::Run;
use crate::{plan::Resolved, trace::Import};

impl Run {
    /// The trace of another program that it was read from; `None` of a run of our own. Nothing is
    /// known of such a program but what the trace says: it was not planned, so it has no experiment,
    /// no T₁, no ideal, no machine and no verdict, whatever stands in the fields for them.
    #[must_use]
    pub const fn import(&self) -> Option<&Import> {
        self.description.imported.as_ref()
    }

    /// The experiment, of a run that was planned.
    #[must_use]
    pub fn planned(&self) -> Option<&Resolved> {
        self.import().is_none().then_some(&self.experiment)
    }

    /// Whether it ended as it should: with all its answers, and those right. Of another program's
    /// trace no more is asked than that it is there.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.import().is_some() || self.outcome().is_some_and(|outcome| outcome.verified)
    }
}
