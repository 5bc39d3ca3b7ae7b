//! [`Script`]: a source that gives the samples of a test; and processes that it makes up.

use super::{CoreSample, ProcessSample, Source, State};
use crate::base::{Bytes, CoreId, Moment, Nanos, Pid, Ratio};
use std::collections::VecDeque;

/// Rounds of samples, one for each call; empty ones after the last.
pub(crate) struct Script(VecDeque<Vec<CoreSample>>);

/// A round in which the cores, from 0 on, are busy for these percentages.
pub(crate) fn round(percentages: &[u16]) -> Vec<CoreSample> {
    let sample = |(core, &percent): (u16, &u16)| CoreSample {
        core: CoreId::new(core),
        start: Moment::from_nanos(0),
        length: Nanos::from_millis(250),
        usage: Ratio::of(percent.into(), 100),
    };
    (0..).zip(percentages).map(sample).collect()
}

impl Script {
    pub(crate) fn new(rounds: &[Vec<CoreSample>]) -> Self {
        Self(rounds.to_vec().into())
    }
}

impl Source for Script {
    fn sample(&mut self) -> Vec<CoreSample> {
        self.0.pop_front().unwrap_or_default()
    }
}

/// A process that runs, with figures that follow from its number.
pub(crate) fn resident(pid: u32, parent: u32) -> ProcessSample {
    ProcessSample {
        pid: Pid::new(pid),
        parent: Pid::new(parent),
        born: u64::from(pid),
        state: State::Ready,
        memory: Some(Bytes::new(3_200_000 + u64::from(pid) * 1024)),
        voluntary: u64::from(pid) % 100,
        involuntary: u64::from(pid) % 7,
        core: CoreId::new(u16::try_from(pid % 2).unwrap()),
    }
}
