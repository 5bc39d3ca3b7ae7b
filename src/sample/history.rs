//! [`UsageHistory`]: the latest samples of every core, with gaps kept as gaps.

use super::CoreSample;
use crate::base::Ratio;
use std::collections::VecDeque;

/// How many samples of a core are kept: a minute at four a second.
const KEPT: usize = 240;

/// The latest samples, core by core, in the order of the core numbers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UsageHistory {
    cores: Vec<VecDeque<Option<Ratio>>>,
    rounds: usize,
}

impl UsageHistory {
    /// A history of that many cores.
    #[must_use]
    pub fn new(cores: usize) -> Self {
        Self {
            cores: vec![VecDeque::new(); cores],
            rounds: 0,
        }
    }

    /// Adds a round of samples. A core that is missing from it gets a gap.
    pub fn push(&mut self, samples: &[CoreSample]) {
        self.rounds += 1;
        for (index, core) in self.cores.iter_mut().enumerate() {
            let sample = samples.iter().find(|sample| sample.core.index() == index);
            core.push_back(sample.map(|sample| sample.usage));
            if core.len() > KEPT {
                core.pop_front();
            }
        }
    }

    /// How many rounds of samples there have been, also those that are no longer kept.
    #[must_use]
    pub const fn rounds(&self) -> usize {
        self.rounds
    }

    /// Every core: its samples from the oldest to the latest, `None` where there is a gap.
    #[must_use]
    pub fn cores(&self) -> impl ExactSizeIterator<Item = &VecDeque<Option<Ratio>>> {
        self.cores.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{CoreId, Moment, Nanos};

    #[test]
    fn a_missing_sample_is_a_gap_not_a_zero() {
        let mut history = UsageHistory::new(2);
        let usage = Ratio::ONE;
        let (start, length) = (Moment::from_nanos(0), Nanos::from_millis(250));
        history.push(&[CoreSample {
            core: CoreId::new(1),
            start,
            length,
            usage,
        }]);
        let latest: Vec<_> = history.cores().map(|core| core.back().copied()).collect();
        assert_eq!(latest, [Some(None), Some(Some(usage))]);
    }
}
