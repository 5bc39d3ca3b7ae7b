//! [`Event`]: a change that a session reports.

use crate::session::Phase;
use crate::{
    engine::EngineError,
    log::{Description, Follow},
    plan::Resolved,
    sample::{CoreSample, Round},
};

/// A change since the last look.
pub enum Event {
    /// A phase began. All but the calibration have a log to be read while it goes on.
    Began {
        /// The phase.
        phase: Phase,
        /// The experiment with every choice made (for a baseline: its serial form); `None` of a program
        /// that is watched.
        experiment: Option<Box<Resolved>>,
        /// The description of the run at its beginning.
        description: Box<Description>,
        /// Its lanes, as they come to be.
        reader: Option<Box<dyn Follow>>,
    },
    /// A phase ended; the description now has its outcome. A failed run is an outcome, too.
    Ended {
        /// The phase.
        phase: Phase,
        /// The description of the run at its end.
        description: Box<Description>,
    },
    /// Cores were sampled; an empty round is one that was missed.
    Cores(Vec<CoreSample>),
    /// Processes were looked at.
    Processes(Round),
    /// The experiment is over: all runs are done, one failed, or it was stopped (`Ok(false)`).
    Finished(Result<bool, EngineError>),
}
