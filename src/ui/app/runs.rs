//! [`Runs`]: the runs of the session, and which of them is shown.

use super::active_run::ActiveRun;
use crate::ui::{
    Opened,
    pane::{history::RunHistory, preset::Trials, sweep::Sweeping},
    run_view::RunView,
};

/// The run that goes on, and those that are kept to be looked at again.
pub(super) struct Runs {
    pub(super) live: ActiveRun,
    /// The runs that have ended.
    pub(super) history: RunHistory,
    /// The sweep that goes on, or was the last to.
    pub(super) sweeping: Option<Sweeping>,
    /// A run that was paused when the next one began, while it is still shown.
    pub(super) held: Option<RunView>,
    /// The preset that is open.
    pub(super) trials: Option<Trials>,
}

impl Runs {
    /// With a run that was opened from a file, if any.
    pub(super) fn new(opened: Option<Opened>) -> Self {
        Self {
            live: ActiveRun::new(opened),
            history: RunHistory::default(),
            sweeping: None,
            held: None,
            trials: None,
        }
    }

    /// The run that is shown: one that was opened again, or else the active run.
    pub(super) fn shown(&self) -> &RunView {
        self.again().unwrap_or_else(|| self.live.shown())
    }

    /// A run that was opened again.
    pub(super) fn again(&self) -> Option<&RunView> {
        let opened = self.sweeping.as_ref().and_then(Sweeping::shown);
        let opened = opened.or_else(|| self.history.shown());
        let opened = opened.or(self.held.as_ref());
        opened.or_else(|| self.trials.as_ref().and_then(Trials::shown))
    }

    /// Whether the shown run is one that was paused when the next one began.
    pub(super) fn holds(&self) -> bool {
        let held = self.held.as_ref();
        held.is_some_and(|held| self.again().is_some_and(|again| std::ptr::eq(again, held)))
    }
}
