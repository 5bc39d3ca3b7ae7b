//! Queue: one pipe for all orders and one for all results, each behind a lock.
//!
//! Main *puts* orders: those that the pipe has no room for stay with the feeder, which writes on
//! when there is. Workers *get*: the owner of the orders' lock reads one, whole, and records which,
//! before it lets the next worker in. Results take the other lock.
//!
//! When a worker dies, main takes over the locks that it held, which Python's queues do not do.
//! If it held none, then the order that it took is the recorded one. If it held that of the
//! results, the pipe ends in the beginning of a result, which is thrown away. If it held that
//! of the orders, it may have left half of one there: the pipe is emptied, and all orders in it,
//! which are those that are out and not with a living worker, are put again.
//!
//! Orders without a payload all have the same length. So main puts many of them in one
//! system call, and getting exactly one is another.

use super::{ChannelEvent, Ends, MainChannel, lock::SharedLock, pipe::wait_for};
use crate::{
    base::{ChunkId, LaneId, Shared},
    engine::native::{
        codec::Codec,
        in_flight::InFlight,
        job::{Order, WorkerReport, WorkerSlot},
        launch::{called, pipe},
        link,
        payload::Direction,
        transport::{Inbox, Outbox},
    },
    log::{Kind, LaneWriter},
    plan,
};
use rustix::{
    event::{PollFd, PollFlags},
    io::{ioctl_fionread, retry_on_intr},
    pipe::{PipeFlags, pipe_with},
};
use std::{
    collections::BTreeSet,
    io,
    os::fd::{AsFd, BorrowedFd, OwnedFd},
    sync::atomic::Ordering::Relaxed,
};

/// The words of the two locks, each on a cache line of its own, and where the claims begin.
const ORDERS: usize = 0;
const RESULTS: usize = 8;
const CLAIMS: usize = 16;

/// The length of an order without a payload: its numbers have 5 bytes each at most.
const SHORT: usize = 40;

/// The feeder holds no more than this beyond one order.
const FED: usize = 64 * 1024;

/// Main's end.
pub(in crate::engine) struct Queued<'a> {
    codec: Codec<'a>,
    /// Both ends of the orders; main reads them only to empty the pipe.
    orders: (OwnedFd, OwnedFd),
    /// Both ends of the results; main keeps the writing one for workers to come.
    results: (OwnedFd, OwnedFd),
    /// Both locks, and a word a lane: the chunk it took last, plus 1.
    memory: Shared,
    feeder: Outbox<Order>,
    inbox: Inbox<WorkerReport>,
    /// Lanes that have a worker, and whether it does one chunk and ends.
    workers: BTreeSet<LaneId>,
    single: bool,
    closed: bool,
}

impl<'a> Queued<'a> {
    pub(in crate::engine) fn new(codec: Codec<'a>, workers: u32) -> io::Result<Self> {
        // Neither end waits: main must not, and workers do so without the lock.
        let nonblocking = PipeFlags::CLOEXEC | PipeFlags::NONBLOCK;
        let orders = called("pipe2", pipe_with(nonblocking))?;
        Ok(Self {
            codec,
            orders,
            results: pipe()?,
            memory: Shared::create(c"parscope-queue", CLAIMS + workers as usize + 1)?,
            feeder: Outbox::new(),
            inbox: Inbox::new(),
            workers: BTreeSet::new(),
            single: false,
            closed: false,
        })
    }

    fn take_in(&mut self, news: &mut Vec<ChannelEvent>) -> io::Result<()> {
        if self.inbox.fill(&self.results.0)? == 0 {
            return Ok(());
        }
        while let Some((report, payload)) = self.inbox.next()? {
            if matches!(report, WorkerReport::Quit(_)) {
                news.push(ChannelEvent::Quit);
            }
            news.extend(self.codec.checked(report, payload).map(ChannelEvent::Done));
        }
        Ok(())
    }

    /// Writes as much as the pipe has room for.
    fn feed(&mut self) -> io::Result<()> {
        self.feeder.feed(&self.orders.1)
    }

    fn lock(&self, which: usize) -> SharedLock<'_> {
        SharedLock::new(&self.memory, which, LaneId::new(0))
    }

    fn empty_orders(&mut self) -> io::Result<()> {
        self.feeder.clear();
        let mut bytes = vec![0; FED];
        while ioctl_fionread(&self.orders.0)? > 0 {
            retry_on_intr(|| rustix::io::read(&self.orders.0, &mut bytes[..]))?;
        }
        Ok(())
    }

    /// The orders that living workers took last.
    fn claimed(&self) -> BTreeSet<ChunkId> {
        let workers = self.workers.iter();
        workers.filter_map(|&lane| self.claim(lane)).collect()
    }

    /// The chunk that the worker of a lane took last.
    fn claim(&self, lane: LaneId) -> Option<ChunkId> {
        let claim = self.memory.load(CLAIMS + lane.index(), Relaxed);
        let id = u32::try_from(claim.checked_sub(1)?).ok()?;
        Some(ChunkId::new(id))
    }

    fn put_sentinels(&mut self) -> io::Result<()> {
        for _ in &self.workers {
            push(&mut self.feeder, self.codec, &Order::Quit)?;
        }
        self.feed()
    }
}

impl MainChannel for Queued<'_> {
    fn open(&mut self, slot: &WorkerSlot) -> io::Result<Ends> {
        self.workers.insert(slot.lane);
        self.single = slot.single;
        self.memory.store(CLAIMS + slot.lane.index(), 0, Relaxed);
        let ends = [
            self.orders.0.as_fd(),
            self.results.1.as_fd(),
            self.memory.as_fd(),
        ];
        let files: io::Result<_> = ends.iter().map(BorrowedFd::try_clone_to_owned).collect();
        Ok(Ends {
            kind: plan::Channel::Queue,
            files: files?,
        })
    }

    fn dispatch(&mut self, in_flight: &mut InFlight<'_>) -> io::Result<()> {
        while self.feeder.len() < FED
            && let Some(chunk) = in_flight.take()
        {
            push(&mut self.feeder, self.codec, &self.codec.order(chunk))?;
        }
        self.feed()
    }

    fn watched(&self) -> Vec<PollFd<'_>> {
        let mut watched = vec![PollFd::new(&self.results.0, PollFlags::IN)];
        if self.feeder.len() > 0 {
            watched.push(PollFd::new(&self.orders.1, PollFlags::OUT));
        }
        watched
    }

    fn hear(&mut self, ready: &[bool], news: &mut Vec<ChannelEvent>) -> io::Result<()> {
        if ready.first() == Some(&true) {
            self.take_in(news)?;
        }
        self.feed()
    }

    fn forget(
        &mut self,
        lane: LaneId,
        in_flight: &mut InFlight<'_>,
        news: &mut Vec<ChannelEvent>,
    ) -> io::Result<()> {
        self.workers.remove(&lane);
        let torn = self.lock(RESULTS).inherit(lane)?;
        while ioctl_fionread(&self.results.0)? > 0 {
            self.take_in(news)?;
        }
        if torn {
            // It died while it wrote: the rest in the inbox is the beginning of a result.
            self.inbox.clear();
            self.lock(RESULTS).give_up()?;
        }
        let answered: BTreeSet<_> = news.iter().filter_map(ChannelEvent::chunk).collect();
        if self.lock(ORDERS).inherit(lane)? {
            // It died while it read: which order, and how much of it, is unknown.
            let kept = &self.claimed() | &answered;
            self.empty_orders()?;
            for id in in_flight.out_except(&kept) {
                in_flight.come_back(id);
            }
            self.lock(ORDERS).give_up()?;
            if self.closed {
                self.put_sentinels()?;
            }
        } else if let Some(id) = self.claim(lane)
            && !answered.contains(&id)
        {
            in_flight.come_back(id);
        }
        Ok(())
    }

    fn close(&mut self) -> io::Result<()> {
        if !self.single && !self.closed {
            self.put_sentinels()?;
        }
        self.closed = true;
        Ok(())
    }
}

/// A worker's end.
pub(super) struct QueueLink<'a> {
    orders: OwnedFd,
    results: OwnedFd,
    memory: Shared,
    lane: LaneId,
    inbox: Inbox<Order>,
    outbox: Outbox<WorkerReport>,
    codec: Codec<'a>,
}

impl<'a> QueueLink<'a> {
    pub(super) fn new(
        orders: OwnedFd,
        results: OwnedFd,
        memory: OwnedFd,
        lane: LaneId,
        codec: Codec<'a>,
    ) -> io::Result<Self> {
        Ok(Self {
            orders,
            results,
            memory: Shared::attach(memory)?,
            lane,
            inbox: Inbox::new(),
            outbox: Outbox::new(),
            codec,
        })
    }
}

impl QueueLink<'_> {
    fn lock(&self, which: usize) -> SharedLock<'_> {
        SharedLock::new(&self.memory, which, self.lane)
    }

    /// Reads one order, whole, if there is any.
    fn get(&mut self) -> io::Result<bool> {
        if is_short(self.codec) {
            self.inbox.fill_known(&self.orders, SHORT)
        } else {
            self.inbox.fill_one(&self.orders)
        }
    }
}

impl link::Link for QueueLink<'_> {
    fn wait(&mut self, writer: &mut LaneWriter) -> io::Result<bool> {
        loop {
            writer.enter(Kind::Lock);
            self.lock(ORDERS).take()?;
            writer.enter(Kind::Receive);
            if self.get()? {
                writer.add_bytes(self.inbox.len());
                return Ok(true);
            }
            // Another worker was faster, or the pipe is empty.
            self.lock(ORDERS).give_up()?;
            writer.enter(Kind::Wait);
            if !wait_for(self.orders.as_fd())? {
                return Ok(false);
            }
        }
    }

    fn next(&mut self) -> io::Result<Option<(Order, bool)>> {
        let Some((order, payload)) = self.inbox.next()? else {
            return Ok(None);
        };
        let payload = if is_short(self.codec) { &[] } else { payload };
        let taken = self.codec.taken(order, payload);
        if let Order::Chunk(chunk) = &taken.0 {
            let claim = u64::from(chunk.id.get()) + 1;
            let place = CLAIMS + self.lane.index();
            self.memory.store(place, claim, Relaxed);
        }
        self.lock(ORDERS).give_up()?;
        Ok(Some(taken))
    }

    fn is_idle(&self) -> bool {
        self.inbox.is_empty()
    }

    fn push(&mut self, report: &WorkerReport) -> io::Result<()> {
        self.codec.push(report, &mut self.outbox)
    }

    fn flush(&mut self, writer: &mut LaneWriter) -> io::Result<()> {
        let lock = SharedLock::new(&self.memory, RESULTS, self.lane);
        if !lock.try_take() {
            writer.enter(Kind::Lock);
            lock.take()?;
            writer.enter(Kind::Send);
        }
        writer.add_bytes(self.outbox.len());
        self.outbox.flush(&self.results)?;
        lock.give_up()
    }
}

/// Whether orders are all of the same length.
fn is_short(codec: Codec<'_>) -> bool {
    codec.payload.is_empty() && !codec.unpacks
}

/// Adds an order, with its payload, to the feeder.
fn push(feeder: &mut Outbox<Order>, codec: Codec<'_>, order: &Order) -> io::Result<()> {
    if is_short(codec) {
        return feeder.push_padded(order, SHORT);
    }
    let tasks = match order {
        Order::Chunk(chunk) => chunk.range(),
        Order::Quit => 0..0,
    };
    let length = codec.payload.of(tasks.end - tasks.start);
    feeder.push_with(order, length, |place| {
        codec.payload.fill(Direction::There, tasks, place);
    })
}
