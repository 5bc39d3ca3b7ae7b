//! [`ProgramFeed`]: the lanes of a program's processes, as they come to be.

use super::{
    calls::{self, Calls},
    entry::{Child, Ended, Entry},
    observed::{End, Observed, Tables, Thread},
    registrar::{Joined, Notice},
};
use crate::{
    base::{ChunkId, LaneId, Moment, Nanos, Pid, Text, command_line, now},
    log::{
        Call, CallSpan, Ending, Flags, Follow, Kind, Lane, LaneInfo, LaneKind, Now, Reader, Span,
        Unpicklable, Watched, WatchedPool, WatchedProcess, WatchedThread,
    },
};
use std::sync::mpsc::Receiver;

/// How long the parent of a process has to say how it ended, before that counts as not known.
const GRACE: Nanos = Nanos::from_millis(400);

/// Follows the logs of all processes that have registered.
pub(super) struct ProgramFeed {
    /// The process that was started.
    first: Pid,
    notices: Receiver<Notice>,
    /// The usage of the cores.
    cores: Option<Reader>,
    processes: Vec<Observed>,
    calls: Calls,
    /// What each lane is at.
    progress: Vec<LaneProgress>,
}

/// What a lane is at besides its spans.
#[derive(Debug, Default, Clone)]
struct LaneProgress {
    /// The chunk that it took and has not given back.
    holds: Option<ChunkId>,
    /// How many of its tasks ended well, and how many failed.
    done: u32,
    failed: u32,
    /// How long the parts of the open task took.
    parts: Nanos,
}

impl ProgramFeed {
    /// A feed of the processes that register below one that was started, and of the cores in a log.
    pub(super) fn new(first: Pid, notices: Receiver<Notice>, cores: Option<Reader>) -> Self {
        Self {
            first,
            notices,
            cores,
            processes: Vec::new(),
            calls: Calls::default(),
            progress: Vec::new(),
        }
    }

    /// The lanes that there are before any process: that of the program, and the cores'.
    fn begin(&self, lanes: &mut Vec<Lane>, watched: &mut Watched) {
        let command = command_line(watched.command.iter().map(Text::raw));
        watched.processes.push(WatchedProcess {
            pid: self.first,
            name: command.as_str().into(),
            started: now(),
            ..WatchedProcess::default()
        });
        let thread = WatchedThread {
            process: Some(0),
            name: Text::from("main"),
            role: None,
        };
        add_lane(
            (LaneKind::Main, 0),
            Some(self.first),
            thread,
            lanes,
            watched,
        );
        for info in self.cores.iter().flat_map(Reader::lanes) {
            let thread = WatchedThread::default();
            add_lane((info.kind, info.number), None, thread, lanes, watched);
        }
    }

    /// Takes in who came and went.
    fn take_notices(&mut self, lanes: &mut Vec<Lane>, watched: &mut Watched) -> bool {
        let notices: Vec<_> = self.notices.try_iter().collect();
        let any = !notices.is_empty();
        for notice in notices {
            match notice {
                Notice::Joined(joined) => self.join(*joined, lanes, watched),
                Notice::Left { connection, at } => {
                    let mut all = self.processes.iter_mut();
                    if let Some(process) = all.find(|one| one.connection == connection) {
                        process.left = Some(at);
                    }
                }
                Notice::Refused { pid, why } => {
                    watched.note_not_seen(format!("pid {pid}"), why);
                }
            }
        }
        any
    }

    fn join(&mut self, joined: Joined, lanes: &mut Vec<Lane>, watched: &mut Watched) {
        let Joined {
            connection,
            pid,
            registration,
            log,
        } = joined;
        let known = WatchedProcess {
            pid,
            parent: registration.parent.and_then(|parent| self.index_of(parent)),
            name: registration.shown_name(),
            started: registration.born.min(now()),
            python: Some(registration.python.clone()),
            gil: registration.gil,
            start: Some(registration.start.clone()),
            ..WatchedProcess::default()
        };
        let is_first = pid == self.first && watched.processes[0].python.is_none();
        let index = if is_first {
            let started = watched.processes[0].started.min(known.started);
            watched.processes[0] = WatchedProcess { started, ..known };
            0
        } else {
            watched.processes.push(known);
            u32::try_from(watched.processes.len() - 1).unwrap_or(u32::MAX)
        };
        let words = || registration.argv.iter().map(Text::raw);
        let is_server = |module: &str| {
            registration.start.raw() == "exec" && words().any(|word| word.contains(module))
        };
        let role = if is_server("multiprocessing.forkserver") {
            Some("forkserver")
        } else if is_server("multiprocessing.resource_tracker") {
            Some("resource tracker")
        } else {
            None
        };
        let thread = Thread {
            role: role.map(Into::into),
            name: role.map_or_else(
                || watched.processes[index as usize].name.clone(),
                Into::into,
            ),
            ..Thread::default()
        };
        let mut process = Observed {
            index,
            connection,
            pid,
            own_pid: registration.pid,
            log: Some(log),
            left: None,
            end: None,
            threads: vec![thread],
            tables: Tables::default(),
        };
        place_thread(&mut process, 0, true, lanes, watched);
        self.processes.push(process);
    }

    /// The index in the run of the process that has that number, as processes see it.
    fn index_of(&self, own_pid: u32) -> Option<u32> {
        let mut latest = self.processes.iter().rev();
        let found = latest
            .find(|one| one.own_pid == own_pid)
            .map(|one| one.index);
        found.or((own_pid == self.first.get()).then_some(0))
    }

    /// Takes in a line of a process's table.
    fn note(&mut self, process: usize, entry: Entry, lanes: &mut [Lane], watched: &mut Watched) {
        let Observed {
            index,
            tables,
            threads,
            log,
            ..
        } = &mut self.processes[process];
        let index = *index;
        match entry {
            Entry::Call(entry) => {
                let call = u32::try_from(watched.calls.len()).unwrap_or(u32::MAX);
                tables.calls.insert(entry.call, call);
                if let Some(job) = entry.job {
                    tables.jobs.insert(job, call);
                }
                watched.calls.push(Call {
                    process: index,
                    kind: entry.kind,
                    function: entry.function,
                    file: entry.file,
                    line: entry.line,
                    tasks: entry.tasks,
                    asked: entry.asked,
                    chunksize: entry.chunksize,
                    workers: entry.workers,
                    start: entry.start,
                    began: entry.began,
                    ..Call::default()
                });
            }
            Entry::CallEnd(end) => {
                let call = tables.calls.get(&end.call);
                if let Some(call) = call.and_then(|&call| watched.calls.get_mut(call as usize)) {
                    (call.ended, call.error) = (Some(end.ended), end.failed);
                }
            }
            Entry::Item(item) => {
                let [call, job, task] = item.item;
                tables.items.insert(job, (call, task));
            }
            Entry::Work(work) => tables.add_work(work),
            Entry::Ref(reference) => {
                tables.references.insert(reference.number, reference);
            }
            Entry::Lane(entry) => {
                let Some(thread) = threads.get_mut(entry.lane) else {
                    return;
                };
                (thread.name, thread.role) = (entry.name, entry.role.or(thread.role.take()));
                if let Some(lane) = thread.lane.filter(|lane| lane.get() > 0) {
                    let role = thread.role.as_ref().map_or("", Text::raw);
                    let is_main = log
                        .as_ref()
                        .is_none_or(|log| log.thread(entry.lane).is_main);
                    lanes[lane.index()].info.kind = kind_of(is_main, role);
                    let known = &mut watched.threads[lane.index()];
                    (known.name, known.role) = (thread.name.clone(), thread.role.clone());
                }
            }
            Entry::Child(child) => self.note_child(process, child, watched),
            Entry::Ended(ended) => self.note_end(&ended),
            Entry::Process(about) => {
                let parent = about.process.parent.and_then(|pid| self.index_of(pid));
                let known = &mut watched.processes[index as usize];
                known.parent = parent.or(known.parent);
                if let Some(name) = about.process.name {
                    known.name = name;
                }
            }
            Entry::Pool(_) | Entry::PoolEnd(_) | Entry::Unpicklable(_) => {
                note_pool(index, tables, entry, watched);
            }
            Entry::Unseen(unseen) => watched.note_not_seen(unseen.unseen, unseen.why),
            Entry::Gil(gil) => watched.processes[index as usize].gil = Some(gil),
            Entry::Member(_) | Entry::Text(_) | Entry::Command(_) | Entry::CommandEnd(_) => {}
        }
    }

    fn note_child(&mut self, process: usize, child: Child, watched: &mut Watched) {
        if let Some(pool) = child.pool {
            self.processes[process].tables.pools.insert(child.pid, pool);
        }
        let parent = self.processes[process].index;
        if let Some(index) = self.index_of(child.pid) {
            let known = &mut watched.processes[index as usize];
            known.parent = Some(parent);
            if let Some(name) = child.name {
                known.name = name;
            }
        }
    }

    fn note_end(&mut self, ended: &Ended) {
        let mut latest = self.processes.iter_mut().rev();
        if let Some(child) = latest.find(|one| one.own_pid == ended.pid) {
            let ending = ended.code.map(|code| match code {
                signal @ ..0 => Ending::Signal(-signal),
                code => Ending::Exit(code),
            });
            child.end = Some(End {
                ending,
                is_expected: ended.expected,
            });
        }
    }

    /// Moves a process's spans into the run. Returns whether there are any.
    fn take_spans(&mut self, process: usize, lanes: &mut Vec<Lane>, watched: &mut Watched) -> bool {
        let mut any = false;
        for thread in 0..self.processes[process].threads.len() {
            let observed = &mut self.processes[process];
            if let Some(log) = observed
                .log
                .as_ref()
                .filter(|_| observed.threads[thread].lane.is_none())
            {
                let is_main = log.thread(thread).is_main;
                place_thread(observed, thread, is_main, lanes, watched);
            }
            self.progress
                .resize_with(lanes.len(), LaneProgress::default);
            let read = std::mem::take(&mut self.processes[process].threads[thread].read);
            any |= !read.is_empty();
            let Some(lane) = self.processes[process].threads[thread].lane else {
                continue;
            };
            for span in read {
                let span = self.in_run(process, span, watched);
                self.count(lane, &span, watched);
                lanes[lane.index()].spans.push(span);
            }
            any |= self.look(process, thread, &mut lanes[lane.index()], watched);
        }
        any
    }

    /// A span with the numbers of the run.
    fn in_run(&mut self, process: usize, span: CallSpan, watched: &mut Watched) -> Span {
        let CallSpan { mut span, call, .. } = span;
        let chunk = call.and_then(|call| {
            let key = (call, span.chunk.get());
            self.calls.chunk(&self.processes, process, key, watched)
        });
        if let Some(chunk) = chunk {
            calls::renumber(&mut span, chunk, watched);
        } else {
            // A task of no call is none that could be counted.
            (span.count, span.chunk) = (0, ChunkId::NONE);
        }
        span
    }

    /// Counts a span to its call.
    fn count(&mut self, lane: LaneId, span: &Span, watched: &mut Watched) {
        let progress = &mut self.progress[lane.index()];
        let Some(chunk) = watched.chunks.get(span.chunk.index()) else {
            return;
        };
        let call = &mut watched.calls[chunk.call as usize];
        match span.kind {
            kind if kind.is_of_task() => {
                if progress.holds != Some(span.chunk) {
                    *progress = LaneProgress {
                        holds: Some(span.chunk),
                        ..LaneProgress::default()
                    };
                }
                let before = (call.done, call.failed);
                calls::count(call, span, &mut progress.parts);
                progress.done += call.done - before.0;
                progress.failed += call.failed - before.1;
            }
            Kind::Send if progress.holds == Some(span.chunk) => {
                *progress = LaneProgress::default();
            }
            _ => {}
        }
    }

    /// Looks at what a thread does at this moment. Returns whether that is something new.
    fn look(
        &mut self,
        process: usize,
        thread: usize,
        lane: &mut Lane,
        watched: &mut Watched,
    ) -> bool {
        let Some(log) = &self.processes[process].log else {
            return false;
        };
        let info = log.thread(thread);
        (lane.info.dropped, lane.info.merged) = (info.dropped, info.merged);
        lane.info.published = lane.spans.len() as u64;
        let now = log.now(thread);
        let seen = now.map(|open| {
            let call = open.call.and_then(|call| {
                let key = (call, open.now.chunk.get());
                self.calls.chunk(&self.processes, process, key, watched)
            });
            let mut now = open.now;
            match call {
                Some(chunk) => {
                    let mut span = Span::new(now.kind, now.start, now.start);
                    (span.task, span.chunk) = (now.task, chunk);
                    calls::renumber(&mut span, chunk, watched);
                    (now.task, now.chunk) = (span.task, chunk);
                }
                None => now.chunk = ChunkId::NONE,
            }
            now
        });
        let is_new = lane.now != seen;
        lane.now = seen;
        is_new
    }

    /// Ends the processes that have gone. At the end of all of them, none has grace.
    fn end_processes(&mut self, is_over: bool, lanes: &mut [Lane], watched: &mut Watched) -> bool {
        let now = now();
        let mut any = false;
        for process in 0..self.processes.len() {
            let observed = &mut self.processes[process];
            let Some(left) = observed.left.filter(|_| observed.log.is_some()) else {
                continue;
            };
            if observed.end.is_none() && !is_over && now.since(left) < GRACE {
                continue;
            }
            any = true;
            if let Some(log) = observed.log.take() {
                let name = watched.processes[observed.index as usize].name.to_string();
                let notes = [
                    log.damage().map(str::to_owned),
                    (log.lanes_refused() > 0)
                        .then(|| format!("{} threads had no lane", log.lanes_refused())),
                    (log.lines_refused() > 0).then(|| {
                        format!("{} entries of its table had no room", log.lines_refused())
                    }),
                ];
                for why in notes.into_iter().flatten() {
                    watched.note_not_seen(name.as_str(), why);
                }
            }
            let known = &mut watched.processes[observed.index as usize];
            known.ended = Some(left);
            known.ending = observed.end.and_then(|end| end.ending);
            let is_killed = observed.end.is_some_and(|end| {
                !end.is_expected && end.ending.is_some_and(|ending| !ending.is_good())
            });
            let threads: Vec<_> = observed.threads.iter().filter_map(|one| one.lane).collect();
            for lane in threads {
                self.end_lane(&mut lanes[lane.index()], left, is_killed, watched);
            }
        }
        any
    }

    /// The program has ended: what goes on is not followed any more.
    fn end(&mut self, lanes: &mut [Lane], watched: &mut Watched) {
        let now = now();
        for process in &mut self.processes {
            if process.log.take().is_none() {
                continue;
            }
            let known = &watched.processes[process.index as usize];
            let what = format!("pid {} {}", known.pid, known.name);
            watched.note_not_seen(what, "it goes on after the program's end");
        }
        for lane in lanes.iter_mut().filter(|lane| lane.is_flow()) {
            if let Some(open) = lane.now.take() {
                lane.spans.push(last_span(&open, now, false));
            }
        }
        let first = &mut watched.processes[0];
        first.ended = first.ended.or(Some(now));
        first.ending = watched.ending;
        if first.python.is_none() {
            let words: Vec<_> = watched.command.iter().map(Text::raw).collect();
            let what = format!("pid {} {}", first.pid, first.name);
            watched.note_not_seen(what, why_not_seen(&words));
        }
    }

    /// The last span of a lane is the one that its process ended in; the chunk that it had is lost.
    fn end_lane(&mut self, lane: &mut Lane, at: Moment, is_killed: bool, watched: &mut Watched) {
        let open = lane.now.take();
        let progress = std::mem::take(&mut self.progress[lane.info.lane.index()]);
        let lost = match open {
            Some(open) if open.kind.is_of_task() => Some(open.chunk),
            // A pool that is closed ends its workers as soon as it has all results, even before they
            // have noted that the last one is sent.
            _ => progress.holds.filter(|&chunk| {
                let ended = progress.done.saturating_add(progress.failed);
                is_of_pool(chunk, watched) && (is_killed || ended < tasks_of(chunk, watched))
            }),
        };
        if let Some(chunk) = lost
            .and_then(|chunk| watched.chunks.get(chunk.index()))
            .copied()
        {
            let call = &mut watched.calls[chunk.call as usize];
            call.lost = call.lost.saturating_add(chunk.count);
            call.done = call.done.saturating_sub(progress.done);
            call.failed = call.failed.saturating_sub(progress.failed);
        }
        if let Some(open) = open {
            lane.spans.push(last_span(&open, at, is_killed));
        }
    }
}

/// Takes in what a process says of its pools, and what it could not send to one.
fn note_pool(process: u32, tables: &mut Tables, entry: Entry, watched: &mut Watched) {
    match entry {
        Entry::Pool(entry) => {
            let pool = u32::try_from(watched.pools.len()).unwrap_or(u32::MAX);
            tables.made.insert(entry.pool, pool);
            watched.pools.push(WatchedPool {
                process,
                kind: entry.kind,
                workers: entry.workers,
                start: entry.start,
                file: entry.file,
                line: entry.line,
                ended: None,
            });
        }
        Entry::PoolEnd(end) => {
            let pool = tables.made.get(&end.pool);
            if let Some(pool) = pool.and_then(|&pool| watched.pools.get_mut(pool as usize)) {
                pool.ended = Some(end.how);
            }
        }
        Entry::Unpicklable(entry) => {
            let reference = entry.reference.and_then(|one| tables.references.get(&one));
            let call = reference.and_then(|one| match (one.job, one.call) {
                (Some(job), _) => tables.jobs.get(&job),
                (None, Some(call)) => tables.calls.get(&call),
                (None, None) => None,
            });
            watched.unpicklable.push(Unpicklable {
                process,
                what: entry.what,
                error: entry.error,
                call: call.copied(),
            });
        }
        _ => {}
    }
}

/// Gives a thread its lane. The first process's first thread is the program's own.
fn place_thread(
    process: &mut Observed,
    thread: usize,
    is_main: bool,
    lanes: &mut Vec<Lane>,
    watched: &mut Watched,
) {
    let Thread { name, role, .. } = &process.threads[thread];
    let of = WatchedThread {
        process: Some(process.index),
        name: name.clone(),
        role: role.clone(),
    };
    let kind = kind_of(is_main, role.as_ref().map_or("", Text::raw));
    let id = match &process.log {
        Some(log) if !is_main => Some(log.thread(thread).id)
            .filter(|&id| id > 0)
            .map(Pid::new),
        _ => Some(process.pid),
    };
    process.threads[thread].lane = if process.index == 0 && is_main {
        Some(LaneId::new(0))
    } else {
        let alike = lanes.iter().filter(|lane| lane.info.kind == kind).count();
        let number = u32::try_from(alike + 1).unwrap_or(u32::MAX);
        add_lane((kind, number), id, of, lanes, watched)
    };
}

/// Adds a lane; `None` where there are as many as can be told apart.
fn add_lane(
    (kind, number): (LaneKind, u32),
    pid: Option<Pid>,
    thread: WatchedThread,
    lanes: &mut Vec<Lane>,
    watched: &mut Watched,
) -> Option<LaneId> {
    let lane = LaneId::new(u16::try_from(lanes.len()).ok()?);
    lanes.push(Lane {
        info: LaneInfo {
            lane,
            kind,
            number,
            pid,
            published: 0,
            dropped: 0,
            merged: 0,
        },
        spans: Vec::new(),
        now: None,
    });
    watched.threads.push(thread);
    Some(lane)
}

/// Why the first process did not register, as far as its command tells.
fn why_not_seen(words: &[&str]) -> String {
    let [program, arguments @ ..] = words else {
        return String::new();
    };
    let name = program.rsplit('/').next().unwrap_or(program);
    if !name.starts_with("python") {
        return "it is no Python program: only Python processes that it starts are looked into"
            .into();
    }
    let isolated = |word: &&&str| {
        word.starts_with('-') && !word.starts_with("--") && word.contains(['I', 'E', 'S'])
    };
    let options = arguments.iter().take_while(|word| word.starts_with('-'));
    match options.clone().find(isolated) {
        Some(option) => {
            format!("{option} keeps Python from loading what looks into it: leave it out")
        }
        None => "it is no CPython from 3.8 on, or it has no anonymous memory (memfd)".into(),
    }
}

/// The span that a process ended in.
fn last_span(open: &Now, at: Moment, is_killed: bool) -> Span {
    let mut span = Span::new(open.kind, open.start, at.max(open.start));
    (span.task, span.chunk) = (open.task, open.chunk);
    if is_killed {
        span.flags = Flags::KILLED;
    }
    span
}

/// How many tasks a chunk has.
fn tasks_of(chunk: ChunkId, watched: &Watched) -> u32 {
    watched
        .chunks
        .get(chunk.index())
        .map_or(0, |chunk| chunk.count)
}

/// Whether the results of a chunk come back together, so that none of them is there before.
fn is_of_pool(chunk: ChunkId, watched: &Watched) -> bool {
    watched
        .chunk(chunk)
        .is_some_and(|(call, _)| call.kind.raw().contains('.'))
}

/// The kind of the lane of a thread.
fn kind_of(is_main: bool, role: &str) -> LaneKind {
    match (role, is_main) {
        ("forkserver", _) => LaneKind::Forkserver,
        ("manager" | "server", _) => LaneKind::Manager,
        ("worker" | "", true) => LaneKind::Process,
        ("worker" | "", false) => LaneKind::Thread,
        _ => LaneKind::Helper,
    }
}

impl Follow for ProgramFeed {
    fn follow(&mut self, lanes: &mut Vec<Lane>, watched: Option<&mut Watched>) -> bool {
        let Some(watched) = watched else {
            return false;
        };
        let mut any = lanes.is_empty();
        if any {
            self.begin(lanes, watched);
        }
        if let Some(cores) = &mut self.cores {
            for (lane, info) in (1..).zip(cores.lanes().collect::<Vec<_>>()) {
                let held = lanes[lane].spans.len();
                cores.read(info.lane, &mut lanes[lane].spans);
                any |= lanes[lane].spans.len() > held;
            }
        }
        any |= self.take_notices(lanes, watched);
        // Spans before lines: the line that explains a span was written before it.
        for process in &mut self.processes {
            process.read_spans();
        }
        for process in 0..self.processes.len() {
            for entry in self.processes[process].entries() {
                any = true;
                self.note(process, entry, lanes, watched);
            }
        }
        for process in 0..self.processes.len() {
            any |= self.take_spans(process, lanes, watched);
        }
        any |= self.end_processes(watched.ending.is_some(), lanes, watched);
        if watched.ending.is_some() {
            self.end(lanes, watched);
        }
        any
    }
}
