//! [`WatchedRun`]: the part of a run that a program adds to while it is followed.

use crate::{
    base::{LaneId, Pid, Text},
    engine::watch::observed::{Observed, ObservedThread},
    log::{Lane, LaneInfo, LaneKind, Watched, WatchedThread},
};

/// The lanes of a run, and what is known of its program besides.
pub(super) struct WatchedRun<'a> {
    pub(super) lanes: &'a mut Vec<Lane>,
    pub(super) watched: &'a mut Watched,
}

impl WatchedRun<'_> {
    /// Gives a thread its lane. The first process's first thread is the program's own.
    pub(super) fn place_thread(&mut self, process: &mut Observed, thread: usize, is_main: bool) {
        let ObservedThread { name, role, .. } = &process.threads[thread];
        let of = WatchedThread {
            process: Some(process.index),
            name: name.clone(),
            role: role.clone(),
            ..WatchedThread::default()
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
            self.add_numbered_lane(kind, id, of)
        };
    }

    /// Adds a lane with the next number among its kind; `None` where there are as many as can be told
    /// apart.
    pub(super) fn add_numbered_lane(
        &mut self,
        kind: LaneKind,
        pid: Option<Pid>,
        thread: WatchedThread,
    ) -> Option<LaneId> {
        let alike = self.lanes.iter().filter(|lane| lane.info.kind == kind);
        let number = u32::try_from(alike.count() + 1).unwrap_or(u32::MAX);
        self.add_lane((kind, number), pid, thread)
    }

    /// Adds a lane; `None` where there are as many as can be told apart.
    pub(super) fn add_lane(
        &mut self,
        (kind, number): (LaneKind, u32),
        pid: Option<Pid>,
        thread: WatchedThread,
    ) -> Option<LaneId> {
        let lane = LaneId::new(u16::try_from(self.lanes.len()).ok()?);
        self.lanes.push(Lane {
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
        self.watched.threads.push(thread);
        Some(lane)
    }
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
