//! [`Tone`]: what a bar stands for, so how it looks: the same on the screen and in every export.

use super::Shade;
use crate::log::{Class, Kind, Lane, Use};
use strum::{Display, VariantArray};

/// What a bar of the timeline stands for, in the order of the legend: the most needed first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, VariantArray, Display)]
#[strum(serialize_all = "kebab-case")]
pub enum Tone {
    /// A task of every other chunk.
    TaskA,
    /// A task of the chunks between.
    TaskB,
    /// The task that is being computed.
    Running,
    /// A task that is expected there: simulated.
    Ghost,
    /// A task whose answer is a failure.
    Failed,
    /// Ended from outside.
    Killed,
    /// Ready to run, and no core.
    Preempted,
    /// Waiting for a lock.
    Lock,
    /// A task that waits instead of computing.
    Io,
    /// A delay that was declared.
    Added,
    /// Idle.
    Wait,
    /// Idle, with no work left to wait for.
    Tail,
    /// A worker coming to be.
    StartUp,
    /// Main, at work of its own.
    Own,
    /// Main, asking whether all is ready.
    Ready,
    /// Main, handing results on.
    Deliver,
    /// Taking something in.
    Receive,
    /// Giving something out.
    Send,
    /// A server, answering.
    Serve,
    /// Main, waiting for others.
    Blocked,
    /// Nobody said what it is.
    Other,
    /// Ending.
    Exit,
    /// Nothing is known.
    Blank,
    /// Tasks that take more than alone.
    Inflation,
    /// Idle while work was left, as an area.
    Starved,
    /// Workers, on the row of a core: six colours that they take in turn.
    WorkerA,
    /// The second.
    WorkerB,
    /// The third.
    WorkerC,
    /// The fourth.
    WorkerD,
    /// The fifth.
    WorkerE,
    /// The sixth.
    WorkerF,
}

impl Tone {
    /// How many there are.
    pub const COUNT: usize = Self::VARIANTS.len();

    /// How many have a [`word`](Self::word): they come first.
    pub const WORDS: usize = Self::Blank as usize;

    /// That of the time that a lane spent so, in a chunk of that shade. `idle` is what it means
    /// that the lane waits there. Main has kinds of its own that are the other end of what a worker
    /// does.
    #[must_use]
    pub const fn of(usage: Use, shade: Shade, idle: Idle) -> Self {
        let kind = match usage {
            Use::Killed => return Self::Killed,
            Use::Failed => return Self::Failed,
            Use::OffCore => return Self::Preempted,
            Use::Class(class) => return Self::of_class(class, idle),
            Use::Of(kind) => kind,
        };
        match kind {
            Kind::Task => Self::task(shade),
            Kind::Wait => idle.tone(),
            Kind::StartUp | Kind::Create => Self::StartUp,
            Kind::Receive | Kind::Collect => Self::Receive,
            Kind::Send | Kind::Dispatch => Self::Send,
            Kind::Lock => Self::Lock,
            Kind::Exit => Self::Exit,
            Kind::Blocked => Self::Blocked,
            Kind::Io => Self::Io,
            Kind::Added => Self::Added,
            Kind::Own => Self::Own,
            Kind::Ready => Self::Ready,
            Kind::Deliver => Self::Deliver,
            Kind::Serve => Self::Serve,
            Kind::Usage | Kind::Outer => Self::Blank,
            Kind::Other(other) => Self::of_class(other.class(), idle),
        }
    }

    /// That of a kind of which no more is known than its class.
    const fn of_class(class: Class, idle: Idle) -> Self {
        match class {
            Class::Compute => Self::Own,
            Class::SetUp => Self::StartUp,
            Class::Transfer => Self::Send,
            Class::Service => Self::Serve,
            Class::Wait => idle.tone(),
            Class::Lock => Self::Lock,
            Class::Other => Self::Other,
        }
    }

    /// That of tasks in a shade.
    #[must_use]
    pub const fn task(shade: Shade) -> Self {
        match shade {
            Shade::A => Self::TaskA,
            Shade::B => Self::TaskB,
        }
    }

    /// Whether it is that of tasks.
    #[must_use]
    pub const fn is_task(self) -> bool {
        matches!(self, Self::TaskA | Self::TaskB)
    }

    /// What it is called in a legend, where one piece of work is called `unit`; `None` of what stands
    /// beside its own name.
    #[must_use]
    pub const fn word(self, unit: &'static str) -> Option<&'static str> {
        Some(match self {
            Self::TaskA | Self::TaskB => unit,
            Self::Running => "running",
            Self::Ghost => "expected, simulated",
            Self::Failed => "failed",
            Self::Killed => "killed",
            Self::Preempted => "preempted",
            Self::Lock => "waits for the lock",
            Self::Io => "io",
            Self::Added => "added delay",
            Self::Wait => "wait",
            Self::Tail => "tail",
            Self::StartUp => "start-up",
            Self::Own => "own work",
            Self::Ready => "ready?",
            Self::Deliver => "deliver",
            Self::Receive | Self::Send => "transfer",
            Self::Serve => "serve",
            Self::Blocked => "blocked",
            Self::Other => "other",
            Self::Exit => "exit",
            Self::Blank
            | Self::Inflation
            | Self::Starved
            | Self::WorkerA
            | Self::WorkerB
            | Self::WorkerC
            | Self::WorkerD
            | Self::WorkerE
            | Self::WorkerF => return None,
        })
    }

    /// The word where what it stands for was simulated: that is said.
    #[must_use]
    pub const fn simulated_word(self) -> Option<&'static str> {
        match self {
            Self::Lock => Some("waits for the lock (simulated GIL)"),
            Self::Io => Some("simulated io"),
            _ => None,
        }
    }
}

/// What it means that a lane has nothing to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idle {
    /// A worker waits for work.
    Waits,
    /// No work is left for it.
    Tail,
    /// A server or main: that is no time lost.
    Rests,
}

impl Idle {
    /// While there is work left.
    #[must_use]
    pub const fn on(lane: &Lane) -> Self {
        if lane.is_worker() {
            Self::Waits
        } else {
            Self::Rests
        }
    }

    const fn tone(self) -> Tone {
        match self {
            Self::Waits => Tone::Wait,
            Self::Tail => Tone::Tail,
            Self::Rests => Tone::Blocked,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_word_in_a_legend_comes_first() {
        for &tone in Tone::VARIANTS {
            let has_word = tone.word("task").is_some();
            assert_eq!(has_word, (tone as usize) < Tone::WORDS, "{tone}");
        }
    }
}
