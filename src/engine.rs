//! Engines, which do the tasks of an experiment, or know those of another program.
//!
//! An engine is a folder behind one trait and a line in [`ENGINES`]. It says what it can run and
//! which measurements it needs first, lays out the log, starts one job at a time, and replies. It
//! knows no screen and no earlier runs: those are the session's.

mod command;
mod error;
pub mod import;
mod job;
mod native;
pub mod python;
#[cfg(test)]
pub(crate) mod scripted;
pub mod watch;

pub use error::EngineError;
pub use job::{Job, Needs, Reply};
pub(crate) use native::cpu_time;
pub use native::serve;

use crate::{
    log::{Description, SpanLog},
    plan::Resolved,
};

/// A callback, called once, from any thread, with a reply or with the reason why there is none.
pub type OnReply = Box<dyn FnOnce(Result<Reply, String>) + Send>;

/// Does the tasks of experiments.
pub trait Engine: Sync {
    /// Its name, as it is typed.
    fn name(&self) -> &'static str;

    /// Whether it can run an experiment.
    fn runs(&self, experiment: &Resolved) -> bool;

    /// The measurements that a run of the experiment needs before it can be compared with others,
    /// where `copies` of its tasks compute at once.
    fn needs(&self, experiment: &Resolved, copies: u32) -> Needs;

    /// The log of a run, laid out beforehand, with its description in it.
    ///
    /// # Errors
    /// [`EngineError`] where there is no memory for it.
    fn log(&self, experiment: &Resolved, description: &Description)
    -> Result<SpanLog, EngineError>;

    /// Starts a job in other processes. Must be called from a thread that lasts: it ends with that.
    ///
    /// # Errors
    /// [`EngineError`] where it cannot be started.
    fn start(
        &self,
        job: Job,
        experiment: &Resolved,
        log: Option<&SpanLog>,
        report: OnReply,
    ) -> Result<Box<dyn Running>, EngineError>;
}

/// A job that goes on. Dropping it ends it, at once and with all that it has started.
pub trait Running {}

/// Every engine. The first that can run an experiment does.
static ENGINES: [&dyn Engine; 3] = [
    &command::CommandEngine,
    &python::PythonEngine,
    &native::Native,
];

/// The engine that runs the experiment.
#[must_use]
pub fn engine_for(experiment: &Resolved) -> &'static dyn Engine {
    let mut engines = ENGINES.iter().copied();
    engines
        .find(|engine| engine.runs(experiment))
        .unwrap_or(&native::Native)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Experiment;

    #[test]
    fn commands_have_an_engine_of_their_own_which_runs_nothing_twice() {
        let of = |settings: &[(&str, &str)]| {
            let experiment = Experiment::with(settings).resolve(2).unwrap();
            let engine = engine_for(&experiment);
            (engine.name(), engine.needs(&experiment, 2))
        };
        let (name, needs) = of(&[("workload", "command"), ("command", "true"), ("tasks", "4")]);
        assert_eq!(
            (name, needs.baseline, needs.ceiling),
            ("command", false, false)
        );
        let (name, needs) = of(&[("workload", "primes"), ("tasks", "4")]);
        assert_eq!(
            (name, needs.baseline, needs.ceiling),
            ("native", true, true)
        );
    }
}
