//! [`Tone`]: the meaning of a bar, and so its look: equal on the screen and in every export.

use super::Shade;
use crate::log::{Class, Kind, Lane, Use};
use strum::{Display, VariantArray};

/// The meaning of a bar of the timeline, in the order of the legend: the most needed first.
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
    /// An activity that was not stated.
    Other,
    /// Ending.
    Exit,
    /// An unknown activity.
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
    /// A program's own code, between what was looked at in it: it may compute, or wait.
    OwnCode,
    /// A process that was not looked into.
    NotSeen,
}

impl Tone {
    /// How many there are.
    pub const COUNT: usize = Self::VARIANTS.len();

    /// How many have a [`word`](Self::word): they come first.
    pub const WORDS: usize = Self::Blank as usize;

    /// The tone of a use of a lane's time, in a chunk of that shade. `idle` is the meaning of the
    /// lane's waiting. Main has kinds of its own that mirror what a worker does.
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

    /// The tone of a kind of which only the class is known.
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

    /// The tone of tasks in a shade.
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

    /// Its word in a legend, where one piece of work is called `unit`; `None` of a tone that stands
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
            | Self::WorkerF
            | Self::OwnCode
            | Self::NotSeen => return None,
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

/// The meaning of a lane's idleness.
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
