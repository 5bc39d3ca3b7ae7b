//! Process: a new process for each task, at most so many at once.

use super::{
    Finish, Floor,
    staff::{self, Staff},
};
use crate::{
    base::{self, ChunkId, LaneId, Moment},
    engine::{tally::Tally, worker::Chunk},
    trace::Kind,
};
use rustix::event::{PollFd, PollFlags, poll};

pub(super) fn run(floor: &Floor<'_>) -> Finish {
    let mut staff = Staff::default();
    let mut tally = floor.tally();
    let started = base::now();
    let mut main = staff::main_lane(floor);
    let mut free: Vec<LaneId> = (0..floor.workers).rev().map(Floor::lane).collect();
    let mut tasks = 0..floor.tasks();
    let failure = loop {
        while let Some(lane) = free.pop() {
            let Some(task) = tasks.next() else {
                free.push(lane);
                break;
            };
            let begun = main.enter(Kind::Create);
            if let Err(error) = begin(&mut staff, floor, lane, begun, task) {
                let number = u32::try_from(staff.workers.len()).unwrap_or(0) + 1;
                staff.kill_all(floor);
                return fail(started, main.leave(), tally, staff::no_room(number, &error));
            }
        }
        if staff.workers.is_empty() {
            break None;
        }
        main.enter(Kind::Blocked);
        let ready = ready(&staff);
        main.enter(Kind::Collect);
        // From the back, so that removing one does not move those still to be looked at.
        let mut fault = None;
        for index in ready.into_iter().rev() {
            match collect(&mut staff, floor, index, &mut tally) {
                Ok(lane) => free.push(lane),
                Err(text) => fault = Some(text),
            }
        }
        // The lowest free lane is used first, so that lanes fill from the top.
        free.sort_by(|a, b| b.cmp(a));
        if fault.is_some() {
            break fault;
        }
    };
    staff.kill_all(floor);
    let ended = main.leave();
    Finish {
        started,
        ended,
        tally,
        failure,
    }
}

/// Starts a process and gives it its one task; the closed pipe tells it that there is no more.
fn begin(
    staff: &mut Staff,
    floor: &Floor<'_>,
    lane: LaneId,
    begun: Moment,
    task: u32,
) -> std::io::Result<()> {
    staff.start(floor, lane, begun)?;
    let Some(worker) = staff.workers.last_mut() else {
        return Ok(());
    };
    let chunk = Chunk {
        id: ChunkId::new(task),
        first: task,
        end: task + 1,
    };
    worker.outbox.push(&chunk)?;
    if let Some(orders) = worker.orders.take() {
        // If it is dead already, that shows where its answer is missing.
        let _ = worker.outbox.flush(&orders);
    }
    Ok(())
}

/// Waits until somebody has something to say.
fn ready(staff: &Staff) -> Vec<usize> {
    let pipes = staff.workers.iter().map(|worker| &worker.results);
    let mut polled: Vec<_> = pipes.map(|pipe| PollFd::new(pipe, PollFlags::IN)).collect();
    while let Err(rustix::io::Errno::INTR) = poll(&mut polled, None) {}
    let spoke = |(index, fd): (usize, &PollFd<'_>)| (!fd.revents().is_empty()).then_some(index);
    polled.iter().enumerate().filter_map(spoke).collect()
}

/// Takes in the answer of a worker and waits for its end; gives back its lane.
fn collect(
    staff: &mut Staff,
    floor: &Floor<'_>,
    index: usize,
    tally: &mut Tally,
) -> Result<LaneId, String> {
    let worker = &mut staff.workers[index];
    let (lane, name) = (
        worker.lane,
        format!("worker {} (pid {})", worker.lane, worker.pid),
    );
    let mut answered = false;
    while !answered
        && worker
            .inbox
            .fill(&worker.results)
            .is_ok_and(|bytes| bytes > 0)
    {
        while let Ok(Some(done)) = worker.inbox.next() {
            for (task, answer) in (done.first.get()..).zip(&done.answers) {
                tally.add(base::TaskId::new(task), answer);
            }
            answered = true;
        }
    }
    let status = staff.dismiss(floor, index);
    if answered {
        Ok(lane)
    } else {
        Err(staff::fault(&name, status))
    }
}

const fn fail(started: Moment, ended: Moment, tally: Tally, failure: String) -> Finish {
    Finish {
        started,
        ended,
        tally,
        failure: Some(failure),
    }
}
