//! Serial: one task after another, in the main flow.

use super::{Finish, Floor, MAIN, thread::this_usage};
use crate::{
    base::{self, ChunkId},
    engine::native::task::compute,
    log::WorkerUsage,
};

pub(super) fn run(floor: &Floor<'_>) -> Finish {
    let mut tally = floor.tally();
    let mut writer = floor.writer(MAIN);
    let (before, cpu) = (this_usage(MAIN), base::thread_cpu());
    let started = base::now();
    compute(
        floor.kernel,
        &floor.manner,
        ChunkId::new(0),
        0..floor.tasks(),
        &mut writer,
        |task, answer| {
            tally.add(task, &answer);
        },
    );
    let ended = writer.leave();
    let cpu = base::thread_cpu().saturating_sub(cpu);
    let mut usage = since(&before, this_usage(MAIN));
    // It is counted from just before to just after; while on a core, nothing waits for one.
    usage.run_delay = usage
        .run_delay
        .min(ended.since(started).saturating_sub(cpu));
    Finish {
        workers: vec![usage],
        ..Finish::new(started, ended, tally)
    }
}

/// What was counted between two looks at the main flow, which lived before its first task.
fn since(before: &WorkerUsage, after: WorkerUsage) -> WorkerUsage {
    let mut since = after;
    since.voluntary_switches -= before.voluntary_switches;
    since.involuntary_switches -= before.involuntary_switches;
    since.run_delay = since.run_delay.saturating_sub(before.run_delay);
    since
}
