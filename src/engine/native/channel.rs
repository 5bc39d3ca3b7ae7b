//! [`MainChannel`] and [`Ends`]: how work and results travel between processes.
//!
//! Main has the channel, every worker a link. A channel knows which worker has which chunks, as
//! far as possible, so that no chunk is lost with a worker that dies.

mod lock;
mod manager;
mod pipe;
mod queue;
mod shared;

pub(super) use manager::Managed;
pub(super) use pipe::Piped;
pub(super) use queue::Queued;
pub(super) use shared::Mapped;

use super::{
    in_flight::InFlight,
    job::{Done, WorkerSlot},
    launch::descriptors::incomplete,
    worker_context::{self, WorkerContext},
};
use crate::{
    base::{ChunkId, LaneId, Moment},
    plan::Channel as Kind,
};
use rustix::{event::PollFd, fd::OwnedFd};
use std::{io, ops::Range};

/// An event that came out of a channel.
pub(super) enum ChannelEvent {
    /// A chunk is done.
    Done(Done),
    /// Chunks in a row are done, and their answers folded.
    Folded {
        lane: LaneId,
        chunks: Range<u32>,
        tasks: Range<u32>,
        digest: u128,
        failed: u32,
    },
    /// A worker has seen the sentinel and is about to end.
    Quit,
    /// A chunk was lost with its worker.
    Lost(ChunkId),
}

impl ChannelEvent {
    /// The chunk that is done, where it is one.
    pub(super) const fn chunk(&self) -> Option<ChunkId> {
        match self {
            Self::Done(done) => Some(done.id),
            _ => None,
        }
    }

    /// When it was finished.
    pub(super) const fn ended(&self) -> Option<Moment> {
        match self {
            Self::Done(done) => Some(done.ended),
            _ => None,
        }
    }

    /// Whether it is an answer of the worker on that lane.
    pub(super) fn is_from(&self, worker: LaneId) -> bool {
        match self {
            Self::Done(Done { lane, .. }) | Self::Folded { lane, .. } => *lane == worker,
            Self::Quit | Self::Lost(_) => false,
        }
    }
}

/// Answers come one by one for runs of up to so many tasks; beyond, a channel may fold them.
const MOST_LISTED: u32 = 1000;

/// Main's end.
pub(super) trait MainChannel {
    /// Makes the ends for the worker in that slot.
    fn open(&mut self, slot: &WorkerSlot) -> io::Result<Ends>;

    /// Sends as many of the chunks that wait as there is room for; never waits for a worker.
    fn dispatch(&mut self, in_flight: &mut InFlight<'_>) -> io::Result<()>;

    /// The descriptors that main polls.
    fn watched(&self) -> Vec<PollFd<'_>>;

    /// Takes in all that has arrived. `ready` says, in the order of [`MainChannel::watched`], which
    /// descriptors are ready.
    fn hear(&mut self, ready: &[bool], news: &mut Vec<ChannelEvent>) -> io::Result<()>;

    /// The worker of a lane is gone. Its answers are events, its unanswered chunks come back.
    fn forget(
        &mut self,
        lane: LaneId,
        in_flight: &mut InFlight<'_>,
        news: &mut Vec<ChannelEvent>,
    ) -> io::Result<()>;

    /// Tells every worker that there is no more work.
    fn close(&mut self) -> io::Result<()>;

    /// In a forked worker: lets go of main's ends. While a copy of one is open here, others would
    /// not see it close.
    fn leave(&mut self) {}
}

/// A worker's ends of a channel, on their way to it.
pub(super) struct Ends {
    pub(super) kind: Kind,
    pub(super) files: Vec<OwnedFd>,
}

impl Ends {
    /// Does a worker's work with these ends.
    pub(super) fn serve(self, worker_context: &mut WorkerContext<'_>) -> io::Result<()> {
        let mut files = self.files.into_iter();
        let mut next = || files.next().ok_or_else(incomplete);
        match self.kind {
            Kind::Pipe => worker_context::serve(
                worker_context,
                &mut pipe::PipeLink::new(next()?, next()?, worker_context.codec),
            ),
            Kind::Queue => {
                let (orders, results) = (next()?, next()?);
                let lane = worker_context.slot.lane;
                let mut link =
                    queue::QueueLink::new(orders, results, next()?, lane, worker_context.codec)?;
                worker_context::serve(worker_context, &mut link)
            }
            Kind::Manager => worker_context::serve(
                worker_context,
                &mut manager::ManagerLink::new(next()?, worker_context.codec),
            ),
            Kind::SharedMemory => shared::serve(worker_context, next()?, &next()?, &next()?),
        }
    }
}

#[cfg(test)]
mod tests;
