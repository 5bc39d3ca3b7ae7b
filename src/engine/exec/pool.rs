//! Pool of processes: long-lived workers, chunks to them and results back through pipes.
//!
//! A worker that has to wait for main after every chunk loses a round trip of some 50 µs each
//! time. So short chunks are sent ahead, as many as fill a millisecond, and long ones are not:
//! a chunk that is queued at a busy worker cannot go to one that is idle.

use super::{
    Finish, Floor, MAIN,
    staff::{self, Staff},
};
use crate::{
    base::{self, ChunkId, Moment, Nanos},
    engine::{job::Chunk, tally::Tally},
    trace::{Kind, LaneWriter},
};
use std::io;

/// As much work as this is sent ahead.
const AHEAD: Nanos = Nanos::from_millis(1);

/// The most chunks that a worker has at once. So few that their orders never fill a pipe: main
/// never waits to write one, and so never for a worker that waits for main to read.
const MOST_AHEAD: u64 = 64;

/// A worker as main sees it.
#[derive(Clone, Copy)]
struct Desk {
    /// Chunks it has been sent and not answered.
    open: u32,
    /// When it was last heard of, or given work while it had none.
    since: Moment,
}

struct Office<'a> {
    floor: &'a Floor<'a>,
    staff: Staff,
    desks: Vec<Desk>,
    tally: Tally,
    next: u32,
    /// What a chunk takes, as far as that is known.
    chunk_time: Option<Nanos>,
}

pub(super) fn run(floor: &Floor<'_>) -> Finish {
    let started = base::now();
    let mut main = floor.log.writer(MAIN);
    let mut office = Office {
        floor,
        staff: Staff::default(),
        desks: Vec::new(),
        tally: floor.tally(),
        next: 0,
        chunk_time: None,
    };
    let failure = office.work(&mut main).err();
    office.staff.kill_all(floor);
    Finish {
        started,
        ended: main.leave(),
        tally: office.tally,
        failure,
    }
}

impl Office<'_> {
    fn work(&mut self, main: &mut LaneWriter) -> Result<(), String> {
        for worker in 0..self.floor.workers {
            let begun = main.enter(Kind::Create);
            self.staff
                .start(self.floor, Floor::lane(worker), begun)
                .map_err(|error| staff::no_room(self.staff.workers.len() + 1, &error))?;
            self.desks.push(Desk {
                open: 0,
                since: begun,
            });
        }
        let everyone: Vec<_> = (0..self.desks.len()).collect();
        main.enter(Kind::Dispatch);
        self.dispatch(&everyone)?;
        while self.desks.iter().any(|desk| desk.open > 0) {
            main.enter(Kind::Blocked);
            let ready = self.staff.ready().map_err(|error| error.to_string())?;
            main.enter(Kind::Collect);
            for &index in &ready {
                self.collect(index)?;
            }
            if self.next < self.floor.chunks.len() {
                main.enter(Kind::Dispatch);
                self.dispatch(&ready)?;
            }
        }
        main.enter(Kind::Collect);
        self.close()
    }

    /// Sends each of these workers what it may have ahead.
    fn dispatch(&mut self, workers: &[usize]) -> Result<(), String> {
        let credit = self.credit();
        let now = base::now();
        for &index in workers {
            let (worker, desk) = (&mut self.staff.workers[index], &mut self.desks[index]);
            if desk.open == 0 {
                desk.since = now;
            }
            while u64::from(desk.open) < credit && self.next < self.floor.chunks.len() {
                let chunk = ChunkId::new(self.next);
                let range = self.floor.chunks.get(chunk);
                let order = Chunk {
                    id: chunk,
                    first: range.start,
                    end: range.end,
                };
                worker
                    .outbox
                    .push(&order)
                    .map_err(|error| error.to_string())?;
                desk.open += 1;
                self.next += 1;
            }
            if let Some(orders) = worker.orders.as_ref()
                && let Err(error) = worker.outbox.flush(orders)
                && error.kind() != io::ErrorKind::BrokenPipe
            {
                return Err(format!("cannot write to worker {}: {error}", worker.lane));
            }
        }
        Ok(())
    }

    /// How many chunks a worker may have at once.
    fn credit(&self) -> u64 {
        let Some(time) = self.chunk_time else {
            return 1;
        };
        let left = u64::from(self.floor.chunks.len() - self.next);
        let fair = left / (2 * self.desks.len().max(1) as u64);
        (1 + AHEAD.get() / time.get().max(1))
            .min(MOST_AHEAD)
            .min(fair.max(1))
    }

    /// Takes in what a worker has to say.
    fn collect(&mut self, index: usize) -> Result<(), String> {
        let heard = self.staff.workers[index].hear(&mut self.tally);
        let Some(chunks) = heard.map_err(|error| error.to_string())? else {
            return Err(self.staff.lost(self.floor, index));
        };
        if chunks > 0 {
            let desk = &mut self.desks[index];
            let now = base::now();
            let took = now.since(desk.since) / u64::from(chunks);
            // What is new counts for a quarter, so that one odd chunk does not open the gates.
            let known = self.chunk_time.unwrap_or(took);
            self.chunk_time = Some((known * 3 + took) / 4);
            desk.open = desk.open.saturating_sub(chunks);
            desk.since = now;
        }
        Ok(())
    }

    /// Tells everyone that there is no more work, and waits until they are gone.
    fn close(&mut self) -> Result<(), String> {
        for worker in &mut self.staff.workers {
            worker.orders = None;
        }
        // Whoever is gone first is waited for first, so that its exit ends when it did.
        while !self.staff.workers.is_empty() {
            for index in self.staff.ready().map_err(|error| error.to_string())? {
                self.staff.dismiss(self.floor, index)?;
            }
        }
        Ok(())
    }
}
