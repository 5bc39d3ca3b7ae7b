//! [`Thread`]: a worker that is a thread, from its start to its end.

use super::Floor;
use crate::{
    base::{ChunkId, LaneId, Moment, Pid},
    engine::{gil::Hand, pin::pin, tally::Tally, task::compute},
    plan::{ChunkRange, Pin},
    trace::{Kind, LaneWriter, WorkerUsage},
};
use procfs::{ProcResult, process::Process};

/// A worker that is a thread. Made by the thread itself.
pub(super) struct Thread {
    lane: LaneId,
    writer: LaneWriter,
    tally: Tally,
    fault: Option<String>,
}

/// What a thread leaves behind.
pub(super) struct Part {
    pub(super) tally: Tally,
    pub(super) usage: Option<WorkerUsage>,
    /// What it could not do as the experiment has it.
    pub(super) fault: Option<String>,
}

impl Thread {
    /// The thread takes its place: worker `worker`, counted from 0, begun at that moment.
    pub(super) fn begin(floor: &Floor<'_>, worker: u32, begun: Moment) -> Self {
        let lane = Floor::lane(worker);
        floor.log.set_pid(lane, this_thread());
        let mut writer = floor.writer(lane);
        writer.enter_at(Kind::StartUp, begun);
        let pinned = match floor.experiment.pin {
            Pin::None => Ok(()),
            Pin::Cores => pin(worker),
        };
        let fault = pinned.err().map(|error| {
            format!(
                "thread {} cannot be kept on a core ({error}): choose pin none",
                worker + 1
            )
        });
        floor.manner.delay_start(&mut writer);
        Self {
            lane,
            writer,
            tally: floor.tally(),
            fault,
        }
    }

    /// Does a chunk, holding a lock if there is one.
    pub(super) fn work(
        &mut self,
        floor: &Floor<'_>,
        lock: Option<&Hand<'_>>,
        chunk: ChunkId,
        range: ChunkRange,
    ) {
        let Self { writer, tally, .. } = self;
        let manner = floor.manner.holding(lock);
        manner.delay_receive(chunk, &range, writer);
        compute(
            floor.kernel,
            manner,
            chunk,
            range,
            writer,
            |task, answer| {
                tally.add(task, &answer);
            },
        );
    }

    /// It waits for work.
    pub(super) fn wait(&mut self) {
        self.writer.enter(Kind::Wait);
    }

    /// It begins to end: there is no work left.
    pub(super) fn leave(&mut self) {
        self.writer.enter(Kind::Exit);
    }

    /// It ends.
    pub(super) fn end(self) -> Part {
        Part {
            tally: self.tally,
            usage: usage(self.lane).ok(),
            fault: self.fault,
        }
    }
}

/// What the system says of the calling thread, which it forgets when the thread has ended.
fn usage(lane: LaneId) -> ProcResult<WorkerUsage> {
    let pid = this_thread();
    let task = Process::myself()?.task_from_tid(pid.get().cast_signed())?;
    let status = task.status()?;
    Ok(WorkerUsage {
        lane,
        pid,
        voluntary_switches: status.voluntary_ctxt_switches.unwrap_or_default(),
        involuntary_switches: status.nonvoluntary_ctxt_switches.unwrap_or_default(),
        ..WorkerUsage::default()
    })
}

fn this_thread() -> Pid {
    Pid::new(rustix::thread::gettid().as_raw_pid().cast_unsigned())
}
