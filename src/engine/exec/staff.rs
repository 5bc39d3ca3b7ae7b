//! [`Staff`]: worker processes, from their start until they are waited for.

use super::{Floor, MAIN};
use crate::{
    base::{self, LaneId, Moment, Pid},
    engine::{
        job::Station,
        launch::{self, Forked},
        transport::{self, Inbox, Outbox},
        worker::{self, Chunk, Done},
    },
    plan::StartMethod,
    trace::{Flags, Kind, Span},
};
use rustix::process::{WaitOptions, WaitStatus, waitpid};
use std::{
    io,
    os::fd::{AsRawFd, OwnedFd},
    process::Stdio,
};

/// A worker process and the two pipes to it.
pub(super) struct Worker {
    pub(super) lane: LaneId,
    pub(super) pid: Pid,
    /// Chunks go here; closing it is the order to end.
    pub(super) orders: Option<OwnedFd>,
    /// Results come from here.
    pub(super) results: OwnedFd,
    pub(super) inbox: Inbox<Done>,
    pub(super) outbox: Outbox<Chunk>,
}

/// All worker processes that there are at present.
#[derive(Default)]
pub(super) struct Staff {
    pub(super) workers: Vec<Worker>,
}

impl Staff {
    /// Starts a worker on a lane that has none.
    ///
    /// # Errors
    /// Where the system has no room for another process or pipe.
    pub(super) fn start(
        &mut self,
        floor: &Floor<'_>,
        lane: LaneId,
        begun: Moment,
    ) -> io::Result<()> {
        let (pid, orders, results) = match floor.experiment.start {
            StartMethod::Fork => self.fork(floor, lane, begun)?,
            StartMethod::Spawn => spawn(floor, lane, begun)?,
        };
        floor.log.set_pid(lane, pid);
        self.workers.push(Worker {
            lane,
            pid,
            orders: Some(orders),
            results,
            inbox: Inbox::new(),
            outbox: Outbox::new(),
        });
        Ok(())
    }

    fn fork(
        &mut self,
        floor: &Floor<'_>,
        lane: LaneId,
        begun: Moment,
    ) -> io::Result<(Pid, OwnedFd, OwnedFd)> {
        let (orders, to_worker) = pipe()?;
        let (from_worker, results) = pipe()?;
        let parent = std::process::id();
        match launch::fork()? {
            Forked::Parent(pid) => Ok((pid, to_worker, from_worker)),
            Forked::Child => {
                // The pipes of the others are theirs: as long as a copy of an end is open here,
                // they would not see the other end close.
                self.workers.clear();
                drop((to_worker, from_worker));
                if launch::die_with_parent(parent).is_ok() {
                    let mut writer = floor.writer(lane);
                    writer.enter_at(Kind::StartUp, begun);
                    worker::work(floor.kernel, writer, &orders, &results);
                }
                launch::exit_now(0)
            }
        }
    }

    /// Waits for a worker that has been told to end, or has ended by itself, and writes down the
    /// end of its life.
    pub(super) fn dismiss(&mut self, floor: &Floor<'_>, index: usize) -> Option<WaitStatus> {
        let mut worker = self.workers.swap_remove(index);
        worker.orders = None;
        let status = wait(worker.pid);
        let killed =
            status.is_some_and(|status| !status.exited() || status.exit_status() != Some(0));
        // It is gone, so its lane has no writer: what it was doing last ends here.
        if let Some(last) = floor.log.reader().now(worker.lane) {
            let flags = if killed {
                Flags::KILLED
            } else {
                Flags::default()
            };
            let mut writer = floor.log.writer(worker.lane);
            writer.push(&Span {
                task: last.task,
                chunk: last.chunk,
                flags,
                ..Span::new(last.kind, last.start, base::now())
            });
        }
        status
    }

    /// Ends everyone who is left, without waiting for what they are doing.
    pub(super) fn kill_all(&mut self, floor: &Floor<'_>) {
        for worker in &self.workers {
            if let Some(pid) = raw(worker.pid) {
                let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
            }
        }
        while !self.workers.is_empty() {
            self.dismiss(floor, self.workers.len() - 1);
        }
    }
}

fn spawn(floor: &Floor<'_>, lane: LaneId, begun: Moment) -> io::Result<(Pid, OwnedFd, OwnedFd)> {
    let station = Station {
        experiment: floor.experiment.to_json(),
        log: floor.log.as_fd().as_raw_fd(),
        lane,
        begun,
        parent: std::process::id(),
    };
    let mut child = launch::while_inheritable(floor.log.as_fd(), || {
        launch::this_program()
            .arg(crate::engine::serve::WORKER)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
    })??;
    let (Some(orders), Some(results)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(io::Error::other("a worker was started without pipes"));
    };
    let orders = OwnedFd::from(orders);
    match transport::write_letter(&orders, &serde_json::to_vec(&station)?) {
        // If it is dead already, that shows where its answer is missing.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        other => other?,
    }
    Ok((Pid::new(child.id()), orders, results.into()))
}

/// Both ends of a pipe that no program started from here inherits.
fn pipe() -> io::Result<(OwnedFd, OwnedFd)> {
    Ok(rustix::pipe::pipe_with(rustix::pipe::PipeFlags::CLOEXEC)?)
}

fn wait(pid: Pid) -> Option<WaitStatus> {
    loop {
        match waitpid(raw(pid), WaitOptions::empty()) {
            Err(rustix::io::Errno::INTR) => {}
            other => return other.ok().flatten().map(|(_, status)| status),
        }
    }
}

fn raw(pid: Pid) -> Option<rustix::process::Pid> {
    rustix::process::Pid::from_raw(pid.get().cast_signed())
}

/// How a worker ended, in words, if not as it should.
pub(super) fn fault(worker: &str, status: Option<WaitStatus>) -> String {
    match status.map(|status| (status.terminating_signal(), status.exit_status())) {
        Some((Some(signal), _)) => format!("{worker} was killed by signal {signal}"),
        Some((_, Some(code))) => format!("{worker} ended by itself with exit code {code}"),
        _ => format!("{worker} is gone"),
    }
}

/// A failure to start a worker, in words.
pub(super) fn no_room(number: u32, error: &io::Error) -> String {
    format!(
        "cannot start worker {number} ({error}): use fewer workers, or raise the limit of processes (ulimit -u) and open files (ulimit -n)"
    )
}

/// The lane that main writes.
pub(super) fn main_lane(floor: &Floor<'_>) -> crate::trace::LaneWriter {
    floor.log.writer(MAIN)
}
