//! Serial: one task after another, in the main flow.

use super::{Finish, Floor, MAIN};
use crate::{
    base::{self, ChunkId},
    engine::task::compute,
};

pub(super) fn run(floor: &Floor<'_>) -> Finish {
    let mut tally = floor.tally();
    let mut writer = floor.writer(MAIN);
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
    Finish::new(started, ended, tally)
}
