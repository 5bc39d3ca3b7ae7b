//! How processes end, and what that ends on their lanes.

use super::{ProgramFeed, WatchedRun, join::note_resources};
use crate::{
    base::{ChunkId, Moment, Nanos, Text, now},
    engine::watch::{
        calls,
        observed::{Observed, ProcessEnd},
        program::SOCKET,
    },
    log::{Ending, Flags, Kind, Lane, Now, ProcessLog, Span, Watched},
    sample::{Resources, has_mapped, younger_with_variable},
};
use std::{thread, time::Duration};

/// How long the parent of a process has to say how it ended, before that counts as not known.
pub(super) const GRACE: Nanos = Nanos::from_millis(400);

/// The time between two looks whether a process that may have been killed is gone.
const LOOK: Duration = Duration::from_millis(2);

/// How the log of a process is called among its mappings. After an `exec` it is not there any more.
const MAPPED_LOG: &str = "/memfd:parscope";

impl ProgramFeed {
    /// Ends the processes that have gone. Once the program has ended, none is waited for.
    pub(super) fn end_processes(&mut self, run: &mut WatchedRun<'_>) -> bool {
        let now = now();
        let mut any = false;
        for process in 0..self.processes.len() {
            let observed = self.processes.get_mut(process);
            let Some(left) = observed.left.filter(|_| observed.log.is_some()) else {
                continue;
            };
            if !observed.is_unconnected && has_mapped(observed.pid, MAPPED_LOG) {
                (observed.left, observed.is_unconnected) = (None, true);
                continue;
            }
            let is_awaited = observed.end.is_none() && run.watched.ending.is_none();
            if is_awaited && now.since(left) < GRACE {
                continue;
            }
            any = true;
            // One that its parent has not asked about yet.
            let status = note_resources(observed, run.watched);
            let end = observed.end.unwrap_or(ProcessEnd {
                ending: status.map(ending_of_status),
                is_expected: false,
            });
            if let Some(log) = observed.log.take() {
                note_losses(&log, observed.index, run.watched);
            }
            let known = &mut run.watched.processes[observed.index as usize];
            known.ended = Some(left);
            known.ending = end.ending.or(known.ending);
            let threads: Vec<_> = observed.threads.iter().filter_map(|one| one.lane).collect();
            for lane in threads {
                self.end_lane(&mut run.lanes[lane.index()], left, end, run.watched);
            }
        }
        any
    }

    /// The program has ended: notices which of its processes have, too. Their connections may be closed only
    /// later. Where it was killed, the others may have been with it, and are about to be gone.
    pub(super) fn notice_last_ends(&mut self, ending: Ending) {
        let may_be_all = matches!(ending, Ending::Signal(_) | Ending::Exit(129..));
        let until = now() + GRACE;
        loop {
            let now = now();
            let mut any_goes_on = false;
            let followed = |one: &&mut Observed| one.log.is_some() && one.left.is_none();
            for process in self.processes.iter_mut().filter(followed) {
                if let Some(Resources { status: None, .. }) = Resources::of(process.pid) {
                    any_goes_on = true;
                } else {
                    process.left = Some(now);
                }
            }
            if !any_goes_on || !may_be_all || now >= until {
                return;
            }
            thread::sleep(LOOK);
        }
    }

    /// The program has ended: what goes on is not followed any more.
    pub(super) fn end(&mut self, run: &mut WatchedRun<'_>) {
        let (now, watched) = (now(), &mut *run.watched);
        for process in self.processes.iter_mut() {
            if process.log.take().is_none() || process.index == 0 {
                continue;
            }
            let known = &watched.processes[process.index as usize];
            // Helpers of multiprocessing end by themselves, a moment after the program.
            if matches!(
                known.name.raw(),
                "forkserver" | "resource_tracker" | "resource tracker"
            ) {
                continue;
            }
            let what = format!("pid {} {}", known.pid, known.name);
            watched.note_not_seen(what, "it goes on after the program's end");
        }
        if let Some(socket) = self.socket.take() {
            for (pid, name) in younger_with_variable(self.first, SOCKET, socket.as_os_str()) {
                if watched.processes.iter().all(|known| known.pid != pid) {
                    let what = format!("pid {pid} {name}");
                    watched.note_not_seen(what, "it goes on after the program's end");
                }
            }
        }
        for lane in run.lanes.iter_mut().filter(|lane| lane.is_flow()) {
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

    /// The last span of a lane is the one that its process ended in; the chunk that it had is lost. A process
    /// that is a task itself ends that with its exit status.
    fn end_lane(&mut self, lane: &mut Lane, at: Moment, end: ProcessEnd, watched: &mut Watched) {
        let open = lane.now.take();
        let mut progress = std::mem::take(&mut self.progress[lane.info.lane.index()]);
        if let (Some(open), Some(Ending::Exit(status))) = (open, end.ending)
            && open.kind == Kind::Task
            && let Some((call, chunk)) = watched.chunk(open.chunk)
            && call.kind.raw() == "Process"
        {
            let call = chunk.call as usize;
            let mut span = last_span(&open, at, false);
            span.count = 1;
            if status != 0 {
                span.flags = Flags::FAILED;
            }
            calls::count(&mut watched.calls[call], &span, &mut progress.parts);
            lane.spans.push(span);
            return;
        }
        let is_bad = end.ending.is_some_and(|ending| !ending.is_good());
        let is_killed = is_bad && !end.is_expected;
        let lost = match open {
            Some(open) if open.kind.is_of_task() => Some(open.chunk),
            // It had sent what it did.
            Some(open) if matches!(open.kind, Kind::Wait | Kind::Receive | Kind::Exit) => None,
            // A pool that is closed ends its workers as soon as it has all results, even before they
            // have noted that the last one is sent. A chunk is over with the first task of it that fails.
            _ => progress.holds.filter(|&chunk| {
                let is_over = progress.failed > 0 || progress.done >= tasks_of(chunk, watched);
                is_of_pool(chunk, watched) && (is_killed || !is_over)
            }),
        };
        if let Some(chunk) = lost
            .and_then(|chunk| watched.chunks.get(chunk.index()))
            .copied()
        {
            let call = &mut watched.calls[chunk.call as usize];
            // What the program has stopped itself is not lost.
            let count = if end.is_expected {
                &mut call.stopped
            } else {
                &mut call.lost
            };
            *count = count.saturating_add(chunk.count);
            call.done = call.done.saturating_sub(progress.done);
            call.failed = call.failed.saturating_sub(progress.failed);
        }
        if let Some(open) = open {
            lane.spans.push(last_span(&open, at, is_killed));
        }
    }
}

/// Notes what a log has lost, and why.
fn note_losses(log: &ProcessLog, process: u32, watched: &mut Watched) {
    let name = watched.processes[process as usize].name.clone();
    if let Some(damage) = log.damage() {
        watched.note_not_seen(name.clone(), format!("its log is damaged: {damage}"));
    }
    for (count, what) in [
        (log.lanes_refused(), "threads had no room in its log"),
        (log.lines_refused(), "entries had no room in its log"),
    ] {
        if count > 0 {
            watched.note_not_seen(name.clone(), format!("{count} {what}"));
        }
    }
}

/// How a process ended, by its status as `waitpid` has it.
const fn ending_of_status(status: i32) -> Ending {
    match status & 0x7f {
        0 => Ending::Exit(status >> 8 & 0xff),
        signal => Ending::Signal(signal),
    }
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
