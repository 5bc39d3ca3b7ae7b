//! Process: a new process for each task, at most so many at once.

use super::{
    Finish, Floor, MAIN,
    staff::{self, Staff},
};
use crate::{
    base::{self, ChunkId, LaneId, Moment},
    engine::{job::Chunk, tally::Tally},
    trace::{Kind, LaneWriter},
};

pub(super) fn run(floor: &Floor<'_>) -> Finish {
    let mut staff = Staff::default();
    let mut tally = floor.tally();
    let started = base::now();
    let mut main = floor.log.writer(MAIN);
    let failure = work(floor, &mut staff, &mut main, &mut tally).err();
    staff.kill_all(floor);
    Finish {
        started,
        ended: main.leave(),
        tally,
        failure,
    }
}

fn work(
    floor: &Floor<'_>,
    staff: &mut Staff,
    main: &mut LaneWriter,
    tally: &mut Tally,
) -> Result<(), String> {
    let mut free: Vec<LaneId> = (0..floor.workers).rev().map(Floor::lane).collect();
    let mut tasks = 0..floor.tasks();
    loop {
        while !free.is_empty()
            && let Some(task) = tasks.next()
            && let Some(lane) = free.pop()
        {
            let begun = main.enter(Kind::Create);
            begin(staff, floor, lane, begun, task)
                .map_err(|error| staff::no_room(staff.workers.len() + 1, &error))?;
        }
        if staff.workers.is_empty() {
            return Ok(());
        }
        main.enter(Kind::Blocked);
        let ready = staff.ready().map_err(|error| error.to_string())?;
        main.enter(Kind::Collect);
        for index in ready {
            free.push(collect(staff, floor, index, tally)?);
        }
        // The lowest free lane is used first, so that lanes fill from the top.
        free.sort_by(|a, b| b.cmp(a));
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

/// Takes in the answer of a worker and waits for its end; gives back its lane.
fn collect(
    staff: &mut Staff,
    floor: &Floor<'_>,
    index: usize,
    tally: &mut Tally,
) -> Result<LaneId, String> {
    let worker = &mut staff.workers[index];
    let lane = worker.lane;
    // One answer is so short that a pipe never cuts it.
    match worker.hear(tally) {
        Ok(Some(_)) => staff.dismiss(floor, index).map(|()| lane),
        Ok(None) => Err(staff.lost(floor, index)),
        Err(error) => Err(error.to_string()),
    }
}
