//! [`targets`]: which processes and threads a run has.

use crate::{
    log::{LaneInfo, LaneKind},
    sample::Target,
};

/// The processes and threads of a run by its lanes, of which main is the first.
pub(super) fn targets(lanes: impl Iterator<Item = LaneInfo>) -> Vec<Target> {
    let lanes: Vec<_> = lanes.collect();
    let main = lanes.first().and_then(|main| main.pid);
    let target = |lane: &LaneInfo| {
        Some(Target {
            pid: lane.pid?,
            thread_of: main.filter(|_| lane.kind == LaneKind::Thread),
            children: matches!(lane.kind, LaneKind::Main | LaneKind::Forkserver),
        })
    };
    lanes.iter().filter_map(target).collect()
}
