//! How what the time of threads goes to comes into the run.

use super::ProgramFeed;
use crate::{
    engine::watch::thread_sampler::{Sampled, SamplerNotice},
    log::Watched,
};

/// The most that is kept for threads that have no lane yet.
const MOST_EARLY: usize = 4096;

impl ProgramFeed {
    /// Takes in what the sampler has seen. Returns whether that is anything.
    pub(super) fn take_times(&mut self, watched: &mut Watched) -> bool {
        let Some(times) = &self.times else {
            return false;
        };
        let mut notices = std::mem::take(&mut self.early);
        let early = notices.len();
        notices.extend(times.try_iter());
        let any = notices.len() > early;
        for notice in notices {
            let early = self.take_sampled(notice, watched);
            self.early
                .extend(early.filter(|_| self.early.len() < MOST_EARLY));
        }
        any
    }

    /// Takes in one notice; gives it back where its thread has no lane yet.
    fn take_sampled(
        &mut self,
        notice: SamplerNotice,
        watched: &mut Watched,
    ) -> Option<SamplerNotice> {
        let Some(process) = self.processes.by_connection_mut(notice.connection) else {
            return Some(notice);
        };
        let known = &mut watched.processes[process.index as usize];
        match &notice.what {
            &Sampled::Times(thread, at, times) => {
                let lane = process.threads.get(thread).and_then(|thread| thread.lane);
                let Some(of) = lane.and_then(|lane| watched.threads.get_mut(lane.index())) else {
                    return Some(notice);
                };
                of.times.push(at, times);
            }
            &Sampled::HandOvers(at, count) => known.hand_overs.push(at, count),
            Sampled::Unknown(why) => {
                let what = format!("who waits for the GIL in pid {}", known.pid);
                watched.note_not_seen(what, why.as_str());
            }
        }
        None
    }
}
