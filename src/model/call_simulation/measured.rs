//! [`MeasuredCall`]: what the tasks of a call took, and what it took to hand them over.

use crate::{
    base::{Bytes, ChunkId, Moment, Nanos, Ratio, TaskId},
    log::{Call, Flags, Kind, Lane, Span, Watched},
    model::{Run, median},
    plan::Chunksize,
    sample::{ChannelCosts, Costs, StartCosts, TripCosts},
};
use std::sync::Arc;

/// The most tasks that are simulated: more would keep the screen waiting.
const MOST_TASKS: u32 = 100_000;

/// Some of its tasks are not known.
const NOT_MEASURED: &str = "not all of its tasks have been measured";

/// The cost of handing over a chunk, where every worker had only one.
const HAND_OVER: Nanos = Nanos::from_micros(100);

/// Chunks of so many bytes are handed over in a time that follows from their size.
const HEAVY: Bytes = Bytes::new(64 << 10);

/// A call as it was measured.
#[derive(Debug, Clone)]
pub(super) struct MeasuredCall {
    /// How long it took.
    pub(super) took: Nanos,
    /// How long each task computed and waited, without the time in which it had no core.
    pub(super) tasks: Arc<[Nanos]>,
    /// How long each waited of that.
    pub(super) waits: Vec<Nanos>,
    pub(super) chunksize: u32,
    pub(super) workers: u32,
    /// How its chunksize comes about; `None` where it can have no other.
    pub(super) rule: Option<Chunksize>,
    pub(super) has_threads: bool,
    pub(super) cores: u32,
    /// How many times as long it takes to compute while all cores do, because of other programs.
    pub(super) inflation: Ratio,
    /// The cost that goes with each task, where that counts.
    pub(super) payload: Bytes,
    pub(super) costs: Costs,
    pub(super) knows_hand_over: bool,
}

impl MeasuredCall {
    /// The call of that index, or why it is not known well enough.
    pub(super) fn of(run: &Run, call: u32) -> Result<Self, &'static str> {
        let watched = run.watched().ok_or("no program was watched")?;
        let known = watched
            .calls
            .get(call as usize)
            .ok_or("there is no such call")?;
        if let Some(why) = refusal(watched, known) {
            return Err(why);
        }
        let (pool, method) = pool_and_method(known);
        let is_map = method.contains("map");
        let has_threads = pool.starts_with("Thread");
        let workers = known.workers.unwrap_or(1);
        let tally = CallTally::of(run, watched, call, known);
        let tasks = tally.tasks.len();
        if tally.tasks.iter().any(|task| task.end.is_none()) {
            return Err(NOT_MEASURED);
        }
        let machine = &run.description.machine;
        let cores = machine.usable_cores.max(1);
        let at_once = workers.min(u32::try_from(tasks).unwrap_or(u32::MAX));
        let shared = (f64::from(at_once) / f64::from(cores)).max(1.0);
        let running = tally.running(shared);
        let times: Vec<_> = tally.tasks.iter().map(|task| task.time(running)).collect();
        let end = known.ended.unwrap_or(known.began).max(known.last_end);
        let has_chunks = is_map && pool != "ThreadPoolExecutor";
        let chunksize = known.chunksize.filter(|_| has_chunks).unwrap_or(1).max(1);
        // `imap` has a default of its own: 1.
        let follows = matches!(method, "map" | "map_async" | "starmap" | "starmap_async");
        let is_default = follows && known.asked.is_none() && !pool.contains("Executor");
        let rule = if is_default {
            Chunksize::Default
        } else {
            Chunksize::Fixed(chunksize)
        };
        let (costs, payload) = tally.costs(chunksize);
        Ok(Self {
            took: end.since(known.began),
            waits: times.iter().map(|&(_, waited)| waited).collect(),
            tasks: times.iter().map(|&(whole, _)| whole).collect(),
            chunksize,
            workers,
            rule: has_chunks.then_some(rule),
            has_threads: has_threads || pool.starts_with("Interpreter"),
            cores,
            inflation: tally.inflation(shared),
            payload,
            costs,
            knows_hand_over: !tally.gaps.is_empty(),
        })
    }

    pub(super) fn task_count(&self) -> u32 {
        u32::try_from(self.tasks.len()).unwrap_or(u32::MAX)
    }
}

/// Why a call cannot be simulated, as far as that can be told without a look at its spans.
pub(super) fn refusal(watched: &Watched, call: &Call) -> Option<&'static str> {
    let (pool, method) = pool_and_method(call);
    let process = watched.processes.get(call.process as usize);
    let has_lock = process.is_none_or(|process| process.gil != Some(false));
    let tasks = call.task_count();
    if !method.contains("map") && !matches!(method, "submit" | "apply_async") {
        Some("it hands no chunks to a pool of workers")
    } else if pool.starts_with("Thread") && has_lock {
        Some(
            "its threads take turns with the interpreter's lock: what each task takes alone \
             is not known",
        )
    } else if call.workers.unwrap_or(0) == 0 {
        Some("it is not known how many workers it has")
    } else if tasks == 0 || call.done.saturating_add(call.failed) < tasks {
        Some(NOT_MEASURED)
    } else if tasks > MOST_TASKS {
        Some("it has more tasks than can be simulated at once")
    } else {
        None
    }
}

fn pool_and_method(call: &Call) -> (&str, &str) {
    call.kind.raw().split_once('.').unwrap_or_default()
}

/// The sums over the spans of a task.
#[derive(Debug, Clone, Copy, Default)]
struct TaskSums {
    start: Option<Moment>,
    end: Option<Moment>,
    /// The time of its spans, and of those of which CPU time was measured.
    length: Nanos,
    measured: Nanos,
    cpu: Nanos,
    /// How long those waited for something else than a core.
    waited: Nanos,
}

impl TaskSums {
    fn add(&mut self, span: &Span) {
        self.start.get_or_insert(span.start);
        self.length += span.length;
        if let Some(cpu) = span.cpu_time() {
            self.cpu += cpu;
            self.measured += span.length;
            self.waited += span.waited_time();
        }
    }

    /// How long it takes with a core of its own, and how long it waits of that. Where CPU time was
    /// not measured, it is taken to have had a core for that share of its time.
    fn time(&self, running: f64) -> (Nanos, Nanos) {
        let from = self.start.unwrap_or_default();
        let whole = self.end.map_or(Nanos::ZERO, |end| end.since(from));
        // Between its spans it waited: for a lock, for a queue, for results of its own.
        let between = whole.saturating_sub(self.length);
        if self.measured < self.length {
            let alone = Nanos::from_secs_f64(self.length.as_secs_f64() * running);
            return (alone + between, between);
        }
        let waited = self.waited + between;
        (self.cpu + waited, waited)
    }
}

/// The spans of a call, added up.
#[derive(Debug, Default)]
struct CallTally {
    tasks: Vec<TaskSums>,
    /// From the call until a worker's first task.
    firsts: Vec<Nanos>,
    /// From a worker's last task of a chunk until its first task of the next.
    gaps: Vec<Nanos>,
    gives: Vec<Nanos>,
    takes: Vec<Nanos>,
    answers: Vec<Nanos>,
    /// The bytes of what was handed out, and of what came back, and how many chunks that was.
    bytes: [(u64, u64); 2],
}

impl CallTally {
    fn of(run: &Run, watched: &Watched, index: u32, call: &Call) -> Self {
        let mut tally = Self {
            tasks: vec![TaskSums::default(); call.task_count() as usize],
            ..Self::default()
        };
        for lane in run.flow() {
            tally.add_lane(lane, watched, index, call);
        }
        tally
    }

    fn add_lane(&mut self, lane: &Lane, watched: &Watched, index: u32, call: &Call) {
        let is_own = |chunk: ChunkId| {
            let chunk = watched.chunks.get(chunk.index());
            chunk.is_some_and(|chunk| chunk.call == index)
        };
        let mut open = (ChunkId::default(), TaskId::default(), TaskSums::default());
        let mut before: Option<(ChunkId, Moment)> = None;
        let mut is_first = true;
        for span in &lane.spans {
            if !is_own(span.chunk) {
                if span.kind.is_of_task() && span.count > 0 {
                    before = None;
                }
                continue;
            }
            self.add_transfer(span, watched);
            if !span.kind.is_of_task() {
                continue;
            }
            if (open.0, open.1) != (span.chunk, span.task) {
                open = (span.chunk, span.task, TaskSums::default());
            }
            open.2.add(span);
            if span.count == 0 {
                continue;
            }
            let started = open.2.start.unwrap_or(span.start);
            if std::mem::take(&mut is_first) {
                self.firsts.push(started.since(call.began));
            }
            if let Some((_, end)) = before.filter(|(chunk, _)| *chunk != span.chunk) {
                self.gaps.push(started.since(end));
            }
            before = Some((span.chunk, span.end()));
            self.close(span, open.2, watched);
            open.2 = TaskSums::default();
        }
    }

    /// Adds a span in which a chunk was handed out, or its results were.
    /// Several that were handed out right after each other may share a span; a merged one of
    /// results has the wait for the next chunk in it.
    fn add_transfer(&mut self, span: &Span, watched: &Watched) {
        let (lengths, way) = match span.kind {
            Kind::Dispatch => (&mut self.gives, Some(0)),
            Kind::Send if span.flags.has(Flags::MERGED) => return,
            Kind::Send => (&mut self.answers, Some(1)),
            Kind::Collect => (&mut self.takes, None),
            _ => return,
        };
        let chunk = watched.chunks.get(span.chunk.index());
        let tasks = chunk.map_or(1, |chunk| chunk.count.max(1));
        lengths.push(span.length / u64::from(span.count.div_ceil(tasks).max(1)));
        if let Some(way) = way {
            let (bytes, chunks) = self.bytes[way];
            self.bytes[way] = (bytes + u64::from(span.bytes), chunks + 1);
        }
    }

    /// Notes a task that has ended, or several of which one span tells.
    fn close(&mut self, span: &Span, sums: TaskSums, watched: &Watched) {
        let Some(first) = watched.task_of_call(span.chunk, span.task) else {
            return;
        };
        let count = u64::from(span.count);
        let start = sums.start.unwrap_or(span.start);
        let each = span.end().since(start) / count;
        let sums = TaskSums {
            length: sums.length / count,
            measured: sums.measured / count,
            cpu: sums.cpu / count,
            waited: sums.waited / count,
            start: Some(start),
            end: Some(start + each),
        };
        let tasks = self.tasks.iter_mut().skip(first as usize);
        for task in tasks.take(span.count as usize) {
            *task = sums;
        }
    }

    /// The share of its time awake in which a task had a core: of those that were measured, or an
    /// equal share of the cores.
    fn running(&self, shared: f64) -> f64 {
        let (cpu, awake) = self.awake();
        if awake > 0.0 {
            (cpu / awake).min(1.0)
        } else {
            1.0 / shared
        }
    }

    /// CPU time of the tasks that were measured, and how long they were not asleep, in seconds.
    fn awake(&self) -> (f64, f64) {
        let sum = |of: fn(&TaskSums) -> Nanos| self.tasks.iter().map(of).sum::<Nanos>();
        let cpu = sum(|task| task.cpu);
        let awake = sum(|task| task.measured.saturating_sub(task.waited));
        (cpu.as_secs_f64(), awake.as_secs_f64())
    }

    /// How many times as long computing took as with an equal share of the cores: so much did
    /// other programs take.
    fn inflation(&self, shared: f64) -> Ratio {
        let (cpu, awake) = self.awake();
        if cpu <= 0.0 {
            return Ratio::ONE;
        }
        Ratio::new((awake / cpu / shared).max(1.0))
    }

    /// The time that everything besides the tasks took, and the cost that goes with each task.
    fn costs(&self, chunksize: u32) -> (Costs, Bytes) {
        let turn = if self.gaps.is_empty() {
            HAND_OVER
        } else {
            median(&self.gaps)
        };
        let trip = TripCosts {
            give: median(&self.gives),
            reach: Nanos::ZERO,
            answer: median(&self.answers),
            take: median(&self.takes),
        };
        let bytes = self.bytes.map(|(bytes, chunks)| bytes / chunks.max(1));
        let bytes = bytes[0].max(bytes[1]);
        let start = StartCosts {
            ready: median(&self.firsts),
            ..StartCosts::default()
        };
        let of_chunk = ChannelCosts {
            trip,
            turn,
            // The next chunk is there no sooner than main has put it there.
            held: trip.give.min(turn),
            ..ChannelCosts::default()
        };
        let (queue, payload) = if bytes >= HEAVY.get() {
            (
                by_size(of_chunk, bytes),
                Bytes::new(bytes / u64::from(chunksize)),
            )
        } else {
            (of_chunk, Bytes::ZERO)
        };
        let costs = Costs {
            thread: start,
            fork: start,
            claim: turn,
            queue,
            ..Costs::default()
        };
        (costs, payload)
    }
}

/// The costs of a chunk of so many bytes as costs of its bytes.
fn by_size(chunk: ChannelCosts, bytes: u64) -> ChannelCosts {
    let of = |time: Nanos| time * (1 << 20) / bytes.max(1);
    ChannelCosts {
        mib: TripCosts {
            give: of(chunk.trip.give),
            // There and back.
            reach: of(chunk.turn) / 2,
            answer: of(chunk.turn) / 2,
            take: of(chunk.trip.take),
        },
        ..ChannelCosts::default()
    }
}
