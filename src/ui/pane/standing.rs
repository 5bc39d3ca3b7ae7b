//! [`Standing`]: the standing of the run that is shown.

use super::PaneContext;
use crate::model::Run;

/// The standing of a run: panes draw it according to that more than to anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// It goes on.
    Live,
    /// It was ended before it was done.
    Stopped,
    /// It ended by itself, with answers missing or wrong.
    Failed,
    /// It is done, and nothing was found wrong with its answers.
    Done,
}

impl Standing {
    pub(super) fn of(look: &PaneContext<'_>, run: &Run) -> Self {
        match run.outcome() {
            None if look.view.phase.is_some() || is_past(look) => Self::Live,
            _ => Self::ended(run),
        }
    }

    /// The standing of a run that does not go on.
    pub(super) fn ended(run: &Run) -> Self {
        match run.outcome() {
            None => Self::Stopped,
            // Another program made it, and its answers were not checked.
            Some(outcome) if run.planned().is_none() && outcome.failure.is_none() => Self::Done,
            Some(outcome) if outcome.verified => Self::Done,
            Some(_) => Self::Failed,
        }
    }

    /// Whether something cut the run off.
    pub(super) const fn is_cut(self) -> bool {
        matches!(self, Self::Stopped | Self::Failed)
    }
}

/// Whether a moment before the end is shown: then the run goes on, whatever its outcome is.
fn is_past(look: &PaneContext<'_>) -> bool {
    let paused = look.view.scope.paused;
    paused.is_some_and(|paused| paused.at < paused.all)
}
