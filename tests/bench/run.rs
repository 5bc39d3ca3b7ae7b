//! Runs of an experiment in a session, for their wall time and spans.

use parscope::{
    base::Nanos,
    log::{Description, Lane, Outcome},
    model::{Ledger, Run},
    plan::{Experiment, Resolved, parameter},
    session::{self, Event, Session},
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
            session: Session::new(session::machine(), Arc::new(|| ())),
            size: 1,
        }
    }

    /// Runs an experiment once and gives back its wall time and its lanes.
    pub(crate) fn run(&mut self, experiment: &Experiment) -> (Nanos, Vec<Lane>) {
        let run = self.watch(experiment);
        let wall = run.outcome().map_or(Nanos::ZERO, Outcome::wall);
        (wall, run.lanes)
    }

    /// Runs an experiment once and gives back where the time of its lanes went.
    pub(crate) fn ledger(&mut self, experiment: &Experiment) -> Ledger {
        self.watch(experiment).ledger().expect("a ledger")
    }

    /// Runs an experiment once and gives back what came of it.
    pub(crate) fn outcome(&mut self, experiment: &Experiment) -> Outcome {
        self.watch(experiment).outcome().expect("an end").clone()
    }

    /// Runs an experiment once.
    pub(crate) fn watch(&mut self, experiment: &Experiment) -> Run {
        let experiment = resolved(experiment);
        self.session
            .start(&experiment)
            .expect("an engine that can begin");
        let mut run = Run::new(experiment, Description::default());
        loop {
            self.session.wait(Duration::from_secs(1));
            for event in self.session.poll() {
                match event {
                    Event::Ended { description, .. } => run.description = *description,
                    Event::Finished(result) => {
                        result.expect("a run that does not fail");
                        run.follow(&mut self.session.last_log().expect("a log"));
                        return run;
                    }
                    Event::Cores(_) | Event::Processes(_) => {}
                    Event::Began { experiment, .. } => {
                        let experiment = experiment.expect("an experiment");
                        self.size = experiment.known_size().unwrap_or(1);
                        run = Run::new(*experiment, Description::default());
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

/// An experiment as it is on this machine.
pub(crate) fn resolved(experiment: &Experiment) -> Resolved {
    let resolved = experiment.resolve(session::usable_cores());
    resolved.expect("a sensible experiment")
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
