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
    writers: Vec<Written>,
    /// Which of these each lane of the program goes to, once that is known.
    places: HashMap<LaneId, Option<usize>>,
    /// How many spans of each lane of the program were taken.
    taken: Vec<usize>,
    /// How many tasks have ended, and the CPU time of all, as far as it is known.
    done: u32,
    cpu: Nanos,
}

/// A lane of the log, as far as it was written.
struct Written {
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
        let writers = lanes.map(|lane| Written {
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
        let is_counted = |lane: &&Written| {
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
    fn gil(&self, lane: &Written, watched: &Watched) -> Option<Nanos> {
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
        let of_kind = |written: &Written| Some(written.kind) == kind;
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
mod tests {
    use super::*;
    use crate::{
        base::Pid,
        log::{Call, CallChunk, LaneInfo, LaneSpec, WatchedThread},
        plan::Experiment,
    };

    const fn at(millis: u64) -> Moment {
        Moment::from_nanos(millis * 1_000_000)
    }

    fn lane(number: u16, kind: LaneKind, spans: Vec<Span>) -> Lane {
        Lane {
            info: LaneInfo {
                lane: LaneId::new(number),
                kind,
                number: 1,
                pid: Some(Pid::new(4711 + u32::from(number))),
                published: 0,
                dropped: 0,
                merged: 0,
            },
            spans,
            now: None,
        }
    }

    fn span(kind: Kind, from: u64, to: u64) -> Span {
        Span::new(kind, at(from), at(to))
    }

    /// A task that has the number `id` in the watched run, of its chunk `chunk`.
    fn task(id: u32, chunk: u32, from: u64, to: u64) -> Span {
        Span {
            task: TaskId::new(id),
            chunk: ChunkId::new(chunk),
            count: 1,
            ..span(Kind::Task, from, to)
        }
    }

    /// A program that calls something else first, and then does four tasks in two chunks.
    fn watched(kind: &str) -> Watched {
        let call = |kind: &str| Call {
            kind: kind.into(),
            ..Call::default()
        };
        let chunk = |call, number, first, id| CallChunk {
            call,
            number,
            first,
            count: 2,
            id,
        };
        Watched {
            calls: vec![call("Thread"), call(kind)],
            chunks: vec![chunk(0, 0, 0, 0), chunk(1, 1, 2, 2), chunk(1, 0, 0, 4)],
            threads: vec![WatchedThread::default(); 8],
            ..Watched::default()
        }
    }

    fn log_of(experiment: &Resolved) -> SpanLog {
        let kind = if experiment.has_worker_processes() {
            LaneKind::Process
        } else {
            LaneKind::Thread
        };
        let spec = |kind, number| LaneSpec {
            kind,
            number,
            capacity: 64,
        };
        let workers = (1..=experiment.worker_lanes()).map(|number| spec(kind, number));
        let specs: Vec<_> = [spec(LaneKind::Main, 0)]
            .into_iter()
            .chain(workers)
            .collect();
        SpanLog::create(&specs, 64).unwrap()
    }

    fn spans(log: &SpanLog, lane: u16) -> Vec<(Kind, u32, u32, Moment)> {
        let mut spans = Vec::new();
        log.reader().read(LaneId::new(lane), &mut spans);
        let words = |one: &Span| (one.kind, one.task.get(), one.chunk.get(), one.start);
        spans.iter().map(words).collect()
    }

    #[test]
    fn each_worker_gets_a_lane_and_each_task_its_number_in_the_experiment() {
        let settings = [
            ("workload", "square"),
            ("tasks", "4"),
            ("engine", "python"),
            ("mode", "pool"),
            ("workers", "2"),
            ("chunksize", "2"),
        ];
        let experiment = Experiment::with(&settings).resolve(2).unwrap();
        let log = log_of(&experiment);
        let mut translation = Translation::new(&experiment, &log);
        let lanes = [
            lane(0, LaneKind::Main, vec![span(Kind::Create, 1, 2)]),
            lane(1, LaneKind::Helper, vec![span(Kind::Dispatch, 2, 3)]),
            lane(
                2,
                LaneKind::Process,
                vec![task(2, 1, 4, 6), task(3, 1, 6, 8)],
            ),
            lane(
                3,
                LaneKind::Process,
                vec![task(4, 2, 3, 5), task(5, 2, 5, 9)],
            ),
        ];
        translation.take(&lanes, &watched("Pool.map"));
        // Nothing is taken twice.
        translation.take(&lanes, &watched("Pool.map"));
        assert_eq!(spans(&log, 0), [(Kind::Create, 0, 0, at(1))]);
        let first = [(Kind::Task, 2, 1, at(4)), (Kind::Task, 3, 1, at(6))];
        assert_eq!(spans(&log, 1), first);
        let second = [(Kind::Task, 0, 0, at(3)), (Kind::Task, 1, 0, at(5))];
        assert_eq!(spans(&log, 2), second);
        assert_eq!(translation.done(), 4);
        assert_eq!(translation.bounds(), Some((at(1), at(9))));
    }

    #[test]
    fn processes_that_follow_one_another_share_a_lane_and_never_overlap() {
        let settings = [
            ("workload", "square"),
            ("tasks", "3"),
            ("engine", "python"),
            ("mode", "process"),
            ("workers", "1"),
        ];
        let experiment = Experiment::with(&settings).resolve(2).unwrap();
        let log = log_of(&experiment);
        let mut translation = Translation::new(&experiment, &log);
        let mut seen = watched("Process");
        seen.chunks.push(CallChunk {
            call: 1,
            number: 2,
            first: 2,
            count: 1,
            id: 6,
        });
        let exit = |from, to| span(Kind::Exit, from, to);
        let lanes = [
            lane(1, LaneKind::Process, vec![task(4, 2, 1, 5), exit(5, 7)]),
            // It was started before the one before it was quite gone.
            lane(
                2,
                LaneKind::Process,
                vec![span(Kind::StartUp, 6, 8), task(6, 3, 8, 9)],
            ),
        ];
        translation.take(&lanes, &seen);
        let expected = [
            (Kind::Task, 0, 0, at(1)),
            (Kind::Exit, 0, 0, at(5)),
            (Kind::StartUp, 0, 0, at(7)),
            (Kind::Task, 2, 2, at(8)),
        ];
        assert_eq!(spans(&log, 1), expected);
    }

    #[test]
    fn what_the_program_does_besides_is_no_task() {
        let settings = [
            ("workload", "square"),
            ("tasks", "4"),
            ("engine", "python"),
            ("mode", "threaded"),
            ("workers", "1"),
        ];
        let experiment = Experiment::with(&settings).resolve(2).unwrap();
        let log = log_of(&experiment);
        let mut translation = Translation::new(&experiment, &log);
        // The thread as a whole is a task of another call.
        let lanes = [lane(
            1,
            LaneKind::Thread,
            vec![task(0, 0, 1, 2), task(4, 2, 2, 5)],
        )];
        translation.take(&lanes, &watched("map"));
        let expected = [(Kind::Receive, 0, 0, at(1)), (Kind::Task, 0, 0, at(2))];
        assert_eq!(spans(&log, 1), expected);
        assert_eq!(translation.done(), 1);
    }
}
