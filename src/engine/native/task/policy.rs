//! [`TaskPolicy`]: the faults, delays and lock of tasks.

use super::waits::Waits;
use crate::{
    base::{self, ChunkId, Nanos, TaskId},
    engine::native::gil::ThreadState,
    log::{Flags, Kind, LaneWriter},
    plan::{ChunkRange, Fault, Mode, Resolved},
    workload::Answer,
};
use rustix::process::{Signal, getpid, kill_process};
use std::thread;

/// The faults, delays and lock of tasks.
#[derive(Clone)]
pub(in crate::engine) struct TaskPolicy<'a> {
    /// The time that each task waits.
    waits: Waits,
    /// Whether tasks are commands, which another process does.
    is_command: bool,
    /// Whether there are answers that are failures.
    may_fail: bool,
    /// The number of main where it does tasks itself, behind all workers.
    main: u32,
    /// The task in which the process kills itself.
    victim: Option<TaskId>,
    /// The lock that this thread must hold while it computes.
    lock: Option<&'a ThreadState<'a>>,
    /// A delay added to the start of each worker.
    startup: Nanos,
    /// A delay added to the receive of each chunk.
    transfer: Nanos,
}

impl TaskPolicy<'static> {
    /// The policy that the experiment gives, at the first attempt, without a lock.
    pub(in crate::engine) fn of(experiment: &Resolved) -> Self {
        let crash = experiment.fault == Fault::Crash;
        Self {
            waits: Waits::of(experiment),
            is_command: experiment.is_command(),
            // Commands fail, and so do tasks that read files.
            may_fail: experiment.is_command() || !experiment.inputs.is_empty(),
            main: match experiment.mode {
                Mode::Serial => 1,
                _ => experiment.worker_count().saturating_add(1),
            },
            victim: crash.then(|| TaskId::new(experiment.task_count() / 2)),
            lock: None,
            startup: experiment.extra_startup,
            transfer: experiment.extra_transfer,
        }
    }
}

impl TaskPolicy<'_> {
    /// The policy for an attempt at a chunk, counted from 0: only the first one kills the process.
    #[must_use]
    pub(in crate::engine) fn attempt(&self, attempt: u32) -> Self {
        let same = self.clone();
        if attempt == 0 { same } else { same.spared() }
    }

    /// The policy without a kill: only worker processes are killed, not main and its threads.
    #[must_use]
    pub(in crate::engine) fn spared(self) -> Self {
        Self {
            victim: None,
            ..self
        }
    }

    /// The policy of a thread that computes only while it holds a lock.
    #[inline]
    #[must_use]
    pub(in crate::engine) fn holding<'b>(
        &self,
        lock: Option<&'b ThreadState<'b>>,
    ) -> TaskPolicy<'b> {
        let waits = self.waits.clone();
        TaskPolicy {
            waits,
            lock,
            ..*self
        }
    }

    /// The number of the worker whose lane is written to, from 1.
    pub(super) fn worker(&self, writer: &LaneWriter) -> u32 {
        match u32::from(writer.lane().get()) {
            0 => self.main,
            lane => lane,
        }
    }

    /// Sleeps for the delay that was added to the start of a worker, if there is one.
    pub(in crate::engine) fn delay_start(&self, writer: &mut LaneWriter) {
        if self.startup > Nanos::ZERO {
            writer.enter(Kind::Added);
            thread::sleep(self.startup.to_std());
        }
    }

    /// Sleeps for the delay that was added to the receive of a chunk, if there is one.
    #[inline]
    pub(in crate::engine) fn delay_receive(
        &self,
        chunk: ChunkId,
        range: &ChunkRange,
        writer: &mut LaneWriter,
    ) {
        if self.delays_chunks() {
            let count = range.end.saturating_sub(range.start);
            writer.enter_for(Kind::Added, TaskId::new(range.start), chunk, count);
            self.rest(self.transfer);
        }
    }

    /// Whether a delay was added to the receive of each chunk.
    #[inline]
    pub(in crate::engine) fn delays_chunks(&self) -> bool {
        self.transfer > Nanos::ZERO
    }

    /// Whether the tasks of a chunk are only computed.
    #[inline]
    pub(super) fn is_plain(&self, chunk: &ChunkRange) -> bool {
        let alone = self.waits == Waits::None && self.lock.is_none() && !self.may_fail;
        alone && !self.victim.is_some_and(|task| chunk.contains(&task.get()))
    }

    /// Does a task with everything that goes with it, and records each part.
    pub(super) fn perform(
        &self,
        task: TaskId,
        chunk: ChunkId,
        writer: &mut LaneWriter,
        run: impl FnOnce(&mut dyn FnMut()) -> Answer,
    ) -> Answer {
        if let Some(lock) = self.lock
            && !lock.try_take()
        {
            writer.enter_for(Kind::Lock, task, chunk, 0);
            lock.take();
        }
        writer.enter_for(Kind::Task, task, chunk, 1);
        let begun = self.cpu();
        let answer = run(&mut || self.breathe(task, chunk, writer));
        if let Answer::Exit(exit) = &answer {
            writer.done_elsewhere(exit.turns);
        }
        if answer.is_failure() {
            writer.flag(Flags::FAILED);
        }
        if self.victim == Some(task) {
            // Its span is open and its answer is not delivered: this is the middle of the task.
            let _ = kill_process(getpid(), Signal::KILL);
        }
        let wait = self.waits.of_task(task, self.cpu().saturating_sub(begun));
        if wait > Nanos::ZERO {
            // The task ends with the span that begins here, not with the one before.
            writer.concern(task, chunk, 0);
            writer.enter_for(Kind::Io, task, chunk, 1);
            self.rest(wait);
        }
        answer
    }

    /// Hands the lock over, if there is one that others have waited for.
    #[inline]
    fn breathe(&self, task: TaskId, chunk: ChunkId, writer: &mut LaneWriter) {
        if let Some(lock) = self.lock
            && lock.is_wanted()
        {
            // The span so far is a part of the task, which goes on later.
            writer.concern(task, chunk, 0);
            if self.is_command {
                writer.done_elsewhere(None);
            }
            writer.enter_for(Kind::Lock, task, chunk, 0);
            lock.hand_over();
            writer.enter_for(Kind::Task, task, chunk, 1);
        }
    }

    /// Sleeps, and lets others compute meanwhile.
    fn rest(&self, length: Nanos) {
        if let Some(lock) = self.lock {
            lock.let_go();
        }
        thread::sleep(length.to_std());
    }

    /// The thread's CPU time, where it decides how long to wait.
    fn cpu(&self) -> Nanos {
        match self.waits {
            Waits::Follow(_) => base::thread_cpu(),
            Waits::None | Waits::Same(_) | Waits::Each(_) => Nanos::ZERO,
        }
    }
}
