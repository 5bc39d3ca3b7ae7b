//! [`Coordinator`]: main and its worker processes, in both modes that have them.
//!
//! In a pool all workers start at the beginning and stay until there is no more work; where
//! each task has a process of its own, one starts whenever a lane is free. The rest is alike:
//! main gives out chunks through the channel, waits, takes in what comes back, and replaces a
//! worker that dies.

mod commands;
mod intake;
mod own;

use super::{
    Finish, MAIN, RunContext,
    supervisor::{Supervisor, WorkerProcess},
};
use crate::{
    base::{self, ChunkId, LaneId},
    engine::native::{
        channel::{MainChannel, Managed, Mapped, Piped, Queued},
        checksum::Tally,
        codec::Codec,
        collector::Caller,
        in_flight::InFlight,
        job::WorkerSlot,
        launch::cannot_start,
    },
    log::{Kind, LaneWriter},
    plan::{self, Fault, Join, MainRole, Mode},
};
use commands::Fate;
use rustix::{
    event::{Timespec, poll},
    io::retry_on_intr,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    io,
};

struct Coordinator<'a> {
    run_context: &'a RunContext<'a>,
    main: LaneWriter,
    supervisor: Supervisor<'a>,
    channel: Box<dyn MainChannel + 'a>,
    in_flight: InFlight<'a>,
    caller: Caller,
    checksum: Tally,
    /// Lanes without a worker, the lowest last.
    free: Vec<LaneId>,
    /// Lanes whose worker died: the next one there replaces it.
    bereft: BTreeSet<LaneId>,
    /// The chunk that main does itself.
    own: Option<ChunkId>,
    /// Whether all workers have been told that there is no more work.
    closed: bool,
    restarts: u32,
    quits: u32,
    /// Workers that died in a row without any answer between.
    deaths: u32,
    /// Why commands were lost, in a sentence each.
    lost: Vec<String>,
    /// How workers of commands ended that did not end well.
    fates: BTreeMap<LaneId, Fate>,
}

pub(super) fn run(run_context: &RunContext<'_>) -> Finish {
    let started = base::now();
    let mut main = run_context.log.writer(MAIN);
    main.enter(Kind::Create);
    let mut coordinator = match Coordinator::open(run_context, main) {
        Ok(coordinator) => coordinator,
        Err(error) => {
            return Finish {
                failure: Some(cannot_start("worker 1", &error)),
                ..Finish::new(started, base::now(), run_context.checksum())
            };
        }
    };
    let failure = coordinator.work().err();
    coordinator.supervisor.kill_all();
    let usages = std::mem::take(&mut coordinator.supervisor.usages);
    let Coordinator {
        mut main,
        supervisor,
        channel,
        caller,
        checksum,
        restarts,
        quits,
        lost,
        ..
    } = coordinator;
    // Servers end when they are let go, and are waited for.
    drop((channel, supervisor));
    Finish {
        failure,
        lost,
        restarts,
        quits,
        delivery: caller.delivered(),
        workers: usages,
        ..Finish::new(started, main.leave(), checksum)
    }
}

impl<'a> Coordinator<'a> {
    fn open(run_context: &'a RunContext<'a>, main: LaneWriter) -> io::Result<Self> {
        let experiment = run_context.experiment;
        let codec = Codec::new(experiment, run_context.kernel);
        // The forkserver first: it must not inherit what is made for workers forked later.
        let supervisor = Supervisor::new(run_context)?;
        let channel: Box<dyn MainChannel + 'a> = match experiment.channel {
            plan::Channel::Pipe => Box::new(Piped::new(codec)),
            plan::Channel::Queue => Box::new(Queued::new(codec, run_context.workers)?),
            plan::Channel::SharedMemory => {
                Box::new(Mapped::new(experiment, &run_context.chunks, codec)?)
            }
            plan::Channel::Manager => {
                let lane = run_context.manager_lane().unwrap_or(MAIN);
                Box::new(Managed::new(codec, run_context.log, lane, base::now())?)
            }
        };
        let caller = Caller::new(experiment.method, run_context.tasks());
        let mut in_flight = InFlight::new(&run_context.chunks, caller.at_once());
        let own = match experiment.main {
            MainRole::Works => in_flight.keep_last(),
            MainRole::Waits => None,
        };
        Ok(Self {
            run_context,
            main,
            supervisor,
            channel,
            in_flight,
            caller,
            checksum: run_context.checksum(),
            free: (0..run_context.workers)
                .rev()
                .map(RunContext::lane)
                .collect(),
            bereft: BTreeSet::new(),
            own,
            closed: false,
            restarts: 0,
            quits: 0,
            deaths: 0,
            lost: Vec::new(),
            fates: BTreeMap::new(),
        })
    }

    fn work(&mut self) -> Result<(), String> {
        let joins_early = self.run_context.experiment.join == Join::Early;
        loop {
            self.hire()?;
            if self.in_flight.has_work() {
                self.main.enter(Kind::Dispatch);
            }
            if self.dispatch()? {
                // An answer may make room for more chunks.
                continue;
            }
            if !joins_early {
                self.work_too();
            }
            if self.in_flight.left() == 0 {
                self.close()?;
                if self.supervisor.workers.is_empty() {
                    break;
                }
            }
            self.attend()?;
        }
        self.work_too();
        self.main.enter(Kind::Collect);
        self.supervisor.reap_zombies();
        if self.run_context.experiment.has_process_pool() {
            self.caller.complete(&mut self.main);
        }
        Ok(())
    }

    /// Starts the workers that are missing, on free lanes.
    fn hire(&mut self) -> Result<(), String> {
        while self.has_vacancy()
            && let Some(lane) = self.free.pop()
        {
            self.start(lane)?;
        }
        Ok(())
    }

    fn has_vacancy(&self) -> bool {
        let working = self.supervisor.workers.iter();
        let working = working.filter(|worker| !worker.has_answered).count();
        match (
            self.run_context.experiment.mode,
            self.run_context.experiment.join,
        ) {
            (Mode::Process, Join::Early) => {
                self.supervisor.workers.is_empty() && self.in_flight.left() > 0
            }
            (Mode::Process, Join::Late) => (working as u64) < u64::from(self.in_flight.left()),
            _ => !self.closed,
        }
    }

    fn start(&mut self, lane: LaneId) -> Result<(), String> {
        let slot = WorkerSlot {
            lane,
            begun: self.main.enter(Kind::Create),
            single: self.run_context.experiment.mode == Mode::Process,
            again: self.bereft.remove(&lane),
        };
        self.supervisor
            .start(&mut *self.channel, slot)
            .map_err(|error| {
                let worker = format!("worker {}", self.supervisor.workers.len() + 1);
                cannot_start(&worker, &error)
            })
    }

    /// Gives out work. Returns whether there were events meanwhile.
    fn dispatch(&mut self) -> Result<bool, String> {
        if self.awaits_end() {
            return Ok(false);
        }
        let sent = self.channel.dispatch(&mut self.in_flight);
        sent.map_err(|error| format!("cannot give out work: {error}"))?;
        self.hear(&[])
    }

    /// Takes in the channel's events; after sending, too, as some channels receive while they send.
    fn hear(&mut self, ready: &[bool]) -> Result<bool, String> {
        let mut news = Vec::new();
        let heard = self.channel.hear(ready, &mut news);
        heard.map_err(|error| format!("cannot take in results: {error}"))?;
        let is_news = !news.is_empty();
        self.take_in(news)?;
        self.note_lost();
        if is_news && !self.awaits_end() {
            self.lose_begun();
        }
        Ok(is_news)
    }

    /// Waits until something happens, and takes it in.
    fn attend(&mut self) -> Result<(), String> {
        let own = self.caller.has_own_work() && !self.closed;
        match own {
            true => self.work_on(),
            // Waiting for the last ones to be gone is part of collecting.
            false if self.closed => {}
            false => {
                self.main.enter(Kind::Blocked);
            }
        }
        let mut polled = self.channel.watched();
        let channels = polled.len();
        polled.extend(self.supervisor.watched());
        let now = Timespec::default();
        retry_on_intr(|| poll(&mut polled, own.then_some(&now)))
            .map_err(|error| error.to_string())?;
        let ready: Vec<_> = polled.iter().map(|fd| !fd.revents().is_empty()).collect();
        drop(polled);
        if !ready.contains(&true) {
            return Ok(());
        }
        if !self.closed {
            self.main.enter(Kind::Collect);
        }
        self.hear(&ready[..channels])?;
        // From the last to the first, since a worker that leaves is removed.
        for index in (0..ready.len() - channels).rev() {
            if ready[channels + index] {
                let worker = self.supervisor.workers.swap_remove(index);
                self.part_with(worker)?;
            }
        }
        if self.caller.asks(self.in_flight.progress()) {
            self.main.enter(Kind::Ready);
        }
        Ok(())
    }

    /// A worker has ended: because it was told to, or by a misfortune.
    fn part_with(&mut self, mut worker: WorkerProcess) -> Result<(), String> {
        let lane = worker.lane;
        let computing = worker.computing(self.run_context);
        let mut news = Vec::new();
        self.channel
            .forget(lane, &mut self.in_flight, &mut news)
            .map_err(|error| format!("what {} had cannot be told: {error}", worker.name()))?;
        worker.has_answered |= news.iter().any(|one| one.is_from(lane));
        self.take_in(news)?;
        self.note_lost();
        let single = self.run_context.experiment.mode == Mode::Process;
        let (name, done) = (worker.name(), single && worker.has_answered);
        self.free.push(lane);
        if self.run_context.experiment.join == Join::Late {
            // The lowest free lane is used first, so that lanes fill from the top.
            self.free.sort_by(|a, b| b.cmp(a));
        } else {
            // One after another down the lanes: a staircase.
            self.free.rotate_right(1);
        }
        if self.run_context.experiment.fault == Fault::Zombie && done {
            self.supervisor.leave_unreaped(worker);
            return Ok(());
        }
        let ending = self.supervisor.dismiss(&worker);
        if self.lose_commands(&worker, &ending, computing.is_some()) {
            if self.in_flight.left() > 0 {
                self.bereft.insert(lane);
                self.restarts += 1;
            }
            return Ok(());
        }
        if self.in_flight.left() == 0 || (done && ending.is_good()) {
            return Ok(());
        }
        self.bereft.insert(lane);
        self.deaths += 1;
        self.restarts += 1;
        let retries = self.run_context.experiment.retries;
        let lost = computing.filter(|(chunk, _)| !self.in_flight.is_answered(*chunk));
        let times = match lost {
            Some((chunk, _)) => self.in_flight.blame(chunk),
            None => self.deaths,
        };
        if times <= retries {
            return Ok(());
        }
        self.restarts -= 1;
        let place = match lost {
            Some((chunk, task)) => format!(" in task {task} of chunk {chunk}"),
            None => String::new(),
        };
        let again = match retries {
            0 => String::new(),
            1 => "; it was replaced once before".into(),
            _ => format!("; it was replaced {retries} times before"),
        };
        Err(format!("{}{place}{again}", ending.obituary(&name)))
    }

    /// Tells all workers that there is no more work.
    fn close(&mut self) -> Result<(), String> {
        if !std::mem::replace(&mut self.closed, true) {
            self.main.enter(Kind::Collect);
            let told = self.channel.close();
            told.map_err(|error| format!("cannot end the workers: {error}"))?;
            self.hear(&[])?;
        }
        Ok(())
    }
}
