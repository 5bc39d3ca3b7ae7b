//! [`Engine`]: what the app needs of a session, so that a test can be one.

use crate::{
    engine::{EngineError, Event, Session},
    plan::Experiment,
    sample::CoreSample,
    trace::{self, TraceError},
};
use std::path::Path;

/// Does experiments, one at a time.
pub(in crate::ui) trait Engine {
    /// Begins an experiment; one that is going on is stopped first.
    fn start(&mut self, experiment: &Experiment) -> Result<(), EngineError>;
    /// Stops what is going on.
    fn stop(&mut self);
    /// What happened since the last call.
    fn poll(&mut self) -> Vec<Event>;
    /// Whether an experiment is going on.
    fn is_running(&self) -> bool;
    /// The size of a task, where it is known.
    fn size(&self, experiment: &Experiment) -> Option<u64>;
    /// Keeps the log of the last run.
    fn save(&self, path: &Path) -> Result<(), TraceError>;
    /// Notes the usage of cores in the log of what is going on.
    fn record_usage(&mut self, samples: &[CoreSample]);
}

impl Engine for Session {
    fn start(&mut self, experiment: &Experiment) -> Result<(), EngineError> {
        self.start(experiment)
    }

    fn stop(&mut self) {
        self.stop();
    }

    fn poll(&mut self) -> Vec<Event> {
        self.poll()
    }

    fn is_running(&self) -> bool {
        self.is_running()
    }

    fn size(&self, experiment: &Experiment) -> Option<u64> {
        self.size(experiment)
    }

    fn save(&self, path: &Path) -> Result<(), TraceError> {
        self.last_log()
            .map_or(Ok(()), |log| trace::save(&log, path))
    }

    fn record_usage(&mut self, samples: &[CoreSample]) {
        self.record_usage(samples);
    }
}
