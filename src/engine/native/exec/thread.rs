//! [`Thread`]: a worker that is a thread, from its start to its end.

use super::RunContext;
use crate::{
    base::{ChunkId, LaneId, Moment, Pid},
    engine::native::{
        checksum::Tally,
        gil::ThreadState,
        launch,
        pin::pin,
        task::{TaskPolicy, compute},
    },
    log::{Kind, LaneWriter, Readings, WorkerUsage},
    plan::{ChunkRange, Pin},
};

/// A worker that is a thread. Made by the thread itself.
pub(super) struct Thread<'a> {
    policy: TaskPolicy<'a>,
    lane: LaneId,
    writer: LaneWriter,
    checksum: Tally,
    fault: Option<String>,
}

/// The results of a thread that has ended.
pub(super) struct ThreadPart {
    pub(super) checksum: Tally,
    pub(super) usage: WorkerUsage,
    /// Why it could not run as the experiment says.
    pub(super) fault: Option<String>,
}

impl<'a> Thread<'a> {
    /// The thread takes its place: worker `worker`, counted from 0, begun at that moment. It
    /// computes only while it holds the lock, if there is one.
    pub(super) fn begin(
        run_context: &RunContext<'_>,
        worker: u32,
        begun: Moment,
        lock: Option<&'a ThreadState<'a>>,
    ) -> Self {
        let lane = RunContext::lane(worker);
        run_context.log.set_pid(lane, this_thread());
        let mut writer = run_context.writer(lane);
        writer.enter_at(Kind::StartUp, begun);
        let pinned = match run_context.experiment.pin {
            Pin::None => Ok(()),
            Pin::Cores => pin(worker),
        };
        let fault = pinned.err().map(|error| {
            format!(
                "thread {} cannot be kept on a core ({error}): choose pin none",
                worker + 1
            )
        });
        run_context.policy.delay_start(&mut writer);
        Self {
            policy: run_context.policy.holding(lock),
            lane,
            writer,
            checksum: run_context.checksum(),
            fault,
        }
    }

    /// Does a chunk.
    #[inline]
    pub(super) fn work(&mut self, run_context: &RunContext<'_>, chunk: ChunkId, range: ChunkRange) {
        let (writer, checksum) = (&mut self.writer, &mut self.checksum);
        self.policy.delay_receive(chunk, &range, writer);
        compute(
            run_context.kernel,
            &self.policy,
            chunk,
            range,
            writer,
            |task, answer| {
                checksum.add(task, &answer);
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
    pub(super) fn end(self) -> ThreadPart {
        ThreadPart {
            checksum: self.checksum,
            usage: this_usage(self.lane),
            fault: self.fault,
        }
    }
}

/// The system's counters of the calling thread, which has a lane: the system forgets a thread
/// that has ended.
pub(super) fn this_usage(lane: LaneId) -> WorkerUsage {
    let usage = launch::thread_usage();
    WorkerUsage {
        lane,
        pid: this_thread(),
        ending: None,
        voluntary_switches: usage.voluntary_switches,
        involuntary_switches: usage.involuntary_switches,
        gil: None,
        times: Readings::default(),
        run_delay: launch::thread_run_delay(),
        peak_memory: usage.peak_memory,
    }
}

fn this_thread() -> Pid {
    Pid::new(rustix::thread::gettid().as_raw_pid().cast_unsigned())
}
