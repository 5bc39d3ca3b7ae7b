//! Which lane of the run a thread of a process has.

use crate::{
    base::{LaneId, Pid, Text},
    engine::watch::observed::{Observed, ObservedThread},
    log::{Lane, LaneInfo, LaneKind, Watched, WatchedThread},
};

/// Gives a thread its lane. The first process's first thread is the program's own.
pub(super) fn place_thread(
    process: &mut Observed,
    thread: usize,
    is_main: bool,
    lanes: &mut Vec<Lane>,
    watched: &mut Watched,
) {
    let ObservedThread { name, role, .. } = &process.threads[thread];
    let of = WatchedThread {
        process: Some(process.index),
        name: name.clone(),
        role: role.clone(),
    };
    let kind = kind_of(is_main, role.as_ref().map_or("", Text::raw));
    let id = match &process.log {
        Some(log) if !is_main => Some(log.thread(thread).id)
            .filter(|&id| id > 0)
            .map(Pid::new),
        _ => Some(process.pid),
    };
    process.threads[thread].lane = if process.index == 0 && is_main {
        Some(LaneId::new(0))
    } else {
        let alike = lanes.iter().filter(|lane| lane.info.kind == kind).count();
        let number = u32::try_from(alike + 1).unwrap_or(u32::MAX);
        add_lane((kind, number), id, of, lanes, watched)
    };
}

/// Adds a lane; `None` where there are as many as can be told apart.
pub(super) fn add_lane(
    (kind, number): (LaneKind, u32),
    pid: Option<Pid>,
    thread: WatchedThread,
    lanes: &mut Vec<Lane>,
    watched: &mut Watched,
) -> Option<LaneId> {
    let lane = LaneId::new(u16::try_from(lanes.len()).ok()?);
    lanes.push(Lane {
        info: LaneInfo {
            lane,
            kind,
            number,
            pid,
            published: 0,
            dropped: 0,
            merged: 0,
        },
        spans: Vec::new(),
        now: None,
    });
    watched.threads.push(thread);
    Some(lane)
}

/// The kind of the lane of a thread.
pub(super) fn kind_of(is_main: bool, role: &str) -> LaneKind {
    match (role, is_main) {
        ("forkserver", _) => LaneKind::Forkserver,
        ("manager" | "server", _) => LaneKind::Manager,
        ("worker" | "", true) => LaneKind::Process,
        ("worker" | "", false) => LaneKind::Thread,
        _ => LaneKind::Helper,
    }
}
