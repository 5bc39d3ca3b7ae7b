//! [`TrialRow`]: a trial as it stands among the others.

use crate::base::Nanos;

/// How a trial stands.
#[derive(Debug, Clone, PartialEq)]
pub struct TrialRow {
    /// Its name among the trials.
    pub label: &'static str,
    /// How far it is.
    pub state: TrialState,
    /// How long it took, or has taken so far.
    pub wall: Option<Nanos>,
    /// S = T₁ / wall time, once both are known.
    pub speedup: Option<String>,
    /// Whether it is no more than noise away from the fastest of them.
    pub is_even: bool,
}

/// How far a trial is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrialState {
    /// It has not been run, or not as it is now.
    Waiting,
    /// It goes on.
    Running,
    /// It was ended before it was done.
    Stopped,
    /// It ended without a sound result.
    Failed,
    /// It is done, and nothing was found wrong with its answers.
    Done,
}
