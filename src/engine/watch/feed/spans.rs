//! How the spans of a process come into the run.

use super::{LaneProgress, ProgramFeed, WatchedRun, ends::GRACE};
use crate::{
    base::{ChunkId, LaneId, TaskId, now},
    engine::watch::calls::{self, Calls, Placement},
    log::{Argument, CallSpan, Kind, Span, TaskArgument, Watched},
};

impl ProgramFeed {
    /// Moves a process's spans into the run. Returns whether there are any.
    pub(super) fn take_spans(&mut self, process: usize, run: &mut WatchedRun<'_>) -> bool {
        let mut any = false;
        for thread in 0..self.processes.get(process).threads.len() {
            let observed = self.processes.get_mut(process);
            let log = observed.log.as_ref();
            if let Some(log) = log.filter(|_| observed.threads[thread].lane.is_none()) {
                let is_main = log.thread(thread).is_main;
                run.place_thread(observed, thread, is_main);
            }
            let Some(lane) = observed.threads[thread].lane else {
                continue;
            };
            let mut read = std::mem::take(&mut observed.threads[thread].read);
            self.progress
                .resize_with(run.lanes.len(), LaneProgress::default);
            let mut waits = false;
            while let Some(span) = read.front().copied() {
                let Some(span) = self.in_run(process, span, run.watched) else {
                    waits = true;
                    break;
                };
                read.pop_front();
                any = true;
                self.count(lane, &span, run.watched);
                run.lanes[lane.index()].spans.push(span);
            }
            self.processes.get_mut(process).threads[thread].read = read;
            if !waits {
                any |= self.look((process, thread), lane, run);
            }
        }
        any
    }

    /// The meaning of the numbers of a span. A parent may tell of its child only after that has begun:
    /// for a while, the child's spans wait for it.
    fn placement(
        &mut self,
        process: usize,
        (call, chunk, task): (u32, ChunkId, TaskId),
        watched: &mut Watched,
    ) -> Placement {
        let own = self.processes.get(process);
        let numbers = (call, chunk.get(), task.get());
        let found = self.calls.placement(&self.processes, own, numbers, watched);
        let is_late = own.left.is_some_and(|left| now().since(left) > GRACE);
        match found {
            Placement::NotYet if is_late || watched.ending.is_some() => Placement::NoCall,
            found => found,
        }
    }

    /// A span with the numbers of the run; `None` where these are not known yet.
    fn in_run(&mut self, process: usize, read: CallSpan, watched: &mut Watched) -> Option<Span> {
        let mut span = read.span;
        let placement = read.call.map_or(Placement::NoCall, |call| {
            self.placement(process, (call, span.chunk, span.task), watched)
        });
        match placement {
            Placement::NotYet => return None,
            Placement::NoCall => {
                span.kind = without_call(span.kind);
                (span.count, span.chunk) = (0, ChunkId::NONE);
            }
            Placement::Chunk(chunk, task) => calls::renumber(&mut span, (chunk, task), watched),
        }
        if let Some(argument) = read.argument.filter(|_| span.tasks_ended() > 0) {
            let texts = &self.processes.get(process).tables.texts;
            let argument = match argument {
                Argument::Integer(value) => Some(TaskArgument::Integer(value)),
                Argument::Float(value) => Some(TaskArgument::Float(value)),
                Argument::Text(number) => texts.get(&number).cloned().map(TaskArgument::Text),
            };
            watched.note_argument(span.task, argument);
        }
        Some(span)
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
        (process, thread): (usize, usize),
        lane: LaneId,
        run: &mut WatchedRun<'_>,
    ) -> bool {
        let Some(log) = &self.processes.get(process).log else {
            return false;
        };
        let WatchedRun { lanes, watched } = run;
        let lane = &mut lanes[lane.index()];
        let info = log.thread(thread);
        (lane.info.dropped, lane.info.merged) = (info.dropped, info.merged);
        lane.info.published = lane.spans.len() as u64;
        let seen = log.now(thread).map(|open| {
            let mut now = open.now;
            let placement = open.call.map_or(Placement::NoCall, |call| {
                let (own, numbers) = (self.processes.get(process), (call, now.chunk, now.task));
                let numbers_in_log = (call, now.chunk.get(), now.task.get());
                if !Calls::has_line(&self.processes, own, numbers_in_log, watched) {
                    return Placement::NotYet;
                }
                self.placement(process, numbers, watched)
            });
            now.chunk = ChunkId::NONE;
            if placement == Placement::NoCall {
                now.kind = without_call(now.kind);
            }
            if let Placement::Chunk(chunk, task) = placement {
                let mut span = Span::new(now.kind, now.start, now.start);
                calls::renumber(&mut span, (chunk, task), watched);
                (now.task, now.chunk) = (span.task, span.chunk);
            }
            now
        });
        let is_new = lane.now != seen;
        lane.now = seen;
        is_new
    }
}

/// The kind of a span of no call: what a process does that is no task of anyone's is its own work.
const fn without_call(kind: Kind) -> Kind {
    match kind {
        Kind::Task => Kind::Own,
        kind => kind,
    }
}
