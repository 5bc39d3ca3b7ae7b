//! [`members`]: the processes of a session, and how all of them are ended.
//!
//! A runner of commands leads a session of its own. All that commands start is in it, in any
//! process group and with any parent, unless it has made a session for itself: that is how a
//! program says that it stays.

use crate::{base::Pid, log::Left};
use procfs::process::{Stat, all_processes};
use rustix::process::{Signal, getsid, kill_process, kill_process_group};
use std::{collections::HashSet, thread, time::Duration};

/// A process that is about to end anyway needs no longer than this.
const ABOUT_TO_END: Duration = Duration::from_millis(30);

/// A process by its number and when it began, which tells it from a later one of that number.
type Id = (i32, u64);

fn id(process: &Stat) -> Id {
    (process.pid, process.starttime)
}

/// All processes of a session that have not ended.
fn members(session: i32) -> Vec<Stat> {
    let processes = all_processes().into_iter().flatten();
    let stats = processes.filter_map(|process| process.ok()?.stat().ok());
    let lives = |stat: &Stat| !matches!(stat.state, 'Z' | 'X' | 'x');
    stats
        .filter(|stat| stat.session == session && lives(stat))
        .collect()
}

/// Ends all processes of a session that this process does not belong to.
///
/// Each process group is killed as a whole, so that none of it can start another meanwhile; then
/// the session is looked at again, until it has no new process.
pub(in crate::engine) fn end_session(leader: Pid) {
    let session = leader.get().cast_signed();
    // Also where there is no /proc to find the others.
    kill_group(session);
    end_groups(|| members(session));
}

/// Ends all processes of a session but its leader, which has a group to itself, beginning with that group.
pub(in crate::engine) fn end_members(leader: Pid, first: Pid) {
    let session = leader.get().cast_signed();
    kill_group(first.get().cast_signed());
    end_groups(|| {
        let mut members = members(session);
        members.retain(|member| member.pgrp != session);
        members
    });
}

fn end_groups(members: impl Fn() -> Vec<Stat>) {
    let mut seen = HashSet::new();
    loop {
        let members = members();
        let new = members.iter().filter(|member| seen.insert(id(member)));
        let groups: HashSet<_> = new.map(|member| member.pgrp).collect();
        if groups.is_empty() {
            return;
        }
        for group in groups {
            kill_group(group);
        }
    }
}

/// Ends a process group of this session, and all that descends from it in others: a shell with job
/// control puts each job in a group of its own.
pub(in crate::engine) fn end_descendants(group: Pid) {
    let Ok(session) = getsid(None) else { return };
    let session = session.as_raw_nonzero().get();
    let group = group.get().cast_signed();
    let mut doomed = HashSet::new();
    let mut pids = HashSet::new();
    // They are stopped first: a process that stands starts no other, and loses no child.
    loop {
        let before = doomed.len();
        let members = members(session);
        loop {
            let known = doomed.len();
            for member in &members {
                let is_doomed = member.pgrp == group || pids.contains(&member.ppid);
                if is_doomed && doomed.insert(id(member)) {
                    pids.insert(member.pid);
                    signal(member.pid, Signal::STOP);
                }
            }
            if doomed.len() == known {
                break;
            }
        }
        if doomed.len() == before {
            break;
        }
    }
    for pid in pids {
        signal(pid, Signal::KILL);
    }
}

/// The processes left in the session that this process leads, besides this process.
pub(in crate::engine) fn left_running() -> Vec<Left> {
    let this = std::process::id().cast_signed();
    let left = || {
        let mut members = members(this);
        members.retain(|member| member.pid != this);
        members
    };
    if left().is_empty() {
        return Vec::new();
    }
    thread::sleep(ABOUT_TO_END);
    let left = left().into_iter().map(|member| Left {
        pid: Pid::new(member.pid.cast_unsigned()),
        name: member.comm,
    });
    left.collect()
}

fn signal(pid: i32, signal: Signal) {
    if let Some(pid) = rustix::process::Pid::from_raw(pid) {
        let _ = kill_process(pid, signal);
    }
}

fn kill_group(group: i32) {
    if let Some(group) = rustix::process::Pid::from_raw(group) {
        let _ = kill_process_group(group, Signal::KILL);
    }
}
