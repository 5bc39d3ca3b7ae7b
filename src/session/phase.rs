//! [`Phase`]: a part of an experiment.

use std::fmt;

/// A part of an experiment; each is done by a runner of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Finding the size of a task that takes the time asked for.
    Calibration,
    /// Measuring T₁.
    Baseline,
    /// Measuring T₁ again, since it was disturbed. What is shown stays meanwhile.
    Again,
    /// Measuring how far copies of the kernel slow each other down.
    Ceiling,
    /// A run that is not counted.
    Warmup {
        /// Which one, from 1.
        number: u32,
        /// The number of warm-ups.
        of: u32,
    },
    /// A run that is counted.
    Run {
        /// Which one, from 1.
        number: u32,
        /// The number of counted runs.
        of: u32,
    },
    /// A program of the user's that is watched.
    Watch,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Calibration => f.write_str("calibrating the size of a task"),
            Self::Baseline => f.write_str("measuring T₁"),
            Self::Again => f.write_str("measuring T₁ again"),
            Self::Ceiling => f.write_str("measuring the ceiling"),
            Self::Warmup { number, of } => write!(f, "warm-up {number} of {of}"),
            Self::Run { of: 1, .. } => f.write_str("running"),
            Self::Watch => f.write_str("watching"),
            Self::Run { number, of } => write!(f, "run {number} of {of}"),
        }
    }
}
