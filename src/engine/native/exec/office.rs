//! [`Office`]: main and its worker processes, in both modes that have them.
//!
//! In a pool everyone is there from the beginning and stays until there is no more work; where
//! each task has a process of its own, one is started whenever a lane is free. The rest is the
//! same: main gives out chunks through the channel, waits, takes in what comes back, and puts
//! somebody else in the place of whoever dies.

mod commands;
mod intake;
mod own;

use super::{
    Finish, Floor, MAIN,
    staff::{Staff, Worker},
};
use crate::{
    base::{self, ChunkId, LaneId},
    engine::native::{
        book::Book,
        caller::Caller,
        channel::{Channel, Managed, Mapped, Piped, Queued},
        job::Seat,
        launch::cannot_start,
        stock::Stock,
        tally::Tally,
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

struct Office<'a> {
    floor: &'a Floor<'a>,
    main: LaneWriter,
    staff: Staff<'a>,
    channel: Box<dyn Channel + 'a>,
    book: Book<'a>,
    caller: Caller,
    tally: Tally,
    /// Lanes without a worker, the lowest last.
    free: Vec<LaneId>,
    /// Lanes whose worker died: the next one there replaces it.
    bereft: BTreeSet<LaneId>,
    /// The chunk that main does itself.
    own: Option<ChunkId>,
    /// Whether everyone has been told that there is no more work.
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

pub(super) fn run(floor: &Floor<'_>) -> Finish {
    let started = base::now();
    let mut main = floor.log.writer(MAIN);
    main.enter(Kind::Create);
    let mut office = match Office::open(floor, main) {
        Ok(office) => office,
        Err(error) => {
            return Finish {
                failure: Some(cannot_start("worker 1", &error)),
                ..Finish::new(started, base::now(), floor.tally())
            };
        }
    };
    let failure = office.work().err();
    office.staff.kill_all();
    let usages = std::mem::take(&mut office.staff.usages);
    let Office {
        mut main,
        staff,
        channel,
        caller,
        tally,
        restarts,
        quits,
        lost,
        ..
    } = office;
    // Servers end when they are let go, and are waited for.
    drop((channel, staff));
    Finish {
        failure,
        lost,
        restarts,
        quits,
        delivery: caller.delivered(),
        workers: usages,
        ..Finish::new(started, main.leave(), tally)
    }
}

impl<'a> Office<'a> {
    fn open(floor: &'a Floor<'a>, main: LaneWriter) -> io::Result<Self> {
        let experiment = floor.experiment;
        let stock = Stock::new(experiment, floor.kernel);
        // The forkserver first: whoever is forked later must not be copied into it.
        let staff = Staff::new(floor)?;
        let channel: Box<dyn Channel + 'a> = match experiment.channel {
            plan::Channel::Pipe => Box::new(Piped::new(stock)),
            plan::Channel::Queue => Box::new(Queued::new(stock, floor.workers)?),
            plan::Channel::SharedMemory => Box::new(Mapped::new(experiment, &floor.chunks, stock)?),
            plan::Channel::Manager => {
                let lane = floor.manager_lane().unwrap_or(MAIN);
                Box::new(Managed::new(stock, floor.log, lane, base::now())?)
            }
        };
        let caller = Caller::new(experiment.method, floor.tasks());
        let mut book = Book::new(&floor.chunks, caller.at_once());
        let own = match experiment.main {
            MainRole::Works => book.keep_last(),
            MainRole::Waits => None,
        };
        Ok(Self {
            floor,
            main,
            staff,
            channel,
            book,
            caller,
            tally: floor.tally(),
            free: (0..floor.workers).rev().map(Floor::lane).collect(),
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
        let joins_early = self.floor.experiment.join == Join::Early;
        loop {
            self.hire()?;
            if self.book.has_work() {
                self.main.enter(Kind::Dispatch);
            }
            if self.dispatch()? {
                // What was heard may make room for more.
                continue;
            }
            if !joins_early {
                self.work_too();
            }
            if self.book.left() == 0 {
                self.close()?;
                if self.staff.workers.is_empty() {
                    break;
                }
            }
            self.attend()?;
        }
        self.work_too();
        self.main.enter(Kind::Collect);
        self.staff.reap_zombies();
        if self.floor.experiment.has_process_pool() {
            self.caller.complete(&mut self.main);
        }
        Ok(())
    }

    /// Starts whoever is to be there and is not.
    fn hire(&mut self) -> Result<(), String> {
        while self.has_vacancy()
            && let Some(lane) = self.free.pop()
        {
            self.start(lane)?;
        }
        Ok(())
    }

    fn has_vacancy(&self) -> bool {
        let working = self.staff.workers.iter();
        let working = working.filter(|worker| !worker.has_answered).count();
        match (self.floor.experiment.mode, self.floor.experiment.join) {
            (Mode::Process, Join::Early) => self.staff.workers.is_empty() && self.book.left() > 0,
            (Mode::Process, Join::Late) => (working as u64) < u64::from(self.book.left()),
            _ => !self.closed,
        }
    }

    fn start(&mut self, lane: LaneId) -> Result<(), String> {
        let seat = Seat {
            lane,
            begun: self.main.enter(Kind::Create),
            single: self.floor.experiment.mode == Mode::Process,
            again: self.bereft.remove(&lane),
        };
        self.staff.start(&mut *self.channel, seat).map_err(|error| {
            let worker = format!("worker {}", self.staff.workers.len() + 1);
            cannot_start(&worker, &error)
        })
    }

    /// Gives out work. Returns whether there was news meanwhile.
    fn dispatch(&mut self) -> Result<bool, String> {
        if self.awaits_end() {
            return Ok(false);
        }
        let sent = self.channel.dispatch(&mut self.book);
        sent.map_err(|error| format!("cannot give out work: {error}"))?;
        self.hear(&[])
    }

    /// Takes in what the channel has. Some hear while they speak, so this comes after that, too.
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
        polled.extend(self.staff.watched());
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
        // The last ones first, for whoever leaves gives up a place.
        for index in (0..ready.len() - channels).rev() {
            if ready[channels + index] {
                let worker = self.staff.workers.swap_remove(index);
                self.part_with(worker)?;
            }
        }
        if self.caller.asks(self.book.progress()) {
            self.main.enter(Kind::Ready);
        }
        Ok(())
    }

    /// A worker has ended: because it was told to, or by a misfortune.
    fn part_with(&mut self, mut worker: Worker) -> Result<(), String> {
        let lane = worker.lane;
        let computing = worker.computing(self.floor);
        let mut news = Vec::new();
        self.channel
            .forget(lane, &mut self.book, &mut news)
            .map_err(|error| format!("what {} had cannot be told: {error}", worker.name()))?;
        worker.has_answered |= news.iter().any(|one| one.is_from(lane));
        self.take_in(news)?;
        self.note_lost();
        let single = self.floor.experiment.mode == Mode::Process;
        let (name, done) = (worker.name(), single && worker.has_answered);
        self.free.push(lane);
        if self.floor.experiment.join == Join::Late {
            // The lowest free lane is used first, so that lanes fill from the top.
            self.free.sort_by(|a, b| b.cmp(a));
        } else {
            // One after another down the lanes: a staircase.
            self.free.rotate_right(1);
        }
        if self.floor.experiment.fault == Fault::Zombie && done {
            self.staff.leave_unreaped(worker);
            return Ok(());
        }
        let ending = self.staff.dismiss(&worker);
        if self.lose_commands(&worker, &ending, computing.is_some()) {
            if self.book.left() > 0 {
                self.bereft.insert(lane);
                self.restarts += 1;
            }
            return Ok(());
        }
        if self.book.left() == 0 || (done && ending.is_good()) {
            return Ok(());
        }
        self.bereft.insert(lane);
        self.deaths += 1;
        self.restarts += 1;
        let retries = self.floor.experiment.retries;
        let lost = computing.filter(|(chunk, _)| !self.book.is_answered(*chunk));
        let times = match lost {
            Some((chunk, _)) => self.book.blame(chunk),
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

    /// Tells everyone that there is no more work.
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
