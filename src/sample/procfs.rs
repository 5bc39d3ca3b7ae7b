//! [`Procfs`]: processes as `/proc` has them.

use super::{Probe, ProcessSample, State, Target};
use crate::base::{Bytes, CoreId, Pid};
use procfs::process::{Process, Stat, Status};

/// The most children of one process that are looked at: fewer suffice to show many zombies.
const MOST_CHILDREN: usize = 64;

/// This machine's processes.
#[derive(Debug, Default)]
pub struct Procfs;

impl Probe for Procfs {
    fn look(&mut self, targets: &[Target]) -> Vec<ProcessSample> {
        let mut found: Vec<ProcessSample> = Vec::new();
        let mut children = Vec::new();
        for target in targets {
            let Some(process) = open(target.thread_of.unwrap_or(target.pid)) else {
                continue;
            };
            found.extend(match target.thread_of {
                Some(owner) => thread(&process, owner, target.pid),
                None => whole(&process),
            });
            if target.children {
                children.extend(children_of(&process));
            }
        }
        for pid in children {
            if !found.iter().any(|sample| sample.pid == pid) {
                found.extend(open(pid).as_ref().and_then(whole));
            }
        }
        found
    }
}

fn open(pid: Pid) -> Option<Process> {
    Process::new(i32::try_from(pid.get()).ok()?).ok()
}

fn whole(process: &Process) -> Option<ProcessSample> {
    let stat = process.stat().ok()?;
    let memory = Bytes::new(stat.rss.saturating_mul(procfs::page_size()));
    let parent = pid(stat.ppid)?;
    sample(&stat, &process.status().ok()?, parent, Some(memory))
}

fn thread(process: &Process, owner: Pid, number: Pid) -> Option<ProcessSample> {
    let number = i32::try_from(number.get()).ok()?;
    let task = process.task_from_tid(number).ok()?;
    sample(&task.stat().ok()?, &task.status().ok()?, owner, None)
}

fn sample(
    stat: &Stat,
    status: &Status,
    parent: Pid,
    memory: Option<Bytes>,
) -> Option<ProcessSample> {
    let core = u16::try_from(stat.processor?).ok()?;
    Some(ProcessSample {
        pid: pid(stat.pid)?,
        parent,
        born: stat.starttime,
        state: State::of(stat.state),
        memory,
        voluntary: status.voluntary_ctxt_switches.unwrap_or(0),
        involuntary: status.nonvoluntary_ctxt_switches.unwrap_or(0),
        core: CoreId::new(core),
    })
}

/// The children that the main thread of a process has started, ended ones among them; none where
/// the kernel was built without that list.
fn children_of(process: &Process) -> Vec<Pid> {
    let main = process.task_main_thread().ok();
    let children = main.and_then(|main| main.children().ok());
    let children = children.unwrap_or_default().into_iter();
    let numbers = children.filter_map(|number| i32::try_from(number).ok());
    numbers.filter_map(pid).take(MOST_CHILDREN).collect()
}

fn pid(number: i32) -> Option<Pid> {
    u32::try_from(number).ok().map(Pid::new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::{Command, id};

    #[test]
    fn a_child_is_found_by_its_parent_and_told_from_one_that_has_ended() {
        let own = Pid::new(id());
        let mut child = Command::new("sleep").arg("60").spawn().unwrap();
        let number = Pid::new(child.id());
        // The children of a test are those of its thread, not of the main one.
        let look = || Procfs.look(&[Target::process(own), Target::process(number)]);
        let seen = look();
        assert_eq!([seen[0].pid, seen[1].pid], [own, number]);
        assert_eq!(seen[1].parent, own);
        assert!(seen[0].memory.is_some_and(|memory| memory.get() > 0));
        child.kill().unwrap();
        // It has ended before long, and stays until it is waited for.
        let ended = || {
            look()
                .iter()
                .any(|s| s.pid == number && s.state == State::Zombie)
        };
        while !ended() {
            std::thread::yield_now();
        }
        child.wait().unwrap();
        assert!(look().iter().all(|sample| sample.pid != number));
    }

    #[test]
    fn a_thread_is_looked_at_by_itself() {
        let own = Pid::new(id());
        let target = Target {
            pid: Pid::new(u32::try_from(rustix::thread::gettid().as_raw_nonzero().get()).unwrap()),
            thread_of: Some(own),
            children: false,
        };
        let seen = Procfs.look(&[target]);
        assert_eq!((seen[0].pid, seen[0].parent), (target.pid, own));
        assert_eq!((seen[0].state, seen[0].memory), (State::Ready, None));
    }
}
