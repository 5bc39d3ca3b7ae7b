//! [`Origin`]: where a [`Run`] comes from.

use super::Run;
use crate::{
    base::Percent,
    log::Import,
    model::notes,
    plan::{Lock, Resolved},
};

/// Where a run comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum Origin {
    /// parscope ran an experiment, with every choice made.
    Planned(Resolved),
    /// A program of the user's was watched: the description has what is known of it. It has no
    /// experiment, no T₁ and no ideal.
    Watched,
    /// The trace of another program was read. It has no experiment, no T₁, no ideal, no machine and
    /// no verdict.
    Imported(Import),
}

impl From<Resolved> for Origin {
    fn from(experiment: Resolved) -> Self {
        Self::Planned(experiment)
    }
}

/// A run without an experiment is one of a program that is watched.
impl From<Option<Box<Resolved>>> for Origin {
    fn from(experiment: Option<Box<Resolved>>) -> Self {
        experiment.map_or(Self::Watched, |experiment| Self::Planned(*experiment))
    }
}

impl From<Import> for Origin {
    fn from(import: Import) -> Self {
        Self::Imported(import)
    }
}

impl Run {
    /// The trace of another program that it was read from; `None` of a run of our own.
    #[must_use]
    pub const fn import(&self) -> Option<&Import> {
        match &self.origin {
            Origin::Imported(import) => Some(import),
            Origin::Planned(_) | Origin::Watched => None,
        }
    }

    /// The experiment, of a run that was planned.
    #[must_use]
    pub const fn planned(&self) -> Option<&Resolved> {
        match &self.origin {
            Origin::Planned(experiment) => Some(experiment),
            Origin::Imported(_) | Origin::Watched => None,
        }
    }

    /// How many tasks were planned, or seen where none were planned.
    #[must_use]
    pub fn task_count(&self) -> u32 {
        let planned = self.planned().map(|planned| planned.task_count());
        planned.unwrap_or_else(|| self.tasks_done())
    }

    /// How many workers were planned, or how many lanes there are where none were planned.
    #[must_use]
    pub fn worker_count(&self) -> u32 {
        let planned = self.planned().map(Resolved::worker_count);
        planned.unwrap_or_else(|| u32::try_from(self.workers().count()).unwrap_or(u32::MAX))
    }

    /// Whether its tasks are commands: their answers are not known.
    #[must_use]
    pub fn has_commands(&self) -> bool {
        self.planned().is_some_and(|planned| planned.is_command())
    }

    /// Whether it was planned to be serial: others are held against it.
    #[must_use]
    pub fn is_serial(&self) -> bool {
        self.planned().is_some_and(|planned| planned.is_serial())
    }

    /// Whether its threads wait for a lock that is simulated.
    #[must_use]
    pub fn simulates_lock(&self) -> bool {
        self.planned()
            .is_some_and(|planned| planned.lock == Lock::Gil)
    }

    /// Whether a part of each task is simulated waiting.
    #[must_use]
    pub fn simulates_io(&self) -> bool {
        self.planned()
            .is_some_and(|planned| planned.io > Percent::ZERO)
    }

    /// Its simulated or added parts, a phrase each.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        self.planned()
            .map_or_else(Vec::new, |planned| notes(planned))
    }

    /// Whether it ended as it should: with all its answers, and those right. Of another program no more
    /// is asked than that it is there.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.planned().is_none() || self.outcome().is_some_and(|outcome| outcome.verified)
    }
}

#[cfg(test)]
impl Run {
    /// The experiment of a run that a test planned.
    pub(crate) fn experiment(&self) -> &Resolved {
        self.planned().expect("a run that was planned")
    }

    /// Changes it.
    pub(crate) fn edit(&mut self, change: impl FnOnce(&mut crate::plan::Experiment)) {
        match &mut self.origin {
            Origin::Planned(experiment) => experiment.edit(change),
            Origin::Imported(_) | Origin::Watched => panic!("it was not planned"),
        }
    }
}
