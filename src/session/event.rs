//! [`Event`]: what a session has to tell.

use crate::session::Phase;
use crate::{
    engine::EngineError,
    log::{Description, Reader},
    plan::Resolved,
    sample::{CoreSample, Round},
};

/// What happened since the last look.
pub enum Event {
    /// A stage began. All but the calibration have a log to be read while it goes on.
    Began {
        /// Which one.
        stage: Phase,
        /// The experiment with every choice made (for a baseline: its serial form).
        experiment: Box<Resolved>,
        /// What is known of the run at its beginning.
        description: Box<Description>,
        /// Its log.
        reader: Option<Reader>,
    },
    /// A stage ended; the description now has its outcome. A failed run is an outcome, too.
    Ended {
        /// Which one.
        stage: Phase,
        /// What is known of the run at its end.
        description: Box<Description>,
    },
    /// Cores were sampled; an empty round is one that was missed.
    Cores(Vec<CoreSample>),
    /// Processes were looked at.
    Processes(Round),
    /// The experiment is over: all runs are done, one failed, or it was stopped (`Ok(false)`).
    Finished(Result<bool, EngineError>),
}
