//! [`Sightings`]: the processes of a run, as they are now and as they were.

use super::{Census, Round, Target};
use crate::base::Moment;
use serde::{Deserialize, Serialize};

/// Rounds of processes that are kept: of a run of more than half an hour, its beginning.
const MOST: usize = 8192;

/// What was seen of the processes at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sighting {
    /// When it was.
    pub at: Moment,
    /// What was looked for and found.
    pub round: Round,
}

/// The processes of a run.
#[derive(Debug, Clone, Default)]
pub struct Sightings {
    /// As they were seen last.
    pub census: Census,
    /// All that was seen of them, as long as it is not too much.
    pub all: Vec<Sighting>,
}

impl Sightings {
    /// Of a run that was kept.
    #[must_use]
    pub fn of(all: Vec<Sighting>) -> Self {
        let mut census = Census::default();
        for sighting in &all {
            census.push(&sighting.round);
        }
        Self { census, all }
    }

    /// A round came in. Returns whether it says anything new.
    pub fn see(&mut self, round: Round, at: Moment) -> bool {
        let is_new = self.census.push(&round);
        if is_new && self.all.len() < MOST {
            self.all.push(Sighting { at, round });
        }
        is_new
    }

    /// From now on nothing is watched: what was there last is not said to be there still.
    pub fn end(&mut self) {
        self.census.push(&Round {
            asked: self.census.targets(std::iter::empty()),
            found: Vec::new(),
        });
    }

    /// Another run begins.
    pub fn clear(&mut self) {
        self.census.clear();
        self.all.clear();
    }

    /// What is to be looked at next: what is `wanted`, and what is still there of what was.
    #[must_use]
    pub fn targets(&self, wanted: impl Iterator<Item = Target>) -> Vec<Target> {
        self.census.targets(wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{base::Pid, sample::script::resident};

    #[test]
    fn a_run_that_was_kept_shows_the_processes_that_it_had() {
        let mut seen = Sightings::default();
        let round = Round {
            asked: vec![Target::process(Pid::new(7))],
            found: vec![resident(7, 1)],
        };
        assert!(seen.see(round, Moment::from_nanos(5)));
        let kept = Sightings::of(seen.all.clone());
        assert_eq!(
            kept.census.residents().count(),
            seen.census.residents().count()
        );
        seen.end();
        assert!(seen.census.residents().all(|resident| resident.gone));
        seen.clear();
        assert!(seen.all.is_empty());
    }
}
