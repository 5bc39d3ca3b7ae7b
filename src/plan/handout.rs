//! [`Handout`]: how a mode hands its tasks out, and what follows from that.
//!
//! Modes differ in nothing else: a prediction, a finding or a picture asks these questions, not which mode it is.

use super::{Channel, Experiment, MainRole, Method, Mode, Pool};
use crate::base::Ratio;

/// The way of chunks to the workers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handout {
    /// Main does all tasks.
    Main,
    /// Threads take the next chunk from a counter.
    Claim,
    /// Threads of rayon split what there is.
    Steal,
    /// Processes take the next chunk from where main has put all of them.
    Get,
    /// Main sends a chunk to a process that has answered.
    Sent,
    /// A process is started for each chunk.
    Single,
}

impl Experiment {
    /// How its chunks are handed out.
    #[must_use]
    pub fn handout(&self) -> Handout {
        match (self.mode, self.pool) {
            (Mode::Serial, _) => Handout::Main,
            (Mode::Threaded, _) | (Mode::Pool, Pool::Threads | Pool::Interpreters) => {
                Handout::Claim
            }
            (Mode::Process, _) => Handout::Single,
            (Mode::Pool, Pool::Rayon) => Handout::Steal,
            (Mode::Pool, _) if self.is_python() => Handout::Get,
            (Mode::Pool, Pool::Processes | Pool::Executor) => {
                let one_by_one = self.method == Method::Apply;
                if one_by_one || self.channel == Channel::Pipe {
                    Handout::Sent
                } else {
                    Handout::Get
                }
            }
        }
    }

    /// Whether main does all tasks, one after another.
    #[must_use]
    pub fn is_serial(&self) -> bool {
        self.handout() == Handout::Main
    }

    /// Whether each task has a process of its own.
    #[must_use]
    pub fn starts_per_task(&self) -> bool {
        self.handout() == Handout::Single
    }

    /// Whether main does tasks beside its workers.
    #[must_use]
    pub fn main_helps(&self) -> bool {
        self.starts_per_task() && self.main == MainRole::Works
    }

    /// Whether main has tasks to do.
    #[must_use]
    pub fn main_has_tasks(&self) -> bool {
        self.is_serial() || self.main_helps()
    }

    /// Whether main waits for each result before it hands out the next task.
    #[must_use]
    pub fn waits_for_each(&self) -> bool {
        self.mode == Mode::Pool && self.method == Method::Apply
    }

    /// Whether its tasks have answers that can be held against those of a serial run: commands have
    /// none.
    #[must_use]
    pub fn has_answers(&self) -> bool {
        !self.is_command()
    }

    /// Whether it can be said before a run how long it should take.
    #[must_use]
    pub fn is_predictable(&self) -> bool {
        !self.is_command() && !self.is_python()
    }

    /// Whether a serial run, to measure T₁, comes before it.
    #[must_use]
    pub fn has_serial_run(&self) -> bool {
        !self.is_command() && !self.is_serial()
    }

    /// The share of its tasks' time in which they want a core, as far as that is known before.
    #[must_use]
    pub fn computing_share(&self) -> Ratio {
        if self.is_command() {
            Ratio::ZERO
        } else {
            Ratio::of(self.io.rest().into(), 100)
        }
    }

    /// How it is done by so many workers, in words.
    #[must_use]
    pub fn how(&self, workers: u32) -> String {
        match self.mode {
            Mode::Serial => "one task after another".into(),
            Mode::Threaded => format!("on {workers} threads"),
            Mode::Process => format!("in a process per task, {workers} at once"),
            Mode::Pool => format!("on a pool of {workers} workers"),
        }
    }
}
