//! [`Race`]: runs that are compared: runs of the history, or a race of the four modes or of the engines.
//!
//! Each competitor needs the machine for itself, so a race is run one after another; on the screen they
//! all begin at zero.

use crate::{
    plan::Resolved,
    session::{Campaign, CampaignRun, Member},
};

/// The runs that are compared.
pub(in crate::ui) struct Race {
    pub(super) competitors: Vec<Competitor>,
    /// Whether these run one after another, each for itself on one clock.
    pub(super) is_race: bool,
}

/// One of the runs.
pub(super) struct Competitor {
    /// Its name, and which it is of the race; `None` of a run that was made before.
    pub(super) entry: Option<(String, Member)>,
    /// The experiment that runs; `None` of a run that was made before.
    pub(super) experiment: Option<Resolved>,
    /// The number of its run in the history, once it has ended.
    pub(super) run: Option<u32>,
}

impl Race {
    /// Runs of the history.
    pub(super) fn between(runs: &[u32]) -> Self {
        let competitor = |&run| Competitor {
            entry: None,
            experiment: None,
            run: Some(run),
        };
        Self {
            competitors: runs.iter().map(competitor).collect(),
            is_race: false,
        }
    }

    /// The runs of a campaign that has not begun, with a name for each.
    pub(in crate::ui) fn of(campaign: &Campaign, name: impl Fn(&Resolved) -> String) -> Self {
        let competitor = |run: &CampaignRun| Competitor {
            entry: run
                .resolved
                .as_ref()
                .ok()
                .map(|own| (name(own), run.member)),
            experiment: run.resolved.clone().ok(),
            run: None,
        };
        Self {
            competitors: campaign.waiting().map(competitor).collect(),
            is_race: true,
        }
    }

    /// A competitor has ended as a run of that number.
    pub(in crate::ui) fn ended(&mut self, member: Member, run: Option<u32>) {
        for competitor in &mut self.competitors {
            if competitor
                .entry
                .as_ref()
                .is_some_and(|(_, own)| *own == member)
            {
                competitor.run = run;
            }
        }
    }
}
