//! [`Translation`]: from the lanes of a watched program to those of the experiment that it does.

use crate::{
    base::{ChunkId, LaneId, Moment, Nanos, Percent, TaskId},
    log::{
        Class, Flags, Kind, Lane, LaneKind, LaneWriter, Now, Readings, Span, SpanLog, Watched,
        WorkerUsage,
    },
    plan::{Mode, Resolved},
    workload::FUNCTION,
};
use std::collections::HashMap;

/// Writes what is seen of a program into the log of its experiment.
pub(super) struct Translation<'a> {
    experiment: &'a Resolved,
    log: &'a SpanLog,
    writers: Vec<WrittenLane>,
    /// Which of these each lane of the program goes to, once that is known.
    places: HashMap<LaneId, Option<usize>>,
    /// How many spans of each lane of the program were taken.
    taken: Vec<usize>,
    /// How many tasks have ended, and the CPU time of all, as far as it is known.
    done: u32,
    cpu: Nanos,
}

/// A lane of the log, as far as it was written.
struct WrittenLane {
    kind: LaneKind,
    writer: LaneWriter,
    /// The lane of the program that it shows now.
    from: Option<LaneId>,
    begun: Option<Moment>,
    /// The end of its last span.
    until: Moment,
    /// How long its tasks were ready to run and had no core, and how long they waited for something else.
    delay: Nanos,
    waited: Nanos,
    has_left: bool,
}

impl<'a> Translation<'a> {
    /// A translation into that log, which is empty.
    pub(super) fn new(experiment: &'a Resolved, log: &'a SpanLog) -> Self {
        let lanes: Vec<_> = log.reader().lanes().collect();
        let lanes = lanes.into_iter().filter(|lane| lane.kind != LaneKind::Core);
        let writers = lanes.map(|lane| WrittenLane {
            kind: lane.kind,
            writer: log.writer(lane.lane),
            from: None,
            begun: None,
            until: Moment::default(),
            delay: Nanos::ZERO,
            waited: Nanos::ZERO,
            has_left: false,
        });
        Self {
            experiment,
            log,
            writers: writers.collect(),
            places: HashMap::new(),
            taken: Vec::new(),
            done: 0,
            cpu: Nanos::ZERO,
        }
    }

    /// Takes what is new on the lanes of the program.
    pub(super) fn take(&mut self, lanes: &[Lane], watched: &Watched) {
        self.taken.resize(lanes.len(), 0);
        for (lane, index) in lanes.iter().zip(0..) {
            let new = lane.spans.get(self.taken[index]..).unwrap_or_default();
            let is_idle = new.is_empty() && lane.now.is_none();
            let Some(place) = (!is_idle).then(|| self.place(lane)).flatten() else {
                self.taken[index] = lane.spans.len();
                continue;
            };
            for span in new {
                self.put(place, span, watched);
            }
            self.taken[index] = lane.spans.len();
            if let Some(now) = lane.now {
                self.show(place, now, watched);
            }
        }
    }

    /// From the first thing that was seen of main and its workers to the last.
    pub(super) fn bounds(&self) -> Option<(Moment, Moment)> {
        let flow = self.writers.iter().filter(|lane| is_of_run(lane.kind));
        let begun = flow.clone().filter_map(|lane| lane.begun).min()?;
        Some((begun, flow.map(|lane| lane.until).max()?))
    }

    /// How many tasks were seen to end.
    pub(super) const fn done(&self) -> u32 {
        self.done
    }

    /// The CPU time of these, as far as it is known.
    pub(super) const fn cpu(&self) -> Nanos {
        self.cpu
    }

    /// The account of each worker; of a serial run, that of main.
    pub(super) fn usage(&self, watched: &Watched) -> Vec<WorkerUsage> {
        let is_counted = |lane: &&WrittenLane| {
            lane.kind != LaneKind::Main || self.experiment.is_serial() && lane.begun.is_some()
        };
        let lanes = self.writers.iter().filter(is_counted);
        let usage = lanes.filter_map(|lane| {
            let process = watched.process(lane.from?)?;
            let thread = watched
                .thread(lane.from?)
                .filter(|_| lane.kind == LaneKind::Thread);
            Some(WorkerUsage {
                times: thread.map_or_else(Readings::default, |thread| thread.times.clone()),
                lane: lane.writer.lane(),
                pid: process.pid,
                ending: process.ending,
                run_delay: lane.delay,
                gil: self.gil(lane, watched),
                peak_memory: process.peak_memory.unwrap_or_default(),
                ..WorkerUsage::default()
            })
        });
        usage.collect()
    }

    /// How long the tasks of a lane waited for the lock of their interpreter: as far as they were seen to, by
    /// samples. Where there are none, threads that only compute have nothing else to wait for.
    fn gil(&self, lane: &WrittenLane, watched: &Watched) -> Option<Nanos> {
        let from = lane.from?;
        if watched.process(from)?.gil == Some(false) {
            return Some(Nanos::ZERO);
        }
        let times = watched.thread(from)?.times.all();
        let seen = times.last().and_then(|(_, times)| times.gil);
        let computes =
            self.experiment.io == Percent::ZERO && self.experiment.workload.name != FUNCTION;
        let has_lock = lane.kind == LaneKind::Thread;
        has_lock
            .then(|| seen.or(computes.then_some(lane.waited)))?
            .map(|gil| gil.min(lane.waited))
    }

    /// The place of a lane of the program.
    fn place(&mut self, lane: &Lane) -> Option<usize> {
        let id = lane.info.lane;
        if let Some(&place) = self.places.get(&id) {
            return place;
        }
        let of_processes = self.experiment.has_worker_processes();
        let kind = match lane.info.kind {
            LaneKind::Process if of_processes => Some(LaneKind::Process),
            LaneKind::Thread if !of_processes => Some(LaneKind::Thread),
            LaneKind::Main => Some(LaneKind::Main),
            kind @ (LaneKind::Forkserver | LaneKind::Manager) => Some(kind),
            _ => None,
        };
        let of_kind = |written: &WrittenLane| Some(written.kind) == kind;
        let lanes = self.writers.iter().enumerate();
        let lanes = lanes.filter(|(_, written)| of_kind(written));
        // One that nobody had, or one whose process has left, or the one that was left alone for longest.
        let place = lanes.min_by_key(|(_, written)| {
            let is_taken = written.from.is_some();
            (is_taken && !written.has_left, is_taken, written.until)
        });
        let place = place.map(|(place, _)| place);
        if let Some(place) = place {
            let written = &mut self.writers[place];
            (written.from, written.has_left) = (Some(id), false);
            // Main's is that of the runner, whose child the program is.
            if let Some(pid) = lane.info.pid.filter(|_| written.kind != LaneKind::Main) {
                self.log.set_pid(written.writer.lane(), pid);
            }
        }
        self.places.insert(id, place);
        place
    }

    /// Writes a span of the program to a lane.
    fn put(&mut self, place: usize, span: &Span, watched: &Watched) {
        let of_call = self.place_in_call(span.chunk, span.task, watched);
        let written = &mut self.writers[place];
        let mut span = *span;
        span.kind = kind(span.kind, written.kind, of_call.is_some());
        (span.task, span.chunk) = of_call.unwrap_or_default();
        if of_call.is_none() {
            span.count = 0;
        }
        if !span.kind.is_of_task() {
            span.flags = Flags::default();
        }
        // What two processes after one another do, or main does within something else, never overlaps.
        let end = span.end().max(written.until);
        span.start = span.start.max(written.until);
        span.length = end.since(span.start);
        if span.length == Nanos::ZERO && span.tasks_ended() == 0 {
            return;
        }
        self.done += span.tasks_ended();
        if let (Kind::Task, Some(cpu)) = (span.kind, span.cpu_time()) {
            self.cpu += cpu;
            written.delay += span.length.saturating_sub(cpu + span.waited_time());
            written.waited += span.waited_time();
        }
        written.has_left |= span.kind == Kind::Exit;
        written.begun = written.begun.or(Some(span.start));
        written.until = end;
        written.writer.push(&span);
    }

    /// Shows what goes on at this moment.
    fn show(&mut self, place: usize, now: Now, watched: &Watched) {
        let of_call = self.place_in_call(now.chunk, now.task, watched);
        let written = &mut self.writers[place];
        let (task, chunk) = of_call.unwrap_or_default();
        written.writer.show(Now {
            kind: kind(now.kind, written.kind, of_call.is_some()),
            start: now.start.max(written.until),
            task,
            chunk,
        });
    }

    /// The task and the chunk of the experiment, of a span of the call that does its tasks.
    fn place_in_call(
        &self,
        chunk: ChunkId,
        task: TaskId,
        watched: &Watched,
    ) -> Option<(TaskId, ChunkId)> {
        let (call, of) = watched.chunk(chunk)?;
        let number = watched.task_of_call(chunk, task)?;
        let last = self.experiment.task_count().saturating_sub(1);
        let placed = match (self.experiment.mode, call.kind.raw()) {
            (Mode::Serial | Mode::Threaded, "map") | (Mode::Process, "Process") => {
                (number, of.number)
            }
            // Main does the last task itself.
            (Mode::Process, "map") => (last, last),
            (Mode::Pool, kind) if kind.contains('.') => (number, of.number),
            _ => return None,
        };
        (placed.0 <= last).then(|| (TaskId::new(placed.0), ChunkId::new(placed.1)))
    }
}

/// Whether a lane of that kind belongs to main or a worker.
const fn is_of_run(kind: LaneKind) -> bool {
    matches!(kind, LaneKind::Main | LaneKind::Process | LaneKind::Thread)
}

/// The kind of a span in an experiment's log: kinds of the probe's own become those of their class.
fn kind(kind: Kind, lane: LaneKind, is_of_call: bool) -> Kind {
    let is_main = lane == LaneKind::Main;
    match kind {
        // A thread between its chunks.
        Kind::Task if !is_of_call => Kind::Receive,
        Kind::Wait if is_main => Kind::Blocked,
        Kind::Other(other) => match other.class() {
            Class::Wait if is_main => Kind::Blocked,
            Class::Wait | Class::Other => Kind::Wait,
            Class::SetUp if is_main => Kind::Create,
            Class::SetUp => Kind::StartUp,
            Class::Transfer if is_main => Kind::Collect,
            Class::Transfer => Kind::Send,
            Class::Lock => Kind::Lock,
            Class::Compute => Kind::Own,
            Class::Service => Kind::Serve,
        },
        known => known,
    }
}

#[cfg(test)]
mod tests;
