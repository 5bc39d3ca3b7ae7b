//! Main's intake: answers, and chunks that came back.

use super::Coordinator;
use crate::{
    base::{ChunkId, LaneId, TaskId},
    engine::native::channel::ChannelEvent,
    log::{Flags, Kind},
    plan,
};

impl Coordinator<'_> {
    pub(super) fn take_in(&mut self, mut news: Vec<ChannelEvent>) -> Result<(), String> {
        // Events that arrive together are taken in the order in which their chunks ended.
        news.sort_by_key(ChannelEvent::ended);
        for one in news {
            match one {
                ChannelEvent::Quit => self.quits += 1,
                ChannelEvent::Lost(id) => self.in_flight.come_back(id),
                ChannelEvent::Done(done) => {
                    if !done.sound {
                        let text = "did not arrive as it was sent";
                        return Err(format!("the payload of chunk {} {text}", done.id));
                    }
                    self.has_answered(done.lane);
                    if self.in_flight.answer(done.id) {
                        for (task, answer) in plan::Chunks::tasks(done.tasks()).zip(&done.answers) {
                            self.checksum.add(task, answer);
                        }
                        self.arrived(done.id);
                    }
                }
                ChannelEvent::Folded {
                    lane,
                    chunks,
                    tasks,
                    digest,
                    failed,
                } => {
                    self.has_answered(lane);
                    if self.in_flight.answer_row(&chunks) {
                        self.checksum.fold(tasks.end - tasks.start, digest, failed);
                        self.caller.arrived(&chunks, tasks, &mut self.main);
                    }
                }
            }
        }
        Ok(())
    }

    /// Every task of a chunk has an answer.
    pub(super) fn arrived(&mut self, id: ChunkId) {
        let (chunk, tasks) = (id.get(), self.run_context.chunks.get(id));
        self.caller
            .arrived(&(chunk..chunk + 1), tasks, &mut self.main);
    }

    /// Writes down which chunks came back: all their work until now is lost.
    pub(super) fn note_lost(&mut self) {
        let returned = self.in_flight.take_returned();
        for &id in &returned {
            let tasks = self.run_context.chunks.get(id);
            let (first, count) = (TaskId::new(tasks.start), tasks.end - tasks.start);
            self.main.enter_for(Kind::Collect, first, id, count);
            self.main.flag(Flags::LOST);
        }
        if !returned.is_empty() {
            self.main.enter(Kind::Collect);
        }
    }

    fn has_answered(&mut self, lane: LaneId) {
        self.deaths = 0;
        let workers = self.supervisor.workers.iter_mut();
        for worker in workers.filter(|worker| worker.lane == lane) {
            worker.has_answered = true;
        }
    }
}
