//! The engine that watches a program of the user's: it starts the command, lets its Python processes
//! register themselves, and follows the logs that they write.
//!
//! The program is not ours: nothing of it is changed but two variables of its environment, and it
//! is never told that it is watched. What cannot be looked into is said, never guessed.

mod calls;
mod feed;
mod kinds;
mod observed;
mod processes;
mod program;
mod raised_limit;
mod registrar;
mod registration;
mod session_leader;
mod table_entry;
mod terminal;
mod thread_sampler;
mod unpacked_probe;

pub use kinds::{JOIN, RESULTS, kind_names};
pub use program::{ProgramEnd, ProgramStop, Streams, WatchedCommand};
pub(super) use session_leader::{SESSION_LEADER, lead_session};
pub use terminal::{OnOutput, ProgramTerminal, TerminalSize};

use super::EngineError;
use crate::{
    base::{Pid, now},
    log::{Ending, Follow, Lane, ProcessLog, Reader, Watched},
};
use feed::ProgramFeed;
use program::Program;
use raised_limit::RaisedLimit;
use registrar::{Joined, Notice, Registrar};
use registration::Registration;
use std::sync::{Arc, mpsc};
use thread_sampler::ThreadSampler;
use unpacked_probe::UnpackedProbe;

/// Reads what one process says of itself and has in its log, as if it had ended since: both can be
/// anything. `None` where it would not be let in.
#[must_use]
pub fn read_process(registration: &[u8], log: Vec<u64>) -> Option<(Vec<Lane>, Watched)> {
    let registration = Registration::parse(registration)?;
    let log = ProcessLog::of_words(log).ok()?;
    let (notices, received) = mpsc::channel();
    let pid = Pid::new(1);
    let joined = Joined {
        connection: 1,
        pid,
        registration,
        log,
    };
    let left = Notice::Left {
        connection: 1,
        at: now(),
    };
    for notice in [Notice::Joined(Box::new(joined)), left] {
        notices.send(notice).ok()?;
    }
    let (mut lanes, mut watched) = (Vec::new(), Watched::default());
    let mut feed = ProgramFeed::new(pid, None, received, None);
    feed.follow(&mut lanes, Some(&mut watched));
    watched.ending = Some(Ending::Exit(0));
    feed.follow(&mut lanes, Some(&mut watched));
    Some((lanes, watched))
}

/// A callback, called once, with the end of the program.
pub type OnEnd = Box<dyn FnOnce(ProgramEnd) + Send>;

/// A program that is watched. Dropping it leaves the program as it is.
pub struct Watching {
    program: Program,
    _registrar: Registrar,
    /// It ends when the registrar has.
    _sampler: ThreadSampler,
    _probe: UnpackedProbe,
    _limit: RaisedLimit,
}

impl Watching {
    /// Starts a command. `wake` is called from other threads
    /// whenever there is something new.
    ///
    /// # Errors
    /// [`EngineError::Start`] where there is no such command; else the system's.
    pub fn start(
        command: &WatchedCommand,
        streams: Streams,
        cores: Option<Reader>,
        wake: &Arc<dyn Fn() + Send + Sync>,
        end: OnEnd,
    ) -> Result<(Self, Box<dyn Follow>), EngineError> {
        let probe =
            UnpackedProbe::unpack().map_err(EngineError::system("the probe cannot be unpacked"))?;
        let told = Arc::clone(wake);
        let (sampler, newcomers, times) = ThreadSampler::start().map_err(EngineError::system(
            "there is no thread to look at others from",
        ))?;
        let (registrar, notices) = Registrar::start(move || told(), newcomers)?;
        let socket = registrar.path();
        let program = Program::start(command, (probe.path(), &socket), streams, wake, end)?;
        let first = program.pid();
        let watching = Self {
            program,
            _registrar: registrar,
            _sampler: sampler,
            _probe: probe,
            // The program has been started with the limit as it was.
            _limit: RaisedLimit::raise(),
        };
        let feed = ProgramFeed::new(first, Some(socket), notices, cores);
        Ok((watching, Box::new(feed.sampled(times))))
    }

    /// The process that was started.
    #[must_use]
    pub const fn pid(&self) -> Pid {
        self.program.pid()
    }

    /// The terminal of the program, if it has one of its own.
    #[must_use]
    pub fn terminal(&self) -> Option<Arc<ProgramTerminal>> {
        self.program.terminal()
    }

    /// Stops the program.
    pub fn stop(&self, how: ProgramStop) {
        self.program.stop(how);
    }

    /// Has the terminal of the program stay open when this process ends: what it prints is read by
    /// another, and lost.
    ///
    /// # Errors
    /// [`EngineError::System`] where that cannot be had.
    pub fn keep_terminal(&self) -> Result<(), EngineError> {
        self.program.keep_terminal()
    }

    /// Sends the program a signal.
    pub fn signal(&self, signal: i32) {
        self.program.signal(signal);
    }
}
