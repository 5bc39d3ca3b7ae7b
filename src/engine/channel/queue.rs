//! Queue: one pipe for all orders and one for all results, each behind a lock.
//!
//! Main *puts* orders: what the pipe has no room for stays with the feeder, which writes on when
//! there is. Workers *get*: whoever has the lock of the orders reads one, whole, and writes down
//! which, before it lets the next one in. Results take the other lock.
//!
//! When a worker dies, main takes over the locks that it held, which nobody does for Python's
//! queues. If it died while it wrote a result, the beginning of that is the last thing in the
//! pipe, and is thrown away. With the lock of the orders main knows that nobody is reading, and
//! what every worker has taken stands written down. So what is lost is what is out, not answered,
//! and not with anybody who lives. The pipe is emptied and all that was in it is put again: the
//! dead one may have left half an order there.
//!
//! Orders without a payload are short, and the pipe keeps them apart as packets: so getting one
//! is one system call, and never more than one order.

use super::{Channel, Ends, News, Stock, lock::Lock, pipe::wait_for};
use crate::{
    base::{ChunkId, LaneId, Shared},
    engine::{
        book::Book,
        job::{Order, Report, Seat},
        payload::Way,
        transport::{Inbox, Outbox},
    },
    plan,
    trace::{Kind, LaneWriter},
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
    thread,
    time::Duration,
};

/// The words of the two locks, each on a cache line of its own, and where the claims begin.
const ORDERS: usize = 0;
const RESULTS: usize = 8;
const CLAIMS: usize = 16;

/// How often the lock is tried, a tenth of a millisecond apart.
const TRIES: u32 = 500;

/// The feeder holds no more than this beyond one order.
const FED: usize = 64 * 1024;

/// Main's end.
pub(in crate::engine) struct Queued<'a> {
    stock: Stock<'a>,
    /// Both ends of the orders; main reads them only to empty the pipe.
    orders: (OwnedFd, OwnedFd),
    /// Both ends of the results; main keeps the writing one for workers to come.
    results: (OwnedFd, OwnedFd),
    /// Both locks, and a word a lane: the chunk it took last, plus 1.
    memory: Shared,
    feeder: Outbox<Order>,
    inbox: Inbox<Report>,
    /// Lanes that have a worker, and whether it does one chunk and ends.
    workers: BTreeSet<LaneId>,
    single: bool,
    closed: bool,
}

impl<'a> Queued<'a> {
    pub(in crate::engine) fn new(stock: Stock<'a>, workers: u32) -> io::Result<Self> {
        // Neither end waits: main must not, and workers do so without the lock.
        let mut flags = PipeFlags::CLOEXEC | PipeFlags::NONBLOCK;
        flags.set(PipeFlags::DIRECT, stock.payload.is_empty());
        let orders = pipe_with(flags)?;
        Ok(Self {
            stock,
            orders,
            results: pipe_with(PipeFlags::CLOEXEC)?,
            memory: Shared::create(c"parscope-queue", CLAIMS + workers as usize + 1)?,
            feeder: Outbox::new(),
            inbox: Inbox::new(),
            workers: BTreeSet::new(),
            single: false,
            closed: false,
        })
    }

    fn take_in(&mut self, news: &mut Vec<News>) -> io::Result<()> {
        if self.inbox.fill(&self.results.0)? == 0 {
            return Ok(());
        }
        while let Some((report, payload)) = self.inbox.next()? {
            if matches!(report, Report::Quit(_)) {
                news.push(News::Quit);
            }
            news.extend(self.stock.checked(report, payload).map(News::Done));
        }
        Ok(())
    }

    /// Takes the lock of the orders. Whoever holds it may be waiting for the rest of an order
    /// that the feeder still has, so main goes on feeding until it gets it. Where it does not,
    /// whoever holds it may be dead, too: that is for main to find out.
    fn lock_orders(&mut self) -> io::Result<bool> {
        for _ in 0..TRIES {
            if self.lock(ORDERS).try_take() {
                return Ok(true);
            }
            self.feed()?;
            thread::sleep(Duration::from_micros(100));
        }
        Ok(false)
    }

    const fn packets(&self) -> bool {
        self.stock.payload.is_empty()
    }

    /// Writes what the pipe has room for.
    fn feed(&mut self) -> io::Result<()> {
        if self.packets() {
            self.feeder.feed_one_by_one(&self.orders.1)
        } else {
            self.feeder.feed(&self.orders.1)
        }
    }

    fn lock(&self, which: usize) -> Lock<'_> {
        Lock::new(&self.memory, which, LaneId::new(0))
    }

    fn empty_orders(&mut self) -> io::Result<()> {
        self.feeder.clear();
        let mut bytes = vec![0; FED];
        while ioctl_fionread(&self.orders.0)? > 0 {
            retry_on_intr(|| rustix::io::read(&self.orders.0, &mut bytes[..]))?;
        }
        Ok(())
    }

    fn claimed(&self) -> BTreeSet<ChunkId> {
        let claims = self.workers.iter();
        let claims = claims.map(|lane| self.memory.load(CLAIMS + lane.index(), Relaxed));
        claims
            .filter_map(|claim| u32::try_from(claim.checked_sub(1)?).ok())
            .map(ChunkId::new)
            .collect()
    }

    fn put_sentinels(&mut self) -> io::Result<()> {
        for _ in &self.workers {
            self.feeder.push(&Order::Quit)?;
        }
        self.feed()
    }
}

impl Channel for Queued<'_> {
    fn open(&mut self, seat: &Seat) -> io::Result<Ends> {
        self.workers.insert(seat.lane);
        self.single = seat.single;
        self.memory.store(CLAIMS + seat.lane.index(), 0, Relaxed);
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

    fn dispatch(&mut self, book: &mut Book<'_>) -> io::Result<()> {
        while self.feeder.len() < FED
            && let Some(chunk) = book.take()
        {
            let (tasks, length) = (chunk.range(), self.stock.payload.of(chunk.len()));
            let payload = self.stock.payload;
            let order = self.stock.order(chunk);
            self.feeder.push_with(&order, length, |place| {
                payload.fill(Way::There, tasks, place);
            })?;
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

    fn hear(&mut self, ready: &[bool], news: &mut Vec<News>) -> io::Result<()> {
        if ready.first() == Some(&true) {
            self.take_in(news)?;
        }
        self.feed()
    }

    fn forget(
        &mut self,
        lane: LaneId,
        book: &mut Book<'_>,
        news: &mut Vec<News>,
    ) -> io::Result<bool> {
        let torn = self.lock(RESULTS).inherit(lane)?;
        while ioctl_fionread(&self.results.0)? > 0 {
            self.take_in(news)?;
        }
        if torn {
            // It died while it wrote: what is left of that is the beginning of a result.
            self.inbox.clear();
            self.lock(RESULTS).give_up()?;
        }
        if !self.lock(ORDERS).inherit(lane)? && !self.lock_orders()? {
            return Ok(false);
        }
        self.workers.remove(&lane);
        let mut kept = self.claimed();
        // What was answered before it died is not lost.
        kept.extend(news.iter().filter_map(News::chunk));
        let lost = book.out_except(&kept);
        if !lost.is_empty() || self.closed {
            self.empty_orders()?;
            for id in lost {
                book.come_back(id);
            }
        }
        self.lock(ORDERS).give_up()?;
        if self.closed {
            self.put_sentinels()?;
        }
        Ok(true)
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
pub(super) struct Link<'a> {
    orders: OwnedFd,
    results: OwnedFd,
    memory: Shared,
    lane: LaneId,
    inbox: Inbox<Order>,
    outbox: Outbox<Report>,
    stock: Stock<'a>,
}

impl<'a> Link<'a> {
    pub(super) fn new(
        orders: OwnedFd,
        results: OwnedFd,
        memory: OwnedFd,
        lane: LaneId,
        stock: Stock<'a>,
    ) -> io::Result<Self> {
        Ok(Self {
            orders,
            results,
            memory: Shared::attach(memory)?,
            lane,
            inbox: Inbox::new(),
            outbox: Outbox::new(),
            stock,
        })
    }
}

impl Link<'_> {
    fn lock(&self, which: usize) -> Lock<'_> {
        Lock::new(&self.memory, which, self.lane)
    }

    /// Reads one order, whole, if there is any.
    fn get(&mut self) -> io::Result<bool> {
        if self.stock.payload.is_empty() {
            self.inbox.fill_packets(&self.orders)
        } else {
            self.inbox.fill_one(&self.orders)
        }
    }
}

impl super::Link for Link<'_> {
    fn wait(&mut self, writer: &mut LaneWriter) -> io::Result<bool> {
        loop {
            writer.enter(Kind::Lock);
            self.lock(ORDERS).take()?;
            writer.enter(Kind::Receive);
            if self.get()? {
                writer.add_bytes(self.inbox.len());
                return Ok(true);
            }
            // Another one was faster, or there is nothing.
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
        let taken = self.stock.taken(order, payload);
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

    fn push(&mut self, report: &Report) -> io::Result<()> {
        self.stock.push(report, &mut self.outbox)
    }

    fn flush(&mut self, writer: &mut LaneWriter) -> io::Result<()> {
        let lock = Lock::new(&self.memory, RESULTS, self.lane);
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
