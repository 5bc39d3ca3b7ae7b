//! Runs of an experiment in a session, for their wall time and spans.

use parscope::{
    base::Nanos,
    engine::{self, Event, Session},
    plan::{Experiment, parameter},
    trace::Lane,
};
use std::{sync::Arc, time::Duration};

/// A session in which experiments are run again and again.
pub(crate) struct Bench {
    session: Session,
    size: u64,
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self {
            session: Session::new(engine::machine(), Arc::new(|| ())),
            size: 1,
        }
    }

    /// Runs an experiment once and gives back its wall time and its lanes.
    pub(crate) fn run(&mut self, experiment: &Experiment) -> (Nanos, Vec<Lane>) {
        self.session
            .start(experiment)
            .expect("a sensible experiment");
        let mut wall = Nanos::ZERO;
        loop {
            self.session.wait(Duration::from_secs(1));
            for event in self.session.poll() {
                match event {
                    Event::Ended { description, .. } => {
                        wall = description.outcome.map_or(wall, |outcome| outcome.wall());
                    }
                    Event::Finished(result) => {
                        result.expect("a run that does not fail");
                        let mut lanes = Vec::new();
                        self.session.last_log().expect("a log").follow(&mut lanes);
                        return (wall, lanes);
                    }
                    Event::Began { experiment, .. } => {
                        self.size = experiment.known_size().unwrap_or(1);
                    }
                }
            }
        }
    }

    /// The size of a task in the last run.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }
}

/// An experiment from `name=value` pairs.
pub(crate) fn experiment(text: &str) -> Experiment {
    let mut experiment = Experiment::default();
    for pair in text.split_whitespace() {
        let (name, value) = pair.split_once('=').expect(pair);
        parameter(name)
            .expect(name)
            .set(&mut experiment, value)
            .expect(value);
    }
    experiment
}
