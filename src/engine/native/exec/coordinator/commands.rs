//! Commands of workers that died: they end with their worker, and are never run a second time.

use super::Coordinator;
use crate::{
    engine::native::{
        exec::{begun::Begun, supervisor::WorkerProcess},
        launch::{self, ProcessEnding},
    },
    plan::Chunks,
    workload::{Answer, Exit},
};
use rustix::process::Signal;

/// How the last worker of a lane ended.
pub(super) struct Fate {
    said: String,
    signal: i32,
}

impl Coordinator<'_> {
    /// A worker of commands has ended: if within one, the command's processes end, too. Returns
    /// whether any were lost with it.
    pub(super) fn lose_commands(
        &mut self,
        worker: &WorkerProcess,
        ending: &ProcessEnding,
        busy: bool,
    ) -> bool {
        if !self.run_context.experiment.is_command() || ending.is_good() {
            return false;
        }
        if busy {
            launch::end_descendants(worker.pid);
        }
        let fate = Fate {
            said: ending.obituary(&worker.name()),
            signal: ending.signal.unwrap_or(Signal::KILL.as_raw()),
        };
        self.fates.insert(worker.lane, fate);
        let before = self.lost.len();
        self.lose_begun();
        let is_lost = busy || self.lost.len() > before;
        if is_lost {
            // However many workers die so, there are fewer commands each time.
            self.deaths = 0;
        }
        is_lost
    }

    /// A command is never run twice. Of the chunks that came back, tasks that were begun are lost;
    /// those behind them are still to be done.
    pub(super) fn lose_begun(&mut self) {
        if !self.run_context.experiment.is_command() || !self.in_flight.has_returned() {
            return;
        }
        let begun = Begun::of(self.run_context);
        for id in self.in_flight.returned() {
            let rest = self.in_flight.rest(id);
            let Some(next) = begun.next(id, &rest) else {
                continue;
            };
            let fate = begun.lane(id).and_then(|lane| self.fates.get(&lane));
            let (said, signal) = fate
                .map_or(("its worker is gone", Signal::KILL.as_raw()), |fate| {
                    (fate.said.as_str(), fate.signal)
                });
            for task in Chunks::tasks(rest.start..next) {
                let what = if begun.is_done(id, task) {
                    format!("before the result of task {task} was in;")
                } else {
                    format!("in task {task}; the command was ended and")
                };
                let command = self.run_context.kernel.describe(task);
                let why = format!("{said} {what} is not run again: {command}");
                let exit = Exit {
                    status: 128 + signal,
                    stderr: why.clone(),
                    wall: begun.length(id, task),
                    ..Exit::default()
                };
                self.lost.push(why);
                self.checksum.add(task, &Answer::Exit(Box::new(exit)));
            }
            if self.in_flight.settle(id, next) {
                self.arrived(id);
            }
        }
    }

    /// Whether a chunk has come back before the end of its worker was looked into: then it is not
    /// known yet which are lost, and no chunk is given out.
    pub(super) fn awaits_end(&self) -> bool {
        self.run_context.experiment.is_command()
            && self.in_flight.has_returned()
            && self.supervisor.has_ended()
    }
}
