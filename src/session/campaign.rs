//! [`Campaign`]: experiments that run one after another.
//!
//! The trials of a preset, the modes of a race, the runs of a sweep and a single experiment are one queue.
//! Dashboard and command line take the next run from it; what comes of a run is theirs. Repeats of one
//! experiment are phases of the session, for they share warm-ups and T₁.

use crate::plan::{EngineName, Experiment, Mode, PlanError, Resolved, Sweep, Turn};
use std::collections::VecDeque;
use strum::VariantArray;

/// Which run of a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Member {
    /// A trial of a preset, from 0; a single experiment is the only one.
    Trial(usize),
    /// A competitor of a race, from 0.
    Competitor(usize),
    /// A run of a sweep.
    Turn(Turn),
}

/// A run of a campaign that has not begun.
#[derive(Debug, Clone)]
pub struct CampaignRun {
    /// Its place in the campaign.
    pub member: Member,
    /// The experiment as it was set.
    pub set: Experiment,
    /// The experiment as it runs, or why it cannot.
    pub resolved: Result<Resolved, PlanError>,
    /// Whether T₁ is measured anew before it.
    pub renews_baseline: bool,
}

/// Experiments that run one after another, and the one that runs.
#[derive(Debug, Default)]
pub struct Campaign {
    waiting: VecDeque<CampaignRun>,
    running: Option<Member>,
}

impl Campaign {
    /// Trials by number, on a machine with so many usable cores.
    #[must_use]
    pub fn of_trials(trials: impl IntoIterator<Item = (usize, Experiment)>, cores: u32) -> Self {
        let trials = trials.into_iter().map(|(number, set)| CampaignRun {
            member: Member::Trial(number),
            resolved: set.resolve(cores),
            set,
            renews_baseline: false,
        });
        Self::new(trials)
    }

    /// The work of an experiment in every mode; those that it cannot be done in say why.
    #[must_use]
    pub fn of_modes(experiment: &Experiment, cores: u32) -> Self {
        let modes = Mode::VARIANTS.iter().enumerate();
        Self::new(modes.map(|(number, &mode)| CampaignRun {
            member: Member::Competitor(number),
            set: Experiment {
                mode,
                ..experiment.clone()
            },
            resolved: experiment.resolve_in(mode, cores),
            renews_baseline: false,
        }))
    }

    /// An experiment by every engine; those that cannot do it say why.
    #[must_use]
    pub fn of_engines(experiment: &Experiment, cores: u32) -> Self {
        let engines = EngineName::VARIANTS.iter().enumerate();
        Self::new(engines.map(|(number, &engine)| {
            let set = Experiment {
                engine,
                ..experiment.clone()
            };
            CampaignRun {
                member: Member::Competitor(number),
                resolved: set.resolve(cores),
                set,
                renews_baseline: false,
            }
        }))
    }

    /// Runs of a sweep, after one of `last_round` if any was made before. Each round has a T₁ of its
    /// own: it drifts with the machine like all others.
    #[must_use]
    pub fn of_sweep(sweep: &Sweep, turns: &[Turn], mut last_round: Option<u32>) -> Self {
        let runs = turns.iter().filter_map(|&turn| {
            let point = sweep.points().get(turn.point as usize)?;
            let run = CampaignRun {
                member: Member::Turn(turn),
                set: point.set.clone(),
                resolved: Ok(sweep.experiment(turn)?),
                renews_baseline: last_round != Some(turn.round),
            };
            last_round = Some(turn.round);
            Some(run)
        });
        Self::new(runs)
    }

    fn new(runs: impl Iterator<Item = CampaignRun>) -> Self {
        Self {
            waiting: runs.collect(),
            running: None,
        }
    }

    /// Leaves out the runs that cannot be. Returns them, and why, beside the others.
    #[must_use]
    pub fn possible(self) -> (Self, Vec<(Experiment, PlanError)>) {
        let mut impossible = Vec::new();
        let runs = self
            .waiting
            .into_iter()
            .filter_map(|run| match run.resolved {
                Ok(_) => Some(run),
                Err(why) => {
                    impossible.push((run.set, why));
                    None
                }
            });
        (Self::new(runs), impossible)
    }

    /// The runs that have not begun.
    pub fn waiting(&self) -> impl Iterator<Item = &CampaignRun> {
        self.waiting.iter()
    }

    /// The run that goes on.
    #[must_use]
    pub const fn running(&self) -> Option<Member> {
        self.running
    }

    /// Takes the next run, which begins; `None` at the end.
    pub fn begin(&mut self) -> Option<CampaignRun> {
        let run = self.waiting.pop_front();
        self.running = run.as_ref().map(|run| run.member);
        run
    }

    /// Notes that the run that went on has ended. Returns which one it was.
    pub const fn end(&mut self) -> Option<Member> {
        self.running.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::SweepAxis;

    #[test]
    fn a_sweep_measures_t1_once_a_round_wherever_it_is_gone_on_with() {
        let axis = SweepAxis::parse("chunksize=1,2").unwrap();
        let base = Experiment {
            mode: Mode::Pool,
            repeats: 2,
            ..Experiment::default()
        };
        let sweep = Sweep::new(base, vec![axis], 2).unwrap();
        let turns = sweep.turns();
        let renews = |turns: &[Turn], last| {
            let campaign = Campaign::of_sweep(&sweep, turns, last);
            let renews = campaign.waiting().map(|run| run.renews_baseline);
            renews.collect::<Vec<_>>()
        };
        assert_eq!(renews(&turns, None), [true, false, true, false]);
        assert_eq!(renews(&turns[1..], Some(0)), [false, true, false]);
    }

    #[test]
    fn a_run_that_ended_is_told_once() {
        let mut campaign = Campaign::of_trials([(3, Experiment::default())], 2);
        assert_eq!(campaign.running(), None);
        assert!(campaign.begin().is_some());
        assert_eq!(campaign.running(), Some(Member::Trial(3)));
        assert_eq!(campaign.end(), Some(Member::Trial(3)));
        assert_eq!(campaign.end(), None);
        assert!(campaign.begin().is_none());
    }
}
