//! Queue: one pipe for all orders and one for all results, each behind a lock.
//!
//! Main *puts* orders: what the pipe has no room for stays with the feeder, which writes on when
//! there is. Workers *get*: whoever has the lock of the orders reads one, whole, and writes down
//! which, before it lets the next one in. Results take the other lock. The locks belong to the
//! system (`fcntl`), so that they are free again when whoever holds one dies; Python's are not.
//!
//! When a worker dies, main takes the lock of the orders. Now nobody is reading, and what every
//! worker has taken stands written down. So what is lost is what is out, not answered, and not
//! with anybody who lives. The pipe is emptied and all that was in it is put again: the dead one
//! may have left half an order there.

use super::{Channel, Ends, News, Stock, pipe::wait_for};
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
    fs::{FlockOperation, MemfdFlags, OFlags, fcntl_getfl, fcntl_lock, fcntl_setfl, memfd_create},
    io::{Errno, ioctl_fionread, retry_on_intr},
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

/// The feeder holds no more than this beyond one order.
const FED: usize = 64 * 1024;

/// Main's end.
pub(in crate::engine) struct Queued<'a> {
    stock: Stock<'a>,
    /// Both ends of the orders; main reads them only to empty the pipe.
    orders: (OwnedFd, OwnedFd),
    /// Both ends of the results; main keeps the writing one for workers to come.
    results: (OwnedFd, OwnedFd),
    /// A word a lane: the chunk it took last, plus 1. Its file is the lock of the orders.
    claims: Shared,
    results_lock: OwnedFd,
    feeder: Outbox<Order>,
    inbox: Inbox<Report>,
    /// Lanes that have a worker, and whether it does one chunk and ends.
    workers: BTreeSet<LaneId>,
    single: bool,
    closed: bool,
}

impl<'a> Queued<'a> {
    pub(in crate::engine) fn new(stock: Stock<'a>, workers: u32) -> io::Result<Self> {
        let orders = pipe_with(PipeFlags::CLOEXEC)?;
        let flags = fcntl_getfl(&orders.1)?;
        fcntl_setfl(&orders.1, flags | OFlags::NONBLOCK)?;
        Ok(Self {
            stock,
            orders,
            results: pipe_with(PipeFlags::CLOEXEC)?,
            claims: Shared::create(c"parscope-claims", workers as usize + 1)?,
            results_lock: memfd_create(c"parscope-lock", MemfdFlags::CLOEXEC)?,
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
    /// that the feeder still has, so main goes on feeding until it gets it.
    fn lock_orders(&mut self) -> io::Result<()> {
        loop {
            match fcntl_lock(&self.claims, FlockOperation::NonBlockingLockExclusive) {
                Err(Errno::AGAIN | Errno::ACCESS | Errno::INTR) => {
                    self.feeder.feed(&self.orders.1)?;
                    thread::sleep(Duration::from_micros(100));
                }
                other => return Ok(other?),
            }
        }
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
        let claims = claims.map(|lane| self.claims.load(lane.index(), Relaxed));
        claims
            .filter_map(|claim| u32::try_from(claim.checked_sub(1)?).ok())
            .map(ChunkId::new)
            .collect()
    }

    fn put_sentinels(&mut self) -> io::Result<()> {
        for _ in &self.workers {
            self.feeder.push(&Order::Quit)?;
        }
        self.feeder.feed(&self.orders.1)
    }
}

impl Channel for Queued<'_> {
    fn open(&mut self, seat: &Seat) -> io::Result<Ends> {
        self.workers.insert(seat.lane);
        self.single = seat.single;
        self.claims.store(seat.lane.index(), 0, Relaxed);
        let ends = [
            self.orders.0.as_fd(),
            self.results.1.as_fd(),
            self.claims.as_fd(),
            self.results_lock.as_fd(),
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
        self.feeder.feed(&self.orders.1)
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
        self.feeder.feed(&self.orders.1)
    }

    fn forget(
        &mut self,
        lane: LaneId,
        book: &mut Book<'_>,
        news: &mut Vec<News>,
    ) -> io::Result<()> {
        self.workers.remove(&lane);
        self.lock_orders()?;
        while ioctl_fionread(&self.results.0)? > 0 {
            self.take_in(news)?;
        }
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
        fcntl_lock(&self.claims, FlockOperation::Unlock)?;
        if self.closed {
            self.put_sentinels()?;
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
pub(super) struct Link<'a> {
    orders: OwnedFd,
    results: OwnedFd,
    claims: Shared,
    results_lock: OwnedFd,
    lane: LaneId,
    inbox: Inbox<Order>,
    outbox: Outbox<Report>,
    stock: Stock<'a>,
}

impl<'a> Link<'a> {
    pub(super) fn new(
        orders: OwnedFd,
        results: OwnedFd,
        claims: OwnedFd,
        results_lock: OwnedFd,
        lane: LaneId,
        stock: Stock<'a>,
    ) -> io::Result<Self> {
        Ok(Self {
            orders,
            results,
            claims: Shared::attach(claims)?,
            results_lock,
            lane,
            inbox: Inbox::new(),
            outbox: Outbox::new(),
            stock,
        })
    }
}

impl super::Link for Link<'_> {
    fn wait(&mut self, writer: &mut LaneWriter) -> io::Result<bool> {
        loop {
            writer.enter(Kind::Wait);
            if !wait_for(self.orders.as_fd())? {
                return Ok(false);
            }
            writer.enter(Kind::Lock);
            lock(&self.claims)?;
            // Another one may have been faster.
            if ioctl_fionread(&self.orders)? > 0 {
                break;
            }
            unlock(&self.claims)?;
        }
        writer.enter(Kind::Receive);
        if !self.inbox.fill_one(&self.orders)? {
            return Ok(false);
        }
        writer.add_bytes(self.inbox.len());
        Ok(true)
    }

    fn next(&mut self) -> io::Result<Option<(Order, bool)>> {
        let Some((order, payload)) = self.inbox.next()? else {
            return Ok(None);
        };
        let taken = self.stock.taken(order, payload);
        if let Order::Chunk(chunk) = &taken.0 {
            let claim = u64::from(chunk.id.get()) + 1;
            self.claims.store(self.lane.index(), claim, Relaxed);
        }
        unlock(&self.claims)?;
        Ok(Some(taken))
    }

    fn is_idle(&self) -> bool {
        self.inbox.is_empty()
    }

    fn push(&mut self, report: &Report) -> io::Result<()> {
        self.stock.push(report, &mut self.outbox)
    }

    fn flush(&mut self, writer: &mut LaneWriter) -> io::Result<()> {
        writer.enter(Kind::Lock);
        lock(&self.results_lock)?;
        writer.enter(Kind::Send);
        writer.add_bytes(self.outbox.len());
        self.outbox.flush(&self.results)?;
        unlock(&self.results_lock)
    }
}

/// Waits for a lock. The system keeps the order of those who wait.
fn lock(file: impl AsFd) -> io::Result<()> {
    Ok(retry_on_intr(|| {
        fcntl_lock(&file, FlockOperation::LockExclusive)
    })?)
}

fn unlock(file: impl AsFd) -> io::Result<()> {
    Ok(fcntl_lock(&file, FlockOperation::Unlock)?)
}
