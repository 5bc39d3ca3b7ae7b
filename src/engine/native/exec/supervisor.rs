//! [`Supervisor`]: worker processes, from their start until they are waited for.

use super::RunContext;
use crate::{
    base::{self, ChunkId, LaneId, Pid},
    engine::native::{
        channel::{Ends, MainChannel},
        job::{WorkerBootstrap, WorkerSlot},
        launch::{self, Forked, Forkserver, ProcessEnding, descriptors},
        transport, worker,
        worker_context::WorkerContext,
    },
    log::{Flags, Kind, Readings, Span, WorkerUsage},
    plan::{Fault, StartMethod},
};
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    process::{Signal, kill_process},
};
use std::{
    io,
    os::fd::{AsFd, BorrowedFd, OwnedFd},
    process::Stdio,
    thread,
    time::Duration,
};

/// For how long an orphan has the parent that it is about to lose, so that both can be seen.
const SEEN: Duration = Duration::from_millis(600);

/// A worker process.
pub(super) struct WorkerProcess {
    pub(super) lane: LaneId,
    pub(super) pid: Pid,
    /// The reading end of a pipe that it holds the other end of: closed when it has ended. A pidfd
    /// would tell the same, but not before Linux 5.3, nor in every sandbox.
    end: OwnedFd,
    /// The short-lived process that started it, where that is not main.
    starter: Option<Pid>,
    /// Whether it has answered a chunk.
    pub(super) has_answered: bool,
}

impl WorkerProcess {
    /// `worker 2 (pid 4711)`.
    pub(super) fn name(&self) -> String {
        format!("worker {} (pid {})", self.lane, self.pid)
    }

    /// The chunk it is computing, or was when it died.
    pub(super) fn computing(
        &self,
        run_context: &RunContext<'_>,
    ) -> Option<(ChunkId, base::TaskId)> {
        let now = run_context.log.reader().now(self.lane)?;
        matches!(now.kind, Kind::Task | Kind::Io).then_some((now.chunk, now.task))
    }
}

/// All worker processes that there are at present.
pub(super) struct Supervisor<'a> {
    run_context: &'a RunContext<'a>,
    forkserver: Option<Forkserver>,
    pub(super) workers: Vec<WorkerProcess>,
    /// Those that have ended and are not waited for on purpose.
    zombies: Vec<WorkerProcess>,
    /// The system's counters of those that have ended.
    pub(super) usages: Vec<WorkerUsage>,
}

impl<'a> Supervisor<'a> {
    /// A supervisor without workers, with a forkserver where the start method needs one.
    pub(super) fn new(run_context: &'a RunContext<'a>) -> io::Result<Self> {
        let forkserver = match run_context.forkserver_lane() {
            Some(lane) => {
                let slot = WorkerSlot {
                    lane,
                    begun: base::now(),
                    single: false,
                    again: false,
                };
                let bootstrap = bootstrap(run_context, slot);
                Some(Forkserver::start(
                    &bootstrap,
                    &common_files(run_context),
                    run_context.log,
                )?)
            }
            None => None,
        };
        if run_context.experiment.fault == Fault::Orphan {
            launch::adopt_orphans()?;
        }
        Ok(Self {
            run_context,
            forkserver,
            workers: Vec::new(),
            zombies: Vec::new(),
            usages: Vec::new(),
        })
    }

    /// Starts a worker on a lane that has none.
    ///
    /// # Errors
    /// Where the system has no room for another process or pipe.
    pub(super) fn start(
        &mut self,
        channel: &mut dyn MainChannel,
        slot: WorkerSlot,
    ) -> io::Result<()> {
        let ends = channel.open(&slot)?;
        let (end, life) = launch::pipe()?;
        let mut starter = None;
        let pid = match (self.run_context.experiment.start, &self.forkserver) {
            (StartMethod::Forkserver, Some(server)) => server.fork(slot, &ends, &life)?,
            (StartMethod::Spawn, _) => spawn(self.run_context, slot, &ends, &life)?,
            _ if self.run_context.experiment.fault == Fault::Orphan => {
                let (first, worker) = self.fork_orphan(channel, slot, ends, life)?;
                starter = Some(first);
                worker
            }
            _ => self.fork(channel, slot, ends, life)?,
        };
        self.run_context.log.set_pid(slot.lane, pid);
        self.workers.push(WorkerProcess {
            lane: slot.lane,
            pid,
            end,
            starter,
            has_answered: false,
        });
        Ok(())
    }

    fn fork(
        &mut self,
        channel: &mut dyn MainChannel,
        slot: WorkerSlot,
        ends: Ends,
        life: OwnedFd,
    ) -> io::Result<Pid> {
        let parent = std::process::id();
        match launch::fork()? {
            Forked::Parent(pid) => Ok(pid),
            Forked::Child => {
                channel.leave();
                self.workers.clear();
                let run_context = self.run_context;
                launch::as_child(|| {
                    launch::die_with_parent(parent)?;
                    work(run_context, slot, ends, life);
                    Ok(())
                })
            }
        }
    }

    /// Forks a process that forks the worker and ends: the worker is then without a parent, and
    /// this process, which has asked for it, adopts it.
    fn fork_orphan(
        &mut self,
        channel: &mut dyn MainChannel,
        slot: WorkerSlot,
        ends: Ends,
        life: OwnedFd,
    ) -> io::Result<(Pid, Pid)> {
        let main = std::process::id();
        let (reader, writer) = launch::pipe()?;
        match launch::fork()? {
            Forked::Parent(starter) => {
                drop((writer, ends, life));
                let mut number = [0; 4];
                transport::read_exact(&reader, &mut number)?;
                Ok((starter, Pid::new(u32::from_le_bytes(number))))
            }
            Forked::Child => {
                drop(reader);
                channel.leave();
                self.workers.clear();
                let run_context = self.run_context;
                launch::as_child(|| {
                    launch::die_with_parent(main)?;
                    let starter = std::process::id();
                    match launch::fork()? {
                        Forked::Parent(pid) => {
                            drop((ends, life));
                            rustix::io::write(&writer, &pid.get().to_le_bytes())?;
                            thread::sleep(SEEN);
                            Ok(())
                        }
                        Forked::Child => launch::as_child(|| {
                            drop(writer);
                            launch::await_adoption(starter, main)?;
                            work(run_context, slot, ends, life);
                            Ok(())
                        }),
                    }
                })
            }
        }
    }

    /// The descriptors that tell main that a worker has ended, in the order of the workers.
    pub(super) fn watched(&self) -> impl Iterator<Item = PollFd<'_>> {
        let ends = self.workers.iter().map(|worker| &worker.end);
        ends.map(|end| PollFd::new(end, PollFlags::IN))
    }

    /// Whether one has ended that was not dismissed.
    pub(super) fn has_ended(&self) -> bool {
        let mut polled: Vec<_> = self.watched().collect();
        poll(&mut polled, Some(&Timespec::default())).is_ok_and(|ended| ended > 0)
    }

    /// A worker has ended, or is about to: waits for it and writes down the end of its life.
    pub(super) fn dismiss(&mut self, worker: &WorkerProcess) -> ProcessEnding {
        if let Some(starter) = worker.starter {
            let _ = launch::wait_for_end(starter);
        }
        let run_delay = launch::run_delay(worker.pid);
        let ended = match &self.forkserver {
            Some(server) => server.wait(worker.pid),
            None => launch::wait_for_end(worker.pid),
        };
        let ending = ended.unwrap_or_default();
        self.usages.push(WorkerUsage {
            lane: worker.lane,
            pid: worker.pid,
            ending: ending.shown(),
            voluntary_switches: ending.usage.voluntary_switches,
            involuntary_switches: ending.usage.involuntary_switches,
            gil: None,
            times: Readings::default(),
            run_delay,
            peak_memory: ending.usage.peak_memory,
        });
        self.close_lane(worker.lane, ending.is_good());
        ending
    }

    /// Leaves a worker that has ended to be waited for later.
    pub(super) fn leave_unreaped(&mut self, worker: WorkerProcess) {
        self.zombies.push(worker);
    }

    /// Waits for those that were left.
    pub(super) fn reap_zombies(&mut self) {
        for worker in std::mem::take(&mut self.zombies) {
            self.dismiss(&worker);
        }
    }

    /// It is gone, so its lane has no writer: its last span ends here.
    fn close_lane(&self, lane: LaneId, good: bool) {
        if let Some(last) = self.run_context.log.reader().now(lane) {
            let flags = if good {
                Flags::default()
            } else {
                Flags::KILLED
            };
            let mut writer = self.run_context.log.writer(lane);
            writer.push(&Span {
                task: last.task,
                chunk: last.chunk,
                flags,
                ..Span::new(last.kind, last.start, base::now())
            });
        }
    }

    /// Ends all workers that are left, without waiting for their chunks.
    pub(super) fn kill_all(&mut self) {
        for worker in &self.workers {
            // Its number is its own until it was waited for.
            if let Ok(pid) = raw(worker.pid) {
                let _ = kill_process(pid, Signal::KILL);
            }
        }
        for worker in std::mem::take(&mut self.workers) {
            self.dismiss(&worker);
        }
        self.reap_zombies();
    }
}

/// A forked worker's life.
fn work(run_context: &RunContext<'_>, slot: WorkerSlot, ends: Ends, life: OwnedFd) {
    let worker_context = WorkerContext::new(
        run_context.experiment,
        run_context.kernel,
        run_context.log,
        slot,
    );
    worker::work(worker_context, ends, life);
}

fn spawn(
    run_context: &RunContext<'_>,
    slot: WorkerSlot,
    ends: &Ends,
    life: &OwnedFd,
) -> io::Result<Pid> {
    let (socket, its_socket) = descriptors::sockets()?;
    let mut program = launch::this_program();
    program
        .arg(launch::WORKER)
        .stdin(Stdio::from(its_socket))
        .stdout(Stdio::null());
    let child = launch::spawn(&mut program)?;
    // Its end of the socket would be open as long as this is.
    drop(program);
    let letter = serde_json::to_vec(&bootstrap(run_context, slot))?;
    let mut files = common_files(run_context);
    files.extend(ends.files.iter().chain([life]).map(AsFd::as_fd));
    match descriptors::send(&socket, &letter, &files) {
        // If it is dead already, that shows where its answer is missing.
        Err(error) if transport::is_gone(&error) => {}
        other => other?,
    }
    Ok(Pid::new(child.id()))
}

/// The bootstrap of a process that does not have main's memory.
fn bootstrap(run_context: &RunContext<'_>, slot: WorkerSlot) -> WorkerBootstrap {
    WorkerBootstrap {
        experiment: run_context.experiment.to_json(),
        slot,
        parent: std::process::id(),
        shared: run_context.shared.is_some(),
    }
}

/// The files that every process needs.
fn common_files<'a>(run_context: &'a RunContext<'_>) -> Vec<BorrowedFd<'a>> {
    let shared = run_context.shared.as_ref().map(AsFd::as_fd);
    std::iter::once(run_context.log.as_fd())
        .chain(shared)
        .collect()
}

fn raw(pid: Pid) -> io::Result<rustix::process::Pid> {
    rustix::process::Pid::from_raw(pid.get().cast_signed())
        .ok_or_else(|| io::Error::other("a process without a number"))
}
