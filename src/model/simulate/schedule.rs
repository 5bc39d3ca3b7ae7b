//! [`Schedule`]: the workers, from their start to their end, and how they compute.
//!
//! The main flow between two chunks is in [`coordinator`](super::coordinator).

use super::{
    Earliest, Given, LaneActivity, Rule, SerialWork, SimulatedCores, SimulationInput, Sink, Supply,
    lock::SimulatedLock, main::Main, time,
};
use crate::{
    log::Kind,
    plan::{Ahead, Batch, Channel, Handout, Lock as LockKind, Resolved, StartMethod},
    sample::{ChannelCosts, Costs, StartCosts},
};

/// A schedule that is being played.
pub(super) struct Schedule<'a, S> {
    pub(super) experiment: &'a Resolved,
    pub(super) handout: Handout,
    pub(super) start: StartCosts,
    pub(super) channel: ChannelCosts,
    pub(super) claim: f64,
    pub(super) oversleep: f64,
    pub(super) work: SerialWork,
    pub(super) supply: Supply,
    pub(super) cores: SimulatedCores,
    /// The times that workers, and after them main, wait for besides computing.
    pub(super) timers: Earliest,
    pub(super) workers: Vec<SimulatedWorker>,
    pub(super) main: Main,
    pub(super) lock: Option<SimulatedLock>,
    pub(super) sink: S,
}

/// A worker.
#[derive(Debug, Clone)]
pub(super) struct SimulatedWorker {
    pub(super) phase: WorkerPhase,
    /// The chunks given to it last, and its next task and chunk of them.
    pub(super) given: Given,
    pub(super) task: u32,
    pub(super) chunk: u32,
    /// The rest of a task that does not compute at present.
    pub(super) left: f64,
    /// How long that task waits afterwards.
    pub(super) wait: f64,
    /// When it can take work, and when it was sent what it has.
    pub(super) ready: f64,
    pub(super) sent: f64,
    /// When it was gone.
    pub(super) gone: f64,
}

/// The purpose of a worker's timer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WorkerPhase {
    /// It can take its first chunk.
    Ready,
    /// It begins what it was given.
    Begins,
    /// Its task waits.
    Rests,
    /// It is gone.
    Gone,
}

impl<'a, S: Sink> Schedule<'a, S> {
    pub(super) fn new(scene: &SimulationInput<'a>, sink: S) -> Self {
        let (experiment, costs) = (scene.experiment, scene.costs);
        let workers = experiment.worker_count().max(1);
        let handout = experiment.handout();
        let rule = match handout {
            Handout::Steal => Rule::Steal(vec![0..0; workers as usize]),
            Handout::Sent if experiment.payload.get() == 0 && !experiment.method.is_apply() => {
                Rule::Sent(Ahead::new())
            }
            // Where each is delayed, chunks are taken one by one.
            Handout::Claim | Handout::Get
                if experiment.extra_transfer.get() == 0 && batches(experiment) =>
            {
                Rule::Claim(vec![Batch::new(); workers as usize])
            }
            _ => Rule::Single,
        };
        let supply = Supply::new(experiment.chunks(), experiment.main_helps(), rule);
        let idle = SimulatedWorker {
            phase: WorkerPhase::Ready,
            given: Given {
                chunks: 0..0,
                tasks: 0..0,
            },
            task: 0,
            chunk: 0,
            left: 0.0,
            wait: 0.0,
            ready: 0.0,
            sent: 0.0,
            gone: 0.0,
        };
        let lock = (matches!(handout, Handout::Claim | Handout::Steal)
            && experiment.lock == LockKind::Gil)
            .then(|| SimulatedLock::new(time(experiment.switch_interval)));
        let places = workers as usize + 1;
        Self {
            experiment,
            handout,
            start: start_costs(costs, experiment),
            channel: channel_costs(costs, experiment),
            claim: time(costs.claim),
            oversleep: time(costs.oversleep),
            work: SerialWork::new(experiment, scene.baseline, scene.waits),
            supply,
            cores: SimulatedCores::new(scene.cores, places, experiment.load, scene.inflation.get()),
            timers: Earliest::new(places),
            workers: vec![idle; workers as usize],
            main: Main::default(),
            lock,
            sink,
        }
    }

    /// Plays it from the start of the first worker to the end of the last. Returns how long that
    /// took.
    pub(super) fn play(mut self) -> (f64, S) {
        let wall = if self.handout == Handout::Main {
            self.alone()
        } else {
            self.open();
            self.run();
            self.close()
        };
        (wall, self.sink)
    }

    /// Main does everything.
    fn alone(&mut self) -> f64 {
        let tasks = self.experiment.task_count();
        let mut at = 0.0;
        if S::EACH {
            for task in 0..tasks {
                let whole = self.work.of(task..task + 1);
                let wait = self.work.wait(task);
                let doing = |kind, count| LaneActivity {
                    kind,
                    task,
                    count,
                    chunk: 0,
                };
                let last = u32::from(wait <= 0.0);
                self.sink.enter(0, at, doing(Kind::Task, last));
                if wait > 0.0 {
                    self.sink.enter(0, at + whole - wait, doing(Kind::Io, 1));
                }
                at += whole;
            }
        } else {
            at = self.work.of(0..tasks);
        }
        self.sink.leave(0, at);
        at
    }

    /// Plays all events until none is left.
    fn run(&mut self) {
        loop {
            let (timer, computed) = (self.timers.moment(), self.cores.next());
            if computed <= timer {
                if computed == f64::INFINITY {
                    break;
                }
                let who = self.cores.who();
                self.cores.end(computed, who);
                if who == self.workers.len() {
                    self.main_computed(computed);
                } else {
                    self.computed(who, computed);
                }
            } else {
                let who = self.timers.place();
                self.timers.clear(who);
                if who == self.workers.len() {
                    self.main_begins(timer);
                    continue;
                }
                match self.workers[who].phase {
                    WorkerPhase::Ready => self.ask(who, timer),
                    WorkerPhase::Begins => self.begin(who, timer),
                    WorkerPhase::Rests => self.task_done(who, timer),
                    WorkerPhase::Gone => self.gone(who, timer),
                }
            }
        }
    }

    /// Sets a worker's timer.
    #[inline]
    pub(super) fn later(&mut self, who: usize, at: f64, phase: WorkerPhase) {
        self.workers[who].phase = phase;
        self.timers.set(who, at);
    }

    /// Whether tasks are played one by one: where they are wanted so, and where they do more than
    /// compute.
    fn is_by_task(&self) -> bool {
        S::EACH || self.lock.is_some() || self.work.waits()
    }

    /// A worker has its chunks, and begins the next task of them, or all at once.
    pub(super) fn begin(&mut self, who: usize, now: f64) {
        let by_task = self.is_by_task();
        // A chunk that lies ready in a pipe still has to be taken out of it.
        let turn = match self.handout {
            Handout::Sent => time(self.channel.turn),
            _ => 0.0,
        };
        let worker = &mut self.workers[who];
        let Given { chunks, tasks } = &worker.given;
        let service = if by_task {
            let task = worker.task;
            let next = self.supply.chunk_of(worker.chunk, task);
            let turned = if next == worker.chunk { 0.0 } else { turn };
            worker.chunk = next;
            worker.wait = self.work.wait(task);
            self.work.of(task..task + 1) - worker.wait + turned
        } else {
            worker.task = tasks.end - 1;
            self.work.of(tasks.clone()) + turn * f64::from(chunks.end - chunks.start - 1)
        };
        worker.left = service;
        self.compute(who, now);
    }

    /// A worker computes what is left of its task, as soon as it may.
    fn compute(&mut self, who: usize, now: f64) {
        let mut service = self.workers[who].left;
        if let Some(lock) = &mut self.lock {
            if let Err((holder, slice)) = lock.take(now, who) {
                let cut = self.cores.cut(now, holder, slice);
                self.workers[holder].left += cut;
                self.enter_task(who, now, Kind::Lock, 0);
                return;
            }
            service = service.min(lock.slice(now));
        }
        self.workers[who].left -= service;
        let ends = u32::from(self.workers[who].wait <= 0.0);
        self.enter_task(who, now, Kind::Task, ends);
        self.cores.begin(now, who, service);
    }

    /// Passes the lock on; its new holder computes.
    fn pass_lock(&mut self, now: f64, goes_on: bool) {
        let Some(lock) = &mut self.lock else { return };
        if let Some(next) = lock.pass(now, goes_on) {
            self.compute(next, now);
        }
    }

    /// A worker that holds the lock, if there is one, lets go of it.
    pub(super) fn let_go(&mut self, who: usize, now: f64) {
        if self.lock.as_ref().is_some_and(|lock| lock.is_held_by(who)) {
            self.pass_lock(now, false);
        }
    }

    /// A worker has computed what it was to.
    fn computed(&mut self, who: usize, now: f64) {
        if self.workers[who].left > 0.0 {
            // It has to hand over the lock.
            self.sink.interrupt(who + 1);
            self.enter_task(who, now, Kind::Lock, 0);
            self.pass_lock(now, true);
            return;
        }
        let wait = self.workers[who].wait;
        if wait > 0.0 {
            self.enter_task(who, now, Kind::Io, 1);
            self.later(who, now + wait, WorkerPhase::Rests);
            self.let_go(who, now);
            return;
        }
        self.task_done(who, now);
    }

    fn task_done(&mut self, who: usize, now: f64) {
        let worker = &mut self.workers[who];
        worker.task += 1;
        if worker.task < worker.given.tasks.end {
            self.begin(who, now);
        } else {
            self.chunk_done(who, now);
        }
    }

    #[inline]
    fn enter_task(&mut self, who: usize, now: f64, kind: Kind, count: u32) {
        if S::EACH {
            let SimulatedWorker { task, chunk, .. } = self.workers[who];
            let doing = LaneActivity {
                kind,
                task,
                count,
                chunk,
            };
            self.sink.enter(who + 1, now, doing);
        }
    }
}

/// Whether workers that help themselves take several short chunks at once.
fn batches(experiment: &Resolved) -> bool {
    experiment.handout() == Handout::Claim
        || experiment.channel == Channel::SharedMemory && experiment.payload.get() == 0
}

/// The costs of starting and ending a worker.
fn start_costs(costs: &Costs, experiment: &Resolved) -> StartCosts {
    match (experiment.has_worker_processes(), experiment.start) {
        (false, _) => costs.thread,
        (_, StartMethod::Fork) => costs.fork,
        (_, StartMethod::Spawn) => costs.spawn,
        (_, StartMethod::Forkserver) => costs.forkserver,
    }
}

/// The costs of a chunk's way.
fn channel_costs(costs: &Costs, experiment: &Resolved) -> ChannelCosts {
    match (experiment.has_worker_processes(), experiment.channel) {
        (false, _) => ChannelCosts::default(),
        (_, Channel::Pipe) => costs.pipe,
        (_, Channel::Queue) => costs.queue,
        (_, Channel::SharedMemory) => costs.shared_memory,
        (_, Channel::Manager) => costs.manager,
    }
}
