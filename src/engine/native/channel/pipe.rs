//! Pipe: a pipe each way for each worker.
//!
//! A worker that has to wait for main after every chunk loses a round trip of some 50 µs each
//! time. So short chunks are sent ahead, as many as fill a millisecond, and long ones are not:
//! a chunk that is queued at a busy worker cannot go to one that is idle.

use super::{ChannelEvent, Ends, MainChannel};
use crate::{
    base::{self, ChunkId, LaneId, Moment},
    engine::native::{
        codec::Codec,
        in_flight::InFlight,
        job::{Order, WorkerReport, WorkerSlot},
        launch::pipe,
        link,
        payload::Direction,
        transport::{Inbox, Outbox},
    },
    log::{Kind, LaneWriter},
    plan::{self, Ahead},
};
use rustix::{
    event::{PollFd, PollFlags, poll},
    io::retry_on_intr,
    pipe::fcntl_setpipe_size,
};
use std::{
    collections::VecDeque,
    io,
    os::fd::{AsFd, BorrowedFd, OwnedFd},
};

/// A pipe for payloads, or for many orders, holds so much, where the system lets it.
pub(super) const WIDE: usize = 1 << 20;

/// A worker as main sees it.
struct Desk {
    lane: LaneId,
    /// Chunks go here; closing it is the order to end.
    orders: Option<OwnedFd>,
    /// Results come from here, until it ends.
    results: Option<OwnedFd>,
    inbox: Inbox<WorkerReport>,
    outbox: Outbox<Order>,
    /// Chunks it has been sent and not answered.
    open: VecDeque<ChunkId>,
    /// The moment of its last event, or of work that it got while it had none.
    since: Moment,
    /// Whether it does one chunk and ends.
    single: bool,
}

/// Main's end.
pub(in crate::engine) struct Piped<'a> {
    codec: Codec<'a>,
    desks: Vec<Desk>,
    /// The desk that is served next.
    turn: usize,
    ahead: Ahead,
}

impl<'a> Piped<'a> {
    pub(in crate::engine) const fn new(codec: Codec<'a>) -> Self {
        Self {
            codec,
            desks: Vec::new(),
            turn: 0,
            ahead: Ahead::new(),
        }
    }

    /// How many chunks a worker may have at once.
    fn credit(&self, waiting: u32) -> u64 {
        if self.codec.payload.is_empty() {
            self.ahead.credit(waiting, self.desks.len())
        } else {
            1
        }
    }
}

impl MainChannel for Piped<'_> {
    fn open(&mut self, slot: &WorkerSlot) -> io::Result<Ends> {
        let (orders, to_worker) = pipe()?;
        let (from_worker, results) = pipe()?;
        if !self.codec.payload.is_empty() {
            // Refused where a user has many: then it is merely slower.
            let _ = fcntl_setpipe_size(&orders, WIDE);
            let _ = fcntl_setpipe_size(&results, WIDE);
        }
        self.desks.push(Desk {
            lane: slot.lane,
            orders: Some(to_worker),
            results: Some(from_worker),
            inbox: Inbox::new(),
            outbox: Outbox::new(),
            open: VecDeque::new(),
            since: base::now(),
            single: slot.single,
        });
        Ok(Ends {
            kind: plan::Channel::Pipe,
            files: vec![orders, results],
        })
    }

    fn dispatch(&mut self, in_flight: &mut InFlight<'_>) -> io::Result<()> {
        let credit = self.credit(in_flight.waiting());
        let (now, count, turn) = (base::now(), self.desks.len(), self.turn);
        for index in (0..count).map(|step| (turn + step) % count) {
            let desk = &mut self.desks[index];
            let Some(orders) = &desk.orders else { continue };
            if desk.open.is_empty() {
                desk.since = now;
            }
            while (desk.open.len() as u64) < credit
                && let Some(chunk) = in_flight.take()
            {
                let (id, tasks) = (chunk.id, chunk.range());
                let length = self.codec.payload.of(chunk.len());
                let order = self.codec.order(chunk);
                let payload = self.codec.payload;
                desk.outbox.push_with(&order, length, |place| {
                    payload.fill(Direction::There, tasks, place);
                })?;
                desk.open.push_back(id);
                self.turn = (index + 1) % count;
                if desk.single {
                    break;
                }
            }
            match desk.outbox.flush(orders) {
                // The supervisor notices a worker that is gone.
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => desk.outbox.clear(),
                other => other?,
            }
            if desk.single && !desk.open.is_empty() {
                desk.orders = None;
            }
        }
        Ok(())
    }

    fn watched(&self) -> Vec<PollFd<'_>> {
        let results = self.desks.iter().filter_map(|desk| desk.results.as_ref());
        results
            .map(|pipe| PollFd::new(pipe, PollFlags::IN))
            .collect()
    }

    fn hear(&mut self, ready: &[bool], news: &mut Vec<ChannelEvent>) -> io::Result<()> {
        let open = self.desks.iter_mut().filter(|desk| desk.results.is_some());
        let spoke = open.zip(ready).filter(|(_, ready)| **ready);
        for (desk, _) in spoke {
            let before = news.len();
            desk.hear(self.codec, news)?;
            let chunks = (news.len() - before) as u64;
            if chunks > 0 {
                let now = base::now();
                self.ahead.heard(now.since(desk.since), chunks);
                desk.since = now;
            }
        }
        Ok(())
    }

    fn forget(
        &mut self,
        lane: LaneId,
        in_flight: &mut InFlight<'_>,
        news: &mut Vec<ChannelEvent>,
    ) -> io::Result<()> {
        let Some(index) = self.desks.iter().position(|desk| desk.lane == lane) else {
            return Ok(());
        };
        let mut desk = self.desks.swap_remove(index);
        while desk.results.is_some() {
            desk.hear(self.codec, news)?;
        }
        for id in desk.open {
            in_flight.come_back(id);
        }
        self.turn = 0;
        Ok(())
    }

    fn close(&mut self) -> io::Result<()> {
        for desk in &mut self.desks {
            desk.orders = None;
        }
        Ok(())
    }

    fn leave(&mut self) {
        self.desks.clear();
    }
}

impl Desk {
    /// Takes in all that the worker has sent, waiting for it.
    fn hear(&mut self, codec: Codec<'_>, news: &mut Vec<ChannelEvent>) -> io::Result<()> {
        let Some(results) = &self.results else {
            return Ok(());
        };
        if self.inbox.fill(results)? == 0 {
            self.results = None;
        }
        while let Some((report, payload)) = self.inbox.next()? {
            if let Some(done) = codec.checked(report, payload) {
                self.open.retain(|&id| id != done.id);
                news.push(ChannelEvent::Done(done));
            }
        }
        Ok(())
    }
}

/// A worker's end.
pub(super) struct PipeLink<'a> {
    orders: OwnedFd,
    results: OwnedFd,
    inbox: Inbox<Order>,
    outbox: Outbox<WorkerReport>,
    codec: Codec<'a>,
}

impl<'a> PipeLink<'a> {
    pub(super) const fn new(orders: OwnedFd, results: OwnedFd, codec: Codec<'a>) -> Self {
        Self {
            orders,
            results,
            inbox: Inbox::new(),
            outbox: Outbox::new(),
            codec,
        }
    }
}

impl link::Link for PipeLink<'_> {
    fn wait(&mut self, writer: &mut LaneWriter) -> io::Result<bool> {
        writer.enter(Kind::Wait);
        if !wait_for(self.orders.as_fd())? {
            return Ok(false);
        }
        writer.enter(Kind::Receive);
        writer.add_bytes(self.inbox.fill(&self.orders)?);
        // A long payload comes in several pieces.
        while !self.inbox.has_message()? {
            match self.inbox.fill(&self.orders)? {
                0 => return Ok(false),
                bytes => writer.add_bytes(bytes),
            }
        }
        Ok(true)
    }

    fn next(&mut self) -> io::Result<Option<(Order, bool)>> {
        let next = self.inbox.next()?;
        Ok(next.map(|(order, payload)| self.codec.taken(order, payload)))
    }

    fn is_idle(&self) -> bool {
        self.inbox.is_empty()
    }

    fn push(&mut self, report: &WorkerReport) -> io::Result<()> {
        self.codec.push(report, &mut self.outbox)
    }

    fn flush(&mut self, writer: &mut LaneWriter) -> io::Result<()> {
        writer.add_bytes(self.outbox.len());
        self.outbox.flush(&self.results)
    }
}

/// Waits until there is something to read; false where there is not, nor will be.
pub(super) fn wait_for(stream: BorrowedFd<'_>) -> io::Result<bool> {
    let mut polled = [PollFd::from_borrowed_fd(stream, PollFlags::IN)];
    retry_on_intr(|| poll(&mut polled, None))?;
    Ok(polled[0].revents().contains(PollFlags::IN))
}
