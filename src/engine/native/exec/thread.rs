//! [`Thread`]: a worker that is a thread, from its start to its end.

use super::Floor;
use crate::{
    base::{ChunkId, LaneId, Moment, Pid},
    engine::native::{
        gil::Hand,
        launch,
        pin::pin,
        tally::Tally,
        task::{Manner, compute},
    },
    log::{Kind, LaneWriter, WorkerUsage},
    plan::{ChunkRange, Pin},
};

/// A worker that is a thread. Made by the thread itself.
pub(super) struct Thread<'a> {
    manner: Manner<'a>,
    lane: LaneId,
    writer: LaneWriter,
    tally: Tally,
    fault: Option<String>,
}

/// What a thread leaves behind.
pub(super) struct Part {
    pub(super) tally: Tally,
    pub(super) usage: WorkerUsage,
    /// What it could not do as the experiment has it.
    pub(super) fault: Option<String>,
}

impl<'a> Thread<'a> {
    /// The thread takes its place: worker `worker`, counted from 0, begun at that moment. It
    /// computes only while it holds the lock, if there is one.
    pub(super) fn begin(
        floor: &Floor<'_>,
        worker: u32,
        begun: Moment,
        lock: Option<&'a Hand<'a>>,
    ) -> Self {
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
            manner: floor.manner.holding(lock),
            lane,
            writer,
            tally: floor.tally(),
            fault,
        }
    }

    /// Does a chunk.
    #[inline]
    pub(super) fn work(&mut self, floor: &Floor<'_>, chunk: ChunkId, range: ChunkRange) {
        let (writer, tally) = (&mut self.writer, &mut self.tally);
        self.manner.delay_receive(chunk, &range, writer);
        compute(
            floor.kernel,
            &self.manner,
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
            usage: this_usage(self.lane),
            fault: self.fault,
        }
    }
}

/// What the system counted of the calling thread, which has a lane: it forgets a thread that has
/// ended.
pub(super) fn this_usage(lane: LaneId) -> WorkerUsage {
    let usage = launch::thread_usage();
    WorkerUsage {
        lane,
        pid: this_thread(),
        ending: None,
        voluntary_switches: usage.voluntary_switches,
        involuntary_switches: usage.involuntary_switches,
        run_delay: launch::thread_run_delay(),
        peak_memory: usage.peak_memory,
    }
}

fn this_thread() -> Pid {
    Pid::new(rustix::thread::gettid().as_raw_pid().cast_unsigned())
}
