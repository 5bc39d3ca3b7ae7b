//! Serial: one task after another, in the main flow.

use super::{Finish, MAIN, RunContext, thread::this_usage};
use crate::{
    base::{self, ChunkId},
    engine::native::task::compute,
    log::WorkerUsage,
};

pub(super) fn run(run_context: &RunContext<'_>) -> Finish {
    let mut checksum = run_context.checksum();
    let mut writer = run_context.writer(MAIN);
    let (before, cpu) = (this_usage(MAIN), base::thread_cpu());
    let started = base::now();
    compute(
        run_context.kernel,
        &run_context.policy,
        ChunkId::new(0),
        0..run_context.tasks(),
        &mut writer,
        |task, answer| {
            checksum.add(task, &answer);
        },
    );
    let ended = writer.leave();
    let cpu = base::thread_cpu().saturating_sub(cpu);
    let mut usage = since(&before, this_usage(MAIN));
    // It is counted from just before to just after; a flow on a core does not wait for one.
    usage.run_delay = usage
        .run_delay
        .min(ended.since(started).saturating_sub(cpu));
    Finish {
        workers: vec![usage],
        ..Finish::new(started, ended, checksum)
    }
}

/// The difference between two readings of the main flow, which lived before its first task.
fn since(before: &WorkerUsage, after: WorkerUsage) -> WorkerUsage {
    let mut since = after;
    since.voluntary_switches -= before.voluntary_switches;
    since.involuntary_switches -= before.involuntary_switches;
    since.run_delay = since.run_delay.saturating_sub(before.run_delay);
    since
}
