//! [`Run`]: one run as far as it is known, and what can be said of it.

mod completion;
mod digest;
mod ended;
mod floor;
mod lost;
mod origin;
mod past;
mod progress;
mod serial;
#[cfg(test)]
mod tests;
mod watched;

pub use origin::Origin;
pub use progress::Incident;

use super::{ConcurrencyProfile, MaxParallelism, SpanIndex, ledger::Account};
use crate::{
    base::{ChunkId, LaneId, Moment, Nanos, Ratio, TaskId},
    log::{
        Baseline, Description, Follow, Import, Interpreter, Kind, Lane, LaneKind, Outcome, Span,
    },
    plan::Mode,
};
use progress::{Counted, RunSums};
use serial::SerialCosts;
use std::sync::Arc;

/// A run: live, just ended, or opened from a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Where it comes from.
    pub origin: Origin,
    /// The facts of it besides its lanes.
    pub description: Description,
    /// Its lanes: main, workers, cores.
    pub lanes: Vec<Lane>,
    /// Whether these are only the beginning: the file that it is from was cut off.
    pub is_cut: bool,
    progress: RunSums,
}

impl Run {
    /// A run of which nothing has been seen yet.
    #[must_use]
    pub fn new(origin: impl Into<Origin>, description: Description) -> Self {
        Self {
            origin: origin.into(),
            description,
            lanes: Vec::new(),
            is_cut: false,
            progress: RunSums::default(),
        }
    }

    /// This run without what takes memory: an experiment may repeat a thousand runs of a million
    /// spans, and figures need none of them.
    #[must_use]
    pub fn without_spans(&self) -> Self {
        let mut description = self.description.clone();
        if let Some(baseline) = &mut description.baseline {
            baseline.tasks = Arc::default();
        }
        Self::new(self.origin.clone(), description)
    }

    /// T₁ was measured again: from now on the run is held against that.
    pub fn hold_against(&mut self, baseline: Option<&Baseline>) {
        self.description.baseline = baseline.cloned();
        self.recount();
    }

    /// Reads on in its log. Returns whether there is anything new.
    pub fn follow(&mut self, reader: &mut dyn Follow) -> bool {
        let watched = self.description.watched.as_deref_mut();
        let news = reader.follow(&mut self.lanes, watched);
        self.count();
        news
    }

    /// Counts all lanes anew: what tasks cost in the serial run is another by now.
    fn recount(&mut self) {
        self.progress = RunSums::default();
        self.count();
    }

    /// Counts what is new in the lanes.
    fn count(&mut self) {
        let mut progress = std::mem::take(&mut self.progress);
        progress.count(self);
        self.progress = progress;
    }

    /// The costs of tasks in the serial run; empty where there was none.
    fn serial_costs(&self) -> SerialCosts<'_> {
        let Some(baseline) = self.baseline() else {
            return SerialCosts::default();
        };
        SerialCosts {
            tasks: &baseline.tasks,
            mean: baseline.wall / u64::from(self.task_count().max(1)),
        }
    }

    /// The cost of tasks in the serial run; of several that were merged, the mean.
    pub(super) fn serial_cost(&self, task: TaskId, count: u32) -> Nanos {
        self.serial_costs().of(task, count)
    }

    /// When it began: the first thing that main did, or the start of a program that is watched. `None`
    /// before that.
    #[must_use]
    pub fn began(&self) -> Option<Moment> {
        let program = self.watched().and_then(|watched| watched.processes.first());
        program
            .map(|program| program.started)
            .or(self.progress.origin)
    }

    /// When it ended, or `now` while it goes on.
    #[must_use]
    pub fn end(&self, now: Moment) -> Moment {
        match &self.description.outcome {
            Some(outcome) if outcome.ended > outcome.started => outcome.ended,
            Some(_) => self.last_end().unwrap_or(now),
            None => now,
        }
    }

    /// How long it has taken.
    #[must_use]
    pub fn elapsed(&self, now: Moment) -> Nanos {
        self.began()
            .map_or(Nanos::ZERO, |origin| self.end(now).since(origin))
    }

    /// Whether it has ended.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        self.description.outcome.is_some()
    }

    /// Its outcome.
    #[must_use]
    pub const fn outcome(&self) -> Option<&Outcome> {
        self.description.outcome.as_ref()
    }

    /// The serial run of the same tasks.
    #[must_use]
    pub const fn baseline(&self) -> Option<&Baseline> {
        self.description.baseline.as_ref()
    }

    /// The lanes of the flow: main first, then the workers.
    pub fn flow(&self) -> impl Iterator<Item = &Lane> {
        self.lanes.iter().filter(|lane| lane.is_flow())
    }

    /// The slices that enclose those of a lane, a lane for each level, the outermost first.
    #[must_use]
    pub fn levels(&self, lane: LaneId) -> impl DoubleEndedIterator<Item = &Lane> {
        let is_level = move |other: &&Lane| {
            other.info.kind == LaneKind::Outer && other.info.number == u32::from(lane.get())
        };
        self.lanes.iter().filter(is_level)
    }

    /// Its own lanes from top to bottom as they are shown: main, the servers, the workers.
    pub fn rows(&self) -> impl Iterator<Item = &Lane> {
        let is_server =
            |lane: &&Lane| matches!(lane.info.kind, LaneKind::Forkserver | LaneKind::Manager);
        let is_main = |lane: &&Lane| lane.info.kind == LaneKind::Main;
        let main = self.flow().filter(is_main);
        let servers = self.flow().filter(is_server);
        main.chain(servers).chain(self.workers())
    }

    /// The lanes of the workers.
    pub fn workers(&self) -> impl Iterator<Item = &Lane> {
        self.lanes.iter().filter(|lane| lane.is_worker())
    }

    /// The lanes of the cores.
    pub fn cores(&self) -> impl Iterator<Item = &Lane> {
        self.lanes
            .iter()
            .filter(|lane| lane.info.kind == LaneKind::Core)
    }

    /// How many tasks have been computed.
    #[must_use]
    pub const fn tasks_done(&self) -> u32 {
        self.progress.totals.tasks
    }

    /// How many results main has handed to the caller. With `imap` a slow task holds back those
    /// behind it, so this can be far less than what has been computed.
    #[must_use]
    pub const fn delivered(&self) -> u32 {
        self.progress.totals.delivered
    }

    /// Failures and restarts of workers, lane by lane as they were read.
    #[must_use]
    pub fn incidents(&self) -> &[Incident] {
        &self.progress.totals.incidents
    }

    /// The index of a lane's spans; `None` of a lane that is not its own.
    #[must_use]
    pub fn detail(&self, lane: &Lane) -> Option<&SpanIndex> {
        self.counted(lane).map(|counted| &counted.detail)
    }

    /// When a lane did something last besides being told that there is nothing left to do.
    #[must_use]
    pub fn worked(&self, lane: &Lane) -> Option<Moment> {
        self.counted(lane)?.worked
    }

    /// How many workers were at tasks, over time.
    #[must_use]
    pub const fn crowd(&self) -> &ConcurrencyProfile {
        &self.progress.totals.crowd
    }

    fn counted(&self, lane: &Lane) -> Option<&Counted> {
        self.progress.lanes.get(lane.info.lane.index())
    }

    /// The lanes of the flow with what their spans add up to.
    pub(super) fn accounts(&self) -> impl Iterator<Item = (&Lane, &Account)> {
        let counted = self.lanes.iter().zip(&self.progress.lanes);
        let flow = counted.filter(|(lane, _)| lane.is_flow());
        flow.map(|(lane, counted)| (lane, &counted.account))
    }

    /// The last chunk that has been begun.
    pub(super) fn newest_chunk(&self) -> Option<ChunkId> {
        let begun = self.flow().filter_map(|lane| lane.now);
        let begun = begun
            .filter(|now| now.kind.is_of_task())
            .map(|now| now.chunk);
        self.progress.totals.newest_chunk.max(begun.max())
    }

    /// How much of it can go on at once, at best.
    #[must_use]
    pub fn max_parallelism(&self) -> MaxParallelism {
        let machine = &self.description.machine;
        let Some(experiment) = self.planned() else {
            return MaxParallelism::lanes(self.workers().count());
        };
        let computing = self.waited().map_or_else(
            || experiment.computing_share(),
            |share| Ratio::new(1.0 - share.get()),
        );
        MaxParallelism::computing(experiment, computing, machine.capacity())
    }

    /// Whether it can have a task for every core at once.
    #[must_use]
    pub fn fills_cores(&self) -> bool {
        let cores = f64::from(self.description.machine.usable_cores);
        self.max_parallelism().tasks.get() >= cores
    }

    /// The share of T₁ in which commands waited for something else than a core; `None` where the
    /// tasks are no commands, or were not run one after another.
    #[must_use]
    pub fn waited(&self) -> Option<Ratio> {
        let serial = self.baseline().filter(|_| self.has_commands())?;
        Some(Ratio::of(serial.waited.get(), serial.wall.get()))
    }

    /// The time on a core of a task that has gone on for so long while so many do tasks. For a
    /// command that is unknown before its end: it may be waiting.
    pub(super) fn on_core(&self, going_on: Nanos, computing: u64) -> Nanos {
        let cores = u64::from(self.description.machine.usable_cores.max(1));
        if self.has_commands() {
            going_on
        } else {
            going_on * cores / computing.max(cores)
        }
    }

    /// T₁ / parallelism: the finish line of an ideal machine.
    #[must_use]
    pub fn ideal(&self) -> Option<Nanos> {
        let at_once = self.max_parallelism().tasks.get();
        self.baseline()
            .map(|baseline| Nanos::from_secs_f64(baseline.wall.as_secs_f64() / at_once))
    }

    /// The speedup that no program could exceed on this machine: the ideal on cores that slow each
    /// other down. `None` where that was not measured.
    #[must_use]
    pub fn ceiling(&self) -> Option<Ratio> {
        let speed = self.description.core_speed?;
        let ideal = self.max_parallelism().tasks.get();
        // Waiting is not slowed down.
        let computing = f64::from(self.planned()?.io.rest()) / 100.0;
        let longer = computing / speed.get().max(0.01) + (1.0 - computing);
        Some(Ratio::new(ideal / longer))
    }

    /// T₁ / ceiling: when copies with nothing to coordinate would be done.
    #[must_use]
    pub fn soonest(&self) -> Option<Nanos> {
        let (serial, ceiling) = (self.baseline()?.wall, self.ceiling()?);
        Some(Nanos::from_secs_f64(
            serial.as_secs_f64() / ceiling.get().max(1e-9),
        ))
    }

    /// The serial cost of what has been done so far: what tells a speedup before the end. A task
    /// that runs counts for as long as it has been at it; where more compute than there are cores,
    /// for its share of them.
    #[must_use]
    pub fn work_done(&self, now: Moment) -> Nanos {
        let flow = || self.lanes.iter().zip(&self.progress.lanes);
        let computes = |lane: &Lane| lane.now.is_some_and(|now| now.kind == Kind::Task);
        let computing = flow().filter(|(lane, _)| computes(lane)).count() as u64;
        let begun = flow().filter_map(|(lane, counted)| {
            let doing = lane.now?;
            let going_on = now.since(doing.start);
            let part = match doing.kind {
                Kind::Task => self.on_core(going_on, computing),
                Kind::Io => going_on,
                // Between two parts of a task.
                _ if counted.parts.length > Nanos::ZERO => Nanos::ZERO,
                _ => return None,
            };
            Some((counted.parts.length + part).min(self.serial_cost(doing.task, 1)))
        });
        let done = self.progress.totals.work + begun.sum();
        let serial = self.baseline();
        done.min(serial.map_or(Nanos::ZERO, |serial| serial.wall))
    }

    /// Speedup so far: the serial cost of what is done over the time it took. What is done is
    /// estimated before the end, and no estimate goes beyond the ideal.
    #[must_use]
    pub fn speedup(&self, now: Moment) -> Option<Ratio> {
        let baseline = self.baseline()?;
        let elapsed = self.elapsed(now);
        if elapsed == Nanos::ZERO {
            return None;
        }
        Some(if self.is_over() {
            Ratio::of(baseline.wall.get(), elapsed.get())
        } else {
            let so_far = Ratio::of(self.work_done(now).get(), elapsed.get());
            Ratio::new(so_far.get().min(self.max_parallelism().tasks.get()))
        })
    }

    /// A title in a few words: `mandelbrot · 32 tasks · pool of 4 · chunksize 2`.
    #[must_use]
    pub fn title(&self) -> String {
        let e = match &self.origin {
            Origin::Planned(experiment) => experiment,
            Origin::Imported(import) => return self.imported_title(import),
            Origin::Watched => return self.watched_title(),
        };
        let workers = e.worker_count();
        let who = match e.mode {
            Mode::Serial => "serial".to_owned(),
            Mode::Threaded => format!("{workers} threads"),
            Mode::Process => format!("a process per task, {workers} at once"),
            Mode::Pool => format!(
                "pool of {workers} {}",
                match e.pool {
                    crate::plan::Pool::Processes => "processes",
                    crate::plan::Pool::Rayon => "rayon threads",
                    crate::plan::Pool::Executor => "processes (executor)",
                    crate::plan::Pool::Threads => "threads (executor)",
                    crate::plan::Pool::Interpreters => "interpreters",
                }
            ),
        };
        let tasks = self.unit().count(e.task_count());
        let python = e.is_python().then(|| format!(" · {}", self.python()));
        let what = match e.function.as_str() {
            "" => e.workload.name,
            function => function,
        };
        format!("{what} · {tasks} · {who}{}", python.unwrap_or_default())
    }

    /// The interpreter of a run in Python: as it says of itself, or as it was asked for.
    fn python(&self) -> String {
        let interpreter = self
            .outcome()
            .and_then(|outcome| outcome.interpreter.as_ref());
        let asked = || self.planned().map(|planned| planned.python.clone());
        interpreter
            .map(Interpreter::name)
            .or_else(asked)
            .unwrap_or_default()
    }

    /// `imported from a.json · 3 lanes · 40 slices`
    fn imported_title(&self, import: &Import) -> String {
        let lanes = match self.workers().count() {
            // A run that is kept without its spans.
            0 => String::new(),
            1 => " · 1 lane".to_owned(),
            lanes => format!(" · {lanes} lanes"),
        };
        let slices = self.outcome().map(|outcome| outcome.tasks_done);
        let slices = slices.unwrap_or_else(|| self.tasks_done());
        let slices = self.unit().count(slices);
        format!("imported from {}{lanes} · {slices}", import.from)
    }

    /// This run with lanes that come from elsewhere than a log.
    #[must_use]
    pub fn with_lanes(mut self, lanes: Vec<Lane>) -> Self {
        self.lanes = lanes;
        self.progress = RunSums::default();
        self.count();
        self
    }

    fn last_end(&self) -> Option<Moment> {
        self.flow()
            .filter_map(|lane| lane.spans.last().map(Span::end))
            .max()
    }
}
