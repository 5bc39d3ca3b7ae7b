//! A program that is watched: [`Session::watch_program`], and how it ends.

use super::{Event, Phase, Session, condition::Watch, record};
use crate::{
    base::{Pid, Text},
    engine::{
        EngineError,
        watch::{
            ProgramEnd, ProgramStop, ProgramTerminal, Streams, WatchedCommand, Watching, kind_names,
        },
    },
    log::{Description, Ending, LaneKind, LaneSpec, LaneWriter, Outcome, SpanLog, Watched},
};
use std::{
    env,
    sync::{Arc, mpsc},
    time::Duration,
};

/// Usage of a core that is kept: that of three hours.
const MOST_USAGE: u64 = 1 << 17;

/// The program that is watched.
pub(super) struct ActiveProgram {
    watching: Watching,
    description: Description,
    pub(super) cores: Vec<LaneWriter>,
    ends: mpsc::Receiver<ProgramEnd>,
    /// Its end, if that was waited for.
    ended: Option<ProgramEnd>,
    watch: Watch,
    /// The usage of the cores.
    _log: SpanLog,
}

impl ActiveProgram {
    /// The process that was started.
    pub(super) const fn pid(&self) -> Pid {
        self.watching.pid()
    }
}

impl Session {
    /// Starts a program and watches it; what is going on is stopped first. The program goes on, whatever
    /// becomes of the session. Returns its terminal, if it gets one of its own.
    ///
    /// # Errors
    /// [`EngineError`] where it cannot be started.
    pub fn watch_program(
        &mut self,
        command: &WatchedCommand,
        streams: Streams,
    ) -> Result<Option<Arc<ProgramTerminal>>, EngineError> {
        self.stop();
        self.events.clear();
        let specs: Vec<_> = (0..self.machine.cores.max(1))
            .map(|number| LaneSpec {
                kind: LaneKind::Core,
                number,
                capacity: MOST_USAGE,
            })
            .collect();
        let log = SpanLog::create(&specs, 0)?;
        let words = command
            .words
            .iter()
            .map(|word| word.to_string_lossy().into_owned().into());
        let folder = env::current_dir().unwrap_or_default();
        let watched = Watched {
            command: words.collect(),
            folder: folder.to_string_lossy().into_owned().into(),
            ..Watched::default()
        };
        let description = Description {
            parscope: env!("CARGO_PKG_VERSION").into(),
            machine: self.machine.clone(),
            kinds: kind_names(),
            watched: Some(Box::new(watched)),
            ..Description::default()
        };
        if let Some(samplers) = &mut self.samplers {
            samplers.forget_processes();
        }
        let (sender, ends) = mpsc::channel();
        let wake = Arc::clone(&self.wake);
        let end = move |end| {
            // A session that was dropped does not want to know.
            let _ = sender.send(end);
            wake();
        };
        let watch = Watch::begin(&mut self.gauge);
        let (watching, feed) = Watching::start(
            command,
            streams,
            Some(log.reader()),
            &self.wake,
            Box::new(end),
        )?;
        self.events.push(Event::Began {
            phase: Phase::Watch,
            experiment: None,
            description: Box::new(description.clone()),
            reader: Some(feed),
        });
        let terminal = watching.terminal();
        self.program = Some(ActiveProgram {
            watching,
            description,
            cores: record::core_writers(&log),
            ends,
            ended: None,
            watch,
            _log: log,
        });
        Ok(terminal)
    }

    /// Stops the program, if one is watched. Its end is told as any other.
    pub fn stop_program(&self, how: ProgramStop) {
        if let Some(program) = &self.program {
            program.watching.stop(how);
        }
    }

    /// Has the terminal of the program that is watched stay open when this process ends.
    ///
    /// # Errors
    /// [`EngineError`] where that cannot be had.
    pub fn keep_terminal(&self) -> Result<(), EngineError> {
        let program = self.program.as_ref();
        program.map_or(Ok(()), |program| program.watching.keep_terminal())
    }

    /// Sends the program a signal, if one is watched.
    pub fn signal_program(&self, signal: i32) {
        if let Some(program) = &self.program {
            program.watching.signal(signal);
        }
    }

    /// Waits until the program has ended, at most so long. Returns whether one is watched.
    pub(super) fn wait_for_program(&mut self, timeout: Duration) -> bool {
        let Some(program) = &mut self.program else {
            return false;
        };
        if program.ended.is_none() {
            program.ended = program.ends.recv_timeout(timeout).ok();
        }
        true
    }

    /// Tells the end of the program, if it has ended.
    pub(super) fn poll_program(&mut self) {
        let program = self.program.as_mut();
        let ended =
            program.and_then(|program| program.ended.take().or(program.ends.try_recv().ok()));
        let (Some(end), Some(program)) = (ended, self.program.take_if(|_| ended.is_some())) else {
            return;
        };
        let ActiveProgram {
            watching,
            mut description,
            watch,
            ..
        } = program;
        // All that its processes have said is in the feed after that.
        drop(watching);
        let conditions = watch.end(&mut self.gauge);
        description.outcome = Some(Outcome {
            started: end.started,
            ended: end.ended.max(end.started),
            cpu: end.cpu,
            failure: failure(end.ending),
            conditions,
            ..Outcome::default()
        });
        if let Some(watched) = &mut description.watched {
            watched.ending = end.ending.or(Some(Ending::Exit(0)));
        }
        self.events.push(Event::Ended {
            phase: Phase::Watch,
            description: Box::new(description),
        });
        self.events.push(Event::Finished(Ok(true)));
    }
}

/// How a program failed, in words.
fn failure(ending: Option<Ending>) -> Option<Text> {
    let bad = ending.filter(|ending| !ending.is_good())?;
    Some(format!("the program ended with {bad}").into())
}
