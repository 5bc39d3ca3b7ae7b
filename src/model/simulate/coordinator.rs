//! The main flow between two chunks, with the state of [`Main`](super::main::Main).
//!
//! Main does one thing after another. Each takes time from its own beginning or from the end of the
//! one before, whichever is later, so it need not be played as events of its own.

use super::{
    LaneActivity, Sink,
    schedule::{Schedule, WorkerPhase},
    time,
};
use crate::{
    log::Kind,
    plan::{Handout, Join, Method},
    sample::ChannelCosts,
};

/// Main asks after the pool so often while it has work of its own; what comes meanwhile waits for
/// half of that.
const ASKS: f64 = 1e6;

impl<S: Sink> Schedule<'_, S> {
    /// Main starts the workers and hands out the first chunks.
    pub(super) fn open(&mut self) {
        self.main.free = time(self.start.server) + time(self.channel.open);
        self.sink.enter(0, 0.0, LaneActivity::plain(Kind::Create));
        let single = self.handout == Handout::Single;
        let count = match self.experiment.join {
            Join::Early if single => 1,
            _ => self.workers.len(),
        };
        let count = if single {
            count.min(self.supply.count() as usize)
        } else {
            count
        };
        for who in 0..count {
            self.hire(who);
        }
        self.main.held = self.main.free;
        self.main.put = self.main.free;
        self.main.has_task = !self.supply.kept().tasks.is_empty();
        match self.handout {
            Handout::Sent if self.is_one_by_one() => self.send(0),
            Handout::Sent | Handout::Single => {
                for who in 0..count {
                    self.send(who);
                }
            }
            _ => {
                if self.handout == Handout::Get {
                    self.sink
                        .enter(0, self.main.free, LaneActivity::plain(Kind::Dispatch));
                    self.main.free += time(self.channel.trip.give);
                    self.main.put = self.main.free;
                }
                for who in 0..count {
                    self.later(who, self.workers[who].ready, WorkerPhase::Ready);
                }
            }
        }
        let own = self.experiment.has_process_pool() && self.experiment.method.is_async();
        let task = self.main.has_task && self.experiment.join == Join::Late;
        if own || task {
            self.main.computes = true;
            self.timers.set(self.workers.len(), self.main.free);
        } else {
            self.sink
                .enter(0, self.main.free, LaneActivity::plain(Kind::Blocked));
        }
    }

    fn is_one_by_one(&self) -> bool {
        self.experiment.method == Method::Apply
    }

    /// Main starts a worker.
    fn hire(&mut self, who: usize) {
        let begun = self.main.free;
        self.sink.enter(0, begun, LaneActivity::plain(Kind::Create));
        self.sink
            .enter(who + 1, begun, LaneActivity::plain(Kind::StartUp));
        self.main.free += time(self.start.busy);
        self.cores.take(time(self.start.busy));
        let mut ready = begun + time(self.start.ready);
        let extra = time(self.experiment.extra_startup);
        if extra > 0.0 {
            self.sink
                .enter(who + 1, ready, LaneActivity::plain(Kind::Added));
            ready += extra + self.oversleep;
        }
        self.sink
            .enter(who + 1, ready, LaneActivity::plain(Kind::Wait));
        self.workers[who].ready = ready;
    }

    /// The costs of exchanging a worker's chunks.
    fn exchange(&self, who: usize) -> ChannelCosts {
        let bytes = self.experiment.payload.get();
        if bytes == 0 {
            return self.channel;
        }
        let tasks = &self.workers[who].given.tasks;
        self.channel
            .carrying(bytes * u64::from(tasks.end - tasks.start))
    }

    /// Main sends a worker its next chunks, if there are any.
    fn send(&mut self, who: usize) {
        let now = self.main.free;
        if !self.give(who, now) {
            return;
        }
        let costs = self.exchange(who);
        self.sink.enter(0, now, LaneActivity::plain(Kind::Dispatch));
        self.main.free += time(costs.trip.give);
        self.cores.take(time(costs.trip.give));
        let worker = &mut self.workers[who];
        worker.sent = now;
        let begins = worker.ready.max(self.main.free) + time(costs.trip.reach);
        self.receive(who, begins);
    }

    /// A worker is given the next chunks. Returns whether there are any.
    fn give(&mut self, who: usize, now: f64) -> bool {
        let Some(given) = self.supply.take(who, self.workers.len(), now) else {
            return false;
        };
        let worker = &mut self.workers[who];
        worker.task = given.tasks.start;
        worker.chunk = given.chunks.start;
        worker.given = given;
        true
    }

    /// A worker begins its chunks at that moment, or after the delay that was added to that.
    fn receive(&mut self, who: usize, begins: f64) {
        let extra = time(self.experiment.extra_transfer);
        if extra > 0.0 {
            let worker = &self.workers[who];
            let doing = LaneActivity {
                task: worker.task,
                chunk: worker.chunk,
                ..LaneActivity::plain(Kind::Added)
            };
            self.sink.enter(who + 1, begins, doing);
            self.let_go(who, begins);
            return self.later(who, begins + extra + self.oversleep, WorkerPhase::Begins);
        }
        self.later(who, begins, WorkerPhase::Begins);
    }

    /// A worker that helps itself can take its first chunks.
    pub(super) fn ask(&mut self, who: usize, now: f64) {
        if !self.give(who, now) {
            return self.idle(who, now);
        }
        let costs = self.exchange(who);
        let begins = match self.handout {
            Handout::Claim | Handout::Steal => now + self.claim,
            _ => now.max(self.put(&costs)) + time(costs.trip.reach),
        };
        self.receive(who, begins);
    }

    /// When main has put the order that is taken now: all at once, but for what comes with them.
    fn put(&mut self, costs: &ChannelCosts) -> f64 {
        let more = time(costs.trip.give.saturating_sub(self.channel.trip.give));
        self.main.put += more;
        self.cores.take(more);
        self.main.put
    }

    /// A worker is done with what it was given.
    pub(super) fn chunk_done(&mut self, who: usize, now: f64) {
        match self.handout {
            Handout::Main => {}
            Handout::Claim | Handout::Steal => {
                if !self.give(who, now) {
                    return self.idle(who, now);
                }
                if self.claim > 0.0 || self.experiment.extra_transfer.get() > 0 {
                    self.receive(who, now + self.claim);
                } else {
                    self.begin(who, now);
                }
            }
            Handout::Get => {
                self.answer(who, now);
                if !self.give(who, now) {
                    return self.idle(who, now);
                }
                let costs = self.exchange(who);
                let free = now.max(self.main.held) + time(costs.held);
                self.main.held = free;
                let put = self.put(&costs);
                let begins = (now + time(costs.turn)).max(free).max(put);
                self.receive(who, begins);
            }
            Handout::Sent => {
                self.answer(who, now);
                let worker = &self.workers[who];
                let (took, chunks) = (self.main.free - worker.sent, &worker.given.chunks);
                self.supply.heard(took, chunks.end - chunks.start);
                let next = if self.is_one_by_one() {
                    (who + 1) % self.workers.len()
                } else {
                    who
                };
                self.send(next);
                self.sink
                    .enter(0, self.main.free, LaneActivity::plain(Kind::Blocked));
            }
            Handout::Single => {
                let costs = self.exchange(who);
                let sent = now + time(costs.trip.answer);
                self.sink
                    .enter(who + 1, now, LaneActivity::plain(Kind::Send));
                self.sink
                    .enter(who + 1, sent, LaneActivity::plain(Kind::Exit));
                self.later(who, sent + time(self.start.exit), WorkerPhase::Gone);
            }
        }
    }

    /// A worker sends its answers, and main takes them.
    fn answer(&mut self, who: usize, now: f64) {
        let costs = self.exchange(who);
        let sent = now + time(costs.trip.answer);
        self.sink
            .enter(who + 1, now, LaneActivity::plain(Kind::Send));
        // A worker that helps itself goes on before main has received its answer.
        let waits_from = match self.handout {
            Handout::Get => sent.min(now + time(costs.turn)),
            _ => sent,
        };
        self.sink
            .enter(who + 1, waits_from, LaneActivity::plain(Kind::Wait));
        let waits = if self.main.computes { ASKS / 2.0 } else { 0.0 };
        let begins = self.main.free.max(sent + waits);
        self.main.free = begins + time(costs.trip.take);
        self.cores.take(time(costs.trip.take));
        let chunks = &self.workers[who].given.chunks;
        self.main.answered += chunks.end - chunks.start;
        if self.main.computes {
            // Its own work is a loop until half of the results are in.
            if self.main.answered >= self.supply.count().div_ceil(2) {
                self.main.computes = false;
                if std::mem::take(&mut self.main.is_at_it) {
                    self.cores.end(now, self.workers.len());
                }
            }
        } else {
            self.sink
                .enter(0, begins, LaneActivity::plain(Kind::Collect));
            self.sink
                .enter(0, self.main.free, LaneActivity::plain(Kind::Blocked));
        }
    }

    /// A worker finds nothing to do.
    fn idle(&mut self, who: usize, now: f64) {
        self.let_go(who, now);
        if self.handout == Handout::Claim {
            self.sink
                .enter(who + 1, now, LaneActivity::plain(Kind::Exit));
            self.workers[who].gone = now + time(self.start.exit);
        } else {
            self.sink
                .enter(who + 1, now, LaneActivity::plain(Kind::Wait));
            self.workers[who].gone = now;
        }
    }

    /// A worker that was there for one chunk is gone.
    pub(super) fn gone(&mut self, who: usize, now: f64) {
        if self.main.computes {
            self.main.kept_waiting.push_back(who);
            return;
        }
        let costs = self.exchange(who);
        let begins = self.main.free.max(now);
        let parted = time(costs.trip.take) + time(self.start.leave);
        self.sink
            .enter(0, begins, LaneActivity::plain(Kind::Collect));
        self.sink.leave(who + 1, begins);
        self.main.free = begins + parted;
        self.cores.take(parted);
        if self.supply.waiting() > 0 {
            let next = match self.experiment.join {
                Join::Early => (who + 1) % self.workers.len(),
                Join::Late => who,
            };
            self.hire(next);
            self.send(next);
        }
        self.sink
            .enter(0, self.main.free, LaneActivity::plain(Kind::Blocked));
    }

    /// Main begins what it computes itself.
    pub(super) fn main_begins(&mut self, now: f64) {
        let who = self.workers.len();
        if self.main.has_task {
            let kept = self.supply.kept();
            let doing = LaneActivity {
                kind: Kind::Task,
                task: kept.tasks.start,
                count: kept.tasks.end - kept.tasks.start,
                chunk: kept.chunks.start,
            };
            self.sink.enter(0, now, doing);
            self.cores.begin(now, who, self.work.of(kept.tasks));
        } else if self.main.computes {
            self.main.is_at_it = true;
            self.sink.enter(0, now, LaneActivity::plain(Kind::Own));
            self.cores.begin(now, who, f64::MAX / 4.0);
        }
    }

    /// Main has done its task, and sees to what it left waiting.
    pub(super) fn main_computed(&mut self, now: f64) {
        self.main.has_task = false;
        self.main.computes = false;
        self.main.free = now;
        self.sink.enter(0, now, LaneActivity::plain(Kind::Collect));
        while let Some(who) = self.main.kept_waiting.pop_front() {
            self.gone(who, now);
        }
    }

    /// All is done: main parts with the workers. Returns the end.
    pub(super) fn close(&mut self) -> f64 {
        let mut at = self.main.free;
        if self.main.has_task {
            self.main_begins(at);
            at = self.cores.next();
        }
        if self.handout != Handout::Single {
            let told = match self.handout {
                Handout::Claim => None,
                Handout::Steal => {
                    Some(self.workers.iter().fold(at, |last, one| last.max(one.gone)))
                }
                _ => Some(at),
            };
            if let Some(told) = told {
                self.sink.enter(0, told, LaneActivity::plain(Kind::Collect));
            }
            for who in 0..self.workers.len() {
                let gone = match told {
                    None => self.workers[who].gone,
                    Some(told) => {
                        let told = told.max(self.workers[who].ready);
                        self.sink
                            .enter(who + 1, told, LaneActivity::plain(Kind::Exit));
                        told + time(self.start.exit)
                    }
                };
                at = at.max(gone) + time(self.start.leave);
                let seen = if told.is_some() { at } else { gone };
                self.sink.leave(who + 1, seen);
            }
        }
        self.sink.leave(0, at);
        at
    }
}
