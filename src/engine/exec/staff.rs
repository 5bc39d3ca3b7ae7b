//! [`Staff`]: worker processes, from their start until they are waited for.

use super::Floor;
use crate::{
    base::{self, LaneId, Moment, Pid, TaskId},
    engine::{
        job::{Chunk, Done, Station},
        launch::{self, Forked},
        tally::Tally,
        transport::{self, Inbox, Outbox},
        worker,
    },
    plan::StartMethod,
    trace::{Flags, Kind, Span},
};
use rustix::{
    event::{PollFd, PollFlags, poll},
    io::retry_on_intr,
    process::{WaitOptions, WaitStatus, waitpid},
};
use std::{
    io,
    os::fd::{AsRawFd, OwnedFd},
    panic::{AssertUnwindSafe, catch_unwind},
    process::Stdio,
};

/// A worker process and the two pipes to it.
pub(super) struct Worker {
    pub(super) lane: LaneId,
    pid: Pid,
    /// Chunks go here; closing it is the order to end.
    pub(super) orders: Option<OwnedFd>,
    /// Results come from here.
    results: OwnedFd,
    inbox: Inbox<Done>,
    pub(super) outbox: Outbox<Chunk>,
}

impl Worker {
    /// Takes in the answers it has sent. Returns of how many chunks; `None` if it is gone.
    pub(super) fn hear(&mut self, tally: &mut Tally) -> io::Result<Option<u32>> {
        if self.inbox.fill(&self.results)? == 0 {
            return Ok(None);
        }
        let mut chunks = 0;
        for done in self.inbox.take_all()? {
            for (task, answer) in (done.first.get()..).zip(&done.answers) {
                tally.add(TaskId::new(task), answer);
            }
            chunks += 1;
        }
        Ok(Some(chunks))
    }

    fn name(&self) -> String {
        format!("worker {} (pid {})", self.lane, self.pid)
    }
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
            StartMethod::Spawn | StartMethod::Forkserver => spawn(floor, lane, begun)?,
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
                // A panic must not unwind into what this copy has of main: its open lane, above
                // all, which the real main goes on writing.
                let life = catch_unwind(AssertUnwindSafe(|| {
                    launch::die_with_parent(parent)?;
                    let mut writer = floor.writer(lane);
                    writer.enter_at(Kind::StartUp, begun);
                    worker::work(floor.kernel, floor.manner, writer, &orders, &results);
                    io::Result::Ok(())
                }));
                launch::exit_now(i32::from(!matches!(life, Ok(Ok(())))))
            }
        }
    }

    /// Waits until somebody has something to say, or is gone. The highest index comes first: a
    /// worker that is dismissed leaves its place to the last one.
    pub(super) fn ready(&self) -> io::Result<Vec<usize>> {
        let pipes = self.workers.iter().map(|worker| &worker.results);
        let mut polled: Vec<_> = pipes.map(|pipe| PollFd::new(pipe, PollFlags::IN)).collect();
        retry_on_intr(|| poll(&mut polled, None))?;
        let spoke = |&index: &usize| !polled[index].revents().is_empty();
        Ok((0..polled.len()).rev().filter(spoke).collect())
    }

    /// Waits for a worker that has been told to end, or has ended by itself, and writes down the
    /// end of its life.
    ///
    /// # Errors
    /// How it ended, in words, if not as it should.
    pub(super) fn dismiss(&mut self, floor: &Floor<'_>, index: usize) -> Result<(), String> {
        let mut worker = self.workers.swap_remove(index);
        worker.orders = None;
        let status = wait(worker.pid);
        let killed = status.is_none_or(|status| status.exit_status() != Some(0));
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
        if killed {
            return Err(fault(&worker.name(), status));
        }
        Ok(())
    }

    /// Dismisses a worker that left before its work was done, and says how it ended.
    pub(super) fn lost(&mut self, floor: &Floor<'_>, index: usize) -> String {
        let name = self.workers[index].name();
        let end = self.dismiss(floor, index);
        end.err()
            .unwrap_or_else(|| format!("{name} ended before its work was done"))
    }

    /// Ends everyone who is left, without waiting for what they are doing.
    pub(super) fn kill_all(&mut self, floor: &Floor<'_>) {
        for worker in &self.workers {
            if let Some(pid) = raw(worker.pid) {
                let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
            }
        }
        while !self.workers.is_empty() {
            // That it was killed is no news.
            let _ = self.dismiss(floor, self.workers.len() - 1);
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
            .arg(launch::WORKER)
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
    let ended = retry_on_intr(|| waitpid(raw(pid), WaitOptions::empty()));
    ended.ok().flatten().map(|(_, status)| status)
}

fn raw(pid: Pid) -> Option<rustix::process::Pid> {
    rustix::process::Pid::from_raw(pid.get().cast_signed())
}

/// How a worker ended, in words.
fn fault(worker: &str, status: Option<WaitStatus>) -> String {
    match status.map(|status| (status.terminating_signal(), status.exit_status())) {
        Some((Some(signal), _)) => format!("{worker} was killed by signal {signal}"),
        Some((_, Some(code))) => format!("{worker} ended by itself with exit code {code}"),
        _ => format!("{worker} is gone"),
    }
}

/// A failure to start a worker, in words.
pub(super) fn no_room(number: usize, error: &io::Error) -> String {
    format!(
        "cannot start worker {number} ({error}): use fewer workers, or raise the limit of processes (ulimit -u) and open files (ulimit -n)"
    )
}
