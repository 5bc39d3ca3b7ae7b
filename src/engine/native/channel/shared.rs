//! Shared memory: orders, payloads and answers lie in a block that all processes have mapped. No
//! byte is serialised or sent; descriptors only wake the other side.
//!
//! ```text
//!  NEXT  LIMIT  CLOSED │ orders │ a desk a lane: intent, length, entries │ answers │ payloads
//! ```
//!
//! Orders are numbered. Main *releases* them by raising `LIMIT` (release); a worker *claims* some
//! by moving `NEXT`, after it has read `LIMIT` (acquire), so it sees what was written before.
//! When they are done it writes an *entry* into its desk and then the length of the desk
//! (release), which main reads (acquire), and with it the answers.
//!
//! **A worker that dies.** Before it claims, a worker writes down what it is about to claim, its
//! *intent*; then it moves `NEXT` by a compare-and-swap, all in one order (`SeqCst`). So an order
//! below `NEXT` is in the intent of its worker until its entry is out. Main reads the
//! intents of the living first, and then the entries: an order that the dead one intended, that is
//! below `NEXT`, has no entry and is in no living intent is lost. Had a living worker claimed it,
//! then either its intent still said so when main looked, or it had moved on, and then its entry
//! was out before main read the entries.

mod answer;
mod block;
mod worker;

pub(super) use worker::serve;

use super::{ChannelEvent, Ends, MainChannel};
use crate::{
    base::{ChunkId, LaneId, Moment, Shared, TaskId},
    engine::native::{
        codec::Codec,
        in_flight::InFlight,
        job::{Chunk, Done, WorkerSlot},
        launch::called,
        payload::Direction,
    },
    plan::{self, Chunks, Resolved},
    workload::Answer,
};
use block::{
    CLOSED, LIMIT, NEXT, ORDERS, PLAIN, SharedBlock, desk, order_word, read_order, unpair,
};
use rustix::{
    event::{EventfdFlags, PollFd, PollFlags, eventfd},
    io::{Errno, retry_on_intr},
};
use std::{
    collections::BTreeMap,
    io,
    ops::Range,
    os::fd::{AsFd, BorrowedFd, OwnedFd},
    sync::atomic::Ordering::{Acquire, Relaxed, Release, SeqCst},
};

/// Main's end.
pub(in crate::engine) struct Mapped<'a> {
    codec: Codec<'a>,
    chunks: &'a Chunks,
    workers: u32,
    layout: SharedBlock,
    block: Shared,
    /// Rings as often as an order may be claimed.
    bell: OwnedFd,
    /// Rings when entries are out.
    news: OwnedFd,
    /// Orders that have been released.
    issued: u32,
    /// Entries of each lane that have been read.
    read: BTreeMap<LaneId, u64>,
    free: Vec<usize>,
}

impl<'a> Mapped<'a> {
    pub(in crate::engine) fn new(
        experiment: &Resolved,
        chunks: &'a Chunks,
        codec: Codec<'a>,
    ) -> io::Result<Self> {
        let layout = SharedBlock::of(experiment, chunks, codec);
        let block = Shared::create(c"parscope-block", layout.words)?;
        // A block is set up once and used many times; its first touch is no part of that.
        block.warm(layout.payloads, layout.words - layout.payloads);
        block.store(PLAIN, u64::MAX, Relaxed);
        let flags = EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK;
        Ok(Self {
            codec,
            chunks,
            workers: experiment.worker_count(),
            layout,
            block,
            bell: called(
                "eventfd",
                eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::SEMAPHORE),
            )?,
            news: called("eventfd", eventfd(0, flags))?,
            issued: 0,
            read: BTreeMap::new(),
            free: (0..layout.slots).rev().collect(),
        })
    }

    /// Gives out a chunk whose order has to be written into the block.
    fn issue(&mut self, chunk: &Chunk) -> io::Result<()> {
        if self.issued as usize >= self.layout.orders {
            return Err(io::Error::other("too many chunks were lost"));
        }
        let slot = self.free.pop().unwrap_or(0);
        if !self.codec.payload.is_empty() {
            let place = self.layout.slot(slot, Direction::There);
            let payload = self.codec.payload;
            payload.fill_words(Direction::There, chunk.range(), &self.block, place);
        }
        let plain = self.block.cell(PLAIN);
        plain.fetch_min(self.issued.into(), Relaxed);
        let place = ORDERS + self.issued as usize;
        self.block.store(place, order_word(chunk, slot), Relaxed);
        self.issued += 1;
        Ok(())
    }

    /// The entries of a lane that are new.
    fn read_entries(&mut self, lane: LaneId, news: &mut Vec<ChannelEvent>) {
        let desk = self.layout.desk(lane);
        let length = self.block.load(desk + desk::LENGTH, Acquire);
        let read = self.read.insert(lane, length).unwrap_or(0);
        for entry in read..length {
            let place = desk + desk::ENTRIES + usize::try_from(entry).unwrap_or(0) * desk::ENTRY;
            let word = |index| self.block.load(place + index, Relaxed);
            let (orders, low, high) = (unpair(word(0)), word(1), word(2));
            let digest = u128::from(low) | u128::from(high) << 64;
            let ended = Moment::from_nanos(word(3));
            let failed = u32::try_from(word(4)).unwrap_or(0);
            self.read_entry(lane, orders, (digest, failed), ended, news);
        }
    }

    fn read_entry(
        &mut self,
        lane: LaneId,
        orders: Range<u32>,
        (digest, failed): (u128, u32),
        ended: Moment,
        news: &mut Vec<ChannelEvent>,
    ) {
        let plain = self.block.load(PLAIN, Relaxed);
        // Answers are listed one by one for short runs, and where one says why it failed; long
        // ones have fingerprints, and chunks in a row.
        let is_long = self.chunks.count() > super::MOST_LISTED;
        let says_why = failed > 0 && self.layout.keeps_answers();
        if is_long && !says_why && u64::from(orders.end) <= plain {
            let first = self.chunks.get(ChunkId::new(orders.start)).start;
            let end = self.chunks.get(ChunkId::new(orders.end - 1)).end;
            let (chunks, tasks) = (orders, first..end);
            news.push(ChannelEvent::Folded {
                lane,
                chunks,
                tasks,
                digest,
                failed,
            });
            return;
        }
        for number in orders {
            let word = self.block.load(ORDERS + number as usize, Relaxed);
            let (id, slot, _) = read_order(number, word);
            let range = self.chunks.get(id);
            let answers = range.clone().map(|task| self.answer(task)).collect();
            let mut sound = true;
            if !self.codec.payload.is_empty() {
                let place = self.layout.slot(slot, Direction::Back);
                let payload = self.codec.payload;
                sound = payload.is_sound_in(Direction::Back, range.clone(), &self.block, place);
                self.free.push(slot);
            }
            news.push(ChannelEvent::Done(Done {
                lane,
                id,
                first: TaskId::new(range.start),
                answers,
                ended,
                sound,
            }));
        }
    }

    fn answer(&self, task: u32) -> Answer {
        let place = self.layout.answers + task as usize * self.layout.answer;
        answer::read(&self.block, place..place + self.layout.answer)
    }

    fn intent(&self, lane: LaneId) -> Range<u32> {
        unpair(
            self.block
                .load(self.layout.desk(lane) + desk::INTENT, SeqCst),
        )
    }
}

impl MainChannel for Mapped<'_> {
    fn open(&mut self, slot: &WorkerSlot) -> io::Result<Ends> {
        self.block
            .store(self.layout.desk(slot.lane) + desk::INTENT, 0, SeqCst);
        self.read.entry(slot.lane).or_insert(0);
        let ends = [self.block.as_fd(), self.bell.as_fd(), self.news.as_fd()];
        let files: io::Result<_> = ends.iter().map(BorrowedFd::try_clone_to_owned).collect();
        Ok(Ends {
            kind: plan::Channel::SharedMemory,
            files: files?,
        })
    }

    fn dispatch(&mut self, in_flight: &mut InFlight<'_>) -> io::Result<()> {
        let before = self.issued;
        let has_payload = !self.codec.payload.is_empty();
        while (in_flight.has_returned() || has_payload)
            && !(has_payload && self.free.is_empty())
            && let Some(chunk) = in_flight.take()
        {
            self.issue(&chunk)?;
        }
        if !has_payload {
            let row = in_flight.take_row();
            if row.start == self.issued {
                self.issued = row.end;
            } else {
                for id in row.map(ChunkId::new) {
                    let chunk = Chunk {
                        id,
                        ..Chunk::default()
                    };
                    self.issue(&chunk)?;
                }
            }
        }
        if self.issued > before {
            self.block.store(LIMIT, self.issued.into(), Release);
            ring(&self.bell, (self.issued - before).min(self.workers).into())?;
        }
        Ok(())
    }

    fn watched(&self) -> Vec<PollFd<'_>> {
        vec![PollFd::new(&self.news, PollFlags::IN)]
    }

    fn hear(&mut self, ready: &[bool], news: &mut Vec<ChannelEvent>) -> io::Result<()> {
        if ready.first() == Some(&true) {
            hush(&self.news)?;
            let lanes: Vec<_> = self.read.keys().copied().collect();
            for lane in lanes {
                self.read_entries(lane, news);
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
        let lanes: Vec<_> = self.read.keys().copied().collect();
        let living: Vec<_> = lanes
            .iter()
            .filter(|&&other| other != lane)
            .map(|&other| self.intent(other))
            .collect();
        let lost = self.intent(lane);
        let next = self.block.load(NEXT, SeqCst);
        for lane in lanes {
            self.read_entries(lane, news);
        }
        let done: Vec<_> = news.iter().filter_map(ChannelEvent::chunk).collect();
        for number in lost.filter(|&number| u64::from(number) < next) {
            let word = self.block.load(ORDERS + number as usize, Relaxed);
            let (id, slot, _) = read_order(number, word);
            let folded = news.iter().any(
                |one| matches!(one, ChannelEvent::Folded { chunks, .. } if chunks.contains(&id.get())),
            );
            let kept = living.iter().any(|intent| intent.contains(&number));
            if !kept && !folded && !done.contains(&id) && in_flight.is_out(id) {
                if !self.codec.payload.is_empty() {
                    self.free.push(slot);
                }
                in_flight.come_back(id);
            }
        }
        Ok(())
    }

    fn close(&mut self) -> io::Result<()> {
        self.block.store(CLOSED, 1, Release);
        // More often than there are workers that may wait.
        ring(&self.bell, u64::from(self.workers) * 2)
    }
}

/// Rings so many times.
fn ring(bell: impl AsFd, times: u64) -> io::Result<()> {
    match retry_on_intr(|| rustix::io::write(&bell, &times.to_ne_bytes())) {
        // It rings already, as often as can be counted.
        Err(Errno::AGAIN) => Ok(()),
        other => Ok(other.map(|_| ())?),
    }
}

/// Waits until it rings; where it does not block, takes the ringing away.
fn hush(bell: impl AsFd) -> io::Result<()> {
    match retry_on_intr(|| rustix::io::read(&bell, &mut [0; 8])) {
        Err(Errno::AGAIN) => Ok(()),
        other => Ok(other.map(|_| ())?),
    }
}
