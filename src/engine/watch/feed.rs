//! [`ProgramFeed`]: the lanes of a program's processes, as they come to be.

mod ends;
mod join;
mod spans;
mod table;
#[cfg(test)]
mod tests;
mod times;
mod watched_run;

use super::{calls::Calls, processes::Processes, registrar::Notice, thread_sampler::SamplerNotice};
use crate::{
    base::{ChunkId, Moment, Pid, Text, command_line, now},
    log::{Follow, Lane, LaneKind, Reader, TaskTime, Watched, WatchedProcess, WatchedThread},
};
use std::{collections::HashMap, path::PathBuf, sync::mpsc::Receiver};
use watched_run::WatchedRun;

/// Follows the logs of all processes that have registered.
pub(super) struct ProgramFeed {
    /// The process that was started.
    first: Pid,
    /// The socket that its environment leads to, until it has ended.
    socket: Option<PathBuf>,
    notices: Receiver<Notice>,
    /// The usage of the cores.
    cores: Option<Reader>,
    processes: Processes,
    /// The parent and the name of children that have yet to register.
    children: HashMap<u32, (u32, Option<Text>)>,
    /// When processes were last asked what they have used, and which is the next.
    asked: (Moment, usize),
    calls: Calls,
    /// The progress of each lane.
    progress: Vec<LaneProgress>,
    /// What the time of threads goes to, where that is looked at.
    times: Option<Receiver<SamplerNotice>>,
    /// What came before its thread had a lane.
    early: Vec<SamplerNotice>,
}

/// The progress of a lane besides its spans.
#[derive(Debug, Default, Clone)]
struct LaneProgress {
    /// The chunk that it took and has not given back.
    holds: Option<ChunkId>,
    /// How many of its tasks ended well, and how many failed.
    done: u32,
    failed: u32,
    /// How long the parts of the open task took.
    parts: TaskTime,
}

impl ProgramFeed {
    /// A feed of the processes that register below one that was started, and of the cores in a log.
    pub(super) fn new(
        first: Pid,
        socket: Option<PathBuf>,
        notices: Receiver<Notice>,
        cores: Option<Reader>,
    ) -> Self {
        Self {
            first,
            socket,
            notices,
            cores,
            processes: Processes::default(),
            children: HashMap::new(),
            asked: (Moment::default(), 0),
            calls: Calls::default(),
            progress: Vec::new(),
            times: None,
            early: Vec::new(),
        }
    }

    /// With what the time of threads goes to.
    pub(super) fn sampled(self, times: Receiver<SamplerNotice>) -> Self {
        Self {
            times: Some(times),
            ..self
        }
    }

    /// The lanes that there are before any process: that of the program, and the cores'.
    fn begin(&self, run: &mut WatchedRun<'_>) {
        let command = command_line(run.watched.command.iter().map(Text::raw));
        run.watched.processes.push(WatchedProcess {
            pid: self.first,
            name: command.as_str().into(),
            started: now(),
            ..WatchedProcess::default()
        });
        let thread = WatchedThread {
            process: Some(0),
            name: Text::from("main"),
            ..WatchedThread::default()
        };
        run.add_lane((LaneKind::Main, 0), Some(self.first), thread);
        for info in self.cores.iter().flat_map(Reader::lanes) {
            let thread = WatchedThread::default();
            run.add_lane((info.kind, info.number), None, thread);
        }
    }
}

impl Follow for ProgramFeed {
    fn follow(&mut self, lanes: &mut Vec<Lane>, watched: Option<&mut Watched>) -> bool {
        let Some(watched) = watched else {
            return false;
        };
        let run = &mut WatchedRun { lanes, watched };
        let mut any = run.lanes.is_empty();
        if any {
            self.begin(run);
        }
        if let Some(cores) = &mut self.cores {
            for (lane, info) in (1..).zip(cores.lanes().collect::<Vec<_>>()) {
                let spans = &mut run.lanes[lane].spans;
                let held = spans.len();
                cores.read(info.lane, spans);
                any |= spans.len() > held;
            }
        }
        any |= self.take_notices(run);
        if let Some(ending) = run.watched.ending {
            self.notice_last_ends(ending);
        }
        // Spans before lines: the line that explains a span was written before it.
        for process in self.processes.iter_mut() {
            process.read_spans();
        }
        for process in 0..self.processes.len() {
            for entry in self.processes.get_mut(process).entries() {
                any = true;
                self.note(process, entry, run);
            }
        }
        self.ask(run.watched);
        for process in 0..self.processes.len() {
            any |= self.take_spans(process, run);
        }
        any |= self.take_times(run.watched);
        any |= self.end_processes(run);
        if run.watched.ending.is_some() {
            self.end(run);
        }
        any
    }
}
