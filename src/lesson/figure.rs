//! [`Figure`]: what a lesson can say of a run by name; [`Reference`]: of which run.

use crate::plan::did_you_mean;
use std::{fmt, str::FromStr};
use strum::VariantNames;

/// A figure of a run, as a placeholder names it: `{speedup}`.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    strum::EnumString,
    strum::Display,
    strum::VariantNames,
    strum::VariantArray,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Figure {
    /// How many tasks there are.
    Tasks,
    /// How many workers.
    Workers,
    /// How many cores can be used.
    Cores,
    /// How many chunks the tasks are handed out in.
    Chunks,
    /// How many tasks make a chunk.
    Chunksize,
    /// How well equal tasks could be spread with that chunksize, against a chunksize of one.
    Rde,
    /// How long the run took.
    Wall,
    /// T₁.
    Serial,
    /// T₁ over what can go on at once.
    Ideal,
    /// How much can go on at once.
    IdealSpeedup,
    /// T₁ over the wall time.
    Speedup,
    /// The speedup over the workers that can compute at once.
    Efficiency,
    /// The speedup of copies with nothing to coordinate.
    Ceiling,
    /// The CPU time of main and all workers.
    Cpu,
    /// The mean time of a task.
    Task,
    /// The longest task.
    LongestTask,
    /// The mean time of a task in the serial run.
    SerialTask,
    /// The mean time until a worker could take work.
    StartUp,
    /// The mean time of receiving a chunk and sending its results.
    Handover,
    /// When the first result was in the caller's hands.
    FirstResult,
    /// How many processes took part, main included.
    Processes,
    /// How often a core was taken away from a worker.
    Switches,
    /// The share of the run in which main could do nothing but wait.
    Blocked,
    /// The tasks in the order in which they were completed.
    Completion,
    /// The tasks in the order in which their results were delivered.
    Delivery,
    /// The list of the workload `memory` as the first child saw it.
    ChildList,
    /// The list of the workload `memory` as main saw it at the end.
    MainList,
    /// Workers that were started anew.
    Restarts,
    /// The share of the workers' time that did not go into work.
    Lost,
    /// … into tasks that cost more than alone.
    #[strum(serialize = "lost.inflation")]
    LostInflation,
    /// … into start-up.
    #[strum(serialize = "lost.start-up")]
    LostStartUp,
    /// … into chunks and results on their way.
    #[strum(serialize = "lost.transfer")]
    LostTransfer,
    /// … into waiting for a lock.
    #[strum(serialize = "lost.lock")]
    LostLock,
    /// … into being ready without a core.
    #[strum(serialize = "lost.preempted")]
    LostPreempted,
    /// … into having nothing to do while there was work.
    #[strum(serialize = "lost.starved")]
    LostStarved,
    /// … into having nothing to do when there was none left.
    #[strum(serialize = "lost.tail")]
    LostTail,
    /// … into ending.
    #[strum(serialize = "lost.exit")]
    LostExit,
    /// The serial share that the speedup implies (Karp and Flatt).
    SerialShare,
    /// The speedup that Amdahl's law allows with that share, whatever the number of workers.
    AmdahlLimit,
    /// The speedup that it predicts for twice the workers.
    AmdahlDouble,
}

/// A figure of a certain run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference {
    /// Which figure.
    pub figure: Figure,
    /// Whether it is of the step before in which something was run.
    pub last: bool,
    /// Which trial's, from 0; `None`: the last one's.
    pub trial: Option<usize>,
}

/// The unit of a figure, so that a guess can be typed before anything was run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FigureUnit {
    /// Milliseconds.
    Millis,
    /// So many times as much.
    Times,
    /// Hundredths.
    Percent,
    /// So many.
    Count,
}

impl FigureUnit {
    /// How it is written.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Millis => "ms",
            Self::Times => "×",
            Self::Percent => "%",
            Self::Count => "",
        }
    }

    /// How many of it are one second, one whole, or one.
    #[must_use]
    pub const fn in_one(self) -> f64 {
        match self {
            Self::Millis => 1000.0,
            Self::Percent => 100.0,
            Self::Times | Self::Count => 1.0,
        }
    }
}

impl Figure {
    /// The unit in which it is guessed.
    #[must_use]
    pub const fn unit(self) -> FigureUnit {
        match self {
            Self::Wall
            | Self::Serial
            | Self::Ideal
            | Self::Cpu
            | Self::Task
            | Self::LongestTask
            | Self::SerialTask
            | Self::StartUp
            | Self::Handover
            | Self::FirstResult => FigureUnit::Millis,
            Self::IdealSpeedup
            | Self::Speedup
            | Self::Ceiling
            | Self::AmdahlLimit
            | Self::AmdahlDouble => FigureUnit::Times,
            Self::Rde
            | Self::Efficiency
            | Self::Blocked
            | Self::SerialShare
            | Self::Lost
            | Self::LostInflation
            | Self::LostStartUp
            | Self::LostTransfer
            | Self::LostLock
            | Self::LostPreempted
            | Self::LostStarved
            | Self::LostTail
            | Self::LostExit => FigureUnit::Percent,
            Self::Tasks
            | Self::Workers
            | Self::Cores
            | Self::Chunks
            | Self::Chunksize
            | Self::Processes
            | Self::Switches
            | Self::Restarts
            | Self::Completion
            | Self::Delivery
            | Self::ChildList
            | Self::MainList => FigureUnit::Count,
        }
    }

    /// Whether it is known before the run.
    #[must_use]
    pub const fn is_given(self) -> bool {
        matches!(
            self,
            Self::Tasks | Self::Workers | Self::Cores | Self::Chunks | Self::Chunksize | Self::Rde
        )
    }

    /// Whether it is held against T₁: where that was disturbed, it is another.
    #[must_use]
    pub const fn is_against_serial(self) -> bool {
        matches!(
            self,
            Self::Serial
                | Self::SerialTask
                | Self::Ideal
                | Self::Speedup
                | Self::Efficiency
                | Self::Lost
                | Self::LostInflation
                | Self::SerialShare
                | Self::AmdahlLimit
                | Self::AmdahlDouble
        )
    }

    /// Whether it is words, and no number that could be guessed or compared.
    #[must_use]
    pub const fn is_words(self) -> bool {
        matches!(
            self,
            Self::Completion | Self::Delivery | Self::ChildList | Self::MainList
        )
    }
}

impl FromStr for Reference {
    type Err = String;

    /// From `wall`, `wall.2` (of the second trial) or `last.wall.2`.
    fn from_str(text: &str) -> Result<Self, String> {
        let (last, rest) = match text.strip_prefix("last.") {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let numbered = rest
            .rsplit_once('.')
            .and_then(|(name, number)| Some((name, number.parse::<usize>().ok()?)));
        let (name, trial) = match numbered {
            Some((_, 0)) => return Err("trials are counted from 1".into()),
            Some((name, number)) => (name, Some(number - 1)),
            None => (rest, None),
        };
        let figure = name.parse().map_err(|_| {
            let hint = did_you_mean(name, Figure::VARIANTS.iter().copied(), "");
            format!("there is no figure `{name}`{hint}")
        })?;
        Ok(Self {
            figure,
            last,
            trial,
        })
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let last = if self.last { "last." } else { "" };
        write!(f, "{last}{}", self.figure)?;
        self.trial
            .map_or(Ok(()), |trial| write!(f, ".{}", trial + 1))
    }
}
