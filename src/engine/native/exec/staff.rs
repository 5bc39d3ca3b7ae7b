//! [`Staff`]: worker processes, from their start until they are waited for.

use super::Floor;
use crate::{
    base::{self, ChunkId, LaneId, Pid},
    engine::native::{
        bench::Bench,
        channel::{Channel, Ends},
        job::{Seat, Station},
        launch::{self, Ending, Forked, Forkserver, parcel},
        transport, worker,
    },
    log::{Flags, Kind, Span, WorkerUsage},
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
pub(super) struct Worker {
    pub(super) lane: LaneId,
    pub(super) pid: Pid,
    /// The reading end of a pipe that it holds the other end of: closed when it has ended. A pidfd
    /// would tell the same, but not before Linux 5.3, nor in every sandbox.
    end: OwnedFd,
    /// Who started it, where that is not main and not for long.
    starter: Option<Pid>,
    /// Whether it has answered a chunk.
    pub(super) has_answered: bool,
}

impl Worker {
    /// `worker 2 (pid 4711)`.
    pub(super) fn name(&self) -> String {
        format!("worker {} (pid {})", self.lane, self.pid)
    }

    /// The chunk it is computing, or was when it died.
    pub(super) fn computing(&self, floor: &Floor<'_>) -> Option<(ChunkId, base::TaskId)> {
        let now = floor.log.reader().now(self.lane)?;
        matches!(now.kind, Kind::Task | Kind::Io).then_some((now.chunk, now.task))
    }
}

/// All worker processes that there are at present.
pub(super) struct Staff<'a> {
    floor: &'a Floor<'a>,
    forkserver: Option<Forkserver>,
    pub(super) workers: Vec<Worker>,
    /// Those that have ended and are not waited for on purpose.
    zombies: Vec<Worker>,
    /// What the system counted of those that have ended.
    pub(super) usages: Vec<WorkerUsage>,
}

impl<'a> Staff<'a> {
    /// Nobody yet, but for a forkserver where there is to be one.
    pub(super) fn new(floor: &'a Floor<'a>) -> io::Result<Self> {
        let forkserver = match floor.forkserver_lane() {
            Some(lane) => {
                let seat = Seat {
                    lane,
                    begun: base::now(),
                    single: false,
                    again: false,
                };
                let station = station(floor, seat);
                Some(Forkserver::start(
                    &station,
                    &common_files(floor),
                    floor.log,
                )?)
            }
            None => None,
        };
        if floor.experiment.fault == Fault::Orphan {
            launch::adopt_orphans()?;
        }
        Ok(Self {
            floor,
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
    pub(super) fn start(&mut self, channel: &mut dyn Channel, seat: Seat) -> io::Result<()> {
        let ends = channel.open(&seat)?;
        let (end, life) = launch::pipe()?;
        let mut starter = None;
        let pid = match (self.floor.experiment.start, &self.forkserver) {
            (StartMethod::Forkserver, Some(server)) => server.fork(seat, &ends, &life)?,
            (StartMethod::Spawn, _) => spawn(self.floor, seat, &ends, &life)?,
            _ if self.floor.experiment.fault == Fault::Orphan => {
                let (first, worker) = self.fork_orphan(channel, seat, ends, life)?;
                starter = Some(first);
                worker
            }
            _ => self.fork(channel, seat, ends, life)?,
        };
        self.floor.log.set_pid(seat.lane, pid);
        self.workers.push(Worker {
            lane: seat.lane,
            pid,
            end,
            starter,
            has_answered: false,
        });
        Ok(())
    }

    fn fork(
        &mut self,
        channel: &mut dyn Channel,
        seat: Seat,
        ends: Ends,
        life: OwnedFd,
    ) -> io::Result<Pid> {
        let parent = std::process::id();
        match launch::fork()? {
            Forked::Parent(pid) => Ok(pid),
            Forked::Child => {
                channel.leave();
                self.workers.clear();
                let floor = self.floor;
                launch::as_child(|| {
                    launch::die_with_parent(parent)?;
                    work(floor, seat, ends, life);
                    Ok(())
                })
            }
        }
    }

    /// Forks a process that forks the worker and ends: the worker is then without a parent, and
    /// this process, which has asked for it, adopts it.
    fn fork_orphan(
        &mut self,
        channel: &mut dyn Channel,
        seat: Seat,
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
                let floor = self.floor;
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
                            work(floor, seat, ends, life);
                            Ok(())
                        }),
                    }
                })
            }
        }
    }

    /// What tells main that somebody has ended, in the order of the workers.
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
    pub(super) fn dismiss(&mut self, worker: &Worker) -> Ending {
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
            run_delay,
            peak_memory: ending.usage.peak_memory,
        });
        self.close_lane(worker.lane, ending.is_good());
        ending
    }

    /// Leaves a worker that has ended to be waited for later.
    pub(super) fn leave_unreaped(&mut self, worker: Worker) {
        self.zombies.push(worker);
    }

    /// Waits for those that were left.
    pub(super) fn reap_zombies(&mut self) {
        for worker in std::mem::take(&mut self.zombies) {
            self.dismiss(&worker);
        }
    }

    /// It is gone, so its lane has no writer: what it was doing last ends here.
    fn close_lane(&self, lane: LaneId, good: bool) {
        if let Some(last) = self.floor.log.reader().now(lane) {
            let flags = if good {
                Flags::default()
            } else {
                Flags::KILLED
            };
            let mut writer = self.floor.log.writer(lane);
            writer.push(&Span {
                task: last.task,
                chunk: last.chunk,
                flags,
                ..Span::new(last.kind, last.start, base::now())
            });
        }
    }

    /// Ends everyone who is left, without waiting for what they are doing.
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
fn work(floor: &Floor<'_>, seat: Seat, ends: Ends, life: OwnedFd) {
    let bench = Bench::new(floor.experiment, floor.kernel, floor.log, seat);
    worker::work(bench, ends, life);
}

fn spawn(floor: &Floor<'_>, seat: Seat, ends: &Ends, life: &OwnedFd) -> io::Result<Pid> {
    let (socket, its_socket) = parcel::sockets()?;
    let mut program = launch::this_program();
    program
        .arg(launch::WORKER)
        .stdin(Stdio::from(its_socket))
        .stdout(Stdio::null());
    let child = launch::spawn(&mut program)?;
    // Its end of the socket would be open as long as this is.
    drop(program);
    let letter = serde_json::to_vec(&station(floor, seat))?;
    let mut files = common_files(floor);
    files.extend(ends.files.iter().chain([life]).map(AsFd::as_fd));
    match parcel::send(&socket, &letter, &files) {
        // If it is dead already, that shows where its answer is missing.
        Err(error) if transport::is_gone(&error) => {}
        other => other?,
    }
    Ok(Pid::new(child.id()))
}

/// What a process is told that does not have main's memory.
fn station(floor: &Floor<'_>, seat: Seat) -> Station {
    Station {
        experiment: floor.experiment.to_json(),
        seat,
        parent: std::process::id(),
        shared: floor.shared.is_some(),
    }
}

/// The files that every process needs.
fn common_files<'a>(floor: &'a Floor<'_>) -> Vec<BorrowedFd<'a>> {
    let shared = floor.shared.as_ref().map(AsFd::as_fd);
    std::iter::once(floor.log.as_fd()).chain(shared).collect()
}

fn raw(pid: Pid) -> io::Result<rustix::process::Pid> {
    rustix::process::Pid::from_raw(pid.get().cast_signed())
        .ok_or_else(|| io::Error::other("a process without a number"))
}
