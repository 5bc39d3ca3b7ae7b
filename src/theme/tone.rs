//! [`Tone`]: what a bar of the timeline stands for.

use strum::{Display, VariantArray};

/// What a bar of the timeline stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, VariantArray, Display)]
#[strum(serialize_all = "kebab-case")]
pub enum Tone {
    /// Nothing is known.
    Blank,
    /// A task of every other chunk.
    TaskA,
    /// A task of the chunks between.
    TaskB,
    /// The task that is being computed.
    Running,
    /// A worker coming to be.
    StartUp,
    /// Taking something in.
    Receive,
    /// Giving something out.
    Send,
    /// Waiting for a lock.
    Lock,
    /// Idle.
    Wait,
    /// Idle, with no work left to wait for.
    Tail,
    /// Main, waiting for others.
    Blocked,
    /// Ending.
    Exit,
    /// Ended from outside.
    Killed,
    /// A task that waits instead of computing.
    Io,
    /// A delay that was declared.
    Added,
    /// Main, at work of its own.
    Own,
    /// Main, asking whether all is ready.
    Ready,
    /// Main, handing results on.
    Deliver,
    /// A server, answering.
    Serve,
    /// A task whose answer is a failure.
    Failed,
    /// Tasks that take more than alone.
    Inflation,
    /// Ready to run, and no core.
    Preempted,
    /// Idle while work was left, as an area.
    Starved,
    /// A task that is expected there: simulated.
    Ghost,
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
