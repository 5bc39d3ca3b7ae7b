//! Manager: a server process that owns the queues; each get and put is a round trip.
//!
//! Main and every worker have a connection of their own. The server takes one request at a time,
//! of any client: that makes it safe, and slow. It never looks into the items that it keeps.
//! When the connection of a worker ends that has taken an order and not put its result, the
//! server tells main so, through the results: no order is lost between the two.

mod server;

use super::{ChannelEvent, Ends, MainChannel, pipe::wait_for};
use crate::{
    base::{ChunkId, LaneId, Moment, Pid},
    engine::native::{
        codec::Codec,
        in_flight::InFlight,
        job::{Order, WorkerReport, WorkerSlot},
        launch::{self, Forked, descriptors},
        link,
        payload::Direction,
        transport::{Inbox, Outbox},
    },
    log::{Kind, LaneWriter, SpanLog},
    plan,
};
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    fs::{OFlags, fcntl_getfl, fcntl_setfl},
    io::retry_on_intr,
    process::{WaitOptions, waitpid},
};
use serde::{Deserialize, Serialize};
use std::{
    io,
    os::fd::{AsFd, OwnedFd},
};

/// Orders that are put before a worker has taken one.
const AHEAD: usize = 64;

/// A request to the server; the item that is put goes with it as payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum ManagerRequest {
    /// Main puts an order.
    PutOrder(ChunkId),
    /// Main wants to know that everything before this has been done.
    Sync,
    /// Main puts a sentinel.
    PutQuit,
    /// Main gets a result, as soon as there is one.
    GetResult,
    /// A worker gets an order, as soon as there is one.
    GetOrder,
    /// A worker puts a result.
    PutResult,
}

/// A reply of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum ManagerReply {
    /// The item has been put.
    Done,
    /// The item that was asked for, as payload.
    Here,
    /// An order that was lost with the worker that had taken it.
    Lost(ChunkId),
}

/// Main's end.
pub(in crate::engine) struct Managed<'a> {
    codec: Codec<'a>,
    pid: Pid,
    /// New workers are introduced here; closing it is the order to end.
    door: Option<OwnedFd>,
    puts: OwnedFd,
    gets: OwnedFd,
    replies: Inbox<ManagerReply>,
    requests: Outbox<ManagerRequest>,
    /// Orders that were put and are not answered.
    open: usize,
    workers: usize,
    single: bool,
}

impl<'a> Managed<'a> {
    /// Starts the server, as a fork of this process.
    pub(in crate::engine) fn new(
        codec: Codec<'a>,
        log: &SpanLog,
        lane: LaneId,
        begun: Moment,
    ) -> io::Result<Self> {
        let (door, its_door) = descriptors::sockets()?;
        let (puts, its_puts) = descriptors::sockets()?;
        let (gets, its_gets) = descriptors::sockets()?;
        let parent = std::process::id();
        let pid = match launch::fork()? {
            Forked::Parent(pid) => pid,
            Forked::Child => {
                drop((door, puts, gets));
                launch::as_child(|| {
                    launch::die_with_parent(parent)?;
                    launch::name_process("manager");
                    let mut writer = log.writer(lane);
                    writer.enter_at(Kind::StartUp, begun);
                    let served = server::serve(&its_door, its_puts, its_gets, &mut writer);
                    writer.enter(Kind::Exit);
                    std::mem::forget(writer);
                    served
                })
            }
        };
        log.set_pid(lane, pid);
        fcntl_setfl(&puts, fcntl_getfl(&puts)? | OFlags::NONBLOCK)?;
        let this = Self {
            codec,
            pid,
            door: Some(door),
            puts,
            gets,
            replies: Inbox::new(),
            requests: Outbox::new(),
            open: 0,
            workers: 0,
            single: false,
        };
        this.ask()?;
        Ok(this)
    }

    /// Asks for the next result.
    fn ask(&self) -> io::Result<()> {
        let mut asking = Outbox::new();
        asking.push(&ManagerRequest::GetResult)?;
        asking.flush(&self.gets).map_err(|_| gone())
    }

    /// A round trip. The server may be busy giving main a long result at that moment, so main
    /// takes that in meanwhile: otherwise each would wait for the other.
    fn put(&mut self, request: ManagerRequest, content: &[u8]) -> io::Result<()> {
        self.requests.push_with(&request, content.len(), |place| {
            place.copy_from_slice(content);
        })?;
        let mut answer = Inbox::<ManagerReply>::new();
        loop {
            self.requests.feed(&self.puts).map_err(|_| gone())?;
            let mut events = PollFlags::IN;
            events.set(PollFlags::OUT, self.requests.len() > 0);
            let mut polled = [
                PollFd::new(&self.puts, events),
                PollFd::new(&self.gets, PollFlags::IN),
            ];
            retry_on_intr(|| poll(&mut polled, None))?;
            let [puts, gets] = polled.map(|fd| fd.revents());
            if gets.contains(PollFlags::IN) && take_in(&mut self.replies, &self.gets)? == 0 {
                return Err(gone());
            }
            if puts.contains(PollFlags::IN) {
                if take_in(&mut answer, &self.puts)? == 0 {
                    return Err(gone());
                }
                if answer.has_message()? {
                    return Ok(());
                }
            }
            if (puts | gets).intersects(PollFlags::HUP | PollFlags::ERR) {
                return Err(gone());
            }
        }
    }
}

/// Takes in the server's replies; a connection that was reset counts as closed.
fn take_in(replies: &mut Inbox<ManagerReply>, socket: &OwnedFd) -> io::Result<usize> {
    match replies.fill(socket) {
        Err(error) if error.kind() == io::ErrorKind::ConnectionReset => Ok(0),
        other => other,
    }
}

fn gone() -> io::Error {
    io::Error::other("the manager is gone: it was killed, or died")
}

impl MainChannel for Managed<'_> {
    fn open(&mut self, slot: &WorkerSlot) -> io::Result<Ends> {
        let (socket, its_socket) = descriptors::sockets()?;
        let door = self.door.as_ref().ok_or_else(gone)?;
        descriptors::send(door, &[], &[its_socket.as_fd()]).map_err(|_| gone())?;
        self.workers += 1;
        self.single = slot.single;
        Ok(Ends {
            kind: plan::Channel::Manager,
            files: vec![socket],
        })
    }

    fn dispatch(&mut self, in_flight: &mut InFlight<'_>) -> io::Result<()> {
        while self.open < AHEAD
            && let Some(chunk) = in_flight.take()
        {
            let (id, tasks) = (chunk.id, chunk.range());
            let (payload, length) = (self.codec.payload, self.codec.payload.of(chunk.len()));
            let order = self.codec.order(chunk);
            // The order in its own envelope: the server passes it on unopened.
            let mut envelope = Outbox::new();
            envelope.push_with(&order, length, |place| {
                payload.fill(Direction::There, tasks, place);
            })?;
            self.put(ManagerRequest::PutOrder(id), envelope.bytes())?;
            self.open += 1;
        }
        Ok(())
    }

    fn watched(&self) -> Vec<PollFd<'_>> {
        vec![PollFd::new(&self.gets, PollFlags::IN)]
    }

    fn hear(&mut self, ready: &[bool], news: &mut Vec<ChannelEvent>) -> io::Result<()> {
        if ready.first() == Some(&true) && take_in(&mut self.replies, &self.gets)? == 0 {
            return Err(gone());
        }
        let mut heard = 0;
        while let Some((reply, content)) = self.replies.next()? {
            heard += 1;
            match reply {
                ManagerReply::Done => {}
                ManagerReply::Lost(id) => {
                    self.open = self.open.saturating_sub(1);
                    news.push(ChannelEvent::Lost(id));
                }
                ManagerReply::Here => {
                    let mut envelope = Inbox::<WorkerReport>::holding(content);
                    let Some((report, payload)) = envelope.next()? else {
                        continue;
                    };
                    match self.codec.checked(report, payload) {
                        Some(done) => {
                            self.open = self.open.saturating_sub(1);
                            news.push(ChannelEvent::Done(done));
                        }
                        None => news.push(ChannelEvent::Quit),
                    }
                }
            }
        }
        for _ in 0..heard {
            self.ask()?;
        }
        Ok(())
    }

    fn forget(
        &mut self,
        _: LaneId,
        _: &mut InFlight<'_>,
        news: &mut Vec<ChannelEvent>,
    ) -> io::Result<()> {
        // The server knows which order it had, and says so in its turn. All that the worker had put
        // before it ended is given out before this question is answered.
        self.workers = self.workers.saturating_sub(1);
        loop {
            self.put(ManagerRequest::Sync, &[])?;
            let mut polled = [PollFd::new(&self.gets, PollFlags::IN)];
            retry_on_intr(|| poll(&mut polled, Some(&Timespec::default())))?;
            let ready = polled[0].revents().contains(PollFlags::IN);
            let before = news.len();
            self.hear(&[ready], news)?;
            if news.len() == before {
                return Ok(());
            }
        }
    }

    fn close(&mut self) -> io::Result<()> {
        if !self.single {
            for _ in 0..self.workers {
                self.put(ManagerRequest::PutQuit, &[])?;
            }
        }
        Ok(())
    }
}

impl Drop for Managed<'_> {
    /// Lets the server end, and waits for it.
    fn drop(&mut self) {
        self.door = None;
        let pid = rustix::process::Pid::from_raw(self.pid.get().cast_signed());
        let _ = retry_on_intr(|| waitpid(pid, WaitOptions::empty()));
    }
}

/// A worker's end.
pub(super) struct ManagerLink<'a> {
    socket: OwnedFd,
    replies: Inbox<ManagerReply>,
    order: Option<(Order, bool)>,
    reports: Outbox<WorkerReport>,
    requests: Outbox<ManagerRequest>,
    codec: Codec<'a>,
}

impl<'a> ManagerLink<'a> {
    pub(super) const fn new(socket: OwnedFd, codec: Codec<'a>) -> Self {
        Self {
            socket,
            replies: Inbox::new(),
            order: None,
            reports: Outbox::new(),
            requests: Outbox::new(),
            codec,
        }
    }
}

impl link::Link for ManagerLink<'_> {
    fn wait(&mut self, writer: &mut LaneWriter) -> io::Result<bool> {
        writer.enter(Kind::Wait);
        self.requests.push(&ManagerRequest::GetOrder)?;
        self.requests.flush(&self.socket)?;
        if !wait_for(self.socket.as_fd())? {
            return Ok(false);
        }
        writer.enter(Kind::Receive);
        if !self.replies.fill_one(&self.socket)? {
            return Ok(false);
        }
        writer.add_bytes(self.replies.len());
        if let Some((_, content)) = self.replies.next()? {
            let mut envelope = Inbox::<Order>::holding(content);
            let order = envelope.next()?;
            self.order = order.map(|(order, payload)| self.codec.taken(order, payload));
        }
        Ok(true)
    }

    fn next(&mut self) -> io::Result<Option<(Order, bool)>> {
        Ok(self.order.take())
    }

    fn is_idle(&self) -> bool {
        self.order.is_none()
    }

    fn push(&mut self, report: &WorkerReport) -> io::Result<()> {
        self.codec.push(report, &mut self.reports)
    }

    fn flush(&mut self, writer: &mut LaneWriter) -> io::Result<()> {
        let content = self.reports.bytes();
        self.requests
            .push_with(&ManagerRequest::PutResult, content.len(), |place| {
                place.copy_from_slice(content);
            })?;
        self.reports.clear();
        writer.add_bytes(self.requests.len());
        self.requests.flush(&self.socket)?;
        // A put is a round trip, too.
        if self.replies.fill_one(&self.socket)? {
            Ok(())
        } else {
            Err(gone())
        }
    }
}
