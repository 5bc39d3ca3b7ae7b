//! [`Race`]: runs that are compared: runs of the history, or a race of the four modes.
//!
//! Each mode needs the machine for itself, so a race is run one after another; on the screen they
//! all begin at zero.

use crate::{
    plan::{Mode, Resolved},
    session::{Campaign, CampaignRun},
};

/// The runs that are compared.
pub(in crate::ui) struct Race {
    pub(super) competitors: Vec<Competitor>,
    /// Whether these are the modes of the same work, on one clock.
    pub(super) has_all_modes: bool,
}

/// One of the runs.
pub(super) struct Competitor {
    /// The experiment that runs; `None` of a run that was made before.
    pub(super) experiment: Option<Resolved>,
    /// The number of its run in the history, once it has ended.
    pub(super) run: Option<u32>,
}

impl Race {
    /// Runs of the history.
    pub(super) fn between(runs: &[u32]) -> Self {
        let competitor = |&run| Competitor {
            experiment: None,
            run: Some(run),
        };
        Self {
            competitors: runs.iter().map(competitor).collect(),
            has_all_modes: false,
        }
    }

    /// The modes of a campaign that has not begun.
    pub(in crate::ui) fn of_modes(campaign: &Campaign) -> Self {
        let competitor = |run: &CampaignRun| Competitor {
            experiment: run.resolved.clone().ok(),
            run: None,
        };
        Self {
            competitors: campaign.waiting().map(competitor).collect(),
            has_all_modes: true,
        }
    }

    /// A mode has ended as a run of that number.
    pub(in crate::ui) fn ended(&mut self, mode: Mode, run: Option<u32>) {
        let is_of = |own: &Resolved| own.mode == mode;
        for competitor in &mut self.competitors {
            if competitor.experiment.as_ref().is_some_and(is_of) {
                competitor.run = run;
            }
        }
    }
}
